//! What the adapter's parts share: its settings, the connection, and what it remembers of the rooms.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use matrix_sdk::Client;
use sportello_chat::{Bounded, SendError};
use tokio::sync::{Notify, watch};

use crate::bearings::Bearings;
use crate::{MatrixSettings, RoomSetting};

/// Threads and messages of ours remembered at most.
const REMEMBERED: usize = 10_000;

/// The adapter's state between its calls.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: MatrixSettings,
    pub(crate) bearings: Bearings,
    client: RwLock<Option<Client>>,
    /// The client that has the session, in use or not: there is never a second one on the same stores.
    kept: Mutex<Option<Client>>,
    /// The rooms of bot.toml as they are now.
    rooms: RwLock<Vec<RoomSetting>>,
    /// Those that nobody has looked for yet.
    new_rooms: Mutex<Vec<RoomSetting>>,
    /// Has the rooms to be joined looked through.
    pub(crate) look: Arc<Notify>,
    /// Something was said that the desk wanted said.
    pub(crate) answered: watch::Sender<()>,
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
            rooms: RwLock::new(settings.rooms.clone()),
            new_rooms: Mutex::default(),
            look: Arc::default(),
            answered: watch::Sender::new(()),
            settings,
            bearings: Bearings::default(),
            client: RwLock::new(None),
            kept: Mutex::default(),
            unresolved: AtomicBool::new(true),
            threads: Mutex::new(Bounded::new(REMEMBERED)),
            notices: Mutex::new(Bounded::new(REMEMBERED)),
        }
    }

    /// The rooms of bot.toml.
    pub(crate) fn rooms(&self) -> Vec<RoomSetting> {
        self.rooms.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on these are the rooms of bot.toml; those that are new are gone into.
    pub(crate) fn set_rooms(&self, rooms: Vec<RoomSetting>) {
        let known = self.rooms();
        self.bearings.keep_only(&rooms);
        let new: Vec<RoomSetting> = rooms.iter().filter(|r| !known.contains(r)).cloned().collect();
        *self.rooms.write().unwrap_or_else(PoisonError::into_inner) = rooms;
        self.new_rooms.lock().unwrap_or_else(PoisonError::into_inner).extend(new);
        self.look.notify_one();
    }

    /// The rooms that were added since this was last asked, while they are still wanted.
    pub(crate) fn take_new_rooms(&self) -> Vec<RoomSetting> {
        std::mem::take(&mut *self.new_rooms.lock().unwrap_or_else(PoisonError::into_inner))
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

    /// Keeps a client for this session and the next ones.
    pub(crate) fn keep(&self, client: Client) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(client);
    }

    /// The client that is kept.
    pub(crate) fn kept(&self) -> Option<Client> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The homeserver knows the client no more.
    pub(crate) fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
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
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).get(root).cloned()
    }

    pub(crate) fn remember_notice(&self, event: &str, notice: bool) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.insert(event.to_owned(), notice);
    }

    pub(crate) fn is_notice(&self, event: &str) -> Option<bool> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).get(event).copied()
    }
}
