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
        // No homeserver speaks so: a proxy in front of it does, which has nowhere to pass it on.
        None if error.status_code.as_u16() != 413 => SendError::Retry { after: None, cause },
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use matrix_sdk::HttpError;
    use matrix_sdk::ruma::api::EndpointError;
    use matrix_sdk::ruma::api::client::uiaa::UiaaResponse;
    use matrix_sdk::ruma::api::error::FromHttpResponseError;
    use matrix_sdk::ruma::exports::http;
    use sportello_chat::SendError;

    use super::{Forbidden, http_error};

    fn verdict(status: u16, body: &str) -> SendError {
        let response =
            http::Response::builder().status(status).body(body.as_bytes().to_vec()).expect("a response");
        let error = FromHttpResponseError::Server(UiaaResponse::from_http_response(response));
        http_error(&HttpError::Api(Box::new(error)), Forbidden::Unreachable)
    }

    #[test]
    fn a_limit_is_waited_for_as_long_as_the_homeserver_says() {
        let said = verdict(429, r#"{"errcode":"M_LIMIT_EXCEEDED","error":"slow","retry_after_ms":1500}"#);
        assert!(matches!(said, SendError::Retry { after: Some(d), .. } if d == Duration::from_millis(1500)));
    }

    #[test]
    fn a_failure_of_the_homeserver_leaves_the_outcome_open() {
        assert!(matches!(verdict(500, r#"{"errcode":"M_UNKNOWN","error":"oh"}"#), SendError::Unknown { .. }));
        assert!(matches!(verdict(502, "<html>"), SendError::Unknown { .. }));
    }

    #[test]
    fn a_proxy_without_a_homeserver_is_tried_again() {
        assert!(matches!(verdict(404, "404 page not found"), SendError::Retry { .. }));
    }

    #[test]
    fn what_is_too_large_or_forbidden_is_not_tried_again() {
        let large = verdict(413, r#"{"errcode":"M_TOO_LARGE","error":"too large"}"#);
        assert!(matches!(large, SendError::Permanent { .. }));
        let closed = verdict(403, r#"{"errcode":"M_FORBIDDEN","error":"no"}"#);
        assert!(matches!(closed, SendError::Unreachable { .. }));
    }
}
