//! What an error of Discord means for what was tried.

use sportello_chat::SendError;

use crate::api::{ApiError, code};

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Something new: twice would be twice.
    Create,
    /// Something that is the same when done again.
    Change,
    /// A question.
    Ask,
}

/// The verdict on an operation that failed with `error`.
pub(crate) fn send_error(error: ApiError, act: Act) -> SendError {
    match error {
        ApiError::NotSent(cause) => retry(format!("Discord can't be reached: {cause}")),
        ApiError::Limited(after) => SendError::Retry { after: Some(after), cause: error.to_string() },
        ApiError::NoAnswer(cause) => open(cause, act),
        ApiError::Refused { status, code, message } => refusal(status, code, message, act),
    }
}

fn refusal(status: u16, code: i64, message: String, act: Act) -> SendError {
    let said = format!("Discord says: {message} ({code})");
    match (status, code) {
        (429, _) => retry(said),
        (401, _) => retry("Discord refuses the bot's token; the bot is about to stop and say so".into()),
        (500.., _) => open(said, act),
        (_, code::NO_DIRECT_MESSAGES | code::NO_COMMON_SERVER) => SendError::Unreachable {
            cause: "the person takes no direct messages from this bot (their privacy settings)".into(),
        },
        (413, _) | (_, code::TOO_LARGE) => SendError::Permanent {
            cause: "the file is larger than this server takes; it is kept by the desk".into(),
        },
        (_, code::UNKNOWN_MEMBER | code::UNKNOWN_USER) => {
            SendError::Unreachable { cause: "the person is no longer in the server".into() }
        }
        (_, code::UNKNOWN_CHANNEL) => SendError::Unreachable { cause: "the place was deleted".into() },
        (_, code::MISSING_ACCESS) => {
            SendError::Unreachable { cause: "the bot may not see the place any more".into() }
        }
        (_, code::THREAD_LOCKED) => SendError::Unreachable {
            cause: "the thread is locked, and the bot lacks the permission Manage Threads".into(),
        },
        (_, code::UNKNOWN_MESSAGE) => SendError::Permanent { cause: "the message is gone".into() },
        (403, _) if act == Act::Create => {
            SendError::Unreachable { cause: format!("the bot may not write in the place: {said}") }
        }
        (403, _) => SendError::Permanent { cause: format!("the bot may not do that: {said}") },
        (404, _) => SendError::Unreachable { cause: said },
        _ => SendError::Permanent { cause: said },
    }
}

fn retry(cause: String) -> SendError {
    SendError::Retry { after: None, cause }
}

/// It may have happened; what is harmless twice is simply done again.
fn open(cause: String, act: Act) -> SendError {
    match act {
        Act::Create => SendError::Unknown { cause },
        Act::Change | Act::Ask => retry(cause),
    }
}

/// A refusal of our own.
pub(crate) fn refused(cause: impl Into<String>) -> SendError {
    SendError::Permanent { cause: cause.into() }
}

#[cfg(test)]
mod tests {
    use sportello_chat::SendError;

    use super::{Act, send_error};
    use crate::api::{ApiError, code};

    fn verdict(status: u16, code: i64, act: Act) -> SendError {
        send_error(ApiError::Refused { status, code, message: "no".into() }, act)
    }

    #[test]
    fn a_failure_of_discord_leaves_a_creation_open_and_a_change_to_be_repeated() {
        assert!(matches!(verdict(502, 0, Act::Create), SendError::Unknown { .. }));
        assert!(matches!(verdict(502, 0, Act::Change), SendError::Retry { .. }));
        let lost = send_error(ApiError::NoAnswer("timed out".into()), Act::Create);
        assert!(matches!(lost, SendError::Unknown { .. }));
        let never = send_error(ApiError::NotSent("refused".into()), Act::Create);
        assert!(matches!(never, SendError::Retry { .. }));
    }

    #[test]
    fn places_that_are_gone_or_closed_are_unreachable() {
        for (status, code) in [
            (404, code::UNKNOWN_CHANNEL),
            (403, code::MISSING_ACCESS),
            (403, 50013),
            (403, code::NO_DIRECT_MESSAGES),
            (404, code::UNKNOWN_MEMBER),
        ] {
            assert!(matches!(verdict(status, code, Act::Create), SendError::Unreachable { .. }), "{code}");
        }
    }

    #[test]
    fn what_is_wrong_or_gone_is_not_tried_again() {
        assert!(matches!(verdict(400, 50035, Act::Create), SendError::Permanent { .. }));
        assert!(matches!(verdict(404, code::UNKNOWN_MESSAGE, Act::Change), SendError::Permanent { .. }));
        assert!(matches!(verdict(413, code::TOO_LARGE, Act::Create), SendError::Permanent { .. }));
    }
}
