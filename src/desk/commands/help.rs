//! `help`: what one can say to the bot.

use super::{Act, Actor, Answer, DeskError};
use crate::command::grammar::{spec, summary_key, usage};
use crate::command::{Role, SPECS};
use crate::desk::Refused;
use crate::text::Args;

/// Lists the commands that are for the actor, or explains one.
pub fn run(act: &Act<'_>, actor: &Actor, command: Option<&str>) -> Result<Answer, DeskError> {
    let role = if act.desk.is_admin(actor) {
        Role::Admin
    } else if act.desk.is_operator(actor) {
        Role::Operator
    } else {
        Role::Everyone
    };
    let prefix = act.prefix();
    let texts = act.desk.texts();
    let line = |s: &crate::command::CommandSpec| {
        let summary = texts.say(actor.language, &summary_key(s), &Args::new());
        format!("`{}` — {summary}", usage(prefix, s))
    };
    if let Some(wanted) = command {
        let Some(found) = spec(wanted) else {
            return Err(Refused::NoSuchCommand { found: wanted.to_owned() }.into());
        };
        return Ok(Answer::markdown(line(found)));
    }
    let mut lines = vec![texts.say(actor.language, "customer-help", &Args::new())];
    lines.extend(SPECS.iter().filter(|s| s.role <= role).map(|s| format!("- {}", line(s))));
    Ok(Answer::markdown(lines.join("\n")))
}
