//! What happened on a platform.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Markup, Platform};

/// One event of a platform, in the order in which its place saw it.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// Where it comes from.
    pub platform: Platform,
    /// The platform's own id of the event; the same id is the same event seen again.
    pub id: String,
    /// When it happened, by the platform's clock.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub author: Author,
    /// Where.
    pub place: Place,
    /// What.
    pub event: Event,
    /// If set, stored together with what the event caused.
    pub checkpoint: Option<Checkpoint>,
}

/// How far a place has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The place, as the adapter counts places: a room, or a thread where threads are read by
    /// themselves.
    pub place: String,
    /// The last event that was read there.
    pub event: String,
}

/// The person (or bot) behind an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The platform's id of the account.
    pub id: String,
    /// The name it shows, not to be trusted for anything but showing.
    pub name: Option<String>,
    /// Whether the platform says that it is a bot.
    pub bot: bool,
    /// The locale the platform reports for the person (BCP 47), where it does.
    pub locale: Option<String>,
    /// Of the groups the adapter was told to watch (a role, the members of a room), those the person
    /// belongs to now, spelt as in bot.toml.
    pub groups: Vec<String>,
    /// When the account was made, where the platform tells.
    pub since: Option<DateTime<Utc>>,
}

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The channel or room. For a direct chat that has no id of its own, the person's id.
    pub room: String,
    /// The thread inside it, if any.
    pub thread: Option<ThreadRef>,
    /// Whether only the author and the bot are there.
    pub direct: bool,
    /// Whether what is said there is end-to-end encrypted.
    pub encrypted: bool,
    /// The community the place belongs to, where the platform is parted into such (a Discord server).
    pub realm: Option<String>,
}

/// How a thread is named by the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThreadRef {
    /// By its id (on Matrix and the console: the message it hangs on).
    Id(String),
    /// By the number of the ticket it belongs to (typed by a person, as `#1001`).
    Ticket(String),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// Something was said.
    Message(Message),
    /// A message was changed; `message` is its whole new content.
    Edit {
        /// The message that was changed.
        target: String,
        /// What it says now.
        message: Message,
    },
    /// A message was deleted.
    Redaction {
        /// The message that was deleted.
        target: String,
    },
    /// An emoji was put on a message.
    Reaction {
        /// The message it was put on.
        target: String,
        /// The emoji, variation selectors removed.
        emoji: String,
        /// The message itself, where the adapter could look it up (its author, what it said).
        on: Option<Box<(Author, Message)>>,
    },
    /// Something was picked from what the desk offers, and waits to be answered on the spot.
    Interaction(Interaction),
    /// The content of a message that could not be read before ([`Kind::Undecryptable`]).
    Decrypted {
        /// The message.
        target: String,
        /// What it says.
        message: Message,
    },
    /// The bot can no longer read or write in the place: its thread, if one is named, else the room
    /// with all its threads.
    PlaceLost {
        /// The platform's words for it.
        reason: String,
    },
    /// The bot can read and write in the place again.
    PlaceFound,
    /// The place was replaced by another one.
    PlaceReplaced {
        /// The id of the new room.
        by: String,
    },
    /// Everything the place missed while the bot was away has been handed over.
    CaughtUp {
        /// How many messages were read late.
        messages: u32,
        /// The time of the first of them.
        since: DateTime<Utc>,
    },
}

/// What was picked from what the desk offers ([`crate::Host::menu`], [`crate::Button`],
/// [`crate::Form`]).
#[derive(Clone, Debug)]
pub enum Interaction {
    /// A command with its options, by the names of the grammar.
    Command {
        /// The command's name.
        name: String,
        /// The options that were filled in; a flag that was set is `true`.
        options: Vec<(String, String)>,
    },
    /// A button was clicked.
    Press {
        /// The button's action.
        action: String,
        /// The message it stands on.
        message: Option<String>,
    },
    /// A form was sent.
    Form {
        /// The form's id.
        form: String,
        /// Its fields, by id.
        fields: Vec<(String, String)>,
    },
    /// An entry of a message's own menu was picked.
    OnMessage {
        /// The entry's id.
        entry: String,
        /// The message.
        target: String,
        /// Its author and what it says.
        on: Box<(Author, Message)>,
    },
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words, with or without files.
    #[default]
    Text,
    /// An automatic notice: never answered, opens nothing.
    Notice,
    /// It could not be decrypted (yet); the text is empty.
    Undecryptable,
}

/// What was said.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The words.
    pub text: String,
    /// How to read them.
    pub markup: Markup,
    /// What kind of message it is.
    pub kind: Kind,
    /// The message it answers, if it says so.
    pub reply_to: Option<String>,
    /// Files that came with it.
    pub files: Vec<FileOffer>,
    /// The title its author gave it, where it is a post that begins a thread of its own.
    pub title: Option<String>,
}

/// A file the platform holds; [`crate::ChatAdapter::fetch`] brings it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOffer {
    /// The name its sender gave it: any text, not a safe path.
    pub name: String,
    /// The media type the sender claims.
    pub mime: String,
    /// The size in bytes the sender claims.
    pub size: Option<u64>,
    /// What the adapter needs to fetch it; opaque to the core, may hold keys.
    pub source: String,
}

/// What became of an event that was handed to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is stored with all it caused.
    Stored,
    /// It had been stored before.
    Seen,
    /// It is none of the desk's business (another room, the bot's own word): nothing was stored.
    Ignored,
}
