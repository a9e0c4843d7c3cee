//! Brings what is committed from the write-ahead log into the database's file, beside the connection that writes:
//! done by that one itself, every fiftieth message would wait for it.
//!
//! While it is done the disk is busy, and commits take longer. So it is done seldom, and for many at once: pages that
//! were written several times meanwhile are brought over once.

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::runtime::Handle;

/// When the log has grown by so many pages (16 MB), they are brought over …
const PAGES: i64 = 4_000;
/// … if there were as many commits, or when there are so many pages (48 MB): where many share a commit, most pages are
/// written again soon.
const COMMITS: usize = 32;
const MANY_PAGES: i64 = 12_000;
/// When it has so many (64 MB), the connection that writes does it itself: while messages come without a pause the log
/// is never brought over whole, and could not begin anew.
const MOST_PAGES: i64 = 16_000;

thread_local! {
    /// How many pages the log had after the last commit on this thread, if that wrote any.
    static IN_LOG: Cell<Option<i64>> = const { Cell::new(None) };
}

/// The connection that does it. Its clones are the same one.
#[derive(Clone)]
pub(super) struct Checkpoints(Arc<Shared>);

struct Shared {
    connection: Mutex<Option<Connection>>,
    /// As many of the log's pages were brought over.
    brought_over: AtomicI64,
    commits: AtomicUsize,
    is_at_it: AtomicBool,
}

impl Checkpoints {
    /// For the database at `path`, to which `writer` writes.
    pub(super) fn open(path: &Path, writer: &Connection) -> Result<Self, rusqlite::Error> {
        writer.wal_hook(Some(|log, pages| {
            let pages = i64::from(pages);
            IN_LOG.set(Some(pages));
            if pages >= MOST_PAGES {
                // An error would be told as the commit's, which was done; and the other connection may just be at it.
                let _ = log.checkpoint();
            }
            Ok(())
        }));
        let connection = Mutex::new(Some(Connection::open(path)?));
        Ok(Self(Arc::new(Shared {
            connection,
            brought_over: AtomicI64::default(),
            commits: AtomicUsize::default(),
            is_at_it: AtomicBool::default(),
        })))
    }

    /// A group was committed, on this thread.
    pub(super) fn committed(&self) {
        let Some(in_log) = IN_LOG.take() else { return };
        // The log has begun anew since.
        let brought_over = self.0.brought_over.fetch_min(in_log, Ordering::Relaxed).min(in_log);
        let commits = self.0.commits.fetch_add(1, Ordering::Relaxed) + 1;
        let grown = in_log - brought_over;
        let due = grown >= PAGES && commits >= COMMITS || grown >= MANY_PAGES;
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
        // Whether it was hindered, the log's pages, and how many of them are brought over.
        let done = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(2));
        match done {
            Ok(pages) => self.brought_over.store(pages, Ordering::Relaxed),
            // What is committed is in the log, and safe there.
            Err(error) => tracing::debug!(%error, "the write-ahead log was not brought over"),
        }
    }
}
