//! What the adapter's parts share: its settings, the connection, and what it remembers of the rooms.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use matrix_sdk::Client;
use sportello_chat::SendError;

use crate::MatrixSettings;
use crate::bearings::Bearings;
use crate::bounded::Bounded;

/// Threads and messages of ours remembered at most.
const REMEMBERED: usize = 10_000;

/// The adapter's state between its calls.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: MatrixSettings,
    pub(crate) bearings: Bearings,
    client: RwLock<Option<Client>>,
    /// Whether a room of bot.toml has no id yet.
    unresolved: AtomicBool,
    /// The last event of each thread, by its root.
    threads: Mutex<Bounded<String, String>>,
    /// Whether a message of ours is a notice.
    notices: Mutex<Bounded<String, bool>>,
}

impl Shared {
    pub(crate) fn new(settings: MatrixSettings) -> Self {
        Self {
            settings,
            bearings: Bearings::default(),
            client: RwLock::new(None),
            unresolved: AtomicBool::new(true),
            threads: Mutex::new(Bounded::new(REMEMBERED)),
            notices: Mutex::new(Bounded::new(REMEMBERED)),
        }
    }

    pub(crate) fn connect(&self, client: Option<Client>) {
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = client;
    }

    /// The client, once it has synced.
    ///
    /// # Errors
    /// [`SendError::Retry`] before that.
    pub(crate) fn client(&self) -> Result<Client, SendError> {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(|| SendError::Retry {
            after: None,
            cause: "not connected to the homeserver yet".into(),
        })
    }

    pub(crate) fn set_unresolved(&self, unresolved: bool) {
        self.unresolved.store(unresolved, Ordering::Relaxed);
    }

    pub(crate) fn has_unresolved(&self) -> bool {
        self.unresolved.load(Ordering::Relaxed)
    }

    pub(crate) fn thread_went_on(&self, root: &str, event: &str) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.insert(root.to_owned(), event.to_owned());
    }

    pub(crate) fn last_of_thread(&self, root: &str) -> Option<String> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).get(&root.to_owned()).cloned()
    }

    pub(crate) fn remember_notice(&self, event: &str, notice: bool) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.insert(event.to_owned(), notice);
    }

    pub(crate) fn is_notice(&self, event: &str) -> Option<bool> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).get(&event.to_owned()).copied()
    }
}
