//! Which person is meant by a name, an account, a mention or a mail address.

use super::Act;
use super::{DeskError, Refused};
use crate::store::entity::person;
use crate::store::people;

/// So many people of one name are told apart by their accounts.
const NAMESAKES: usize = 10;

/// The person meant by `typed`: an account of any platform (of this one first), the name in bot.toml, a
/// mail address, or a name that only one person has.
///
/// # Errors
/// When there is none or more than one.
pub async fn person(act: &Act<'_>, typed: &str) -> Result<person::Model, DeskError> {
    let typed = typed.trim();
    // A mention, as Discord writes it.
    let mention = typed.strip_prefix("<@").and_then(|t| t.strip_suffix('>'));
    let account = mention.map_or(typed, |id| id.trim_start_matches('!'));
    let mut platforms: Vec<&str> = act.desk.chats.keys().map(String::as_str).collect();
    // On the command line no chat is open.
    let enabled = [("matrix", act.config.matrix.is_some()), ("discord", act.config.discord.is_some())];
    platforms.extend(
        enabled
            .into_iter()
            .filter(|(name, on)| *on && !act.desk.chats.contains_key(*name))
            .map(|(name, _)| name),
    );
    if act.config.console.is_some() && !act.desk.chats.contains_key("console") {
        platforms.push("console");
    }
    platforms.sort_by_key(|name| (*name != act.platform.as_str(), *name));
    for platform in platforms {
        if let Some(found) = people::by_account(act.tx, platform, account).await? {
            return Ok(found);
        }
    }
    if let Some(found) = people::by_handle(act.tx, typed).await? {
        return Ok(found);
    }
    let mut found = match typed.contains('@') {
        true => people::by_mail(act.tx, typed).await?,
        false => Vec::new(),
    };
    if found.is_empty() {
        found = people::by_name(act.tx, typed).await?;
    }
    match found.len() {
        0 => Err(Refused::NoSuchPerson { found: typed.to_owned() }.into()),
        1 => Ok(found.remove(0)),
        _ => {
            let mut accounts = Vec::new();
            for person in found.iter().take(NAMESAKES) {
                accounts
                    .extend(people::accounts(act.tx, person.id).await?.into_iter().map(|a| a.external_id));
            }
            Err(Refused::WhichPerson { found: typed.to_owned(), allowed: accounts.join(", ") }.into())
        }
    }
}
