//! A delivery's words and place, as they are when its turn comes.

use sea_orm::DbErr;
use sportello_chat::{Audience, Content, NewMessage, Outbound, Platform, Target, ThreadStart};

use super::Payload;
use crate::desk::View;
use crate::notify::{board, header};
use crate::store::entity::{conversation, delivery};
use crate::store::{Tx, articles, conversations, messages, people, places, tickets};

/// What rendering came to.
pub enum Rendered {
    /// These things are to be done, in order.
    Do(Vec<Outbound>),
    /// There is nothing to do any more.
    Nothing,
    /// It must not be sent.
    Forbidden(&'static str),
}

/// Renders a delivery.
///
/// # Errors
/// As the database says.
pub async fn render(desk: &View<'_>, tx: &Tx, delivery: &delivery::Model) -> Result<Rendered, DbErr> {
    let Ok(payload) = serde_json::from_str::<Payload>(&delivery.payload) else {
        return Ok(Rendered::Forbidden("its payload can't be read"));
    };
    let conversation = match delivery.conversation_id {
        Some(id) => conversations::by_id(tx, id).await?,
        None => None,
    };
    let audience =
        conversation.as_ref().map_or_else(|| audience(&delivery.audience), conversation::Model::audience);
    let read_by = reader(desk, delivery, &payload).unwrap_or(audience);
    if is_leak(tx, delivery, read_by, &payload).await? {
        tracing::error!(delivery = delivery.id, "an internal article was about to be delivered to customers");
        return Ok(Rendered::Forbidden("an internal article is never delivered to customers"));
    }
    match payload {
        Payload::Say { target: Some(target), content, ticket, answers, .. } => {
            Ok(Rendered::Do(vec![Outbound { target, audience, ticket, answers, content }]))
        }
        Payload::Say { target: None, content, ticket, answers, reply_to } => {
            let Some(conversation) = conversation else { return Ok(Rendered::Nothing) };
            let Some(target) = target_of(&conversation) else { return Ok(Rendered::Nothing) };
            let content = match content {
                Content::Message(message) => {
                    Content::Message(placed(tx, &conversation, message, reply_to).await?)
                }
                other => other,
            };
            Ok(Rendered::Do(vec![Outbound { target, audience, ticket, answers, content }]))
        }
        Payload::Header => {
            let Some(conversation) = conversation else { return Ok(Rendered::Nothing) };
            let Some(ticket) = tickets::by_id(tx, conversation.ticket_id).await? else {
                return Ok(Rendered::Nothing);
            };
            let (body, buttons) = header::shown(desk, tx, &ticket, &conversation.platform).await?;
            let content = match conversation.header.clone() {
                Some(message) => Content::Edit { message, rest: vec![], body, buttons },
                None => Content::Message(NewMessage {
                    opens: start(tx, &conversation).await?,
                    buttons,
                    ..NewMessage::notice(body)
                }),
            };
            let Some(room) = conversation.room.clone() else { return Ok(Rendered::Nothing) };
            Ok(Rendered::Do(vec![Outbound {
                target: Target::Room { room },
                audience,
                ticket: Some(ticket.number),
                answers: None,
                content,
            }]))
        }
        Payload::Board { place } => match places::all(tx).await?.into_iter().find(|p| p.id == place) {
            Some(place) => Ok(Rendered::Do(vec![board::outbound(desk, tx, &place).await?])),
            None => Ok(Rendered::Nothing),
        },
        Payload::Amend { delivery: earlier, body, without_files, ticket } => {
            let Some(target) = conversation.as_ref().and_then(target_of) else {
                return Ok(Rendered::Nothing);
            };
            let said = messages::of_delivery(tx, earlier).await?;
            let (files, words): (Vec<_>, Vec<_>) = said.into_iter().partition(messages::is_file);
            let mut words = words.into_iter().map(|message| message.external_id);
            let edit = words.next().map(|message| Content::Edit {
                message,
                rest: words.collect(),
                body,
                buttons: vec![],
            });
            let files = files.into_iter().filter(|_| without_files).map(|file| file.external_id);
            let gone = files.map(|message| Content::Delete { message });
            let all: Vec<Outbound> = edit
                .into_iter()
                .chain(gone)
                .map(|content| Outbound {
                    target: target.clone(),
                    audience,
                    ticket: ticket.clone(),
                    answers: None,
                    content,
                })
                .collect();
            Ok(if all.is_empty() { Rendered::Nothing } else { Rendered::Do(all) })
        }
        Payload::Said { .. } => Ok(Rendered::Nothing),
        Payload::Retract { delivery: earlier, ticket } => {
            let said = messages::of_delivery(tx, earlier).await?;
            let all: Vec<Outbound> = said
                .into_iter()
                .filter_map(|message| {
                    Some(Outbound {
                        target: conversation.as_ref().and_then(target_of)?,
                        audience,
                        ticket: ticket.clone(),
                        answers: None,
                        content: Content::Delete { message: message.external_id },
                    })
                })
                .collect();
            Ok(if all.is_empty() { Rendered::Nothing } else { Rendered::Do(all) })
        }
    }
}

/// Who reads the place that the payload itself names, whatever the row says of it.
fn reader(desk: &View<'_>, delivery: &delivery::Model, payload: &Payload) -> Option<Audience> {
    let Payload::Say { target: Some(target), .. } = payload else { return None };
    let platform = Platform::from(delivery.platform.clone());
    let is_operators = match target {
        Target::Room { room } | Target::Thread { room, .. } => {
            !desk.room_role(&platform, room).operators.is_empty()
        }
        Target::Answer { room, direct, .. } => {
            !direct && !desk.room_role(&platform, room).operators.is_empty()
        }
        Target::Direct { .. } | Target::Mailbox { .. } => false,
    };
    Some(if is_operators { Audience::Operators } else { Audience::Customer })
}

/// Whether this would show an article to customers that they must not see. The types of
/// [`crate::ticket::CustomerArticle`] rule it out where deliveries are made; this looks once more.
async fn is_leak(
    tx: &Tx,
    delivery: &delivery::Model,
    audience: Audience,
    payload: &Payload,
) -> Result<bool, DbErr> {
    if audience != Audience::Customer || matches!(payload, Payload::Retract { .. }) {
        return Ok(false);
    }
    if matches!(payload, Payload::Header | Payload::Board { .. }) {
        return Ok(true);
    }
    match delivery.article_id {
        Some(id) => {
            Ok(articles::by_id(tx, id).await?.is_none_or(|(_, article)| !article.kind.is_for_customers()))
        }
        None => Ok(false),
    }
}

/// The message as it is in its conversation: it begins the thread that is not there yet, and visibly
/// answers what was said of an article in the same place.
async fn placed(
    tx: &Tx,
    conversation: &conversation::Model,
    message: NewMessage,
    reply_to: Option<i64>,
) -> Result<NewMessage, DbErr> {
    let answered = match reply_to {
        Some(article) => messages::of_article_in(tx, article, conversation.id).await?,
        None => None,
    };
    Ok(NewMessage {
        opens: start(tx, conversation).await?,
        reply_to: message.reply_to.or(answered.map(|m| m.external_id)),
        ..message
    })
}

/// How the thread of a conversation begins that has none yet.
async fn start(tx: &Tx, conversation: &conversation::Model) -> Result<Option<ThreadStart>, DbErr> {
    if conversation.begun || conversation.person.is_some() {
        return Ok(None);
    }
    let Some(ticket) = tickets::by_id(tx, conversation.ticket_id).await? else { return Ok(None) };
    let mut members = Vec::new();
    // Whoever wrote the message that a thread hangs on sees it there.
    if conversation.audience() == Audience::Customer
        && conversation.thread.is_none()
        && let Some(account) = people::account_on(tx, ticket.customer_id, &conversation.platform).await?
    {
        members.push(account.external_id);
    }
    let title = if ticket.title.is_empty() {
        format!("#{}", ticket.number)
    } else {
        format!("#{} · {}", ticket.number, ticket.title)
    };
    Ok(Some(ThreadStart { title, on: conversation.thread.clone(), private: conversation.private, members }))
}

fn target_of(conversation: &conversation::Model) -> Option<Target> {
    match (&conversation.person, &conversation.room, &conversation.thread) {
        (Some(person), room, _) => Some(Target::Direct { person: person.clone(), room: room.clone() }),
        (None, Some(room), Some(thread)) => {
            Some(Target::Thread { room: room.clone(), thread: thread.clone() })
        }
        (None, Some(room), None) => Some(Target::Room { room: room.clone() }),
        (None, None, _) => None,
    }
}

fn audience(name: &str) -> Audience {
    if name == "operators" { Audience::Operators } else { Audience::Customer }
}
