//! The one connection that writes to SQLite, and how transactions share a durable commit.
//!
//! What a commit costs is the disk's answer, not the statements. So the transactions that are waiting are
//! written as a *group*: one `BEGIN IMMEDIATE`, one `COMMIT` for all. Nobody
//! waits for a group to fill: it ends when nobody is in line, so a transaction alone is a group of one. Only while
//! the disk has not yet kept the group before, which it must first anyway, a group stays open for who comes.
//!
//! Whoever holds the [`Pen`] writes; the others stand in line, first come, first served. Statements are plain
//! calls on the task that holds it, with no hop to another thread; what may wait for the disk or for another
//! process (`COMMIT`, the [`durable`] log, a busy `BEGIN`) is done where blocking is allowed. [`Member::commit`]
//! returns when the group is durable, and only then is anything said of it. Who has all at hand that it takes may hand
//! the work itself over where others write: the [`scribe`] does it in its turn, and need not be woken for each.
//!
//! - A member that fails, is dropped or panics is undone by its savepoint and takes no other along, if there is anybody
//!   before it who would not do it [`Alone::Again`]. Else it has none, as a savepoint copies each page before it is
//!   changed, some forty for an event: if it has to be undone when it has written, its group is, and for a while each
//!   member has a savepoint. What it had put off that can't be written undoes its group, too, at the commit.
//! - Where the whole group fails (so, or as the disk is full, or SQLite has rolled everything back), each member is
//!   told so. Who tries again asks for [`Alone::Yes`], and can't be taken along a second time.
//! - A member sees what the members before it have written, as if they were committed. They can't fail any
//!   more without it: they are in one commit.

mod added;
mod checkpoint;
mod durable;
mod later;
mod member;
mod pen;
mod put_off;
mod rows;
mod scribe;
mod statement;
mod turn;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sea_orm::DbErr;
use sea_orm::error::{ConnAcquireErr, RuntimeErr};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;

use self::checkpoint::Checkpoints;
use self::durable::Durable;
pub use self::later::Work;
pub use self::member::{Kept, Member};
use self::pen::Pen;
pub use self::rows::read_model;
use self::scribe::Scribe;
pub use self::statement::given;
use self::turn::Turn;

use super::db::Row;

/// So many transactions share a commit, at most: enough that the commit is no longer what costs, few enough
/// that the first of them does not wait for long.
const MOST: usize = 64;
/// What a member of a group is told that was undone because of another one.
pub const UNDONE_WITH_ANOTHER: &str = "undone with another of its group";
/// Prepared statements that are kept: more than the desk has.
const STATEMENTS: usize = 512;

/// Whether a transaction may share its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// It may.
    No,
    /// It may, and if its group is undone it is done again, in a commit of its own.
    Again,
    /// It has a commit of its own.
    Yes,
}

/// The connection that writes. Its clones are the same one.
#[derive(Clone)]
pub struct Writer(Arc<Shared>);

struct Shared {
    line: Mutex<Line>,
    /// How long is waited for one's turn.
    patience: Duration,
    /// How long is waited for another process's lock.
    busy: Duration,
    /// Commits so far.
    commits: AtomicUsize,
    durable: Durable,
    checkpoints: Checkpoints,
    scribe: Scribe,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<(Alone, oneshot::Sender<Turn>)>,
    /// The pen, while nobody has it; with an open group while the disk is to keep the one before.
    idle: Option<Box<Pen>>,
    closed: bool,
}

/// What became of a group.
type Outcome = Result<(), DbErr>;

impl Writer {
    /// Opens the file, which is there.
    ///
    /// # Errors
    /// As SQLite says.
    pub fn open(path: &Path, patience: Duration, busy: Duration) -> Result<Self, DbErr> {
        Self::open_with(path, patience, busy, durable::log_of)
    }

    fn open_with(
        path: &Path,
        patience: Duration,
        busy: Duration,
        log_of: impl FnOnce(&Connection) -> Result<durable::Sync, rusqlite::Error>,
    ) -> Result<Self, DbErr> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(busy)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            let journal: String =
                connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
            if journal != "wal" {
                let why = format!("its file system takes no write-ahead log: the journal is {journal}");
                return Err(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
                    Some(why),
                ));
            }
            // The log is synced before anybody is told of a commit; SQLite itself does so before it overwrites it.
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            // The pages that a savepoint may bring back, some forty for an event, go to a file otherwise.
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            // A plan is made once, not again for each value that meets the condition of a partial index.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            // From here on a lock is waited for only where blocking is allowed.
            connection.busy_timeout(Duration::ZERO)?;
            Ok(connection)
        };
        let connection = open().map_err(|e: rusqlite::Error| DbErr::Conn(internal(&e)))?;
        let sync = log_of(&connection).map_err(|e| DbErr::Conn(internal(&e)))?;
        let checkpoints = Checkpoints::open(path, &connection).map_err(|e| DbErr::Conn(internal(&e)))?;
        let pen = Pen::new(connection);
        let line = Line { idle: Some(Box::new(pen)), ..Line::default() };
        Ok(Self(Arc::new(Shared {
            line: Mutex::new(line),
            patience,
            busy,
            commits: AtomicUsize::default(),
            durable: Durable::new(sync),
            checkpoints,
            scribe: Scribe::default(),
        })))
    }

    /// Begins a transaction, when its turn comes.
    ///
    /// # Errors
    /// When its turn does not come in time, the file is locked by another process, or the disk has failed.
    pub async fn begin(&self, alone: Alone) -> Result<Member, DbErr> {
        self.0.durable.outcome()?;
        self.turn(alone).await?.begin().await
    }

    /// Returns when the disk has not kept what was committed, with why. Nothing can be written any more: the
    /// database must be opened anew, so that what was kept is found by the log's checksums.
    pub async fn failed(&self) -> String {
        self.0.durable.failed().await
    }

    /// Does work that writes: by itself, or where others write, in line with them on the thread of the scribe. `None` if
    /// that has come to an end.
    pub async fn do_in_line<T: Send + 'static>(&self, work: BoxFuture<'static, T>) -> Option<T> {
        match self.0.is_busy() {
            true => self.0.hand_over(work).await,
            false => Some(work.await),
        }
    }

    async fn turn(&self, alone: Alone) -> Result<Turn, DbErr> {
        let turn = {
            let mut line = self.0.line();
            if line.closed {
                return Err(closed());
            }
            match line.idle.take() {
                Some(pen) if pen.takes(alone) => return Ok(Turn::new(pen, &self.0, alone)),
                open => {
                    let (give, turn) = oneshot::channel();
                    line.waiting.push_back((alone, give));
                    drop(line);
                    if let Some(group) = open {
                        self.0.end(group);
                    }
                    turn
                }
            }
        };
        match tokio::time::timeout(self.0.patience, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) => Err(closed()),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    /// Commits so far: fewer than transactions, where these shared them. Several may be synced at once.
    pub fn commits(&self) -> usize {
        self.0.commits.load(Ordering::Relaxed)
    }

    /// Closes the connection, once what was begun is committed.
    pub async fn close(&self) {
        let turn = self.turn(Alone::Yes).await;
        let mut line = self.0.line();
        line.closed = true;
        line.waiting.clear();
        drop(line);
        self.0.checkpoints.close();
        let Ok(mut turn) = turn else { return };
        if self.0.durable.outcome().is_err() {
            // Whoever closes a database last brings its log over, as it stands in memory. What the disk has kept is
            // to be found by the log's checksums, when it is opened again.
            std::mem::forget(turn.pen.take());
            return;
        }
        if let Some(pen) = turn.pen.take()
            && let Err((_, error)) = pen.connection.close()
        {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether who would write has to wait.
    fn is_busy(&self) -> bool {
        self.scribe.has_work() || self.line().idle.is_none()
    }

    /// Gives the pen to who is next in line, in the same group if it may go on; else ends the group.
    fn pass_on(self: &Arc<Self>, mut pen: Box<Pen>) {
        pen.notice_a_rollback();
        loop {
            let mut line = self.line();
            let next = match line.waiting.front() {
                Some((alone, _)) if pen.takes(*alone) => line.waiting.pop_front(),
                _ => None,
            };
            match next {
                Some((alone, give)) => {
                    drop(line);
                    // Whoever has left the line meanwhile gives it back.
                    match give.send(Turn::new(pen, self, alone)) {
                        Ok(()) => return,
                        Err(mut turn) => match turn.pen.take() {
                            Some(back) => pen = back,
                            None => return,
                        },
                    }
                }
                None if pen.members.is_empty() => {
                    pen.abandon();
                    line.idle = Some(pen);
                    return;
                }
                None if line.waiting.is_empty() && !pen.full && self.goes_on() => {
                    line.idle = Some(pen);
                    return;
                }
                None => {
                    drop(line);
                    return self.end(pen);
                }
            }
        }
    }

    /// Whether a group stays open when nobody is in line: there is work that will take it up, or the disk is still at the
    /// one before.
    fn goes_on(&self) -> bool {
        self.scribe.has_work() || self.durable.is_syncing()
    }

    /// Commits the group and has the disk keep it, where blocking is allowed.
    fn end(self: &Arc<Self>, pen: Box<Pen>) {
        let shared = Arc::clone(self);
        let commit = move || {
            if shared.commit(pen) {
                shared.keep();
            }
        };
        match Handle::try_current() {
            // The task that ends the group waits for it anyway: what a thread's waking takes is saved.
            Ok(runtime) if runtime.runtime_flavor() == RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(commit);
            }
            Ok(runtime) => drop(runtime.spawn_blocking(commit)),
            Err(_) => commit(),
        }
    }

    /// Commits the group and gives the pen on. Says whether the caller is to have the disk keep it.
    fn commit(self: &Arc<Self>, mut pen: Box<Pen>) -> bool {
        let committed = pen.commit();
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.checkpoints.committed();
        let members = std::mem::take(&mut pen.members);
        match committed {
            Ok(has_written) => {
                let to_sync = self.durable.committed(members, has_written);
                self.pass_on(pen);
                to_sync
            }
            Err(error) => {
                self.pass_on(pen);
                durable::tell(members, &Err(error));
                false
            }
        }
    }

    /// Has the disk keep what was committed: beside whoever goes on writing.
    fn keep(self: &Arc<Self>) {
        match Handle::try_current() {
            Ok(runtime) if self.scribe.has_work() => {
                let shared = Arc::clone(self);
                drop(runtime.spawn_blocking(move || shared.make_durable(None)));
            }
            _ => {
                self.durable.sync();
                self.leave_the_rest();
            }
        }
    }

    /// What was committed or left open meanwhile is somebody else's: who has synced has his own to go on with.
    fn leave_the_rest(self: &Arc<Self>) {
        let group = match self.durable.is_done() {
            true => match self.left_open() {
                Some(group) => Some(group),
                None => return,
            },
            false => None,
        };
        let shared = Arc::clone(self);
        let rest = move || shared.make_durable(group);
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(rest)),
            Err(_) => rest(),
        }
    }

    /// Syncs until nobody waits for it, beginning with a group that was left open.
    fn make_durable(self: &Arc<Self>, mut group: Option<Box<Pen>>) {
        loop {
            if let Some(group) = group.take()
                && !self.commit(group)
            {
                return;
            }
            self.durable.sync();
            while !self.durable.is_done() {
                self.durable.sync();
            }
            group = self.left_open();
            if group.is_none() {
                return;
            }
        }
    }

    /// The group that stayed open while the disk was to keep the one before, unless there is work that goes on with it.
    fn left_open(&self) -> Option<Box<Pen>> {
        let mut line = self.line();
        line.idle.take_if(|pen| !pen.members.is_empty() && !self.scribe.has_work())
    }
}

fn internal(error: &rusqlite::Error) -> RuntimeErr {
    RuntimeErr::Internal(error.to_string())
}

fn undone_with_another() -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(UNDONE_WITH_ANOTHER.to_owned()))
}

fn rolled_back() -> DbErr {
    DbErr::Exec(RuntimeErr::Internal("the disk failed: the transaction was rolled back".to_owned()))
}

fn closed() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("the database is closed".to_owned()))
}

#[cfg(test)]
mod tests;
