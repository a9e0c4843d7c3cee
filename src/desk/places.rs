//! Rooms that are lost, found, replaced, or caught up with.

use chrono::{DateTime, Utc};
use sportello_chat::{Audience, Body, Content, NewMessage, Place, Target};

use super::{Act, DeskError};
use crate::store::entity::conversation;
use crate::store::{conversations, deliveries, history, places, tickets};
use crate::text::{Args, date_time};
use crate::ticket::State;

/// The bot can't read or write in a room, or in one thread of it: what was said there can't go on
/// there; no ticket changes.
pub async fn lost(act: &Act<'_>, place: &Place, reason: &str) -> Result<(), DeskError> {
    let platform = act.platform.as_str();
    let room = place.room.as_str();
    let affected = match super::answering::thread_id(place) {
        Some(thread) => lost_thread(act, room, thread).await?,
        None => lost_room(act, room, reason).await?,
    };
    for conversation in affected {
        let Some(ticket) = tickets::current(act.tx, conversation.ticket_id).await? else { continue };
        if !State::parse(&ticket.state).is_some_and(State::is_active) {
            continue;
        }
        act.history(&ticket, &history::Event::Unreachable { platform: platform.to_owned() }).await?;
        let args = Args::new()
            .text("number", ticket.number.as_str())
            .text("platform", platform)
            .text("cause", reason);
        let line = act.say("operator-unreachable", &args);
        act.tell_operators(&ticket, &Body::markdown(line), &[], Some(conversation.id)).await?;
    }
    Ok(())
}

async fn lost_room(act: &Act<'_>, room: &str, reason: &str) -> Result<Vec<conversation::Model>, DeskError> {
    let platform = act.platform.as_str();
    tracing::warn!(platform, room, reason, "a room can't be reached");
    places::set_lost(act.tx, platform, room, Some(act.now)).await?;
    Ok(conversations::lose_room(act.tx, platform, room).await?)
}

/// The conversation of one thread; one that was left before is no loss.
async fn lost_thread(act: &Act<'_>, room: &str, thread: &str) -> Result<Vec<conversation::Model>, DeskError> {
    match conversations::by_thread(act.tx, act.platform.as_str(), room, thread).await? {
        Some(found) if conversations::lose(act.tx, found.id).await? => Ok(vec![found]),
        _ => Ok(Vec::new()),
    }
}

/// The room can be reached again: its conversations go on, what was kept for them is sent.
pub async fn found(act: &Act<'_>, room: &str) -> Result<(), DeskError> {
    let platform = act.platform.as_str();
    if places::set_lost(act.tx, platform, room, None).await? {
        tracing::info!(platform, room, "a room can be reached again");
    }
    let found = conversations::find_room(act.tx, platform, room).await?;
    let ids: Vec<i64> = found.iter().map(|c| c.id).collect();
    if !ids.is_empty() {
        deliveries::revive(act.tx, &ids, act.now).await?;
    }
    Ok(())
}

/// The room was replaced: conversations go on in the new one, in threads of their own.
pub async fn replaced(act: &Act<'_>, room: &str, by: &str) -> Result<(), DeskError> {
    let platform = act.platform.as_str();
    tracing::info!(platform, room, by, "a room was replaced");
    places::replace(act.tx, platform, room, by).await?;
    conversations::find_room(act.tx, platform, room).await?;
    let moved = conversations::in_room(act.tx, platform, room).await?;
    conversations::follow_room(act.tx, platform, room, by).await?;
    for conversation in moved.into_iter().filter(|c| c.audience() == Audience::Operators) {
        let Some(ticket) = tickets::by_id(act.tx, conversation.ticket_id).await? else { continue };
        if State::parse(&ticket.state).is_some_and(State::is_active)
            && let Some(conversation) = conversations::by_id(act.tx, conversation.id).await?
        {
            act.owe_header(&ticket, &conversation).await?;
        }
    }
    Ok(())
}

/// The room is told once what was read late.
pub async fn caught_up(
    act: &Act<'_>,
    place: &Place,
    messages: u32,
    since: DateTime<Utc>,
) -> Result<(), DeskError> {
    if messages == 0 || place.direct {
        return Ok(());
    }
    let role = act.desk.room_role(&act.platform, &place.room);
    let audience = if role.operators.is_empty() { Audience::Customer } else { Audience::Operators };
    let desk = &act.config.desk;
    let args = Args::new()
        .number("messages", u64::from(messages))
        .text("since", date_time(since, desk.time_zone, desk.language));
    let content = Content::Message(NewMessage::notice(Body::markdown(act.say("customer-caught-up", &args))));
    act.owe_at(Target::Room { room: place.room.clone() }, audience, content, None).await
}
