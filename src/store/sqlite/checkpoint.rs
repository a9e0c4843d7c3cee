//! Brings what is committed from the write-ahead log into the database's file, beside the connection that writes:
//! done by that one itself, every fiftieth message would wait for it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::runtime::Handle;

/// After so many commits what is in the log is brought over.
const EVERY: usize = 32;
/// When the log has grown to so many pages (64 MB), the connection that writes does it itself: while messages come
/// without a pause the log is never brought over whole, and could not begin anew.
pub(super) const MOST_PAGES: i64 = 16_000;

/// The connection that does it. Its clones are the same one.
#[derive(Clone)]
pub(super) struct Checkpoints(Arc<Shared>);

struct Shared {
    connection: Mutex<Option<Connection>>,
    commits: AtomicUsize,
    is_at_it: AtomicBool,
}

impl Checkpoints {
    pub(super) fn open(path: &Path) -> Result<Self, rusqlite::Error> {
        let connection = Mutex::new(Some(Connection::open(path)?));
        Ok(Self(Arc::new(Shared {
            connection,
            commits: AtomicUsize::default(),
            is_at_it: AtomicBool::default(),
        })))
    }

    /// A group was committed.
    pub(super) fn committed(&self) {
        let due = self.0.commits.fetch_add(1, Ordering::Relaxed) + 1 >= EVERY;
        // Where there is no runtime the connection that writes does it in the end.
        let Some(runtime) = Handle::try_current().ok().filter(|_| due) else { return };
        if self.0.is_at_it.swap(true, Ordering::AcqRel) {
            return;
        }
        self.0.commits.store(0, Ordering::Relaxed);
        let shared = Arc::clone(&self.0);
        drop(runtime.spawn_blocking(move || {
            shared.bring_over();
            shared.is_at_it.store(false, Ordering::Release);
        }));
    }

    /// Closes the connection.
    pub(super) fn close(&self) {
        self.0.connection.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Shared {
    fn bring_over(&self) {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(connection) = connection.as_ref() else { return };
        let done = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = done {
            // What is committed is in the log, and safe there.
            tracing::debug!(%error, "the write-ahead log was not brought over");
        }
    }
}
