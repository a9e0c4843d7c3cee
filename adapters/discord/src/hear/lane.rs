//! Lanes: what happens in one place is handed over in order, while other places go on.

use tokio::sync::mpsc;

use super::catch_up::Missed;
use super::{Note, Session};
use crate::patience::Ended;

/// How many lanes there are; a place is always in the same one.
const LANES: u64 = 64;
/// What waits in a lane at most; then the dispatcher waits.
const LENGTH: usize = 64;

/// Something to be done in a lane.
#[derive(Debug)]
pub(crate) enum Job {
    /// An event of a place.
    Event(Note),
    /// A place is to be read from its checkpoint on.
    CatchUp(Missed),
    /// It is to be seen whether the bot still sees a channel.
    Probe(u64),
}

/// All lanes.
pub(crate) struct Lanes {
    lanes: Vec<mpsc::Sender<Job>>,
}

impl Lanes {
    pub(crate) fn open(session: &Session) -> Self {
        let open = |_| {
            let (sender, jobs) = mpsc::channel(LENGTH);
            session.tasks.spawn(run(session.clone(), jobs));
            sender
        };
        Self { lanes: (0..LANES).map(open).collect() }
    }

    /// Puts a job at the end of the lane of `place`; waits while that is full.
    pub(crate) async fn put(&self, place: u64, job: Job) -> Result<(), Ended> {
        // The lowest bits of an id count what was made within one millisecond: mostly zero.
        let mixed = (place >> 22) ^ place;
        let lane = usize::try_from(mixed % LANES).unwrap_or(0);
        match self.lanes.get(lane) {
            Some(lane) => lane.send(job).await.map_err(|_| Ended),
            None => Ok(()),
        }
    }
}

async fn run(session: Session, mut jobs: mpsc::Receiver<Job>) {
    loop {
        let job = tokio::select! {
            () = session.stop.cancelled() => return,
            job = jobs.recv() => job,
        };
        let Some(job) = job else { return };
        if session.work(job).await.is_err() {
            return;
        }
    }
}

impl Session {
    async fn work(&self, job: Job) -> Result<(), Ended> {
        match job {
            Job::CatchUp(missed) => self.catch_up(&missed).await,
            Job::Probe(channel) => self.probe(channel).await,
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
