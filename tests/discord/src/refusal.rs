//! What Discord answers when it refuses: its codes and sentences.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

/// The outcome of something that Discord may refuse.
pub type Outcome<T> = Result<T, Refusal>;

/// A refusal, as it goes over the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Discord's own code.
    pub code: u32,
    /// The sentence.
    pub message: Cow<'static, str>,
    /// Which field is wrong and why, nested like the body.
    pub errors: Option<Value>,
}

impl Refusal {
    const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message), errors: None }
    }

    /// "Invalid Form Body": `path` leads to the wrong field, such as `embeds.0.title`.
    pub fn form(path: &str, code: &str, message: impl Into<String>) -> Self {
        Self::forms([(path.to_owned(), code.to_owned(), message.into())])
    }

    /// "Invalid Form Body" with every wrong field: path, code and sentence.
    pub fn forms(wrong: impl IntoIterator<Item = (String, String, String)>) -> Self {
        let mut errors = Value::Object(Map::new());
        for (path, code, message) in wrong {
            let mut place = &mut errors;
            for key in path.split('.').filter(|key| !key.is_empty()) {
                place = &mut place[key];
            }
            let error = json!({ "code": code, "message": message });
            match place["_errors"].as_array_mut() {
                Some(list) => list.push(error),
                None => place["_errors"] = json!([error]),
            }
        }
        Self { errors: Some(errors), ..INVALID_FORM_BODY }
    }

    /// The answer's body.
    pub fn body(&self) -> Value {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }

    /// Whether the request itself was wrong, whatever the state of the world: a mistake in the bot.
    pub fn is_mistake(&self) -> bool {
        matches!(self.code, 50006 | 50035 | 50109) || (self.status, self.code) == (404, 0)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({})", self.status, self.message, self.code)?;
        match &self.errors {
            Some(errors) => write!(f, ": {errors}"),
            None => Ok(()),
        }
    }
}

macro_rules! refusals {
    ($($name:ident = $status:literal $code:literal $message:literal;)*) => {
        $(#[doc = $message] pub const $name: Refusal = Refusal::new($status, $code, $message);)*
    };
}

refusals! {
    NO_ROUTE = 404 0 "404: Not Found";
    UNAUTHORIZED = 401 0 "401: Unauthorized";
    UNKNOWN_APPLICATION = 404 10002 "Unknown Application";
    UNKNOWN_CHANNEL = 404 10003 "Unknown Channel";
    UNKNOWN_GUILD = 404 10004 "Unknown Guild";
    UNKNOWN_MEMBER = 404 10007 "Unknown Member";
    UNKNOWN_MESSAGE = 404 10008 "Unknown Message";
    UNKNOWN_USER = 404 10013 "Unknown User";
    UNKNOWN_EMOJI = 400 10014 "Unknown Emoji";
    UNKNOWN_WEBHOOK = 404 10015 "Unknown Webhook";
    UNKNOWN_INTERACTION = 404 10062 "Unknown interaction";
    UNKNOWN_COMMAND = 404 10063 "Unknown application command";
    MAX_PINS = 400 30003 "Maximum number of pins reached for the channel";
    MAX_REACTIONS = 400 30010 "Maximum number of reactions reached (20)";
    TOO_LARGE = 413 40005 "Request entity too large";
    ALREADY_ACKNOWLEDGED = 400 40060 "Interaction has already been acknowledged.";
    MISSING_ACCESS = 403 50001 "Missing Access";
    NOT_IN_DM = 403 50003 "Cannot execute action on a DM channel";
    NOT_THE_AUTHOR = 403 50005 "Cannot edit a message authored by another user";
    EMPTY_MESSAGE = 400 50006 "Cannot send an empty message";
    CANNOT_SEND_TO_USER = 403 50007 "Cannot send messages to this user";
    NON_TEXT_CHANNEL = 400 50008 "Cannot send messages in a non-text channel";
    MISSING_PERMISSIONS = 403 50013 "Missing Permissions";
    BULK_DELETE_COUNT = 400 50016 "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete";
    SYSTEM_MESSAGE = 403 50021 "Cannot execute action on a system message";
    WRONG_CHANNEL_TYPE = 400 50024 "Cannot execute action on this channel type";
    INVALID_WEBHOOK_TOKEN = 401 50027 "Invalid Webhook Token";
    BULK_DELETE_AGE = 400 50034 "A message provided was too old to bulk delete";
    INVALID_FORM_BODY = 400 50035 "Invalid Form Body";
    NO_MUTUAL_GUILD = 403 50278 "Cannot send messages to this user due to having no mutual guilds";
    ARCHIVED = 400 50083 "Thread is archived";
    INVALID_JSON = 400 50109 "The request body contains invalid JSON.";
    HAS_THREAD = 400 160004 "A thread has already been created for this message";
    LOCKED = 400 160005 "Thread is locked";
    MAX_THREADS = 400 160006 "Maximum number of active threads reached";
}
