//! What the adapter's parts share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use sportello_chat::{Bounded, Host, SendError};

use tokio::sync::mpsc;

use crate::api::Api;
use crate::interactions::live::LiveTable;
use crate::lost::Lost;
use crate::members::Members;
use crate::refused::Refused;
use crate::world::{Channel, World};
use crate::{Room, RoomRole, Settings, SettingsError, ids};

/// Messages of ours, and threads, remembered at most: more than are sent while one of them is tried again.
const REMEMBERED: usize = 10_000;

/// The adapter's state between its calls.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) api: Api,
    pub(crate) world: World,
    pub(crate) members: Members,
    pub(crate) live: LiveTable,
    pub(crate) lost: Lost,
    pub(crate) refused: Refused,
    rooms: RwLock<Vec<Room>>,
    operator_roles: RwLock<Vec<u64>>,
    host: RwLock<Option<HostHandle>>,
    /// Takes channels that may have been closed to the bot, while somebody listens.
    suspects: RwLock<Option<mpsc::Sender<u64>>>,
    /// The newest id seen: Discord's own clock, as far as it is known.
    newest: AtomicU64,
    /// Numbers given to what has no id.
    serial: AtomicU64,
    /// The keys our messages were sent under, by message.
    keys: Mutex<Bounded<u64, String>>,
    /// Threads known to be the desk's.
    threads: Mutex<Bounded<u64, ()>>,
    /// Threads of ours in which something was said that was not handed over: they were not the desk's yet.
    passed_over: Mutex<Bounded<u64, ()>>,
    /// Threads started under a key, of which not all is done yet.
    begun: Mutex<Bounded<String, u64>>,
}

#[derive(Clone)]
struct HostHandle(Arc<dyn Host>);

impl std::fmt::Debug for HostHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Result<Self, SettingsError> {
        if let Some(wrong) = settings.rooms.iter().find(|room| ids::parse(&room.id).is_none()) {
            return Err(SettingsError::NoId(wrong.id.clone()));
        }
        if settings.guilds.contains(&0) || settings.operator_roles.contains(&0) {
            return Err(SettingsError::NoId("0".into()));
        }
        Ok(Self {
            api: Api::new(&settings)?,
            lost: Lost::in_folder(&settings.state_dir),
            refused: Refused::in_folder(&settings.state_dir),
            rooms: RwLock::new(settings.rooms.clone()),
            operator_roles: RwLock::new(settings.operator_roles.clone()),
            settings,
            world: World::default(),
            members: Members::default(),
            live: LiveTable::default(),
            host: RwLock::new(None),
            suspects: RwLock::new(None),
            newest: AtomicU64::new(0),
            serial: AtomicU64::new(0),
            keys: Mutex::new(Bounded::new(REMEMBERED)),
            threads: Mutex::new(Bounded::new(REMEMBERED)),
            passed_over: Mutex::new(Bounded::new(REMEMBERED)),
            begun: Mutex::new(Bounded::new(REMEMBERED)),
        })
    }

    pub(crate) fn attach(&self, host: Option<Arc<dyn Host>>) {
        *self.host.write().unwrap_or_else(PoisonError::into_inner) = host.map(HostHandle);
    }

    /// The host, while [`crate::DiscordAdapter`] runs.
    pub(crate) fn host(&self) -> Option<Arc<dyn Host>> {
        self.host.read().unwrap_or_else(PoisonError::into_inner).clone().map(|h| h.0)
    }

    /// The bot's own id.
    ///
    /// # Errors
    /// [`SendError::Retry`] before the first connection.
    pub(crate) fn me(&self) -> Result<u64, SendError> {
        match self.world.me().user {
            0 => Err(SendError::Retry { after: None, cause: "not connected to Discord yet".into() }),
            me => Ok(me),
        }
    }

    /// Has channels looked at that may be lost.
    pub(crate) fn watch_suspects(&self, suspects: mpsc::Sender<u64>) {
        *self.suspects.write().unwrap_or_else(PoisonError::into_inner) = Some(suspects);
    }

    /// Something was refused in a channel as if it were closed to the bot, which Discord does not
    /// announce: it is looked at, if nobody has yet.
    pub(crate) fn suspect(&self, channel: u64) {
        let suspects = self.suspects.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(suspects) = suspects.as_ref() {
            // A full queue has enough to look at.
            let _ = suspects.try_send(channel);
        }
    }

    /// Something with this id has happened.
    pub(crate) fn clock(&self, id: u64) {
        self.newest.fetch_max(id, Ordering::Relaxed);
    }

    /// The time by Discord's clock, as far as it was heard to tick: not later than it is.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        ids::time(self.newest.load(Ordering::Relaxed))
    }

    /// A word never given before, for what Discord gives no id: nothing is read from it.
    pub(crate) fn unique(&self) -> String {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        format!("{:x}-{}", since.as_nanos(), self.serial.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn serves(&self, guild: u64) -> bool {
        self.settings.guilds.contains(&guild)
    }

    /// What the channel is for, if it is one of the desk's.
    pub(crate) fn role_of(&self, channel: u64) -> Option<RoomRole> {
        self.rooms().iter().find(|room| ids::parse(&room.id) == Some(channel)).map(|room| room.role)
    }

    /// The channels of the desk.
    pub(crate) fn rooms(&self) -> Vec<Room> {
        self.rooms.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The roles whose members are operators.
    pub(crate) fn operator_roles(&self) -> Vec<u64> {
        self.operator_roles.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on these are the desk's channels, and these roles its operators'.
    pub(crate) fn set_places(&self, rooms: Vec<Room>, roles: Vec<u64>) {
        *self.rooms.write().unwrap_or_else(PoisonError::into_inner) = rooms;
        *self.operator_roles.write().unwrap_or_else(PoisonError::into_inner) = roles;
    }

    /// Whether a thread is one of a forum that is the desk's.
    pub(crate) fn is_post(&self, thread: &Channel) -> bool {
        thread.is_thread() && thread.parent.is_some_and(|parent| self.is_forum(parent))
    }

    /// Whether a channel is a forum that is the desk's.
    pub(crate) fn is_forum(&self, channel: u64) -> bool {
        self.role_of(channel).is_some() && self.world.channel(channel).is_some_and(|c| c.is_forum())
    }

    pub(crate) fn remember_key(&self, message: u64, key: &str) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(message, key.to_owned());
    }

    pub(crate) fn key_of(&self, message: u64) -> Option<String> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(&message).cloned()
    }

    pub(crate) fn remember_thread(&self, thread: u64) {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).insert(thread, ());
    }

    pub(crate) fn is_known_thread(&self, thread: u64) -> bool {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).contains(&thread)
    }

    pub(crate) fn pass_over(&self, thread: u64) {
        self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).insert(thread, ());
    }

    pub(crate) fn is_passed_over(&self, thread: u64) -> bool {
        self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).contains(&thread)
    }

    /// What was said in the thread is about to be read.
    pub(crate) fn take_up(&self, thread: u64) {
        self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).remove(&thread);
    }

    pub(crate) fn begin_thread(&self, key: &str, thread: u64) {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), thread);
    }

    pub(crate) fn begun_thread(&self, key: &str) -> Option<u64> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }
}
