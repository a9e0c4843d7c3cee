//! Answers on the spot.

use sportello_chat::{SendError, Sent};

use super::message::Words;
use crate::api::{ApiError, code};
use crate::errors::{Act, send_error};
use crate::interactions::live::{Live, State};
use crate::interactions::respond::{
    self, EPHEMERAL, first_message, further, instead, is_over, original_message,
};
use crate::shared::Shared;
use crate::{ids, json};

/// The flag of a message that stands for an answer still to come.
const LOADING: u64 = 1 << 7;

/// Answers an interaction, if Discord still takes answers to it.
pub(super) async fn on_the_spot(
    shared: &Shared,
    event: &str,
    words: &Words<'_>,
) -> Result<Option<Sent>, SendError> {
    let Some(live) = ids::parse(event).and_then(|id| shared.live.get(id)) else { return Ok(None) };
    let mut message = words.answer();
    let flags = message["flags"].as_u64().unwrap_or(0);
    message["flags"] = (flags | EPHEMERAL).into();
    if let Some(file) = &words.file {
        file.check(0)?;
    }
    let claim = live.claim().await;
    let answered = answer(shared, &live, claim.before, words, &message).await;
    match answered {
        Ok(Some(sent)) => {
            claim.settle(State::Answered);
            let id = json::id(&sent, "id").map(|id| id.to_string());
            Ok(Some(Sent { id, ..Sent::default() }))
        }
        Ok(None) => Ok(None),
        Err(error) if is_over(&error) => {
            claim.settle(State::Dead);
            Ok(None)
        }
        Err(error) => Err(send_error(error, Act::Create)),
    }
}

async fn answer(
    shared: &Shared,
    live: &Live,
    state: State,
    words: &Words<'_>,
    message: &serde_json::Value,
) -> Result<Option<serde_json::Value>, ApiError> {
    let api = &shared.api;
    let file = || words.file.as_ref().map(super::file::File::upload);
    let sent = match state {
        State::Waiting => match first_message(api, live, message, file()).await {
            // An earlier try, or a deferral, got through although no answer came back.
            Err(error) if error.code() == code::ALREADY_ACKNOWLEDGED => {
                let original = original_message(api, live).await?;
                if original["flags"].as_u64().unwrap_or(0) & LOADING != 0 {
                    instead(api, live, &changed(message), file()).await?
                } else if words.are_in(&original) {
                    original
                } else {
                    further(api, live, message, file()).await?
                }
            }
            other => other?,
        },
        State::Deferred => instead(api, live, &changed(message), file()).await?,
        State::Answered => further(api, live, message, file()).await?,
        State::Dead | State::Busy => return Ok(None),
    };
    Ok(Some(sent))
}

/// The message as an edit, which has no flags.
fn changed(message: &serde_json::Value) -> serde_json::Value {
    let mut message = message.clone();
    if let Some(fields) = message.as_object_mut() {
        fields.remove("flags");
    }
    message
}

/// Changes an answer given before; no, if Discord takes no change to it any more.
pub(super) async fn change(
    shared: &Shared,
    event: &str,
    message: u64,
    now: &serde_json::Value,
) -> Result<bool, SendError> {
    let Some(live) = ids::parse(event).and_then(|id| shared.live.get(id)) else { return Ok(false) };
    if live.state() == State::Dead {
        return Ok(false);
    }
    match respond::change(&shared.api, &live, message, now).await {
        Ok(_) => Ok(true),
        Err(error) if is_over(&error) => Ok(false),
        Err(error) => Err(send_error(error, Act::Change)),
    }
}

/// Whether the first answer is this message.
pub(super) async fn is_there(
    shared: &Shared,
    event: &str,
    words: &Words<'_>,
) -> Result<Option<Sent>, SendError> {
    let Some(live) = ids::parse(event).and_then(|id| shared.live.get(id)) else { return Ok(None) };
    match original_message(&shared.api, &live).await {
        Ok(original) if words.are_in(&original) => {
            let id = json::id(&original, "id").map(|id| id.to_string());
            live.claim().await.settle(State::Answered);
            Ok(Some(Sent { id, ..Sent::default() }))
        }
        Ok(_) => Ok(None),
        Err(error) if error.is_closed() => Ok(None),
        Err(error) => Err(send_error(error, Act::Ask)),
    }
}
