//! New messages.

use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::ChannelId;
use sportello_chat::{Attempt, SendError, Sent, Target};

use super::message::Words;
use super::{answer, mentioned, place};
use crate::api::{ApiError, Params};
use crate::errors::{Act, refused, send_error};
use crate::json;
use crate::shared::Shared;

/// Sends a message where it belongs: on the spot, or in its place.
pub(super) async fn say(shared: &Shared, words: &Words<'_>, attempt: &Attempt) -> Result<Sent, SendError> {
    if let Target::Answer { event, .. } = words.target
        && let Some(sent) = answer::on_the_spot(shared, event, words).await?
    {
        return Ok(sent);
    }
    let channel = room(shared, words.target, attempt).await?;
    say_in(shared, channel, words, attempt).await
}

/// The room a message goes to that is not answered on the spot: an answer only one person may see,
/// so it goes to their direct chat.
pub(super) async fn room(shared: &Shared, target: &Target, attempt: &Attempt) -> Result<u64, SendError> {
    match target {
        Target::Answer { direct: false, person, .. } => {
            let opened = open_direct(shared, person).await?;
            place::id(opened.room.as_deref().unwrap_or_default())
        }
        _ => place::channel(target, attempt),
    }
}

async fn say_in(
    shared: &Shared,
    channel: u64,
    words: &Words<'_>,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let mut mentions = words.mentions.to_vec();
    let guild = if is_direct(words.target) || (mentions.is_empty() && words.file.is_none()) {
        None
    } else {
        place::known(shared, channel).await?.guild
    };
    if let Some(guild) = guild {
        mentions = mentioned::present(shared, guild, attempt.outbound.audience, &mentions).await?;
    }
    if let Some(file) = &words.file {
        file.check(guild.map_or(0, |guild| shared.world.tier(guild)))?;
    }
    let words = &words.only(&mentions);
    let request = words.request(&attempt.key);
    let sent = post(shared, channel, words, &request).await.map_err(|e| send_error(e, Act::Create))?;
    let id =
        json::id(&sent, "id").ok_or_else(|| SendError::Unknown { cause: "Discord gave no id".into() })?;
    shared.remember_key(id, &attempt.key);
    Ok(Sent::message(id.to_string()))
}

fn is_direct(target: &Target) -> bool {
    matches!(target, Target::Direct { .. } | Target::Answer { .. })
}

async fn post(shared: &Shared, channel: u64, words: &Words<'_>, request: &Value) -> Result<Value, ApiError> {
    let route = Route::ChannelMessages { channel_id: ChannelId::new(channel) };
    match &words.file {
        Some(file) => {
            shared.api.upload(LightMethod::Post, route, request, file.upload(), Params::new()).await
        }
        None => shared.api.post(route, request).await,
    }
}

/// Opens the direct chat with somebody, or finds it: Discord has one for each of them.
pub(super) async fn open_direct(shared: &Shared, person: &str) -> Result<Sent, SendError> {
    let person = place::id(person)?;
    let request = json!({ "recipient_id": person.to_string() });
    let chat =
        shared.api.post(Route::UserMeDmChannels, &request).await.map_err(|e| send_error(e, Act::Change))?;
    let id = json::id(&chat, "id").ok_or_else(|| refused("Discord gave the direct chat no id"))?;
    Ok(Sent { room: Some(id.to_string()), ..Sent::default() })
}
