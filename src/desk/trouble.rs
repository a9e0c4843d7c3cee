//! What could not be delivered: kept, and told to the operators.

use sea_orm::DbErr;
use sportello_chat::{Body, Platform};

use super::{Act, Desk, DeskError};
use crate::store::entity::delivery;
use crate::store::{Tx, conversations, history, tickets};
use crate::text::Args;

/// A delivery has failed for good. With `unreachable`, its conversation can't be reached any more.
///
/// # Errors
/// As the database says.
pub async fn delivery_failed(
    desk: &Desk,
    tx: &Tx,
    delivery: &delivery::Model,
    cause: &str,
    unreachable: bool,
) -> Result<(), DbErr> {
    let act = Act {
        desk,
        config: desk.config(),
        tx,
        now: desk.now(),
        platform: Platform::new("desk"),
        actor: None,
        event: None,
    };
    match tell(&act, delivery, cause, unreachable).await {
        Ok(()) => Ok(()),
        Err(DeskError::Database(error)) => Err(error),
        Err(DeskError::Refused(_)) => Ok(()),
    }
}

async fn tell(
    act: &Act<'_>,
    delivery: &delivery::Model,
    cause: &str,
    unreachable: bool,
) -> Result<(), DeskError> {
    if let (Some(conversation), true) = (delivery.conversation_id, unreachable) {
        conversations::set_state(act.tx, conversation, conversations::UNREACHABLE).await?;
    }
    let Some(ticket) = delivery.ticket_id else { return Ok(()) };
    let Some(ticket) = tickets::by_id(act.tx, ticket).await? else { return Ok(()) };
    let event = if unreachable {
        history::Event::Unreachable { platform: delivery.platform.clone() }
    } else {
        history::Event::Undelivered { cause: cause.to_owned() }
    };
    act.history(&ticket, &event).await?;
    let key = if unreachable { "operator-unreachable" } else { "operator-undelivered" };
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("platform", delivery.platform.as_str())
        .text("cause", cause);
    let line = act.say(key, &args);
    // Not in the conversation that has just failed: that would fail again, and again.
    act.tell_operators(&ticket, &Body::markdown(line), &[], delivery.conversation_id).await
}
