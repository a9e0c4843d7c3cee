//! `priority`: how soon it matters.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about};
use crate::desk::Refused;
use crate::store::{held, history};
use crate::text::Args;

/// Changes the priority.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant, to: i16) -> Result<Answer, DeskError> {
    let from = meant.ticket.priority;
    if to == from {
        return Err(Refused::Unchanged.into());
    }
    meant.ticket.priority = to;
    held::save(act.tx, &meant.ticket).await?;
    act.history(&meant.ticket, &history::Event::Priority { from, to }).await?;
    act.refresh(&meant.ticket).await?;
    let name = act.desk.texts().say_plain(act.config.desk.language, &format!("priority-{to}"), &Args::new());
    let args = about(&meant.ticket, &actor.person).text("priority", name);
    let line = Body::markdown(act.say("operator-prioritised", &args));
    meant.tell(act, line).await
}
