//! What is done to messages that are there.

use serenity::http::{LightMethod, Route};
use serenity::model::id::{ChannelId, MessageId};
use sportello_chat::{Attempt, Body, Button, SendError, Sent, Target};

use super::message;
use super::place::{self, holder};
use super::{answer, thread};
use crate::api::{ApiError, code};
use crate::errors::{Act, refused, send_error};
use crate::shared::Shared;

/// Says how an emoji is to be shown; Discord knows some only with it.
const VARIATION_SELECTOR: char = '\u{fe0f}';

/// Changes a message of ours.
pub(super) async fn edit(
    shared: &Shared,
    target: &Target,
    message: &str,
    body: &Body,
    buttons: &[Button],
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let id = place::id(message)?;
    let now = message::edit(body, buttons);
    if let Target::Answer { event, .. } = target
        && answer::change(shared, event, id, &now).await?
    {
        return Ok(Sent::message(message));
    }
    let channel = holder(shared, target, id, attempt)?;
    unarchived(shared, channel, || shared.api.patch(route(channel, id), &now)).await?;
    Ok(Sent::message(message))
}

fn route(channel: u64, message: u64) -> Route<'static> {
    Route::ChannelMessage { channel_id: ChannelId::new(channel), message_id: MessageId::new(message) }
}

/// Does something in a place that may be an archived thread, which is then brought back first.
async fn unarchived<T, F>(shared: &Shared, channel: u64, act: impl Fn() -> F) -> Result<T, SendError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    match act().await {
        Err(error) if error.code() == code::THREAD_ARCHIVED => {
            thread::set_archived(shared, channel, false).await?;
            act().await.map_err(|e| send_error(e, Act::Change))
        }
        done => done.map_err(|e| send_error(e, Act::Change)),
    }
}

/// Removes a message; gone is what it was to become.
pub(super) async fn delete(
    shared: &Shared,
    target: &Target,
    message: &str,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let id = place::id(message)?;
    let channel = holder(shared, target, id, attempt)?;
    let act = || async {
        match shared.api.bare(LightMethod::Delete, route(channel, id)).await {
            Err(error) if error.code() == code::UNKNOWN_MESSAGE => Ok(serde_json::Value::Null),
            done => done,
        }
    };
    unarchived(shared, channel, act).await?;
    Ok(Sent::default())
}

/// Puts an emoji on a message.
pub(super) async fn react(
    shared: &Shared,
    target: &Target,
    message: &str,
    emoji: &str,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let id = place::id(message)?;
    let channel = holder(shared, target, id, attempt)?;
    let put = |emoji: String| async move {
        let reaction = escaped(&emoji);
        let route = Route::ChannelMessageReactionMe {
            channel_id: ChannelId::new(channel),
            message_id: MessageId::new(id),
            reaction: &reaction,
        };
        shared.api.bare(LightMethod::Put, route).await
    };
    let act = || async {
        match put(emoji.to_owned()).await {
            Err(error) if error.code() == code::UNKNOWN_EMOJI => put(other_form(emoji)).await,
            done => done,
        }
    };
    unarchived(shared, channel, act).await?;
    Ok(Sent::default())
}

/// The emoji with its variation selector, or without.
fn other_form(emoji: &str) -> String {
    let bare = emoji.replace(VARIATION_SELECTOR, "");
    if bare == emoji { format!("{emoji}{VARIATION_SELECTOR}") } else { bare }
}

/// The emoji as part of an address.
fn escaped(emoji: &str) -> String {
    emoji.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Pins what the first part has sent.
pub(super) async fn pin(shared: &Shared, target: &Target, attempt: &Attempt) -> Result<Sent, SendError> {
    let nothing = || refused("nothing was sent that could be pinned");
    let first = attempt.earlier.iter().position(|sent| sent.id.is_some()).ok_or_else(nothing)?;
    let id = place::id(attempt.earlier.get(first).and_then(|s| s.id.as_deref()).ok_or_else(nothing)?)?;
    let channel = match target {
        // A thread that hangs on the message was started after it.
        Target::Room { room } => {
            let before = attempt.earlier.iter().take(first).rev().find_map(|sent| sent.thread.as_deref());
            place::id(before.unwrap_or(room))?
        }
        _ => holder(shared, target, id, attempt)?,
    };
    let route = || Route::ChannelPin { channel_id: ChannelId::new(channel), message_id: MessageId::new(id) };
    unarchived(shared, channel, || shared.api.bare(LightMethod::Put, route())).await?;
    Ok(Sent::default())
}
