//! The loop around the sync.
//!
//! `sync_once` stores its token before anybody has seen the events, so the SDK's token says nothing
//! of what the desk has stored: each room has a checkpoint of its own, and is read from it at every
//! start and whenever the timeline of a sync has a gap.

use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use matrix_sdk::deserialized_responses::TimelineEvent;
use matrix_sdk::ruma::OwnedRoomId;
use matrix_sdk::sync::{RoomUpdates, State};
use matrix_sdk::{Client, Room, RoomState};
use sportello_chat::{Host, Stopped, Unreadable};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::asking::{Members, settings};
use crate::feed::{self, FeedHandle, Session, Signal};
use crate::joining::Joining;
use crate::line::Line;
use crate::patience::{Ended, Patience};
use crate::pending::{Pending, Waiting};
use crate::session::NoSession;
use crate::shared::Shared;
use crate::{PLATFORM, keys, recovery, session};

/// How long the homeserver holds a sync without news.
const LONG_POLL: Duration = Duration::from_secs(30);
/// How long the homeserver is not asked for more while what it has brought is being answered: it does one thing after
/// another, and would serve that first.
const ANSWERING: Duration = Duration::from_millis(30);
/// How long, at the end, the host may take to finish what it was handed.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Messages of other instances that are waited for at most.
const UNREADABLE: u64 = 1000;

/// How a session ended.
enum End {
    /// The desk shuts down.
    Stop,
    /// The homeserver no longer knows the session.
    LoggedOut,
}

/// Connects, and hands over what happens until `stop`.
pub(crate) async fn run(
    shared: Arc<Shared>,
    host: Arc<dyn Host>,
    stop: CancellationToken,
) -> Result<(), Stopped> {
    loop {
        let end = one_session(&shared, &host, &stop).await?;
        shared.connect(None);
        host.connected(&PLATFORM, false);
        match end {
            End::Stop => return Ok(()),
            End::LoggedOut => {
                tracing::warn!("the homeserver has ended the session; logging in again as a new device");
                shared.forget();
                session::forget(&shared.settings)
                    .map_err(|e| stopped(format!("the old session can't be put aside: {e}")))?;
            }
        }
    }
}

fn stopped(cause: String) -> Stopped {
    Stopped { platform: PLATFORM, cause }
}

async fn one_session(
    shared: &Arc<Shared>,
    host: &Arc<dyn Host>,
    stop: &CancellationToken,
) -> Result<End, Stopped> {
    let mut line = Line::new(host.clone());
    let Some(client) = connect(shared, &mut line, stop).await? else { return Ok(End::Stop) };
    let stop = stop.child_token();
    let (signals, received) = mpsc::unbounded_channel();
    let session = Session {
        client,
        host: host.clone(),
        shared: shared.clone(),
        pending: Arc::new(Pending::open(shared.settings.state_dir.join("unreadable.json"))),
        signals,
        stop: stop.clone(),
        tasks: TaskTracker::new(),
    };
    remember_unreadable(&session).await;
    let tasks = session.tasks.clone();
    let wake = shared.look.clone();
    let updates = session.client.subscribe_to_all_room_updates();
    let mut sync = Sync { session, updates, line, feeds: HashMap::new(), successors: HashSet::new(), wake };
    let end = sync.go(received).await;
    drop(sync);
    stop.cancel();
    tasks.close();
    if tokio::time::timeout(LAST_WORDS, tasks.wait()).await.is_err() {
        tracing::warn!("the host has not finished what it was handed");
    }
    Ok(end)
}

/// What another instance of the desk could not read waits for its keys here, too.
async fn remember_unreadable(session: &Session) {
    match session.host.unreadable(&PLATFORM, UNREADABLE).await {
        Ok(messages) => {
            for Unreadable { room, event } in messages {
                session.pending.add(Waiting { room, event, session: None });
            }
        }
        Err(error) => tracing::warn!(%error, "which messages wait for their keys can't be read"),
    }
}

/// Another device of the account is in use, by another instance of the desk: makes sure that there is one
/// here, with the account's keys, to which people send theirs from now on.
pub(crate) async fn stand_by(shared: &Shared) {
    if !shared.settings.encryption || !recovery::has_key(&shared.settings) {
        return;
    }
    if shared.kept().is_none() {
        match session::open(&shared.settings).await {
            Ok(client) => shared.keep(client),
            Err(NoSession::Hopeless(cause) | NoSession::NotNow { cause, .. }) => {
                tracing::warn!(cause, "this instance has no device of its own yet");
                return;
            }
        }
    }
    let Some(client) = shared.kept() else { return };
    match client.sync_once(settings(Duration::ZERO, Members::WhoWrites)).await {
        Ok(_) => recovery::join(&client, &shared.settings).await,
        Err(error) => tracing::debug!(%error, "the device that stands by can't be brought up to date"),
    }
}

/// A client with a session; none when the desk shuts down before.
async fn connect(
    shared: &Shared,
    line: &mut Line,
    stop: &CancellationToken,
) -> Result<Option<Client>, Stopped> {
    let mut patience = Patience::new();
    if let Some(client) = shared.kept() {
        return Ok(Some(client));
    }
    loop {
        let opened = tokio::select! {
            () = stop.cancelled() => return Ok(None),
            opened = session::open(&shared.settings) => opened,
        };
        match opened {
            Ok(client) => {
                shared.keep(client.clone());
                return Ok(Some(client));
            }
            Err(NoSession::Hopeless(cause)) => return Err(stopped(cause)),
            Err(NoSession::NotNow { after, cause }) => {
                line.down(&cause);
                if patience.wait(after, stop).await.is_err() {
                    return Ok(None);
                }
            }
        }
    }
}

struct Sync {
    session: Session,
    /// What each sync has brought, as soon as it is decrypted: what it sends then, as it asks for devices, takes longer.
    updates: broadcast::Receiver<RoomUpdates>,
    line: Line,
    feeds: HashMap<OwnedRoomId, FeedHandle>,
    /// Rooms that continue others.
    successors: HashSet<OwnedRoomId>,
    /// Has the rooms to be joined looked through.
    wake: Arc<Notify>,
}

impl Sync {
    async fn go(&mut self, mut signals: mpsc::UnboundedReceiver<Signal>) -> End {
        // Keys come with the first sync: before it, what was missed could not be read.
        let first = match self.first(&mut signals).await {
            Ok(updates) => updates,
            Err(end) => return end,
        };
        self.session.shared.connect(Some(self.session.client.clone()));
        recovery::prepare(&self.session.client, &self.session.shared.settings).await;
        let mut joining = Joining::new(self.session.clone(), self.wake.clone());
        let stop = self.session.stop.clone();
        tokio::select! {
            () = stop.cancelled() => return End::Stop,
            () = joining.resolve_all() => {}
        }
        while let Ok(signal) = signals.try_recv() {
            self.heed(signal).await;
        }
        self.session.tasks.spawn(joining.keep());
        self.session.tasks.spawn(keys::listen(self.session.clone()));
        for room in self.session.client.joined_rooms() {
            self.feed(&room).await;
        }
        self.hand_on_left(first).await;
        loop {
            if let Err(end) = self.next(&mut signals).await {
                return end;
            }
        }
    }

    /// The first sync; says what it has brought.
    async fn first(&mut self, signals: &mut mpsc::UnboundedReceiver<Signal>) -> Result<RoomUpdates, End> {
        let mut patience = Patience::new();
        let stop = self.session.stop.clone();
        loop {
            let client = self.session.client.clone();
            let mut sync = pin!(client.sync_once(settings(Duration::ZERO, Members::WhoWrites)));
            let response = loop {
                tokio::select! {
                    () = stop.cancelled() => return Err(End::Stop),
                    response = &mut sync => break response,
                    Some(signal) = signals.recv() => self.heed(signal).await,
                }
            };
            match response {
                Ok(response) => {
                    self.line.up();
                    // It was told of these, too.
                    self.updates = self.updates.resubscribe();
                    return Ok(response.rooms);
                }
                Err(error) => self.went_wrong(error, &mut patience).await?,
            }
        }
    }

    /// The next sync, until it has brought something or nothing; what it brings is handed on.
    async fn next(&mut self, signals: &mut mpsc::UnboundedReceiver<Signal>) -> Result<(), End> {
        let mut patience = Patience::new();
        let mut was_away = false;
        let stop = self.session.stop.clone();
        loop {
            let client = self.session.client.clone();
            let mut answered = None;
            // Never dropped for a signal: what it has taken from the homeserver does not come again.
            let mut sync = pin!(client.sync_once(settings(LONG_POLL, Members::Changes)));
            let response = loop {
                tokio::select! {
                    () = stop.cancelled() => return Err(End::Stop),
                    response = &mut sync => break response,
                    updates = self.updates.recv() => answered = self.hand_on(updates, was_away).await.or(answered),
                    Some(signal) = signals.recv() => self.heed(signal).await,
                }
            };
            while let Ok(updates) = self.updates.try_recv() {
                answered = self.hand_on(Ok(updates), was_away).await.or(answered);
            }
            match response {
                Ok(_) => {
                    self.line.up();
                    if let Some(mut answered) = answered {
                        let _ = tokio::time::timeout(ANSWERING, answered.changed()).await;
                    }
                    return Ok(());
                }
                Err(error) => {
                    was_away = true;
                    self.went_wrong(error, &mut patience).await?;
                }
            }
        }
    }

    /// A sync has failed: waits before the next one, if there is to be one.
    async fn went_wrong(&mut self, error: matrix_sdk::Error, patience: &mut Patience) -> Result<(), End> {
        match error {
            matrix_sdk::Error::Http(error) if session::is_over(&error) => Err(End::LoggedOut),
            error => {
                self.line.down(&error.to_string());
                patience.wait(None, &self.session.stop).await.map_err(|Ended| End::Stop)
            }
        }
    }

    /// Gives a sign of the next thing that is said, if there is anything of others that may be answered.
    async fn hand_on(
        &mut self,
        updates: Result<RoomUpdates, RecvError>,
        was_away: bool,
    ) -> Option<watch::Receiver<()>> {
        let Ok(mut updates) = updates else {
            // Some were passed over, though each sync brings one and is waited for.
            self.feeds.values().for_each(|feed| feed.gap(was_away));
            return None;
        };
        let answered = self.session.shared.answered.subscribe();
        let mut is_news = false;
        for (id, update) in std::mem::take(&mut updates.joined) {
            if let Some(feed) = self.feeds.get(&id) {
                if update.timeline.limited {
                    feed.gap(was_away);
                } else {
                    is_news |= update.timeline.events.iter().any(|event| self.is_of_others(event));
                    feed.events(update.timeline.events);
                }
            } else if let Some(room) = self.session.client.get_room(&id) {
                self.feed(&room).await;
            }
        }
        if !updates.invited.is_empty() {
            self.wake.notify_one();
        }
        self.hand_on_left(updates).await;
        is_news.then_some(answered)
    }

    fn is_of_others(&self, event: &TimelineEvent) -> bool {
        event.sender().is_some_and(|sender| sender != self.session.shared.settings.user.as_str())
    }

    /// What rooms the bot is no longer in said last, its own leaving among it.
    async fn hand_on_left(&mut self, updates: RoomUpdates) {
        for (id, update) in updates.left {
            let (State::Before(state) | State::After(state)) = update.state;
            let own = state.into_iter().map(|raw| TimelineEvent::from_plaintext(raw.cast()));
            let events = update.timeline.events.into_iter().chain(own).collect();
            if !self.feeds.contains_key(&id)
                && self.session.shared.bearings.is_read(&id)
                && let Some(room) = self.session.client.get_room(&id)
            {
                let feed = feed::start(self.session.clone(), room, false, false);
                self.feeds.insert(id.clone(), feed);
            }
            if let Some(feed) = self.feeds.get(&id) {
                if update.timeline.limited {
                    // Up to its leaving a room can still be read.
                    feed.gap(true);
                }
                feed.events(events);
            }
        }
    }

    async fn heed(&mut self, signal: Signal) {
        match signal {
            Signal::Named { room, successor } => {
                if successor {
                    self.successors.insert(room.clone());
                }
                if let Some(room) = self.session.client.get_room(&room) {
                    self.feed(&room).await;
                }
            }
            Signal::Replaced { old, new } => {
                if self.session.shared.bearings.is_named(&old) {
                    tracing::info!(%old, %new, "the room was replaced; following");
                    self.session.shared.bearings.replace(&old, new.clone());
                    self.successors.insert(new.clone());
                    self.wake.notify_one();
                    if let Some(room) = self.session.client.get_room(&new) {
                        self.feed(&room).await;
                    }
                }
            }
            Signal::Keys { room, keys } => {
                if let Some(feed) = self.feeds.get(&room) {
                    feed.keys(keys);
                }
            }
        }
    }

    /// Starts the feed of a room that is the desk's business and has none; it reads what was missed.
    async fn feed(&mut self, room: &Room) {
        let id = room.room_id();
        if room.state() != RoomState::Joined || self.feeds.contains_key(id) {
            return;
        }
        if !self.is_read(room).await {
            // A group's room has no feed that would tell of an upgrade.
            if let Some(next) = room.successor_room() {
                let _ = self.session.signals.send(Signal::Replaced { old: id.to_owned(), new: next.room_id });
            }
            return;
        }
        tracing::debug!(room = %id, "reading");
        let successor = self.successors.contains(id);
        let feed = feed::start(self.session.clone(), room.clone(), successor, true);
        self.feeds.insert(id.to_owned(), feed);
    }

    async fn is_read(&self, room: &Room) -> bool {
        let shared = &self.session.shared;
        if shared.bearings.is_named(room.room_id()) {
            return shared.bearings.is_read(room.room_id());
        }
        // While a name has no id, a small room may be the one meant.
        let small = room.active_members_count() <= 2 && !shared.has_unresolved();
        !room.is_space() && (small || room.is_direct().await.unwrap_or(false))
    }
}
