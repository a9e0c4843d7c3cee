//! One transaction in a group: its statements.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::error::RuntimeErr;
use sea_orm::{DbErr, ExecResult, QueryResult, Statement, Value};
use tokio::sync::oneshot;

use super::later::{Later, Work};
use super::statement::{self, Trouble};
use super::turn::Turn;
use super::{Outcome, closed, rolled_back};
use crate::store::adding::Insert;
use crate::store::db::Row;
use crate::store::known::Known;
use crate::store::reads::Question;
use crate::store::sql::{Concerns, Sql};

/// What was written, until it is durable.
#[must_use = "nothing is to be said of it before it is durable"]
pub struct Kept {
    later: Vec<Arc<Later>>,
    durable: oneshot::Receiver<Outcome>,
}

impl Kept {
    /// Returns once it is.
    ///
    /// # Errors
    /// Nothing was written, or nothing is known to be: as SQLite says.
    pub async fn wait(self) -> Result<(), DbErr> {
        // While the next one writes.
        self.later.iter().for_each(|later| later.work());
        self.durable.await.map_err(|_| closed())?
    }
}

/// One transaction in a group.
pub struct Member(pub(super) Mutex<Turn>);

impl Member {
    /// Returns once the work is durable.
    ///
    /// # Errors
    /// Nothing was written, or nothing is known to be: as SQLite says.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.join()?.wait().await
    }

    /// Joins its group and gives the pen on.
    ///
    /// # Errors
    /// Nothing was written: as SQLite says.
    pub fn join(self) -> Result<Kept, DbErr> {
        let mut turn = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let durable = turn.join()?;
        Ok(Kept { later: std::mem::take(&mut turn.later), durable })
    }

    fn with<T>(
        &self,
        kind: fn(RuntimeErr) -> DbErr,
        work: impl FnOnce(&mut Turn) -> Result<T, Trouble>,
    ) -> Result<T, DbErr> {
        let mut turn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.pen()?.connection.is_autocommit() {
            return Err(rolled_back());
        }
        work(&mut turn).map_err(|trouble| trouble.into_error(kind))
    }

    pub(in crate::store) fn execute(
        &self,
        statement: Statement,
        concerns: Concerns,
    ) -> Result<ExecResult, DbErr> {
        tracing::trace!(sql = statement.sql, "executed");
        self.with(DbErr::Exec, |turn| {
            let pen = turn.runs(Sql { text: &statement.sql, concerns }, statement::given(&statement))?;
            statement::execute(&pen.connection, &statement)
        })
    }

    pub(in crate::store) fn execute_batch(&self, sql: Sql<'_>) -> Result<ExecResult, DbErr> {
        self.with(DbErr::Exec, |turn| {
            turn.writes = true;
            let pen = turn.pen_mut()?;
            pen.forget();
            pen.ran_a_batch = true;
            pen.writes_before(sql.concerns)?;
            statement::execute_batch(&pen.connection, sql.text)
        })
    }

    pub(in crate::store) fn query(
        &self,
        statement: &Statement,
        concerns: Concerns,
        most: usize,
    ) -> Result<Vec<QueryResult>, DbErr> {
        tracing::trace!(sql = statement.sql, "asked");
        self.with(DbErr::Query, |turn| {
            let pen = turn.runs(Sql { text: &statement.sql, concerns }, statement::given(statement))?;
            statement::query(&pen.connection, &pen.columns, statement, most)
        })
    }

    /// The rows that a query gives, at most `most` of them.
    pub(in crate::store) fn rows<R: Row>(
        &self,
        sql: Sql<'_>,
        values: &[Value],
        most: usize,
    ) -> Result<Vec<R>, DbErr> {
        tracing::trace!(sql = sql.text, "asked");
        self.with(DbErr::Query, |turn| {
            let pen = turn.runs(sql, values)?;
            statement::rows(&pen.connection, sql.text, values, most)
        })
    }

    /// Inserts a row; gives its id, unless nothing was inserted, or it is put off.
    pub(in crate::store) fn insert(&self, sql: Sql<'_>, values: &[Value]) -> Result<Option<i64>, DbErr> {
        tracing::trace!(sql = sql.text, "executed");
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            if sql.concerns.can_wait {
                pen.put_off.add(sql.text, values);
                return Ok(None);
            }
            let pen = turn.runs(sql, values)?;
            statement::insert(&pen.connection, sql.text, values)
        })
    }

    /// Runs a statement with each of the rows, which may be worked out when others write already.
    pub(in crate::store) fn later(&self, sql: &'static str, rows: Work) -> Result<(), DbErr> {
        self.with(DbErr::Exec, |turn| {
            let later = Arc::new(Later::new(rows));
            turn.pen_mut()?.put_off.add_later(sql, Arc::clone(&later));
            turn.later.push(later);
            Ok(())
        })
    }

    /// Adds rows with these keys to a table, with others of the group; they may be worked out when others write already.
    pub(in crate::store) fn add(
        &self,
        insert: &'static dyn Insert,
        rows: Work,
        keys: Vec<String>,
    ) -> Result<(), DbErr> {
        self.with(DbErr::Exec, |turn| {
            let later = Arc::new(Later::new(rows));
            turn.pen_mut()?.put_off.add_rows(insert, Arc::clone(&later), keys);
            turn.later.push(later);
            Ok(())
        })
    }

    /// Whether a row with this key is added to a table and not written.
    pub(in crate::store) fn has_added(&self, insert: &'static dyn Insert, key: &str) -> bool {
        let turn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turn.pen().is_ok_and(|pen| pen.put_off.has_added(insert, key))
    }

    /// What is known of tickets.
    pub(in crate::store) fn known(&self) -> Arc<Known> {
        let turn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turn.pen().map(|pen| Arc::clone(&pen.known)).unwrap_or_default()
    }

    /// What the same question was answered with before, if that is still so.
    pub(in crate::store) fn recall<R: Send + Sync + 'static>(
        &self,
        question: &Question,
    ) -> Option<Arc<Vec<R>>> {
        let mut turn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pen = turn.pen_mut().ok().filter(|pen| !pen.connection.is_autocommit())?;
        pen.reads.recall(question)
    }

    /// What a question about these tables was answered with.
    pub(in crate::store) fn remember<R: Send + Sync + 'static>(
        &self,
        question: Question,
        tables: u64,
        rows: &Arc<Vec<R>>,
    ) {
        let mut turn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(pen) = turn.pen_mut() {
            pen.reads.remember(question, tables, rows);
        }
    }

    /// Runs a statement; says how many rows it has changed, none if it is put off.
    pub(in crate::store) fn run(&self, sql: Sql<'_>, values: &[Value]) -> Result<u64, DbErr> {
        tracing::trace!(sql = sql.text, "executed");
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            if sql.concerns.can_wait {
                pen.put_off.add(sql.text, values);
                return Ok(0);
            }
            let pen = turn.runs(sql, values)?;
            statement::run(&pen.connection, sql.text, values)
        })
    }

    /// What is written from now on can be taken back alone.
    pub(in crate::store) fn mark(&self) -> Result<(), DbErr> {
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            pen.run("SAVEPOINT mark")?;
            turn.marked = pen.put_off.mark();
            Ok(())
        })
    }

    /// Takes back what was written since the mark.
    pub(in crate::store) fn back_to_mark(&self) -> Result<(), DbErr> {
        self.with(DbErr::Exec, |turn| {
            let marked = turn.marked;
            let pen = turn.pen_mut()?;
            pen.run("ROLLBACK TO mark")?;
            pen.put_off.back_to(marked);
            pen.forget();
            Ok(())
        })
    }
}
