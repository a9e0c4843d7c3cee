//! Pinned messages, by the old paths and the new.

use serde_json::json;
use twilight_model::channel::message::PinsListing;
use twilight_model::guild::Permissions;

use super::call::Call;
use super::messages::shown;
use super::routes::Reply;
use crate::clock::iso;
use crate::id::MessageId;
use crate::refusal::Outcome;
use crate::world::World;

pub fn pin(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.pin(world.bot, call.message()?)?;
    Ok(Reply::Nothing)
}

pub fn unpin(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.unpin(world.bot, call.message()?)?;
    Ok(Reply::Nothing)
}

/// Without the right to read back there are none, and no word about why.
fn pinned(world: &World, call: &Call) -> Outcome<Vec<MessageId>> {
    let channel = call.id("channel_id")?;
    world.demand(world.bot, channel, Permissions::VIEW_CHANNEL)?;
    let readable = world.allowed(world.bot, channel).contains(Permissions::READ_MESSAGE_HISTORY);
    Ok(world.pinned(channel).filter(|_| readable).map(|m| m.id).collect())
}

/// The old list: at most 50.
pub fn list_formerly(world: &mut World, call: &Call) -> Outcome<Reply> {
    let ids = pinned(world, call)?;
    Ok(Reply::Json(ids.into_iter().take(50).map(|id| shown(world, id)).collect()))
}

pub fn list(world: &mut World, call: &Call) -> Outcome<Reply> {
    let limit = call.query_number("limit").unwrap_or(50);
    let ids = pinned(world, call)?;
    let before = call.query.get("before");
    let when = |world: &World, id: MessageId| {
        world.message(id).ok().and_then(|m| m.pinned).map(iso).unwrap_or_default()
    };
    let older: Vec<MessageId> =
        ids.into_iter().filter(|id| before.is_none_or(|before| when(world, *id) < *before)).collect();
    let items: Vec<_> = older.iter().take(limit).map(|id| (when(world, *id), shown(world, *id))).collect();
    let items: Vec<_> = items.into_iter().map(|(at, m)| json!({ "pinned_at": at, "message": m })).collect();
    let json = json!({ "items": items, "has_more": older.len() > limit });
    Ok(Reply::Json(world.checked::<PinsListing>(json)))
}
