//! What can go wrong with a request.

use std::error::Error as _;
use std::time::Duration;

use serenity::http::HttpError;

/// Discord's error codes that are told apart (its reference, "JSON error codes").
pub(crate) mod code {
    pub(crate) const UNKNOWN_CHANNEL: i64 = 10003;
    pub(crate) const UNKNOWN_MEMBER: i64 = 10007;
    pub(crate) const UNKNOWN_MESSAGE: i64 = 10008;
    pub(crate) const UNKNOWN_USER: i64 = 10013;
    pub(crate) const UNKNOWN_EMOJI: i64 = 10014;
    pub(crate) const UNKNOWN_WEBHOOK: i64 = 10015;
    pub(crate) const UNKNOWN_INTERACTION: i64 = 10062;
    pub(crate) const TOO_LARGE: i64 = 40005;
    pub(crate) const ALREADY_ACKNOWLEDGED: i64 = 40060;
    pub(crate) const MISSING_ACCESS: i64 = 50001;
    pub(crate) const NO_DIRECT_MESSAGES: i64 = 50007;
    pub(crate) const INVALID_WEBHOOK_TOKEN: i64 = 50027;
    pub(crate) const THREAD_ARCHIVED: i64 = 50083;
    pub(crate) const NO_COMMON_SERVER: i64 = 50278;
    pub(crate) const THREAD_EXISTS: i64 = 160_004;
    pub(crate) const THREAD_LOCKED: i64 = 160_005;
    pub(crate) const TOO_MANY_THREADS: i64 = 160_006;
}

/// A request that brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// Discord says no.
    #[error("Discord says {status} ({code}): {message}")]
    Refused { status: u16, code: i64, message: String },
    /// Discord never got it.
    #[error("Discord can't be reached: {0}")]
    NotSent(String),
    /// Discord would not take it for so long: it was not asked.
    #[error("Discord takes no more of these for {} s", .0.as_secs())]
    Limited(Duration),
    /// Discord may have got it.
    #[error("no answer from Discord: {0}")]
    NoAnswer(String),
}

impl ApiError {
    /// Discord's code for it; 0 where there is none.
    pub(crate) fn code(&self) -> i64 {
        match self {
            Self::Refused { code, .. } => *code,
            _ => 0,
        }
    }

    /// The status of a refusal; 0 for what is none.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Refused { status, .. } => *status,
            _ => 0,
        }
    }

    /// Whether the same question may be answered later, where asking changes nothing.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            Self::NotSent(_) | Self::Limited(_) | Self::NoAnswer(_) => true,
        }
    }

    /// Whether there is no such thing, or none for this bot.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.status(), 403 | 404)
    }
}

impl From<serenity::Error> for ApiError {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(refusal)) => {
                let mut message = refusal.error.message;
                for detail in refusal.error.errors {
                    message.push_str(&format!("; {}: {}", detail.path, detail.message));
                }
                let code = i64::try_from(refusal.error.code).unwrap_or(0);
                Self::Refused { status: refusal.status_code.as_u16(), code, message }
            }
            // Its address may hold an interaction's token.
            serenity::Error::Http(HttpError::Request(error)) => {
                let error = error.without_url();
                if error.is_connect() || error.is_builder() {
                    Self::NotSent(words(&error))
                } else {
                    Self::NoAnswer(words(&error))
                }
            }
            // A limit's header that can't be read: the request was made.
            serenity::Error::Http(HttpError::RateLimitI64F64 | HttpError::RateLimitUtf8) => {
                Self::NoAnswer("a rate limit that can't be read".into())
            }
            other => Self::NotSent(other.to_string()),
        }
    }
}

/// The error with its causes: reqwest says in the causes what happened.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
