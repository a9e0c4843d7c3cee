//! Channels, threads and direct chats.

use std::collections::BTreeMap;

use twilight_model::channel::ChannelType;
use twilight_model::guild::Permissions;

use crate::id::Id;

/// An exception to what roles allow, in one channel.
#[derive(Clone, Debug)]
pub struct Overwrite {
    /// A role or a member.
    pub target: Id,
    /// Whether it is a member.
    pub of_member: bool,
    /// What is allowed in addition.
    pub allow: Permissions,
    /// What is denied.
    pub deny: Permissions,
}

/// A label that a forum offers for its posts.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// What a thread has and no other channel.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Who made it.
    pub owner: Id,
    /// Whether it is closed until somebody writes.
    pub archived: bool,
    /// Whether only moderators can open it again.
    pub locked: bool,
    /// Whether its members may add others; only private threads know it.
    pub invitable: bool,
    /// Minutes of silence until it is archived.
    pub auto_archive: u64,
    /// When it was last archived or opened, in Unix milliseconds.
    pub archive_changed: i64,
    /// Who is in it and since when, in Unix milliseconds.
    pub members: BTreeMap<Id, i64>,
    /// Messages ever written, without the first.
    pub written: u64,
    /// A forum post's tags.
    pub tags: Vec<Id>,
}

/// A channel, thread or direct chat.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its id.
    pub id: Id,
    /// Which kind.
    pub kind: ChannelType,
    /// Where; a direct chat is nowhere.
    pub guild: Option<Id>,
    /// The channel of a thread.
    pub parent: Option<Id>,
    /// Its name.
    pub name: String,
    /// What is written above it.
    pub topic: Option<String>,
    /// Where it stands in the list.
    pub position: u64,
    /// Exceptions to permissions.
    pub overwrites: Vec<Overwrite>,
    /// What a forum offers.
    pub tags: Vec<Tag>,
    /// With whom the bot talks here directly.
    pub recipient: Option<Id>,
    /// Whether it is a thread, and how.
    pub thread: Option<Thread>,
    /// When something was last pinned, in Unix milliseconds.
    pub last_pin: Option<i64>,
    /// When its name was changed, in Unix milliseconds.
    pub renamed: Vec<i64>,
    /// Seconds between two messages of a person.
    pub slow_mode: u64,
}

impl Channel {
    /// A channel with nothing special about it.
    pub fn new(id: Id, kind: ChannelType, guild: Option<Id>, name: &str) -> Self {
        Self {
            id,
            kind,
            guild,
            parent: None,
            name: name.to_owned(),
            topic: None,
            position: 0,
            overwrites: Vec::new(),
            tags: Vec::new(),
            recipient: None,
            thread: None,
            last_pin: None,
            renamed: Vec::new(),
            slow_mode: 0,
        }
    }

    /// Whether only its members see it.
    pub fn is_private_thread(&self) -> bool {
        self.kind == ChannelType::PrivateThread
    }

    /// Whether messages can stand in it.
    pub fn holds_messages(&self) -> bool {
        self.kind != ChannelType::GuildForum
    }
}
