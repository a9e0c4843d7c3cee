//! What a transaction does last, and once: other transactions wait for what it touches there.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::config::Channel;

/// The boards that are to follow what a transaction has changed, by their platforms and names.
#[derive(Debug, Default)]
pub struct Boards(Mutex<BTreeSet<(String, String)>>);

impl Boards {
    /// The board of this channel is to follow.
    pub fn note(&self, channel: &Channel) {
        self.noted().insert((channel.platform.as_str().to_owned(), channel.name.clone()));
    }

    /// Those that were noted, in order, so that two transactions don't block each other for good.
    pub fn take(&self) -> BTreeSet<(String, String)> {
        std::mem::take(&mut *self.noted())
    }

    fn noted(&self) -> std::sync::MutexGuard<'_, BTreeSet<(String, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
