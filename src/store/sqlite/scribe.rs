//! The thread that writes for whoever waits: it does the work of one after another.
//!
//! A task that waits for the pen is woken when its turn comes, and runs when a worker comes to it; meanwhile nobody
//! writes. Work that is handed over here is begun where the work before it ends, on the thread that has just used all that
//! writing takes. Nothing else is different: it takes its turn in the line like anybody, and shares its commit. Who is
//! alone writes by himself, which is quicker than to wake a thread for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::task::Poll;
use std::thread;

use futures_util::future::BoxFuture;
use futures_util::poll;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{mpsc, oneshot};

use super::Shared;

/// As much work as can be handed over and not begun.
const ROOM: usize = 1024;
/// So many are told together of what has come of their work: to wake a thread takes as long as to write a row.
const TOGETHER: usize = 8;
/// What one event takes in a build that is not optimised, and some more.
const STACK: usize = 8 * 1024 * 1024;

/// Tells who has handed the work over what came of it.
type Tell = Box<dyn FnOnce() + Send>;
/// Work that writes.
type Work = BoxFuture<'static, Tell>;

#[derive(Default)]
pub(super) struct Scribe {
    /// How much work is handed over and not begun.
    pub(super) waiting: Arc<AtomicUsize>,
    /// Where it is handed over; nowhere if there is no thread to be had.
    to: OnceLock<Option<mpsc::Sender<Work>>>,
}

impl Scribe {
    pub(super) fn has_work(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }
}

impl Shared {
    /// Has the scribe do this; where there is none, it is done here. `None` if there is an end to the thread.
    pub(super) async fn hand_over<T: Send + 'static>(
        self: &Arc<Self>,
        work: BoxFuture<'static, T>,
    ) -> Option<T> {
        let Some(scribe) = self.scribe.to.get_or_init(|| start(self)) else { return Some(work.await) };
        let Ok(room) = scribe.reserve().await else { return Some(work.await) };
        let (mut tell, told) = oneshot::channel();
        let work = async move {
            // Who goes away has it undone, as if he had done it himself.
            let done = tokio::select! {
                biased;
                () = tell.closed() => None,
                done = work => Some(done),
            };
            Box::new(move || drop(done.map(|done| tell.send(done)))) as Tell
        };
        self.scribe.waiting.fetch_add(1, Ordering::SeqCst);
        room.send(Box::pin(work));
        told.await.ok()
    }

    /// Ends the group that was left open for work, which does not go on with it.
    fn end_what_is_left(self: &Arc<Self>) {
        let left = self.line().idle.take_if(|pen| !pen.members.is_empty());
        if let Some(group) = left {
            self.end(group);
        }
    }
}

/// Starts the thread, where there is a runtime of several.
fn start(shared: &Arc<Shared>) -> Option<mpsc::Sender<Work>> {
    let runtime = Handle::try_current().ok().filter(|r| r.runtime_flavor() == RuntimeFlavor::MultiThread)?;
    let (to, work) = mpsc::channel(ROOM);
    let waiting = Arc::clone(&shared.scribe.waiting);
    let shared = Arc::downgrade(shared);
    let thread = thread::Builder::new().name("sportello-scribe".to_owned()).stack_size(STACK);
    let started = thread.spawn(move || runtime.block_on(write(&shared, &waiting, work)));
    started.inspect_err(|error| tracing::warn!(%error, "no thread that writes for others")).ok()?;
    Some(to)
}

async fn write(shared: &Weak<Shared>, waiting: &AtomicUsize, mut work: mpsc::Receiver<Work>) {
    let mut to_tell: Vec<Tell> = Vec::with_capacity(TOGETHER);
    while let Some(mut next) = work.recv().await {
        waiting.fetch_sub(1, Ordering::SeqCst);
        let done = match poll!(&mut next) {
            Poll::Ready(done) => done,
            // It waits, for its turn or for another process: nobody else waits with it.
            Poll::Pending => {
                tell_all(&mut to_tell);
                if let Some(shared) = shared.upgrade() {
                    shared.end_what_is_left();
                }
                next.await
            }
        };
        to_tell.push(done);
        let is_last = waiting.load(Ordering::SeqCst) == 0;
        if is_last || to_tell.len() == TOGETHER {
            tell_all(&mut to_tell);
        }
        if is_last
            && let Some(shared) = shared.upgrade()
            && !shared.durable.is_syncing()
        {
            shared.end_what_is_left();
        }
    }
}

fn tell_all(all: &mut Vec<Tell>) {
    all.drain(..).for_each(|tell| tell());
}
