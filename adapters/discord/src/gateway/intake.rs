//! The bounded queue behind the gateway.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use tokio::sync::{Notify, mpsc};

use crate::hear::Note;

/// Events that wait at most: minutes of a very busy server.
const LENGTH: usize = 10_000;
/// Interactions that wait at most; people see one that is not taken at once fail.
const INTERACTIONS: usize = 256;

/// The end of the queue that the gateway fills. Never waits.
#[derive(Clone, Debug)]
pub(crate) struct Intake {
    notes: mpsc::Sender<Note>,
    interactions: mpsc::Sender<Value>,
    flags: Arc<Flags>,
}

#[derive(Debug, Default)]
struct Flags {
    /// An event was dropped: what comes after it is worth nothing.
    overrun: AtomicBool,
    overran: Notify,
}

impl Intake {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Note>, mpsc::Receiver<Value>) {
        let (notes, queue) = mpsc::channel(LENGTH);
        let (interactions, asked) = mpsc::channel(INTERACTIONS);
        (Self { notes, interactions, flags: Arc::default() }, queue, asked)
    }

    /// An event, after those given before.
    pub(crate) fn put(&self, note: Note) {
        if self.flags.overrun.load(Ordering::SeqCst) {
            return;
        }
        if self.notes.try_send(note).is_err() {
            self.flags.overrun.store(true, Ordering::SeqCst);
            self.flags.overran.notify_one();
        }
    }

    /// An interaction, which does not stand in line; says whether it was taken.
    pub(crate) fn ask(&self, interaction: Value) -> bool {
        self.interactions.try_send(interaction).is_ok()
    }

    /// Waits until an event was dropped.
    pub(crate) async fn overran(&self) {
        self.flags.overran.notified().await;
    }

    /// Waits until what is in the queue was taken, and takes events again.
    pub(crate) async fn drained(&self) {
        // All places of the queue can be reserved when it is empty.
        if let Ok(permits) = self.notes.reserve_many(LENGTH).await {
            drop(permits);
        }
        self.flags.overrun.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Intake, LENGTH};
    use crate::hear::Note;

    fn note(kind: usize) -> Note {
        Note { kind: kind.to_string(), data: Value::Null }
    }

    #[tokio::test]
    async fn what_comes_after_a_dropped_event_is_dropped_too() {
        let (intake, mut queue, _asked) = Intake::new();
        for n in 0..=LENGTH {
            intake.put(note(n));
        }
        intake.overran().await;
        let first = queue.recv().await.expect("a note");
        assert_eq!(first.kind, "0");
        intake.put(note(LENGTH + 1));
        for n in 1..LENGTH {
            assert_eq!(queue.recv().await.expect("a note").kind, n.to_string());
        }
        intake.drained().await;
        intake.put(note(7));
        assert_eq!(queue.recv().await.expect("a note").kind, "7");
    }
}
