//! `tag`: words by which tickets are told apart.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about};
use crate::desk::Refused;
use crate::store::{history, tags};
use crate::text::Args;

/// Adds some tags and takes others away.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    meant: Meant,
    add: &[String],
    remove: &[String],
) -> Result<Answer, DeskError> {
    let mut changed = false;
    for name in remove {
        changed |= tags::remove(act.tx, meant.ticket.id, name).await?;
    }
    for name in add {
        changed |= tags::add(act.tx, meant.ticket.id, name).await?;
    }
    let now = tags::of_ticket(act.tx, meant.ticket.id).await?;
    if !changed {
        return Err(Refused::Unchanged.into());
    }
    act.history(&meant.ticket, &history::Event::Tags { to: now.clone() }).await?;
    act.refresh(&meant.ticket).await?;
    let none = || act.desk.texts().say_plain(act.config.desk.language, "operator-no-tags", &Args::new());
    let shown = if now.is_empty() { none() } else { now.join(", ") };
    let args = about(&meant.ticket, &actor.person).text("tags", shown);
    let line = Body::markdown(act.say("operator-tagged", &args));
    meant.tell(act, line).await
}
