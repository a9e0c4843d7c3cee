//! Emoji that do something: 🙋 and ✅ on a ticket's header, 🎫 on any message.

use sportello_chat::{Audience, Author, Event, Inbound, Message};

use super::articles::Said;
use super::guess::Guess;
use super::messages::{Heard, Located};
use super::who::{self, Actor};
use super::{Act, DeskError, commands, open};
use crate::command::Command;
use crate::store::articles::StoredFile;
use crate::store::conversations;
use crate::store::messages as seen;
use crate::ticket::{Deed, PersonId, Role, allowed};

/// Takes the ticket.
const TAKE: &str = "🙋";
/// Closes the ticket.
const CLOSE: &str = "✅";
/// Opens a ticket from a message, in its author's name.
const OPEN: &str = "🎫";

/// Handles a reaction.
pub async fn handle(
    act: &Act<'_>,
    inbound: &Inbound,
    target: &str,
    emoji: &str,
    on: Option<&(Author, Message)>,
    files: &[StoredFile],
    actor: &Actor,
) -> Result<(), DeskError> {
    match plain(emoji).as_str() {
        TAKE => on_header(act, inbound, target, actor, Deed::ReactTake).await,
        CLOSE => on_header(act, inbound, target, actor, Deed::ReactClose).await,
        OPEN => open_from(act, inbound, target, on, files, actor).await.map(|_| ()),
        // People may react to anything with anything.
        _ => Ok(()),
    }
}

/// The emoji without skin tone, gender and variation selectors: 🙋🏽‍♀️ is 🙋.
fn plain(emoji: &str) -> String {
    emoji
        .chars()
        .take_while(|c| *c != '\u{200d}')
        .filter(|c| !matches!(*c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
        .collect()
}

async fn on_header(
    act: &Act<'_>,
    inbound: &Inbound,
    target: &str,
    actor: &Actor,
    deed: Deed,
) -> Result<(), DeskError> {
    let Some(message) = seen::by_id(act.tx, act.platform.as_str(), target).await? else { return Ok(()) };
    let Some(conversation) = message.conversation_id else { return Ok(()) };
    let Some(conversation) = conversations::by_id(act.tx, conversation).await? else { return Ok(()) };
    if conversation.header.as_deref() != Some(target) || conversation.audience() != Audience::Operators {
        return Ok(());
    }
    if deed == Deed::ReactClose {
        let close = Command::Close { ticket: None, successful: None, text: String::new() };
        commands::hold_in_order(act, actor, Some(conversation.ticket_id), Some(&close)).await?;
    }
    let ticket = act.hold(conversation.ticket_id).await?;
    let role = act.role(actor, &ticket);
    if !allowed(role, deed) {
        return Err(commands::hidden_or_refused(role, &ticket.number).into());
    }
    let located = Located { conversation, ticket };
    commands::by_reaction(act, inbound, located, actor, deed).await
}

/// Opens a ticket from a message, in its author's name, who is returned; none where that can't be.
pub async fn open_from(
    act: &Act<'_>,
    inbound: &Inbound,
    target: &str,
    on: Option<&(Author, Message)>,
    files: &[StoredFile],
    actor: &Actor,
) -> Result<Option<PersonId>, DeskError> {
    let room = act.desk.room_role(&act.platform, &inbound.place.room);
    let Some(queue) = room.help.as_deref().and_then(|name| act.desk.queue(name)) else { return Ok(None) };
    if !allowed(act.desk.role_in_queue(actor, queue), Deed::ReactOpen)
        || act.desk.role_in_queue(actor, queue) == Role::Stranger
    {
        return Ok(None);
    }
    let known = seen::by_id(act.tx, act.platform.as_str(), target).await?;
    let is_ticket = known.as_ref().is_some_and(|m| m.article_id.is_some() || m.conversation_id.is_some());
    let Some((author, message)) = on else { return Ok(None) };
    // What stands in a thread belongs to that thread.
    if is_ticket || author.bot || act.begins_threads() && inbound.place.thread.is_some() {
        return Ok(None);
    }
    let guess = Guess::from(Some(&message.text));
    let customer = who::meet(act.desk, act.tx, &act.platform, author, &guess, act.now).await?;
    let row = match known {
        Some(row) => Some(row.id),
        None => {
            let top_level = inbound.place.thread.is_none();
            let (room, by) = (&inbound.place.room, Some(customer.person.id));
            seen::see(act.tx, act.platform.as_str(), target, room, by, top_level).await?
        }
    };
    // The ticket hangs on the message itself, not on the reaction.
    let event = Event::Message(message.clone());
    let original = Inbound { id: target.to_owned(), event, ..inbound.clone() };
    let heard = Heard { inbound: &original, message, files, actor: &customer, seen: row.unwrap_or_default() };
    let said = Said { seen: row, ..Said::of(&heard, None) };
    open::open_here(act, &heard, queue, &customer, &said).await?;
    Ok(Some(customer.person.id))
}

/// Whether an emoji opens a ticket from the message it is put on.
pub fn opens(emoji: &str) -> bool {
    plain(emoji) == OPEN
}

/// Whether an emoji can mean something.
pub fn is_signal(emoji: &str) -> bool {
    [TAKE, CLOSE, OPEN].contains(&plain(emoji).as_str())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn every_hand_is_a_hand() {
        assert_eq!(plain("🙋🏽‍♀️"), "🙋");
        assert_eq!(plain("✅\u{fe0f}"), "✅");
    }
}
