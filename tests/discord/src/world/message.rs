//! Messages, and what hangs on them.

use serde_json::Value;

use crate::id::{Id, MessageId};

/// Discord's numbers for kinds of messages.
pub mod kind {
    /// Written by somebody.
    pub const REGULAR: u64 = 0;
    /// "… added … to the thread."
    pub const RECIPIENT_ADD: u64 = 1;
    /// "… removed … from the thread."
    pub const RECIPIENT_REMOVE: u64 = 2;
    /// "… changed the channel name: …"
    pub const NAME_CHANGE: u64 = 4;
    /// "… pinned a message to this channel."
    pub const PINNED: u64 = 6;
    /// "… started a thread: …", in the channel.
    pub const THREAD_CREATED: u64 = 18;
    /// An answer to a message.
    pub const REPLY: u64 = 19;
    /// The answer to a slash command.
    pub const COMMAND: u64 = 20;
    /// The first message of a thread that a message started; it shows that message.
    pub const THREAD_STARTER: u64 = 21;
    /// The answer to a command of a message's menu.
    pub const MENU_COMMAND: u64 = 23;
}

/// Discord's bits on messages.
pub mod flags {
    /// Links are not previewed.
    pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
    /// A thread hangs on it.
    pub const HAS_THREAD: u64 = 1 << 5;
    /// Only one person sees it.
    pub const EPHEMERAL: u64 = 1 << 6;
    /// "… is thinking …"
    pub const LOADING: u64 = 1 << 7;
    /// Nobody is notified.
    pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
    /// Made of components alone.
    pub const COMPONENTS_V2: u64 = 1 << 15;
    /// What a bot may set when it sends.
    pub const SETTABLE: u64 = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2;
}

/// A file on a message.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its id, under which its bytes are kept.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its kind, such as `image/png`.
    pub mime: Option<String>,
    /// Its length.
    pub size: usize,
    /// Text for those who can't see it.
    pub description: Option<String>,
}

/// An emoji under a message, and whose it is.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The character, or `name:id`.
    pub emoji: String,
    /// Who reacted, in order.
    pub users: Vec<Id>,
}

/// Who a message notified.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pinged {
    /// People mentioned or replied to.
    pub users: Vec<Id>,
    /// Roles mentioned.
    pub roles: Vec<Id>,
    /// @everyone or @here.
    pub everyone: bool,
}

/// What a message says of the interaction it answers.
#[derive(Clone, Debug)]
pub struct AnswerTo {
    /// The interaction.
    pub interaction: Id,
    /// Its kind.
    pub kind: u64,
    /// Who acted.
    pub user: Id,
    /// The message whose button was clicked.
    pub clicked: Option<MessageId>,
    /// The message in whose menu the command was chosen.
    pub chosen: Option<MessageId>,
    /// What had shown the form.
    pub form_of: Option<Box<AnswerTo>>,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where it stands, and its id.
    pub id: MessageId,
    /// Who wrote it, or did what it says.
    pub author: Id,
    /// One of [`kind`].
    pub kind: u64,
    /// The text.
    pub content: String,
    /// Some of [`flags`].
    pub flags: u64,
    /// When it was written, in Unix milliseconds.
    pub written: i64,
    /// When it was last edited.
    pub edited: Option<i64>,
    /// What it said before each edit.
    pub earlier: Vec<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// The embeds, as Discord gives them back.
    pub embeds: Vec<Value>,
    /// The buttons and menus.
    pub components: Vec<Value>,
    /// The names of the stickers on it.
    pub stickers: Vec<String>,
    /// Whether it forwards another message.
    pub forwards: bool,
    /// What the sender told it apart by.
    pub nonce: Option<Value>,
    /// What it answers, starts or pins.
    pub about: Option<MessageId>,
    /// Who it notified.
    pub pinged: Pinged,
    /// When it was pinned, in Unix milliseconds.
    pub pinned: Option<i64>,
    /// The emojis under it.
    pub reactions: Vec<Reaction>,
    /// The only person who sees it.
    pub only_for: Option<Id>,
    /// Which interaction it answers.
    pub answers: Option<AnswerTo>,
    /// Whether it is gone.
    pub deleted: bool,
}

impl Message {
    /// Whether nobody wrote it: it tells that something happened.
    pub fn is_system(&self) -> bool {
        !matches!(self.kind, kind::REGULAR | kind::REPLY | kind::COMMAND | kind::MENU_COMMAND)
    }

    /// Whether all of `bits` are set.
    pub fn has(&self, bits: u64) -> bool {
        self.flags & bits == bits
    }
}
