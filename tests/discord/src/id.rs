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

    /// A new one for this moment, greater than every one before it in this process.
    pub(crate) fn make(millis: i64) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let wanted = Self::at(millis).0;
        let next = |last: u64| Some(wanted.max(last + 1));
        let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        Self(wanted.max(last.unwrap_or_default() + 1))
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
        let (a, b) = (Id::make(1_700_000_000_123), Id::make(1_700_000_000_123));
        assert!(a < b);
        assert_eq!(Id::at(1_700_000_000_123).millis(), 1_700_000_000_123);
    }
}
