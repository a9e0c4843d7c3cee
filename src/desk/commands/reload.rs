//! `reload`: bot.toml is read again.

use super::{Act, Actor, Answer, DeskError, admins_only};
use crate::config::changes::Change;
use crate::desk::reload;
use crate::text::Args;
use crate::ticket::Deed;

/// Reads bot.toml again; what it says holds from the next event on.
pub async fn run(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    admins_only(act, actor, Deed::Reload)?;
    let say = |key: &str, args: Args| act.desk.texts().say(actor.language, key, &args);
    let changes = match reload::prepare(act).await? {
        Ok(changes) => changes,
        Err(report) => {
            // A fence in the file would end the one around it.
            let shown = report.render(false).replace("```", "'''");
            let text =
                format!("{}\n```\n{}\n```", say("admin-reload-mistakes", Args::new()), shown.trim_end());
            return Ok(Answer::markdown(text));
        }
    };
    if changes.is_empty() {
        return Ok(Answer::markdown(say("admin-reload-nothing", Args::new())));
    }
    let mut text = say("admin-reload-done", Args::new());
    for change in &changes {
        let (key, args) = line(change);
        text.push_str(&format!("\n- {}", say(key, args)));
    }
    Ok(Answer::markdown(text))
}

fn line(change: &Change) -> (&'static str, Args) {
    let named = |name: &String| Args::new().text("name", name);
    match change {
        Change::QueueAdded(name) => ("admin-queue-added", named(name)),
        Change::QueueRenamed(from, to) => ("admin-queue-renamed", named(to).text("was", from)),
        Change::QueueChanged(name) => ("admin-queue-changed", named(name)),
        Change::QueueRemoved(name) => ("admin-queue-removed", named(name)),
        Change::OperatorAdded(name) => ("admin-operator-added", named(name)),
        Change::OperatorChanged(name) => ("admin-operator-changed", named(name)),
        Change::OperatorRemoved(name) => ("admin-operator-removed", named(name)),
        Change::Customers(number) => {
            ("admin-customers-changed", Args::new().number("number", *number as u64))
        }
        Change::Rest => ("admin-rest-changed", Args::new()),
    }
}
