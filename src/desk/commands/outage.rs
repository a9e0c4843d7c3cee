//! `outage`: a banner in every receipt, until it is lifted.

use sportello_chat::{Markup, escape_markdown};

use super::new::find_queue;
use super::{Act, Answer, DeskError, Heard, admins_only};
use crate::command::Outage;
use crate::desk::Refused;
use crate::store::{outages, people};
use crate::text::{Args, Language, date_time};
use crate::ticket::Deed;

/// A banner is read on a phone, above all else.
const LONGEST: usize = 500;

/// Sets the banner of the named queue, or of the whole desk, lifts it, or shows all there are.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    queue: Option<&str>,
    what: Outage,
) -> Result<Answer, DeskError> {
    admins_only(act, heard.actor, Deed::Outage)?;
    let language = heard.actor.language;
    let names: Vec<String> = act.config.queues.iter().map(|q| q.name.clone()).collect();
    let queue = match queue {
        Some(name) => Some(find_queue(act, name, &names)?),
        None => None,
    };
    let id = queue.and_then(|q| act.desk.queue_ids(std::slice::from_ref(&q.name)).first().copied());
    let place = queue.map_or_else(|| act.config.desk.name.clone(), |q| q.title.clone());
    let args = Args::new().text("name", place).text("prefix", act.prefix());
    let say = |key: &str, args: &Args| act.desk.texts().say(language, key, args);
    Ok(Answer::markdown(match what {
        Outage::Set(text) if text.chars().count() > LONGEST => {
            return Err(Refused::TooLong { name: "text", most: LONGEST }.into());
        }
        Outage::Set(text) => {
            let text = match heard.message.markup {
                Markup::Markdown => text,
                Markup::Plain => escape_markdown(&text),
            };
            outages::set(act.tx, id, &text, heard.actor.person.id, act.now).await?;
            say("admin-outage-set", &args.markdown("text", text))
        }
        Outage::Lift if outages::lift(act.tx, id).await? => say("admin-outage-lifted", &args),
        Outage::Lift => say("admin-outage-none", &args),
        Outage::Show => {
            let lines = all(act, language).await?;
            if lines.is_empty() { say("admin-outage-nowhere", &args) } else { lines.join("\n") }
        }
    }))
}

/// Every banner with where, by whom and since when.
///
/// # Errors
/// As the database says.
pub async fn all(act: &Act<'_>, language: Language) -> Result<Vec<String>, DeskError> {
    let rows = outages::all(act.tx).await?;
    let known = people::by_ids(act.tx, rows.iter().map(|row| row.by_id)).await?;
    let lines = rows.into_iter().map(|row| {
        let queue = row.queue_id.and_then(|id| act.desk.queue_by_id(id));
        let by = known.iter().find(|p| p.id == row.by_id).map(|p| p.name.clone()).unwrap_or_default();
        let args = Args::new()
            .text("name", queue.map_or_else(|| act.config.desk.name.clone(), |q| q.title.clone()))
            .text("by", by)
            .text("since", date_time(row.created_at, act.config.desk.time_zone, language))
            .markdown("text", row.text);
        act.desk.texts().say(language, "admin-outage-line", &args)
    });
    Ok(lines.collect())
}
