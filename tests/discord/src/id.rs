//! Snowflakes: ids that carry the time of their making.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Serialize, Serializer};

/// The first second of 2015, from which Discord counts, in Unix milliseconds.
const EPOCH: i64 = 1_420_070_400_000;

/// The id of anything on Discord: a user, a channel, a message, a role …
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// The bare number, as libraries take it.
    pub fn get(self) -> u64 {
        self.0
    }

    /// When it was made, in Unix milliseconds.
    pub fn millis(self) -> i64 {
        (self.0 >> 22).cast_signed() + EPOCH
    }

    /// The lowest id of a moment, to be compared with.
    pub(crate) fn at(millis: i64) -> Self {
        Self((millis - EPOCH).max(0).cast_unsigned() << 22)
    }
}

/// Makes ids: unique in this process, since each maker has a number of its own in them, and growing.
#[derive(Debug)]
pub(crate) struct Ids {
    maker: u64,
    last: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        static MAKERS: AtomicU64 = AtomicU64::new(0);
        // Ten bits for the maker, as for Discord's own workers and processes.
        Self { maker: MAKERS.fetch_add(1, Ordering::Relaxed) % 1024, last: AtomicU64::new(0) }
    }
}

impl Ids {
    /// A new id for a moment, in Unix milliseconds.
    pub(crate) fn make(&self, millis: i64) -> Id {
        let wanted = Id::at(millis).0 | self.maker << 12;
        let after = |last: u64| wanted.max(last + 1);
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(after(last)));
        Id(after(last.unwrap_or_default()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<&Id> for Id {
    fn from(id: &Id) -> Self {
        *id
    }
}

impl std::str::FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A message and where it stands: the message that started a thread has the thread's own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId {
    /// The channel, thread or direct chat.
    pub channel: Id,
    /// The message.
    pub id: Id,
}

impl From<&MessageId> for MessageId {
    fn from(id: &MessageId) -> Self {
        *id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_tell_their_time() {
        let ids = Ids::default();
        let (a, b) = (ids.make(1_700_000_000_123), ids.make(1_700_000_000_123));
        assert!(a < b && a != Ids::default().make(1_700_000_000_123));
        assert_eq!(a.millis(), 1_700_000_000_123);
        assert_eq!(Id::at(1_700_000_000_123).millis(), 1_700_000_000_123);
    }
}
