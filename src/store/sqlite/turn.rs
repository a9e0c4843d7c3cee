//! A transaction's turn: it begins in the open group, or begins one, and joins it or is undone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::ErrorCode;
use sea_orm::{DbErr, Value};
use tokio::sync::oneshot;

use super::later::Later;
use super::member::Member;
use super::pen::Pen;
use super::put_off::Mark;
use super::statement::Trouble;
use super::{Alone, MOST, Outcome, Shared, closed, internal, rolled_back};
use crate::store::reads::Effect;
use crate::store::sql::Sql;

/// The right to write, until it is dropped.
pub(super) struct Turn {
    pub(super) pen: Option<Box<Pen>>,
    shared: Arc<Shared>,
    alone: Alone,
    /// What is to be undone unless it joins its group.
    open: Open,
    /// Whether it has run a statement of its own that writes.
    pub(super) writes: bool,
    /// What was put off at the savepoint.
    put_off: Mark,
    /// What was put off at its own mark.
    pub(super) marked: Mark,
    /// What is worked out once the pen is given on.
    pub(super) later: Vec<Arc<Later>>,
}

/// What is undone of a transaction that does not join its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Nothing: it has not begun, or it has joined.
    Nothing,
    /// What was written since its savepoint.
    SinceSavepoint,
    /// The whole group, if it has written and more rows were changed than these by the time it began.
    Group { changes: u64 },
}

impl Turn {
    pub(super) fn new(pen: Box<Pen>, shared: &Arc<Shared>, alone: Alone) -> Self {
        let put_off = pen.put_off.mark();
        Self {
            pen: Some(pen),
            shared: Arc::clone(shared),
            alone,
            open: Open::Nothing,
            writes: false,
            put_off,
            marked: put_off,
            later: Vec::new(),
        }
    }

    pub(super) fn pen(&self) -> Result<&Pen, DbErr> {
        self.pen.as_deref().ok_or_else(closed)
    }

    pub(super) fn pen_mut(&mut self) -> Result<&mut Pen, DbErr> {
        self.pen.as_deref_mut().ok_or_else(closed)
    }

    /// This statement is about to be run, by the pen.
    pub(super) fn runs(&mut self, sql: Sql<'_>, values: &[Value]) -> Result<&Pen, Trouble> {
        self.writes |= matches!(sql.concerns.effect, Effect::Writes(_) | Effect::Any);
        let pen = self.pen_mut()?;
        pen.runs(sql, values)?;
        Ok(pen)
    }

    pub(super) async fn begin(mut self) -> Result<Member, DbErr> {
        if !self.begin_group()? {
            self = self.wait_for_another_process().await?;
        }
        self.open()?;
        Ok(Member(Mutex::new(self)))
    }

    /// Begins a group unless one is open. `false` while another process writes.
    fn begin_group(&mut self) -> Result<bool, DbErr> {
        let pen = self.pen_mut()?;
        if !pen.begun {
            match pen.run("BEGIN IMMEDIATE") {
                Ok(()) => pen.has_begun().map_err(|e| DbErr::Exec(internal(&e)))?,
                Err(error) if is_busy(&error) => return Ok(false),
                Err(error) => return Err(DbErr::Exec(internal(&error))),
            }
        }
        Ok(true)
    }

    fn open(&mut self) -> Result<(), DbErr> {
        let pen = self.pen_mut()?;
        self.open = match pen.needs_a_savepoint() {
            true => {
                pen.run("SAVEPOINT event").map_err(|e| DbErr::Exec(internal(&e)))?;
                Open::SinceSavepoint
            }
            false => Open::Group { changes: pen.connection.total_changes() },
        };
        Ok(())
    }

    async fn wait_for_another_process(mut self) -> Result<Self, DbErr> {
        let wait = move || {
            let busy = self.shared.busy;
            let pen = self.pen_mut()?;
            let begin = || {
                pen.connection.busy_timeout(busy)?;
                let begun = pen.run("BEGIN IMMEDIATE");
                pen.connection.busy_timeout(Duration::ZERO)?;
                begun
            };
            begin().and_then(|()| pen.has_begun()).map_err(|e: rusqlite::Error| DbErr::Exec(internal(&e)))?;
            Ok(self)
        };
        tokio::task::spawn_blocking(wait).await.map_err(|_| closed())?
    }

    /// Puts the work into the group.
    pub(super) fn join(&mut self) -> Result<oneshot::Receiver<Outcome>, DbErr> {
        let (alone, open) = (self.alone, self.open);
        let pen = self.pen_mut()?;
        if pen.connection.is_autocommit() {
            return Err(rolled_back());
        }
        if open == Open::SinceSavepoint {
            pen.run("RELEASE event").map_err(|e| DbErr::Exec(internal(&e)))?;
        }
        let (tell, durable) = oneshot::channel();
        pen.members.push(tell);
        pen.full = alone == Alone::Yes || pen.members.len() >= MOST;
        pen.all_again &= alone == Alone::Again;
        self.open = Open::Nothing;
        Ok(durable)
    }

    /// Undoes what it has written.
    pub(super) fn undo(&mut self) {
        let open = std::mem::replace(&mut self.open, Open::Nothing);
        let Some(pen) = self.pen.as_deref_mut().filter(|_| open != Open::Nothing) else { return };
        pen.forget();
        if pen.connection.is_autocommit() {
            return;
        }
        match open {
            Open::Nothing => {}
            Open::SinceSavepoint => {
                pen.put_off.back_to(self.put_off);
                if let Err(error) = pen.run("ROLLBACK TO event").and_then(|()| pen.run("RELEASE event")) {
                    tracing::error!(%error, "an event could not be undone alone; its group is");
                    pen.roll_back();
                }
            }
            Open::Group { changes } => {
                let has_changed = pen.ran_a_batch || pen.connection.total_changes() != changes;
                // What it has only read may have had others' rows written, which stay.
                if pen.put_off.is_written_since(self.put_off) || self.writes && has_changed {
                    pen.undo_group();
                } else {
                    pen.put_off.drop_since(self.put_off);
                }
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.undo();
        if let Some(pen) = self.pen.take() {
            self.shared.pass_on(pen);
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
