//! Where an operation takes place.

use serenity::http::Route;
use serenity::model::id::ChannelId;
use sportello_chat::{Attempt, SendError, Target};

use crate::api::Params;
use crate::errors::{Act, refused, send_error};
use crate::ids;
use crate::shared::Shared;
use crate::world::Channel;

/// The id in `text`.
pub(super) fn id(text: &str) -> Result<u64, SendError> {
    ids::parse(text).ok_or_else(|| refused(format!("`{text}` is no Discord id")))
}

/// The channel, thread or direct chat messages of `target` are in. What was started or opened by an
/// earlier part of the delivery is where the later ones go.
pub(super) fn channel(target: &Target, attempt: &Attempt) -> Result<u64, SendError> {
    match target {
        Target::Room { room } => id(attempt.started_thread().unwrap_or(room)),
        Target::Thread { thread, .. } => id(thread),
        Target::Direct { room: Some(room), .. } => id(room),
        Target::Direct { room: None, .. } => {
            id(attempt.opened_room().ok_or_else(|| refused("the direct chat was not opened"))?)
        }
        Target::Answer { room, thread, .. } => id(thread.as_deref().unwrap_or(room)),
        Target::Mailbox { .. } => Err(refused("Discord delivers no mail")),
    }
}

/// The channel in which `message` is. The message a thread hangs on is not in it, but a forum's
/// post is.
pub(super) fn holder(
    shared: &Shared,
    target: &Target,
    message: u64,
    attempt: &Attempt,
) -> Result<u64, SendError> {
    let channel = channel(target, attempt)?;
    if channel != message {
        return Ok(channel);
    }
    match target {
        Target::Thread { room, .. } | Target::Answer { room, .. } => {
            let room = id(room)?;
            // An archived post may not be known, its forum is.
            Ok(if shared.is_forum(room) { channel } else { room })
        }
        _ => Ok(channel),
    }
}

/// What is known of a channel, asked for if need be.
pub(super) async fn known(shared: &Shared, channel: u64) -> Result<Channel, SendError> {
    if let Some(known) = shared.world.channel(channel) {
        return Ok(known);
    }
    let route = Route::Channel { channel_id: ChannelId::new(channel) };
    let value = shared.api.get(route, Params::new()).await.map_err(|e| send_error(e, Act::Ask))?;
    let known = Channel::of(&value, None).ok_or_else(|| refused("the place is of an unknown kind"))?;
    shared.world.set_channel(known.clone());
    Ok(known)
}
