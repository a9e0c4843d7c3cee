//! What the desk wants said.

use serde::{Deserialize, Serialize};

use crate::{Body, Markup, Threads};

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
    /// On the spot, as the answer to an [`crate::Interaction`], for its author's eyes only. Where it
    /// can't be answered any more (too late, another process), it goes to their direct chat.
    Answer {
        /// The event that is answered.
        event: String,
        /// The room it happened in.
        room: String,
        /// The thread in it.
        thread: Option<String>,
        /// Whether that is a direct chat.
        direct: bool,
        /// Who is answered.
        person: String,
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
    Message(NewMessage),
    /// New text for a message of ours, or for several that have one text.
    Edit {
        /// The message.
        message: String,
        /// Those that go on with its text, in order. Of these, what the new text does not need is removed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rest: Vec<String>,
        /// The whole new text.
        body: Body,
        /// The buttons it has from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        buttons: Vec<Button>,
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
    /// A person to be let into a thread that not everybody sees.
    Invite {
        /// Their account.
        person: String,
    },
    /// A thread that is not needed any more, to be put away; writing in it brings it back.
    Archive,
    /// A mail.
    Mail(Mail),
}

/// A new message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// Its text.
    pub body: Body,
    /// Files sent after it.
    #[serde(default)]
    pub files: Vec<FileRef>,
    /// Who is notified by it; nobody else is, whatever the text contains.
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// The message it answers visibly.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// Whether it is an automatic notice that should make no sound.
    #[serde(default)]
    pub notice: bool,
    /// The one person who may see it, where the platform can show a message to one person only.
    #[serde(default)]
    pub only_for: Option<String>,
    /// The thread that is to begin with it.
    #[serde(default)]
    pub opens: Option<ThreadStart>,
    /// Whether it is to be pinned in the room.
    #[serde(default)]
    pub pin: bool,
    /// What can be done with a click, where the platform has buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

impl NewMessage {
    /// An automatic notice that calls nobody.
    pub fn notice(body: Body) -> Self {
        Self { body, notice: true, ..Self::default() }
    }
}

/// How a thread begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadStart {
    /// Its title, where threads have one: a single line.
    pub title: String,
    /// The message it hangs on; without one, the message that opens it is its first.
    #[serde(default)]
    pub on: Option<String>,
    /// Whether only its members (and moderators) see it, where the platform has such threads. It
    /// then hangs on no message.
    #[serde(default)]
    pub private: bool,
    /// The accounts that are let in.
    #[serde(default)]
    pub members: Vec<String>,
}

/// Something to be done with a click.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What comes back in [`crate::Interaction::Press`]: at most 100 characters.
    pub action: String,
    /// The words on it.
    pub label: String,
    /// An emoji before them.
    #[serde(default)]
    pub emoji: Option<String>,
    /// How much it stands out.
    #[serde(default)]
    pub weight: Weight,
}

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The one thing that is usually done next.
    Primary,
    /// One of several.
    #[default]
    Plain,
    /// Ends something well.
    Good,
    /// Ends something, or can't be taken back.
    Grave,
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
    /// Files sent with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
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
    /// Starts a thread, and lets its members in. Operations of the same delivery that come after it
    /// and name the room go into the thread ([`crate::Attempt::started_thread`]).
    StartThread {
        /// The room.
        room: String,
        /// The message it hangs on: the one an earlier part has sent, if `on` is none.
        start: ThreadStart,
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
        /// Whether a thread begins with it, where it takes no operation of its own: then
        /// [`crate::Sent::thread`] is set.
        opens_thread: bool,
        /// What can be done with a click.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        buttons: Vec<Button>,
    },
    /// Sends a file.
    SendFile {
        /// Where.
        target: Target,
        /// Which.
        file: FileRef,
        /// The message it answers visibly.
        reply_to: Option<String>,
        /// The one person who sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only_for: Option<String>,
    },
    /// Changes a message of ours.
    Edit {
        /// Where the message is.
        target: Target,
        /// The message.
        message: String,
        /// Its whole new text.
        body: Body,
        /// The buttons it has from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        buttons: Vec<Button>,
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
    /// Lets a person into a thread.
    Invite {
        /// The thread.
        target: Target,
        /// Their account.
        person: String,
    },
    /// Puts a thread away.
    Archive {
        /// The thread.
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
            Self::Invite { .. } => "invite",
            Self::Archive { .. } => "archive",
            Self::Mail(_) => "mail",
        }
    }
}

impl Outbound {
    /// The operations for a platform whose messages hold at most `limit` characters: opens the
    /// direct chat where it is not known, starts the thread where that is an operation of its own,
    /// splits the text, sends the files one by one, pins last.
    ///
    /// The mentions and the reply relation go with the first piece only, the buttons with the last.
    pub fn operations(&self, limit: usize, threads: Threads) -> Vec<Operation> {
        let mut parts = Vec::new();
        if let Target::Direct { person, room: None } = &self.target {
            parts.push(Operation::OpenDirect { person: person.clone() });
        }
        let target = self.target.clone();
        match &self.content {
            Content::Message(message) => self.message(message, limit, threads, &mut parts),
            Content::Edit { message, rest, body, buttons } => {
                let mut texts = in_so_many(1 + rest.len(), body, limit).into_iter();
                let mut buttons = buttons.clone();
                parts.extend(std::iter::once(message).chain(rest).map(|message| {
                    let (target, message) = (target.clone(), message.clone());
                    match texts.next() {
                        Some(body) => {
                            Operation::Edit { target, message, body, buttons: std::mem::take(&mut buttons) }
                        }
                        None => Operation::Delete { target, message },
                    }
                }));
            }
            Content::Delete { message } => {
                parts.push(Operation::Delete { target, message: message.clone() });
            }
            Content::React { message, emoji } => {
                parts.push(Operation::React { target, message: message.clone(), emoji: emoji.clone() })
            }
            // What a platform without such threads has nothing to do for.
            Content::Invite { .. } | Content::Archive if threads == Threads::Implicit => {}
            Content::Invite { person } => parts.push(Operation::Invite { target, person: person.clone() }),
            Content::Archive => parts.push(Operation::Archive { target }),
            Content::Mail(mail) => parts.push(Operation::Mail(mail.clone())),
        }
        parts
    }

    fn message(&self, message: &NewMessage, limit: usize, threads: Threads, parts: &mut Vec<Operation>) {
        let target = self.target.clone();
        let thread = self.thread_start(message, threads);
        let begins_with_it = message.opens.as_ref().is_some_and(|s| s.on.is_none() && !s.private);
        if let Some(start) = thread.clone().filter(|_| !begins_with_it) {
            parts.push(start);
        }
        let texts = pieces(&message.body, limit, message.files.is_empty());
        let last = texts.len().saturating_sub(1);
        for (i, piece) in texts.into_iter().enumerate() {
            parts.push(Operation::Send {
                target: target.clone(),
                body: piece,
                mentions: if i == 0 { message.mentions.clone() } else { Vec::new() },
                reply_to: if i == 0 { message.reply_to.clone() } else { None },
                notice: message.notice,
                only_for: message.only_for.clone(),
                opens_thread: i == 0
                    && threads == Threads::Implicit
                    && message.opens.as_ref().is_some_and(|s| s.on.is_none()),
                buttons: if i == last { message.buttons.clone() } else { Vec::new() },
            });
            if let Some(start) = thread.clone().filter(|_| begins_with_it && i == 0) {
                parts.push(start);
            }
        }
        for file in &message.files {
            parts.push(Operation::SendFile {
                target: target.clone(),
                file: file.clone(),
                reply_to: None,
                only_for: message.only_for.clone(),
            });
        }
        if message.pin {
            parts.push(Operation::Pin { target });
        }
    }

    /// The operation that starts the message's thread, where it takes one.
    fn thread_start(&self, message: &NewMessage, threads: Threads) -> Option<Operation> {
        let start = message.opens.clone().filter(|_| threads == Threads::Explicit)?;
        match &self.target {
            Target::Room { room } | Target::Thread { room, .. } => {
                Some(Operation::StartThread { room: room.clone(), start })
            }
            Target::Direct { .. } | Target::Mailbox { .. } | Target::Answer { .. } => None,
        }
    }
}

/// Stands for what was cut.
const CUT: &str = "[…]";

/// `body` in as many pieces at most, for messages that are there: what does not fit into these is cut, visibly.
fn in_so_many(most: usize, body: &Body, limit: usize) -> Vec<Body> {
    let mut texts = pieces(body, limit, true);
    if texts.len() > most {
        texts = pieces(body, limit.saturating_sub(CUT.chars().count() + 1), true);
        texts.truncate(most);
        if let Some(last) = texts.pop() {
            texts.push(last.then(CUT, Markup::Plain));
        }
    }
    texts
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of messages whose text is one of so many words, each of five characters, where twenty fit.
    fn edited(words: usize, rest: &[&str]) -> Vec<String> {
        let body = Body::plain(vec!["word"; words].join(" "));
        let rest = rest.iter().map(|id| (*id).to_owned()).collect();
        let edit = Outbound {
            target: Target::Room { room: "r".to_owned() },
            audience: Audience::Operators,
            ticket: None,
            answers: None,
            content: Content::Edit { message: "a".to_owned(), rest, body, buttons: vec![] },
        };
        let operations = edit.operations(20, Threads::Implicit);
        let told = |operation| match operation {
            Operation::Edit { message, body, .. } => format!("{message}: {}", body.as_text()),
            Operation::Delete { message, .. } => format!("{message} goes"),
            other => panic!("{other:?}"),
        };
        operations.into_iter().map(told).collect()
    }

    #[test]
    fn a_text_of_several_messages_is_edited_in_all_of_them() {
        assert_eq!(edited(2, &[]), ["a: word word"]);
        assert_eq!(edited(6, &["b"]), ["a: word word word", "b: word word word"]);
        assert_eq!(edited(2, &["b", "c"]), ["a: word word", "b goes", "c goes"]);
    }

    #[test]
    fn what_fits_into_no_message_that_is_there_is_cut_visibly() {
        let cut = edited(9, &["b"]);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with(CUT) && cut.iter().all(|text| text.chars().count() <= 3 + 20), "{cut:?}");
    }
}
