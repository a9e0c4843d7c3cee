//! What the desk wants said.

use serde::{Deserialize, Serialize};

use crate::{Body, Markup};

/// Who reads a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The customer, and whoever can read a public channel.
    Customer,
    /// Operators only.
    Operators,
}

/// Where something is to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// On the top level of a room.
    Room {
        /// The room.
        room: String,
    },
    /// In a thread of a room.
    Thread {
        /// The room.
        room: String,
        /// The thread's id.
        thread: String,
    },
    /// In the direct chat with a person, opened if there is none.
    Direct {
        /// The person.
        person: String,
        /// The chat, if known.
        room: Option<String>,
    },
    /// In a mailbox.
    Mailbox {
        /// The address.
        address: String,
    },
}

/// One thing to say or do in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// Where.
    pub target: Target,
    /// Who reads there.
    pub audience: Audience,
    /// The number of the ticket it concerns, if any.
    pub ticket: Option<String>,
    /// The event it answers, if any.
    pub answers: Option<String>,
    /// What.
    pub content: Content,
}

/// What to say or do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A new message.
    Message {
        /// Its text.
        body: Body,
        /// Files sent after it.
        #[serde(default)]
        files: Vec<FileRef>,
        /// Who is notified by it; nobody else is, whatever the text contains.
        #[serde(default)]
        mentions: Vec<Mention>,
        /// The message it answers visibly.
        #[serde(default)]
        reply_to: Option<String>,
        /// Whether it is an automatic notice that should make no sound.
        #[serde(default)]
        notice: bool,
        /// The one person who may see it, where the platform can show a message to one person only.
        #[serde(default)]
        only_for: Option<String>,
        /// Whether a thread is to begin with it.
        #[serde(default)]
        opens_thread: bool,
        /// Whether it is to be pinned in the room.
        #[serde(default)]
        pin: bool,
    },
    /// New text for a message of ours.
    Edit {
        /// The message.
        message: String,
        /// Its whole new text.
        body: Body,
    },
    /// A message to be removed.
    Delete {
        /// The message, ours or another's.
        message: String,
    },
    /// An emoji to be put on a message.
    React {
        /// The message.
        message: String,
        /// The emoji.
        emoji: String,
    },
    /// A mail.
    Mail(Mail),
}

/// Someone to be notified by a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The platform's id of the account.
    pub id: String,
    /// The name to show.
    pub name: String,
}

/// A file in the desk's own store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// The name to show.
    pub name: String,
    /// The media type.
    pub mime: String,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal: its name in the store.
    pub sha256: String,
}

/// A mail, complete but for transport.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address it goes to.
    pub to: String,
    /// The name that belongs to the address, if known.
    pub to_name: Option<String>,
    /// The subject, without any line break.
    pub subject: String,
    /// The text.
    pub body: Body,
    /// The language of the text (BCP 47).
    pub language: String,
    /// This mail's Message-ID without angle brackets, the same at each attempt (RFC 5322 §3.6.4).
    pub message_id: String,
    /// The Message-ID of the mail it continues, without angle brackets.
    pub in_reply_to: Option<String>,
    /// The Message-IDs of its thread, oldest first, without angle brackets.
    pub references: Vec<String>,
}

/// One operation on a platform: what is tried, recorded and, when uncertain, looked for as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "op")]
pub enum Operation {
    /// Opens (or finds) the direct chat with a person; [`crate::Sent::room`] is the chat.
    OpenDirect {
        /// The person.
        person: String,
    },
    /// Starts a thread; on a message if one is named, else on what the part before has sent.
    /// [`crate::Sent::thread`] is the thread.
    StartThread {
        /// The room.
        room: String,
        /// The message it hangs on.
        message: Option<String>,
        /// The thread's title.
        title: String,
    },
    /// Sends a message.
    Send {
        /// Where; a direct chat without a room is the one an earlier part has opened.
        target: Target,
        /// The text.
        body: Body,
        /// Who is notified.
        mentions: Vec<Mention>,
        /// The message it answers visibly.
        reply_to: Option<String>,
        /// Whether it is an automatic notice.
        notice: bool,
        /// The one person who sees it.
        only_for: Option<String>,
        /// Whether a thread begins with it: then [`crate::Sent::thread`] is set.
        opens_thread: bool,
    },
    /// Sends a file.
    SendFile {
        /// Where.
        target: Target,
        /// Which.
        file: FileRef,
        /// The message it answers visibly.
        reply_to: Option<String>,
    },
    /// Changes a message of ours.
    Edit {
        /// Where the message is.
        target: Target,
        /// The message.
        message: String,
        /// Its whole new text.
        body: Body,
    },
    /// Removes a message.
    Delete {
        /// Where the message is.
        target: Target,
        /// The message.
        message: String,
    },
    /// Puts an emoji on a message.
    React {
        /// Where the message is.
        target: Target,
        /// The message.
        message: String,
        /// The emoji.
        emoji: String,
    },
    /// Pins what the first part has sent.
    Pin {
        /// Where.
        target: Target,
    },
    /// Sends a mail.
    Mail(Mail),
}

impl Operation {
    /// The name under which logs and the table of promises list it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OpenDirect { .. } => "open_direct",
            Self::StartThread { .. } => "start_thread",
            Self::Send { .. } => "send",
            Self::SendFile { .. } => "send_file",
            Self::Edit { .. } => "edit",
            Self::Delete { .. } => "delete",
            Self::React { .. } => "react",
            Self::Pin { .. } => "pin",
            Self::Mail(_) => "mail",
        }
    }
}

impl Outbound {
    /// The operations for a platform whose messages hold at most `limit` characters and whose
    /// threads begin with their first message: opens the direct chat where it is not known, splits
    /// the text, sends the files one by one, pins last.
    ///
    /// The mentions and the reply relation go with the first piece only.
    pub fn operations(&self, limit: usize) -> Vec<Operation> {
        let mut parts = Vec::new();
        if let Target::Direct { person, room: None } = &self.target {
            parts.push(Operation::OpenDirect { person: person.clone() });
        }
        let target = self.target.clone();
        match &self.content {
            Content::Message { body, files, mentions, reply_to, notice, only_for, opens_thread, pin } => {
                for (i, piece) in pieces(body, limit, files.is_empty()).into_iter().enumerate() {
                    parts.push(Operation::Send {
                        target: target.clone(),
                        body: piece,
                        mentions: if i == 0 { mentions.clone() } else { Vec::new() },
                        reply_to: if i == 0 { reply_to.clone() } else { None },
                        notice: *notice,
                        only_for: only_for.clone(),
                        opens_thread: *opens_thread && i == 0,
                    });
                }
                for file in files {
                    parts.push(Operation::SendFile {
                        target: target.clone(),
                        file: file.clone(),
                        reply_to: None,
                    });
                }
                if *pin {
                    parts.push(Operation::Pin { target });
                }
            }
            Content::Edit { message, body } => {
                // An edit can't become several messages: what does not fit is cut, visibly.
                let body = pieces(body, limit, true).into_iter().next().unwrap_or_default();
                parts.push(Operation::Edit { target, message: message.clone(), body });
            }
            Content::Delete { message } => {
                parts.push(Operation::Delete { target, message: message.clone() });
            }
            Content::React { message, emoji } => {
                parts.push(Operation::React { target, message: message.clone(), emoji: emoji.clone() })
            }
            Content::Mail(mail) => parts.push(Operation::Mail(mail.clone())),
        }
        parts
    }
}

/// `body` in pieces of at most `limit` characters; an empty body gives none unless `always`.
fn pieces(body: &Body, limit: usize, always: bool) -> Vec<Body> {
    if body.is_empty() && !always {
        return Vec::new();
    }
    if body.as_text().chars().count() <= limit {
        return vec![body.clone()];
    }
    let mut pieces = Vec::new();
    let mut current = Body::default();
    let mut room = limit;
    for block in &body.0 {
        for (i, text) in crate::split_text(&block.text, room.max(limit / 4), limit).into_iter().enumerate() {
            let length = text.chars().count() + 1;
            if i > 0 || length > room {
                if !current.is_empty() {
                    pieces.push(std::mem::take(&mut current));
                }
                room = limit;
            }
            room = room.saturating_sub(length);
            current = current.then(text, block.markup);
        }
    }
    if !current.is_empty() {
        pieces.push(current);
    }
    pieces
}

impl Body {
    /// Whether any block is Markdown.
    pub fn has_markdown(&self) -> bool {
        self.0.iter().any(|b| b.markup == Markup::Markdown)
    }
}
