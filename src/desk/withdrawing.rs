//! Copies of what was said, where people read: the platforms are asked to remove them, each where it may be done.

use std::collections::BTreeSet;

use sportello_chat::{Content, Target, Threads};

use super::owing::lane;
use super::{Act, DeskError};
use crate::delivery::Payload;
use crate::store::entity::{conversation, delivery, message_ref, ticket};
use crate::store::{conversations, deliveries, emptying, messages};

/// A message to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    platform: String,
    lane: String,
    audience: &'static str,
    target: Target,
    message: String,
}

/// All messages that a ticket's words stand in, but its headers, which are edited.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(act: &Act<'_>, ticket: &ticket::Model) -> Result<Vec<Copy>, DeskError> {
    let all = emptying::deliveries_of(act.tx, ticket.id).await?;
    let mut copies = of_deliveries(act, ticket, &all).await?;
    for article in emptying::of_ticket(act.tx, ticket.id).await? {
        for copy in of_article(act, ticket, article.id).await? {
            if !copies.contains(&copy) {
                copies.push(copy);
            }
        }
    }
    Ok(copies)
}

/// What these deliveries have put on their platforms.
///
/// # Errors
/// As the database says.
pub async fn of_deliveries(
    act: &Act<'_>,
    ticket: &ticket::Model,
    all: &[delivery::Model],
) -> Result<Vec<Copy>, DeskError> {
    let headers: BTreeSet<String> =
        conversations::of_ticket(act.tx, ticket.id).await?.into_iter().filter_map(|c| c.header).collect();
    let mut copies = Vec::new();
    for delivery in all.iter().filter(|d| d.platform != "mail") {
        let said = match serde_json::from_str::<Payload>(&delivery.payload) {
            Ok(Payload::Say { target, .. } | Payload::Said { target }) => target,
            _ => None,
        };
        for message in messages::of_delivery(act.tx, delivery.id).await? {
            if headers.contains(&message.external_id) {
                continue;
            }
            match &said {
                // Only one person has seen it, and nobody can take it from them.
                Some(Target::Answer { .. } | Target::Mailbox { .. }) => {}
                Some(target) => copies.push(Copy {
                    platform: delivery.platform.clone(),
                    lane: lane_of(&delivery.platform, target),
                    audience: audience(&delivery.audience),
                    target: target.clone(),
                    message: message.external_id,
                }),
                None => copies.extend(at_conversation(act, &message).await?),
            }
        }
    }
    Ok(copies)
}

/// Every message by which an article came or went.
///
/// # Errors
/// As the database says.
pub async fn of_article(act: &Act<'_>, ticket: &ticket::Model, article: i64) -> Result<Vec<Copy>, DeskError> {
    let headers: Vec<String> =
        conversations::of_ticket(act.tx, ticket.id).await?.into_iter().filter_map(|c| c.header).collect();
    let mut copies = Vec::new();
    for message in messages::of_article(act.tx, article).await? {
        if !headers.contains(&message.external_id) && message.direction != "moved" {
            copies.extend(at_conversation(act, &message).await?);
        }
    }
    Ok(copies)
}

/// A message where it stands. What was written in a room and has a thread of its own, or was gathered, stands in
/// the room; where threads are rooms of their own, nobody can tell, and both are tried.
async fn at_conversation(act: &Act<'_>, message: &message_ref::Model) -> Result<Vec<Copy>, DeskError> {
    let conversation = match message.conversation_id {
        Some(id) => conversations::by_id(act.tx, id).await?,
        None => None,
    };
    let Some(conversation) = conversation else {
        let Some(room) = message.room.clone() else { return Ok(Vec::new()) };
        let target = Target::Room { room };
        return Ok(vec![Copy {
            platform: message.platform.clone(),
            lane: lane_of(&message.platform, &target),
            audience: "customer",
            target,
            message: message.external_id.clone(),
        }]);
    };
    let mut targets = Vec::new();
    match (&conversation.person, &conversation.room, &conversation.thread) {
        (Some(person), room, _) => {
            targets.push(Target::Direct { person: person.clone(), room: room.clone() });
        }
        (None, Some(room), Some(thread)) => {
            targets.push(Target::Thread { room: room.clone(), thread: thread.clone() });
            if message.direction == "in" && has_own_rooms(act, &conversation) {
                targets.push(Target::Room { room: room.clone() });
            }
        }
        (None, Some(room), None) => targets.push(Target::Room { room: room.clone() }),
        (None, None, _) => {}
    }
    let copy = |target| Copy {
        platform: conversation.platform.clone(),
        lane: lane(&conversation),
        audience: conversations::audience_name(conversation.audience()),
        target,
        message: message.external_id.clone(),
    };
    Ok(targets.into_iter().map(copy).collect())
}

fn has_own_rooms(act: &Act<'_>, conversation: &conversation::Model) -> bool {
    let chat = act.desk.chat(&conversation.platform);
    chat.is_none_or(|chat| chat.capabilities().threads == Threads::Explicit)
}

fn lane_of(platform: &str, target: &Target) -> String {
    match target {
        Target::Direct { person, .. } => format!("d:{platform}:{person}"),
        Target::Room { room } | Target::Thread { room, .. } | Target::Answer { room, .. } => {
            format!("r:{platform}:{room}")
        }
        Target::Mailbox { address } => format!("m:{address}"),
    }
}

fn audience(name: &str) -> &'static str {
    if name == "operators" { "operators" } else { "customer" }
}

/// Whether a delivery shows a ticket as it stands when it is sent.
pub fn is_upkeep(delivery: &delivery::Model) -> bool {
    delivery.collapse_key.is_some()
}

/// Owes the removal of all of them; gives how many messages that are. That one can't be removed is no news for
/// operators. Nothing of it stays once it is done: it belongs to no ticket.
///
/// # Errors
/// As the database says.
pub async fn remove(act: &Act<'_>, ticket: &ticket::Model, copies: Vec<Copy>) -> Result<u64, DeskError> {
    let messages: BTreeSet<String> = copies.iter().map(|c| c.message.clone()).collect();
    for copy in copies {
        let payload = Payload::Say {
            target: Some(copy.target),
            content: Content::Delete { message: copy.message },
            ticket: Some(ticket.number.clone()),
            answers: None,
            reply_to: None,
        };
        act.owe(deliveries::New {
            platform: copy.platform,
            lane: copy.lane,
            priority: deliveries::WORDS,
            ticket: None,
            article: None,
            conversation: None,
            audience: copy.audience,
            collapse_key: None,
            courtesy: true,
            payload: act.json(&payload)?,
            due_at: act.now,
        })
        .await?;
    }
    Ok(messages.len() as u64)
}
