//! One channel or thread.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::{ids, json};

/// Types of channels (Discord's reference, "Channel Types").
pub(crate) mod kind {
    pub(crate) const TEXT: u64 = 0;
    pub(crate) const DIRECT: u64 = 1;
    pub(crate) const NEWS: u64 = 5;
    pub(crate) const NEWS_THREAD: u64 = 10;
    pub(crate) const PUBLIC_THREAD: u64 = 11;
    pub(crate) const PRIVATE_THREAD: u64 = 12;
    pub(crate) const FORUM: u64 = 15;
}

/// A channel, thread or direct chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Channel {
    pub(crate) id: u64,
    pub(crate) guild: Option<u64>,
    pub(crate) kind: u64,
    pub(crate) name: String,
    /// A thread's channel; a channel's category.
    pub(crate) parent: Option<u64>,
    /// Who started the thread.
    pub(crate) owner: Option<u64>,
    pub(crate) archived: bool,
    pub(crate) last_message: Option<u64>,
    /// When a thread was started: its id may be that of the older message it hangs on.
    pub(crate) started: DateTime<Utc>,
}

impl Channel {
    /// The channel in `value`, which may leave its server to be known from elsewhere.
    pub(crate) fn of(value: &Value, guild: Option<u64>) -> Option<Self> {
        let id = json::id(value, "id")?;
        let started = json::text(&value["thread_metadata"], "create_timestamp");
        let started = started.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        Some(Self {
            id,
            guild: json::id(value, "guild_id").or(guild),
            kind: value["type"].as_u64()?,
            name: json::text(value, "name").unwrap_or_default().to_owned(),
            parent: json::id(value, "parent_id"),
            owner: json::id(value, "owner_id"),
            archived: value["thread_metadata"]["archived"].as_bool().unwrap_or(false),
            last_message: json::id(value, "last_message_id"),
            started: started.map_or_else(|| ids::time(id), |time| time.to_utc()),
        })
    }

    pub(crate) fn is_thread(&self) -> bool {
        matches!(self.kind, kind::NEWS_THREAD | kind::PUBLIC_THREAD | kind::PRIVATE_THREAD)
    }

    pub(crate) fn is_archived(&self) -> bool {
        self.archived && self.is_thread()
    }

    pub(crate) fn is_active_thread_of(&self, guild: u64) -> bool {
        self.guild == Some(guild) && self.is_thread() && !self.archived
    }

    pub(crate) fn is_forum(&self) -> bool {
        self.kind == kind::FORUM
    }
}
