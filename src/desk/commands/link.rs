//! `link`: two tickets belong together.

use sportello_chat::Body;

use super::{Act, Answer, DeskError, Heard, Meant, about, meant as other_meant};
use crate::command::LinkKind;
use crate::desk::Refused;
use crate::store::{history, tickets};
use crate::ticket::Deed;

/// Links them; who links must serve both.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    other: String,
    kind: LinkKind,
) -> Result<Answer, DeskError> {
    let other = other_meant(act, heard, None, Some(other), Deed::Link, "link").await?.ticket;
    if other.id == meant.ticket.id {
        return Err(Refused::ItsOwnLink.into());
    }
    // A parent is written once, from its child.
    let (from, to, name) = match kind {
        LinkKind::Related => (&meant.ticket, &other, "related"),
        LinkKind::Parent => (&meant.ticket, &other, "parent"),
        LinkKind::Child => (&other, &meant.ticket, "parent"),
    };
    if tickets::link(act.tx, from.id, to.id, name, act.now).await? {
        act.history(&meant.ticket, &history::Event::Linked { to: other.number.clone() }).await?;
        act.history(&other, &history::Event::Linked { to: meant.ticket.number.clone() }).await?;
    }
    let key = match kind {
        LinkKind::Related => "operator-linked-related",
        LinkKind::Parent => "operator-linked-parent",
        LinkKind::Child => "operator-linked-child",
    };
    let args = about(&meant.ticket, &heard.actor.person).text("other", other.number.as_str());
    let line = Body::markdown(act.say(key, &args));
    act.tell_operators(&other, &line, &[], meant.told(act)).await?;
    meant.tell(act, line).await
}
