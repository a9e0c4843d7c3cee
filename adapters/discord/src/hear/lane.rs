//! Lanes: what happens in one place is handed over in order, while other places go on.
//!
//! A place in which more is said than the desk can store holds up nobody else: once its lane is full, its
//! messages are dropped, and read again from its checkpoint when what waits is done. What reading again would not
//! tell, as of reactions and deletions, is not dropped.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::mpsc;

use super::catch_up::Missed;
use super::losses::Occasion;
use super::{Note, Session, Spot};
use crate::json;
use crate::members::Member;
use crate::patience::Ended;
use crate::shared::Shared;
use crate::world::Channel;

/// How many lanes there are; a place is always in the same one.
const LANES: usize = 64;
/// What waits in a lane at most; then the dispatcher waits.
const LENGTH: usize = 96;
/// So much of it is left for what can't be dropped.
const RESERVED: usize = 32;

/// Something to be done in a lane.
#[derive(Debug)]
pub(crate) enum Job {
    /// An event of a place.
    Event(Note),
    /// A place is to be read from its checkpoint on.
    CatchUp(Missed),
    /// Messages of a place were dropped; the first new one of them, where it is known.
    Dropped(u64, Option<u64>),
    /// It is to be seen what the bot may still do in a channel.
    Probe(u64, Occasion),
}

/// The end of a lane that is filled.
struct Lane {
    jobs: mpsc::Sender<Job>,
    behind: Behind,
    shared: Arc<Shared>,
}

/// Places of a lane whose messages are dropped until they are read again, with the first new one that was.
type Behind = Arc<Mutex<HashMap<u64, Option<u64>>>>;

impl Lane {
    async fn put(&self, place: u64, job: Job) -> Result<(), Ended> {
        match &job {
            Job::Event(note) if is_read_again(note) => match self.drops(place, note) {
                Dropping::No => self.jobs.send(job).await,
                Dropping::Begins => {
                    tracing::debug!(place, "more is said than can be stored; it is read again");
                    self.remember_author(note);
                    self.jobs.send(Job::Dropped(place, None)).await
                }
                Dropping::Yes => {
                    self.remember_author(note);
                    Ok(())
                }
            },
            _ => self.jobs.send(job).await,
        }
        .map_err(|_| Ended)
    }

    fn remember_author(&self, note: &Note) {
        if note.kind == "MESSAGE_CREATE"
            && let (Some(id), Some(member)) = (json::id(&note.data, "id"), Member::of(&note.data["member"]))
        {
            self.shared.members.has_written(id, member);
        }
    }

    fn drops(&self, place: u64, note: &Note) -> Dropping {
        let new = || json::id(&note.data, "id").filter(|_| note.kind == "MESSAGE_CREATE");
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        match behind.entry(place) {
            Entry::Occupied(mut dropped) => {
                let first = dropped.get().or_else(new);
                dropped.insert(first);
                Dropping::Yes
            }
            Entry::Vacant(_) if self.jobs.capacity() > RESERVED => Dropping::No,
            Entry::Vacant(begins) => {
                begins.insert(new());
                Dropping::Begins
            }
        }
    }
}

/// Whether reading its place again tells what the note does.
fn is_read_again(note: &Note) -> bool {
    matches!(note.kind.as_str(), "MESSAGE_CREATE" | "MESSAGE_UPDATE")
}

/// Whether a message is dropped.
enum Dropping {
    No,
    Begins,
    Yes,
}

/// All lanes. Each is opened when something happens in one of its places.
pub(crate) struct Lanes {
    session: Session,
    /// Takes the channels that are found again.
    find: mpsc::UnboundedSender<u64>,
    lanes: [OnceLock<Lane>; LANES],
}

impl Lanes {
    pub(crate) fn of(session: &Session, find: mpsc::UnboundedSender<u64>) -> Self {
        Self { session: session.clone(), find, lanes: [const { OnceLock::new() }; LANES] }
    }

    /// Puts a job at the end of the lane of `place`; a message of a place in which too much is said is
    /// dropped, to be read later.
    pub(crate) async fn put(&self, place: u64, job: Job) -> Result<(), Ended> {
        // The lowest bits of an id count what was made within one millisecond: mostly zero.
        let mixed = (place >> 22) ^ place;
        let lane = usize::try_from(mixed % LANES as u64).unwrap_or(0);
        self.lanes[lane].get_or_init(|| self.open()).put(place, job).await
    }

    fn open(&self) -> Lane {
        let (sender, jobs) = mpsc::channel(LENGTH);
        let behind = Behind::default();
        let listening = run(self.session.clone(), jobs, Arc::clone(&behind), self.find.clone());
        self.session.tasks.spawn(listening);
        Lane { jobs: sender, behind, shared: Arc::clone(&self.session.shared) }
    }
}

async fn run(
    session: Session,
    mut jobs: mpsc::Receiver<Job>,
    behind: Behind,
    find: mpsc::UnboundedSender<u64>,
) {
    loop {
        let job = tokio::select! {
            () = session.stop.cancelled() => return,
            job = jobs.recv() => job,
        };
        let Some(job) = job else { return };
        let job = match job {
            // What comes from now on stands behind what is read now.
            Job::Dropped(place, _) => {
                let first = behind.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
                Job::Dropped(place, first.flatten())
            }
            job => job,
        };
        if session.work(job, &find).await.is_err() {
            return;
        }
    }
}

impl Session {
    /// Reads what was dropped of a place, if it is one of the desk's.
    async fn read_dropped(&self, place: u64, first: Option<u64>) -> Result<(), Ended> {
        let known = match self.shared.world.channel(place) {
            Some(known) => Some(known),
            // A thread archived long ago, or a direct chat.
            None => self.look_up(place).await?,
        };
        let missed = match known {
            Some(channel) if Spot::of(&channel).is_direct() => {
                Missed { spot: Spot::of(&channel), channel: None, tally: None, first }
            }
            Some(channel) if !channel.is_thread() && self.shared.role_of(place).is_none() => return Ok(()),
            Some(channel) => {
                let channel = Channel { last_message: None, ..channel };
                Missed { spot: Spot::of(&channel), channel: Some(channel), tally: None, first }
            }
            None => Missed { spot: Spot::direct(place), channel: None, tally: None, first },
        };
        self.catch_up(&missed).await
    }

    async fn work(&self, job: Job, find: &mpsc::UnboundedSender<u64>) -> Result<(), Ended> {
        match job {
            Job::CatchUp(missed) => self.catch_up(&missed).await,
            Job::Dropped(place, first) => self.read_dropped(place, first).await,
            Job::Probe(channel, occasion) => {
                if self.probe(channel, occasion).await? {
                    find.send(channel).map_err(|_| Ended)?;
                }
                Ok(())
            }
            Job::Event(note) => match note.kind.as_str() {
                "MESSAGE_CREATE" => self.said(&note.data).await,
                "MESSAGE_UPDATE" => self.updated(&note.data).await,
                "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" => self.deleted(&note.data).await,
                "MESSAGE_REACTION_ADD" => self.reacted(&note.data).await,
                "THREAD_DELETE" => self.thread_deleted(&note.data).await,
                "CHANNEL_DELETE" => self.channel_deleted(&note.data).await,
                _ => Ok(()),
            },
        }
    }
}
