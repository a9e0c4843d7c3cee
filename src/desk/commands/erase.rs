//! `erase`: a person's words, accounts and addresses are removed for good, once that was confirmed.

use super::{Act, Actor, Answer, DeskError, admins_only};
use crate::desk::erasing;
use crate::text::Args;
use crate::ticket::Deed;

/// Says what would go; with `yes`, removes it and hands over the receipt.
pub async fn run(act: &Act<'_>, actor: &Actor, named: &str, yes: bool) -> Result<Answer, DeskError> {
    admins_only(act, actor, Deed::Erase)?;
    let person = erasing::whom(act, named).await?;
    let say = |key: &str, args: Args| act.desk.texts().say(actor.language, key, &args);
    if !yes {
        let known = erasing::known(act, &person).await?;
        let args = Args::new()
            .text("name", person.name.as_str())
            .text("accounts", known.accounts.join(", "))
            .number("tickets", known.tickets)
            .number("articles", known.articles)
            .text("prefix", act.prefix());
        return Ok(Answer::markdown(say("admin-erase-ask", args)));
    }
    let receipt = erasing::erase(act, &person).await?;
    let lines = erasing::told(act, &receipt).into_iter().map(|(key, args)| say(key, args));
    Ok(Answer::markdown(lines.collect::<Vec<_>>().join("\n")))
}
