//! The connection that writes, with the group that is open on it and what is known of what it reads.

use std::sync::Arc;

use rusqlite::Connection;
use sea_orm::{DbErr, Value};
use tokio::sync::oneshot;

use super::put_off::PutOff;
use super::statement::{Columns, Trouble};
use super::{Alone, Outcome, rolled_back, undone_with_another};
use crate::store::known::Known;
use crate::store::reads::Reads;
use crate::store::sql::{Concerns, Sql};

/// After a member had to be undone, so many have savepoints.
const CAREFUL: usize = 1000;

/// The connection with the group that is open on it.
pub(super) struct Pen {
    pub(super) connection: Connection,
    pub(super) columns: Columns,
    /// Whether a transaction was begun.
    pub(super) begun: bool,
    /// What is to be written before the commit.
    pub(super) put_off: PutOff,
    /// What was read and is still so.
    pub(super) reads: Reads,
    /// Tickets as they stand.
    pub(super) known: Arc<Known>,
    /// The database's version when it was last seen: another one, if another process has written.
    pub(super) version: i64,
    /// The rows it has ever changed, at the last commit.
    changes: u64,
    /// Whether this group ran statements that may change more than rows.
    pub(super) ran_a_batch: bool,
    /// Whom to tell of the commit.
    pub(super) members: Vec<oneshot::Sender<Outcome>>,
    /// Whether the group takes no more members.
    pub(super) full: bool,
    /// Whether all its members will do it again if it is undone.
    pub(super) all_again: bool,
    /// So many members have a savepoint in any case.
    careful: usize,
}

impl Pen {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            columns: Columns::default(),
            begun: false,
            put_off: PutOff::default(),
            reads: Reads::default(),
            known: Arc::default(),
            version: 0,
            changes: 0,
            ran_a_batch: false,
            members: Vec::new(),
            full: false,
            all_again: true,
            careful: 0,
        }
    }

    pub(super) fn run(&self, sql: &str) -> Result<(), rusqlite::Error> {
        self.connection.prepare_cached(sql)?.raw_execute().map(|_| ())
    }

    /// Whether a transaction may be written now: in the open group, if there is one.
    pub(super) fn takes(&self, alone: Alone) -> bool {
        self.members.is_empty() || (!self.full && alone != Alone::Yes)
    }

    /// Commits the group. Says whether anything was written in it.
    pub(super) fn commit(&mut self) -> Result<bool, DbErr> {
        let outcome = self.write_rest().and_then(|()| Ok(self.run("COMMIT")?));
        let outcome = outcome.map_err(|trouble| trouble.into_error(DbErr::Exec));
        if outcome.is_err() {
            self.roll_back();
        }
        self.end_group();
        let changes = self.connection.total_changes();
        let has_written = std::mem::replace(&mut self.changes, changes) != changes || self.ran_a_batch;
        self.ran_a_batch = false;
        outcome.map(|()| has_written)
    }

    /// Writes what was put off. A row that can't be written is one member's: the others are told that they were undone
    /// with it, and so is that one, which is told why when it tries again.
    fn write_rest(&mut self) -> Result<(), Trouble> {
        self.put_off.write_all(&self.connection).map_err(|trouble| {
            if self.members.len() == 1 || !trouble.is_a_rows() {
                return trouble;
            }
            let error = trouble.into_error(DbErr::Exec);
            tracing::warn!(%error, "a group is undone because of what one of it has put off");
            undone_with_another().into()
        })
    }

    /// Ends a group in which nothing was written.
    pub(super) fn abandon(&mut self) {
        if self.begun {
            self.roll_back();
        }
        self.end_group();
    }

    pub(super) fn end_group(&mut self) {
        self.begun = false;
        self.full = false;
        self.all_again = true;
        self.put_off.clear();
    }

    /// A transaction was begun: nobody else writes until it ends, but somebody may have before.
    pub(super) fn has_begun(&mut self) -> Result<(), rusqlite::Error> {
        self.begun = true;
        let version =
            self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if std::mem::replace(&mut self.version, version) != version {
            self.forget();
        }
        Ok(())
    }

    /// This statement is about to be run: what it may change is not known any more, and what it may read is to be there.
    pub(super) fn runs(&mut self, sql: Sql<'_>, values: &[Value]) -> Result<(), Trouble> {
        let effect = sql.concerns.effect;
        self.reads.ran(effect);
        self.known.ran(effect, sql.text, values);
        self.writes_before(sql.concerns)
    }

    /// Writes what was put off that a statement which concerns this may read or change.
    pub(super) fn writes_before(&mut self, concerns: Concerns) -> Result<(), Trouble> {
        if concerns.added {
            self.put_off.write_added(&self.connection)?;
        }
        if concerns.put_off {
            self.put_off.write(&self.connection)?;
        }
        Ok(())
    }

    pub(super) fn forget(&mut self) {
        self.reads.forget();
        self.known.forget();
    }

    pub(super) fn roll_back(&mut self) {
        self.forget();
        if !self.connection.is_autocommit()
            && let Err(error) = self.run("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    /// Whether the next member is to be undone by itself: there are others who would not do it again, or somebody had
    /// to be undone lately.
    pub(super) fn needs_a_savepoint(&mut self) -> bool {
        let careful = self.careful > 0;
        self.careful = self.careful.saturating_sub(1);
        !self.members.is_empty() && (careful || !self.all_again)
    }

    /// Undoes the group because of one who has not joined it; the others are told.
    pub(super) fn undo_group(&mut self) {
        if !self.members.is_empty() {
            self.careful = CAREFUL;
        }
        self.roll_back();
        self.ran_a_batch = false;
        self.end_group();
        for member in std::mem::take(&mut self.members) {
            let _ = member.send(Err(undone_with_another()));
        }
    }

    /// After some errors SQLite rolls the whole transaction back by itself: then nobody's work is there any
    /// more.
    pub(super) fn notice_a_rollback(&mut self) {
        if self.begun && self.connection.is_autocommit() {
            self.forget();
            self.end_group();
            for member in std::mem::take(&mut self.members) {
                let _ = member.send(Err(rolled_back()));
            }
        }
    }
}
