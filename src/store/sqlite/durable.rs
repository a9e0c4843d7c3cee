//! Has the disk keep what was committed, beside the connection that writes.
//!
//! A `COMMIT` writes a group into the write-ahead log; the group is durable once the disk has the log. With
//! `synchronous = FULL` SQLite waits for that within the `COMMIT`, and whoever is in line waits with it. Here the
//! log is synced when the pen has been given on, so that the next group is written meanwhile; still nobody is
//! told of a commit before the disk has it. The log's frames have checksums that build on each other
//! (<https://www.sqlite.org/fileformat2.html>, section 4.2), so what a machine that loses its power has kept is all
//! up to the end of some group, never a later one without an earlier.
//!
//! Other connections may read a group that the disk does not have yet. Whatever is sent was first written down as
//! begun, which is a later group.

use std::fs::File;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use sea_orm::DbErr;
use sea_orm::error::RuntimeErr;
use tokio::sync::{oneshot, watch};

use super::Outcome;

/// Has the disk keep the log; blocks until it has.
pub(super) type Sync = Box<dyn Fn() -> io::Result<()> + Send + std::marker::Sync>;

/// Whom to tell of a commit.
pub(super) type Members = Vec<oneshot::Sender<Outcome>>;

/// What is committed and not yet durable.
pub(super) struct Durable {
    sync: Sync,
    state: Mutex<State>,
    /// Why the disk did not keep what was committed.
    failed: watch::Sender<Option<String>>,
}

#[derive(Default)]
struct State {
    /// Somebody syncs, and looks for who waits when he is done.
    syncing: bool,
    waiting: Members,
}

/// Syncs the log of the database that a connection has open.
///
/// # Errors
/// When it has no log, or none that can be opened.
pub(super) fn log_of(connection: &Connection) -> Result<Sync, rusqlite::Error> {
    // By the name that SQLite itself goes by: it follows links, and the log lies beside the file.
    let name = format!("{}-wal", connection.path().unwrap_or_default());
    // The log is there from the first read on, and stays the same file for as long as a connection is open.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    let log = File::open(&name).map_err(|error| {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
        rusqlite::Error::SqliteFailure(
            code,
            Some(format!("the write-ahead log {name} can't be opened: {error}")),
        )
    })?;
    Ok(Box::new(move || log.sync_data()))
}

impl Durable {
    pub(super) fn new(sync: Sync) -> Self {
        Self { sync, state: Mutex::default(), failed: watch::Sender::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A group was committed, in which something was written or nothing. Says whether the caller is to
    /// [`Self::sync`]; else somebody does already, or all is durable.
    pub(super) fn committed(&self, members: Members, has_written: bool) -> bool {
        let mut state = self.state();
        if !has_written && !state.syncing {
            drop(state);
            tell(members, &self.outcome());
            return false;
        }
        state.waiting.extend(members);
        !std::mem::replace(&mut state.syncing, true)
    }

    /// Has the disk keep what was committed until now, and tells whom it concerns.
    pub(super) fn sync(&self) {
        let members = std::mem::take(&mut self.state().waiting);
        if self.outcome().is_ok()
            && let Err(error) = (self.sync)()
        {
            tracing::error!(%error, "the disk has not kept what was written to the database");
            self.failed.send_replace(Some(error.to_string()));
        }
        tell(members, &self.outcome());
    }

    /// Whether nobody waits any more: then the one who has synced is done.
    pub(super) fn is_done(&self) -> bool {
        let mut state = self.state();
        state.syncing = !state.waiting.is_empty();
        !state.syncing
    }

    pub(super) fn is_syncing(&self) -> bool {
        self.state().syncing
    }

    /// An error once the disk has failed: what it has kept can't be known, and only the log's checksums tell,
    /// which are read when the database is opened.
    pub(super) fn outcome(&self) -> Outcome {
        match self.failed.borrow().as_ref() {
            None => Ok(()),
            Some(error) => Err(DbErr::Conn(RuntimeErr::Internal(format!("the disk failed: {error}")))),
        }
    }

    /// Returns when the disk has failed, with why.
    pub(super) async fn failed(&self) -> String {
        let mut failed = self.failed.subscribe();
        let error = failed.wait_for(Option::is_some).await.ok().and_then(|error| error.clone());
        match error {
            Some(error) => error,
            None => std::future::pending().await,
        }
    }
}

/// Tells the members of a group what became of it.
pub(super) fn tell(members: Members, outcome: &Outcome) {
    for member in members {
        // Who no longer listens was dropped, and will see its event again.
        let _ = member.send(outcome.clone());
    }
}
