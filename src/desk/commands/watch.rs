//! `watch`: the actor hears of what the customer writes, though the ticket is somebody else's.

use super::{Act, Actor, Answer, DeskError, Meant};
use crate::store::watchers;
use crate::text::Args;

/// Begins or ends to watch.
pub async fn run(act: &Act<'_>, actor: &Actor, meant: Meant, off: bool) -> Result<Answer, DeskError> {
    if off {
        watchers::remove(act.tx, meant.ticket.id, actor.person.id).await?;
    } else {
        watchers::add(act.tx, meant.ticket.id, actor.person.id).await?;
    }
    let key = if off { "operator-watches-no-more" } else { "operator-watches" };
    let args = Args::new().text("number", meant.ticket.number.as_str()).text("prefix", act.prefix());
    Ok(Answer::markdown(act.desk.texts().say(actor.language, key, &args)))
}
