//! One room's events, handed to the host one after another.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use matrix_sdk::deserialized_responses::TimelineEvent;
use matrix_sdk::ruma::OwnedRoomId;
use matrix_sdk::{Client, Room};
use sportello_chat::{Bounded, Host, Inbound, SubmitError, Submitted};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::PLATFORM;
use crate::keys::Keys;
use crate::patience::{Ended, Patience};
use crate::pending::Pending;
use crate::shared::Shared;

/// Batches that wait for a slow host; beyond, the room is paged instead.
const QUEUE: usize = 32;
/// Events remembered as handed over: more than a full queue holds.
const SEEN: usize = 8192;

/// No event is missing.
const WHOLE: u8 = 0;
/// Events are missing because they came faster than they were taken, or could not be.
const OVERRUN: u8 = 1;
/// Events may be missing because the bot was away.
const AWAY: u8 = 2;

/// What all feeds of a session share.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) pending: Arc<Pending>,
    pub(crate) signals: mpsc::UnboundedSender<Signal>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

/// What the loop around the sync must know.
#[derive(Clone, Debug)]
pub(crate) enum Signal {
    /// A room of bot.toml has got its id and was joined.
    Named { room: OwnedRoomId, successor: bool },
    /// Keys have come for messages that could not be read.
    Keys { room: OwnedRoomId, keys: Keys },
    /// A room was replaced.
    Replaced { old: OwnedRoomId, new: OwnedRoomId },
}

enum Note {
    Events(Vec<TimelineEvent>),
    Look,
}

#[derive(Default)]
struct Flags {
    gap: AtomicU8,
    keys: Mutex<Keys>,
}

/// The sync's end of a feed. Never waits.
pub(crate) struct FeedHandle {
    notes: mpsc::Sender<Note>,
    flags: Arc<Flags>,
}

impl FeedHandle {
    /// New events, following those given before.
    pub(crate) fn events(&self, events: Vec<TimelineEvent>) {
        if !events.is_empty() && self.notes.try_send(Note::Events(events)).is_err() {
            self.gap(false);
        }
    }

    /// Events are missing before those that come next.
    pub(crate) fn gap(&self, away: bool) {
        self.flags.gap.fetch_max(if away { AWAY } else { OVERRUN }, Ordering::SeqCst);
        self.look();
    }

    /// New room keys have come.
    pub(crate) fn keys(&self, keys: Keys) {
        self.flags.keys.lock().unwrap_or_else(PoisonError::into_inner).merge(keys);
        self.look();
    }

    fn look(&self) {
        // A full queue needs no call: flags are looked at before each note.
        let _ = self.notes.try_send(Note::Look);
    }
}

/// The worker's end.
pub(crate) struct Feed {
    pub(crate) session: Session,
    pub(crate) room: Room,
    /// Whether the room continues another one, so that it is read from its first event.
    pub(crate) successor: bool,
    pub(crate) checkpoint: Option<String>,
    pub(crate) seen: Bounded<String, ()>,
    notes: mpsc::Receiver<Note>,
    flags: Arc<Flags>,
}

/// Starts the feed of a room, which begins by reading what was missed if `catch_up`.
pub(crate) fn start(session: Session, room: Room, successor: bool, catch_up: bool) -> FeedHandle {
    let (sender, notes) = mpsc::channel(QUEUE);
    let flags = Arc::new(Flags::default());
    flags.gap.store(if catch_up { AWAY } else { WHOLE }, Ordering::SeqCst);
    let seen = Bounded::new(SEEN);
    let feed = Feed { session, room, successor, checkpoint: None, seen, notes, flags: flags.clone() };
    feed.session.tasks.clone().spawn(feed.run());
    FeedHandle { notes: sender, flags }
}

impl Feed {
    async fn run(mut self) {
        let room = self.room.room_id().to_owned();
        let mut patience = Patience::new();
        // What a panic has interrupted was not stored: the room is read again from where it was.
        while AssertUnwindSafe(self.work()).catch_unwind().await.is_err() {
            tracing::error!(%room, "the program failed at a message; the room is read again from there");
            self.flags.gap.fetch_max(OVERRUN, Ordering::SeqCst);
            if patience.wait(None, &self.session.stop).await.is_err() {
                break;
            }
        }
        tracing::debug!(%room, "feed ended");
    }

    async fn work(&mut self) -> Result<(), Ended> {
        self.checkpoint = self.stored_checkpoint().await?;
        loop {
            match self.flags.gap.swap(WHOLE, Ordering::SeqCst) {
                WHOLE => {}
                kind => {
                    self.catch_up(kind == AWAY).await?;
                    self.reread(Keys { any: true, ..Keys::default() }).await?;
                }
            }
            let keys = std::mem::take(&mut *self.flags.keys.lock().unwrap_or_else(PoisonError::into_inner));
            if !keys.is_empty() {
                self.reread(keys).await?;
            }
            let note = tokio::select! {
                () = self.session.stop.cancelled() => return Err(Ended),
                note = self.notes.recv() => note.ok_or(Ended)?,
            };
            if let Note::Events(events) = note {
                for event in events {
                    self.take(event).await?;
                }
            }
        }
    }

    async fn stored_checkpoint(&self) -> Result<Option<String>, Ended> {
        let mut patience = Patience::new();
        loop {
            match self.session.host.checkpoint(&PLATFORM, self.room.room_id().as_str()).await {
                Ok(checkpoint) => return Ok(checkpoint),
                Err(SubmitError::Closed) => return Err(Ended),
                Err(error) => {
                    tracing::warn!(%error, room = %self.room.room_id(), "the checkpoint can't be read");
                    patience.wait(None, &self.session.stop).await?;
                }
            }
        }
    }

    /// Hands `inbound` over until it is stored.
    pub(crate) async fn submit(&mut self, inbound: Inbound) -> Result<Submitted, Ended> {
        let mut patience = Patience::new();
        loop {
            match self.session.host.submit(inbound.clone()).await {
                Ok(submitted) => {
                    if let Some(checkpoint) = &inbound.checkpoint {
                        self.checkpoint = Some(checkpoint.event.clone());
                    }
                    return Ok(submitted);
                }
                Err(SubmitError::Closed) => return Err(Ended),
                Err(error) => {
                    tracing::warn!(%error, room = %self.room.room_id(), event = %inbound.id, "not stored; will be handed over again");
                    patience.wait(None, &self.session.stop).await?;
                }
            }
        }
    }
}
