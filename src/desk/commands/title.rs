//! `title`: the ticket has another title.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about};
use crate::desk::Refused;
use crate::notify::title_of;
use crate::store::{held, history};

/// Changes the title.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant, text: &str) -> Result<Answer, DeskError> {
    let title = title_of(text);
    if title.is_empty() {
        return Err(Refused::Empty.into());
    }
    if title != meant.ticket.title {
        meant.ticket.title = title;
        held::save(act.tx, &meant.ticket).await?;
        act.history(&meant.ticket, &history::Event::Title { to: meant.ticket.title.clone() }).await?;
        act.refresh(&meant.ticket).await?;
    }
    let line = Body::markdown(act.say("operator-titled", &about(&meant.ticket, &actor.person)));
    meant.tell(act, line).await
}
