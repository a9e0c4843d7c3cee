//! Looking for the traces of an operation whose outcome is not known.
//!
//! Discord takes a message's key for some minutes only and does not show it to whoever reads later,
//! so a message is found by its author, its time and its text. A message that is sent again although
//! it is still on its way is kept from doubling by its key.

use chrono::TimeDelta;
use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::{ChannelId, GuildId};
use sportello_chat::{Attempt, Found, Operation, SendError, Sent, Target, ThreadStart};

use super::message::Words;
use super::{answer, place, send, thread};
use crate::api::Params;
use crate::errors::{Act, refused, send_error};
use crate::shared::Shared;
use crate::world::Channel;
use crate::{PLATFORM, ids, json};

/// How far Discord's clock and ours may be apart.
const SLACK: TimeDelta = TimeDelta::minutes(2);
/// Messages of a page, and pages looked through at most; a place busier than that can't tell.
const PAGE: usize = 100;
const MAX_PAGES: usize = 20;

/// What became of `operation`.
pub(crate) async fn find(
    shared: &Shared,
    operation: &Operation,
    attempt: &Attempt,
) -> Result<Found, SendError> {
    match operation {
        Operation::StartThread { room, start } if start.private => {
            private_thread(shared, room, start, attempt).await
        }
        Operation::StartThread { start, .. } => public_thread(shared, start, attempt).await,
        Operation::Send { target, .. } | Operation::SendFile { target, .. } => {
            let words = Words::of(operation, attempt)?;
            if let Target::Answer { event, .. } = target
                && let Some(sent) = answer::is_there(shared, event, &words).await?
            {
                return Ok(Found::Found(sent));
            }
            let channel = send::room(shared, target, attempt).await?;
            by_text(shared, channel, &words, attempt).await
        }
        // Done again, they are the same.
        Operation::OpenDirect { .. }
        | Operation::Edit { .. }
        | Operation::Delete { .. }
        | Operation::React { .. }
        | Operation::Pin { .. }
        | Operation::Invite { .. }
        | Operation::Archive { .. } => Ok(Found::CannotTell),
        Operation::Mail(_) => Err(refused("Discord delivers no mail")),
    }
}

/// The message of ours that says this, since the first try.
async fn by_text(
    shared: &Shared,
    channel: u64,
    words: &Words<'_>,
    attempt: &Attempt,
) -> Result<Found, SendError> {
    let me = shared.me()?;
    let mut after = ids::first_at(attempt.since - SLACK);
    for _ in 0..MAX_PAGES {
        let route = Route::ChannelMessages { channel_id: ChannelId::new(channel) };
        let params = vec![("after", after.to_string()), ("limit", PAGE.to_string())];
        let page = shared.api.get(route, params).await.map_err(|e| send_error(e, Act::Ask))?;
        let mut newest = after;
        let mut count = 0;
        for message in json::items(&page) {
            count += 1;
            let Some(id) = json::id(message, "id") else { continue };
            newest = newest.max(id);
            if json::id(&message["author"], "id") == Some(me)
                && is_it(shared, id, message, words, attempt)
                && !is_another(shared, id).await?
            {
                shared.remember_key(id, &attempt.key);
                return Ok(Found::Found(Sent::message(id.to_string())));
            }
        }
        if count < PAGE || newest == after {
            return Ok(Found::Absent);
        }
        after = newest;
    }
    Ok(Found::CannotTell)
}

/// Whether a message of ours is the one.
fn is_it(shared: &Shared, id: u64, message: &Value, words: &Words<'_>, attempt: &Attempt) -> bool {
    let nonce = json::text(message, "nonce").map(str::to_owned).or_else(|| shared.key_of(id));
    if let Some(key) = nonce {
        return key == attempt.key;
    }
    words.are_in(message)
}

/// Whether the desk knows a message as something it has sent before: the same words may be said twice.
async fn is_another(shared: &Shared, message: u64) -> Result<bool, SendError> {
    let Some(host) = shared.host() else { return Ok(false) };
    let known = host.has_sent(&PLATFORM, &message.to_string()).await;
    known.map_err(|e| SendError::Retry { after: None, cause: e.to_string() })
}

/// A thread has the id of the message it hangs on.
async fn public_thread(shared: &Shared, start: &ThreadStart, attempt: &Attempt) -> Result<Found, SendError> {
    let on = start.on.as_deref().or_else(|| attempt.sent_message());
    let id = place::id(on.ok_or_else(|| refused("there is no message to start a thread on"))?)?;
    let route = Route::Channel { channel_id: ChannelId::new(id) };
    match shared.api.get(route, Params::new()).await {
        Ok(_) => Ok(Found::Found(Sent { thread: Some(id.to_string()), ..Sent::default() })),
        Err(error) if error.status() == 404 => Ok(Found::Absent),
        Err(error) => Err(send_error(error, Act::Ask)),
    }
}

/// A private thread of ours by this name, begun since the first try; whoever is not in it yet is let
/// in.
async fn private_thread(
    shared: &Shared,
    room: &str,
    start: &ThreadStart,
    attempt: &Attempt,
) -> Result<Found, SendError> {
    let me = shared.me()?;
    let room = place::known(shared, place::id(room)?).await?;
    let Some(guild) = room.guild else { return Ok(Found::Absent) };
    let route = Route::GuildThreadsActive { guild_id: GuildId::new(guild) };
    let list = shared.api.get(route, Params::new()).await.map_err(|e| send_error(e, Act::Ask))?;
    let name = thread::name(&start.title);
    let since = attempt.since - SLACK;
    let threads = json::items(&list["threads"]).filter_map(|t| Channel::of(t, Some(guild)));
    let mut ours = threads
        .filter(|t| t.owner == Some(me) && t.parent == Some(room.id) && t.name == name && t.started >= since);
    let Some(found) = ours.next() else { return Ok(Found::Absent) };
    for member in &start.members {
        match thread::let_in(shared, found.id, &[place::id(member)?]).await {
            // Who has left meanwhile is not needed for the thread to be there.
            Ok(()) | Err(SendError::Permanent { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Found::Found(Sent { thread: Some(found.id.to_string()), ..Sent::default() }))
}
