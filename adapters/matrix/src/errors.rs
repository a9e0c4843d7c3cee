//! What an error of the homeserver means for what was tried.

use std::time::Duration;

use matrix_sdk::ruma::api::client::uiaa::UiaaResponse;
use matrix_sdk::ruma::api::error::{Error as MatrixError, ErrorKind, FromHttpResponseError, RetryAfter};
use matrix_sdk::{Error, HttpError};
use sportello_chat::SendError;

/// What a refusal with M_FORBIDDEN means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// The room is closed to the bot.
    Unreachable,
    /// Only this act is.
    Permanent,
}

/// The verdict on an operation that failed with `error`.
pub(crate) fn send_error(error: &Error, forbidden: Forbidden) -> SendError {
    match error {
        Error::Http(http) => http_error(http, forbidden),
        Error::WrongRoomState(_) => SendError::Unreachable { cause: error.to_string() },
        // These arise before anything was sent: keys that can't be shared, a store that is busy.
        _ => SendError::Retry { after: None, cause: error.to_string() },
    }
}

/// The same for a bare request.
pub(crate) fn http_error(error: &HttpError, forbidden: Forbidden) -> SendError {
    let cause = error.to_string();
    match error {
        HttpError::Cached(inner) => http_error(inner, forbidden),
        HttpError::Reqwest(e) if e.is_connect() || e.is_builder() => SendError::Retry { after: None, cause },
        HttpError::Reqwest(_) => SendError::Unknown { cause },
        HttpError::Api(api) => match api.as_ref() {
            FromHttpResponseError::Server(UiaaResponse::MatrixError(e)) => refusal(e, cause, forbidden),
            // Something between us and the homeserver answered in its place.
            _ => SendError::Unknown { cause },
        },
        HttpError::IntoHttp(_) => SendError::Permanent { cause },
        _ => SendError::Retry { after: None, cause },
    }
}

fn refusal(error: &MatrixError, cause: String, forbidden: Forbidden) -> SendError {
    match error.error_kind() {
        Some(ErrorKind::LimitExceeded(limit)) => {
            SendError::Retry { after: limit.retry_after.as_ref().and_then(delay), cause }
        }
        Some(ErrorKind::Forbidden) if forbidden == Forbidden::Unreachable => SendError::Unreachable { cause },
        // The session is being renewed, or an admin has to act; nothing was done.
        Some(
            ErrorKind::UnknownToken(_)
            | ErrorKind::MissingToken
            | ErrorKind::UserLocked
            | ErrorKind::ResourceLimitExceeded(_),
        ) => SendError::Retry { after: None, cause },
        _ if error.status_code.as_u16() == 429 => SendError::Retry { after: None, cause },
        _ if error.status_code.is_server_error() => SendError::Unknown { cause },
        _ => SendError::Permanent { cause },
    }
}

fn delay(after: &RetryAfter) -> Option<Duration> {
    match after {
        RetryAfter::Delay(delay) => Some(*delay),
        RetryAfter::DateTime(_) => None,
    }
}

/// Whether the homeserver says that there is no such thing, or none this account may see.
pub(crate) fn is_not_found(error: &Error) -> bool {
    matches!(error.client_api_error_kind(), Some(ErrorKind::NotFound | ErrorKind::Forbidden))
}
