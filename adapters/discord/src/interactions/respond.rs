//! Answering an interaction at Discord.

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, InteractionId, MessageId};

use super::live::Live;
use crate::api::{Api, ApiError, Params, Upload, code};

/// The flag of a message only its addressee sees.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Kinds of first answers.
const MESSAGE: u64 = 4;
const DEFERRED_MESSAGE: u64 = 5;

/// Whether Discord takes no (such) answer to the interaction any more.
pub(crate) fn is_over(error: &ApiError) -> bool {
    matches!(error.code(), code::UNKNOWN_INTERACTION | code::INVALID_WEBHOOK_TOKEN | code::UNKNOWN_WEBHOOK)
}

/// The first answer, of any kind.
pub(crate) async fn first(api: &Api, live: &Live, answer: &Value) -> Result<Value, ApiError> {
    api.post(callback(live), answer).await
}

/// Says that an answer will come, for one person's eyes only.
pub(crate) async fn defer(api: &Api, live: &Live) -> Result<Value, ApiError> {
    first(api, live, &json!({ "type": DEFERRED_MESSAGE, "data": { "flags": EPHEMERAL } })).await
}

/// A message as the first answer; gives its id.
pub(crate) async fn first_message(
    api: &Api,
    live: &Live,
    message: &Value,
    file: Option<Upload>,
) -> Result<Value, ApiError> {
    let answer = json!({ "type": MESSAGE, "data": message });
    let params: Params = vec![("with_response", "true".into())];
    let response = match file {
        Some(file) => api.upload(LightMethod::Post, callback(live), &answer, file, params).await?,
        None => api.send(LightMethod::Post, callback(live), &answer, params).await?,
    };
    Ok(response["resource"]["message"].clone())
}

/// A message in place of the deferral, or of the first answer.
pub(crate) async fn instead(
    api: &Api,
    live: &Live,
    message: &Value,
    file: Option<Upload>,
) -> Result<Value, ApiError> {
    match file {
        Some(file) => api.upload(LightMethod::Patch, original(live), message, file, Params::new()).await,
        None => api.patch(original(live), message).await,
    }
}

/// What the first answer is now.
pub(crate) async fn original_message(api: &Api, live: &Live) -> Result<Value, ApiError> {
    api.get(original(live), Params::new()).await
}

/// A further message.
pub(crate) async fn further(
    api: &Api,
    live: &Live,
    message: &Value,
    file: Option<Upload>,
) -> Result<Value, ApiError> {
    let route = Route::WebhookFollowupMessages {
        application_id: ApplicationId::new(live.application),
        token: live.token.expose_secret(),
    };
    let params: Params = vec![("wait", "true".into())];
    match file {
        Some(file) => api.upload(LightMethod::Post, route, message, file, params).await,
        None => api.send(LightMethod::Post, route, message, params).await,
    }
}

/// Changes one of the answers.
pub(crate) async fn change(api: &Api, live: &Live, message: u64, now: &Value) -> Result<Value, ApiError> {
    let route = Route::WebhookFollowupMessage {
        application_id: ApplicationId::new(live.application),
        token: live.token.expose_secret(),
        message_id: MessageId::new(message),
    };
    api.patch(route, now).await
}

fn callback(live: &Live) -> Route<'_> {
    Route::InteractionResponse {
        interaction_id: InteractionId::new(live.id),
        token: live.token.expose_secret(),
    }
}

fn original(live: &Live) -> Route<'_> {
    Route::WebhookOriginalInteractionResponse {
        application_id: ApplicationId::new(live.application),
        token: live.token.expose_secret(),
    }
}
