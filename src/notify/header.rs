//! The header of a ticket in the operators' channel: how it stands, in one message that is edited.

use sea_orm::DbErr;
use sportello_chat::{Body, Content};

use crate::desk::Desk;
use crate::store::entity::ticket;
use crate::store::{Tx, people};
use crate::text::{Args, date_time};
use crate::ticket::State;

/// The header's text now.
///
/// # Errors
/// As the database says.
pub async fn body(desk: &Desk, tx: &Tx, ticket: &ticket::Model) -> Result<Body, DbErr> {
    let config = desk.config();
    let language = config.desk.language;
    let texts = desk.texts();
    let name = |person: Option<String>| {
        person.unwrap_or_else(|| texts.say_plain(language, "operator-nobody", &Args::new()))
    };
    let owner = match ticket.owner_id {
        Some(id) => people::by_id(tx, id).await?.map(|p| p.name),
        None => None,
    };
    let responsible = match ticket.responsible_id {
        Some(id) => people::by_id(tx, id).await?.map(|p| p.name),
        None => None,
    };
    let customer = people::by_id(tx, ticket.customer_id).await?.map(|p| p.name);
    let state = State::parse(&ticket.state).unwrap_or(State::Open);
    let queue = desk.queue_by_id(ticket.queue_id).map_or_else(String::new, |q| q.title.clone());
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("queue", queue)
        .text("state", texts.say_plain(language, state.key(), &Args::new()))
        .text("owner", name(owner))
        .text("responsible", name(responsible))
        .text("customer", customer.unwrap_or_default())
        .text("since", date_time(ticket.created_at, config.desk.time_zone, language));
    Ok(Body::markdown(texts.say(language, "operator-header", &args)))
}

/// The message a header begins as: the root of the ticket's thread.
pub fn first(body: Body) -> Content {
    Content::Message {
        body,
        files: vec![],
        mentions: vec![],
        reply_to: None,
        notice: true,
        only_for: None,
        opens_thread: true,
        pin: false,
    }
}
