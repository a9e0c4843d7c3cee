//! The lines that come out, as design and scripts know them.

use serde::Serialize;
use sportello_chat::{Audience, FileRef};

/// One line of the output.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Line {
    /// The bot said or did something.
    Said(Box<Said>),
    /// A mail was sent.
    Mail(MailLine),
    /// Everything before a `sync` is handled and delivered.
    Synced {
        /// The text of the `sync`.
        synced: String,
    },
    /// A line was not understood, or could not be stored; it did no harm.
    Error {
        /// Why, in a sentence.
        error: String,
        /// Which line of the input, counted from 1.
        line: u64,
    },
}

/// Something the bot said or did in a channel, a thread or a direct chat.
///
/// The keys up to `text` are always there, in this order. What is no new message has one of the
/// others, and an empty `text` unless it changes one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// `b` and a number, the same whenever the same thing is said again and after restarts.
    pub id: String,
    /// The channel; none for a direct chat.
    #[serde(rename = "in")]
    pub room: Option<String>,
    /// The id of the thread's first message; none on the top level.
    pub thread: Option<String>,
    /// Who reads there.
    pub audience: Audience,
    /// The one person who sees it, if it is for one person only.
    pub to: Option<String>,
    /// The number of the ticket it concerns.
    pub ticket: Option<String>,
    /// The event it answers.
    pub answers: Option<String>,
    /// The text, the people it notifies as `@name` in front of it.
    pub text: String,
    /// The message that now has this `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edits: Option<String>,
    /// The message that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletes: Option<String>,
    /// The message that got the emoji of `with`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub react: Option<String>,
    /// The emoji of `react`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// The message that is pinned in its channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// The files that came with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attach: Vec<Attached>,
}

/// A file the bot sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes in hexadecimal, which is its name in the desk's store.
    pub sha256: String,
}

impl From<&FileRef> for Attached {
    fn from(file: &FileRef) -> Self {
        Self {
            name: file.name.clone(),
            mime: file.mime.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
        }
    }
}

/// A mail that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailLine {
    /// Its plain text.
    pub mail: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The number of the ticket it concerns.
    pub ticket: Option<String>,
}
