//! One transaction in a group: its statements.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::error::RuntimeErr;
use sea_orm::{DbErr, ExecResult, QueryResult, Statement, Value};

use super::statement::{self, Trouble};
use super::{Turn, closed, put_off, rolled_back};
use crate::store::db::Row;
use crate::store::known::Known;
use crate::store::reads::Question;

/// One transaction in a group.
pub struct Member(pub(super) Mutex<Turn>);

impl Member {
    /// Returns once the work is durable.
    ///
    /// # Errors
    /// Nothing was written, or nothing is known to be: as SQLite says.
    pub async fn commit(self) -> Result<(), DbErr> {
        let mut turn = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let durable = turn.join()?;
        drop(turn);
        durable.await.map_err(|_| closed())?
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

    pub(in crate::store) fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        tracing::trace!(sql = statement.sql, "executed");
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            if put_off::can_wait(&statement.sql) {
                pen.put_off.add(&statement.sql, statement::given(&statement));
                return statement::nothing_done();
            }
            pen.runs(&statement.sql, statement::given(&statement));
            pen.write_what_is_read_by(&statement.sql)?;
            statement::execute(&pen.connection, &statement)
        })
    }

    pub(in crate::store) fn execute_batch(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            pen.forget();
            pen.ran_a_batch = true;
            pen.write_what_is_read_by(sql)?;
            statement::execute_batch(&pen.connection, sql)
        })
    }

    pub(in crate::store) fn query(
        &self,
        statement: &Statement,
        most: usize,
    ) -> Result<Vec<QueryResult>, DbErr> {
        tracing::trace!(sql = statement.sql, "asked");
        self.with(DbErr::Query, |turn| {
            let pen = turn.pen_mut()?;
            pen.runs(&statement.sql, statement::given(statement));
            pen.write_what_is_read_by(&statement.sql)?;
            statement::query(&pen.connection, &pen.columns, statement, most)
        })
    }

    /// The rows that a query gives, at most `most` of them.
    pub(in crate::store) fn rows<R: Row>(
        &self,
        sql: &str,
        values: &[Value],
        most: usize,
    ) -> Result<Vec<R>, DbErr> {
        tracing::trace!(sql, "asked");
        self.with(DbErr::Query, |turn| {
            let pen = turn.pen_mut()?;
            pen.runs(sql, values);
            pen.write_what_is_read_by(sql)?;
            statement::rows(&pen.connection, sql, values, most)
        })
    }

    /// Inserts a row; gives its id, unless nothing was inserted, or it can wait.
    pub(in crate::store) fn insert(&self, sql: &str, values: &[Value]) -> Result<Option<i64>, DbErr> {
        tracing::trace!(sql, "executed");
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            if put_off::can_wait(sql) {
                pen.put_off.add(sql, values);
                return Ok(None);
            }
            pen.runs(sql, values);
            pen.write_what_is_read_by(sql)?;
            statement::insert(&pen.connection, sql, values)
        })
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

    /// Runs a statement; says how many rows it has changed.
    pub(in crate::store) fn run(&self, sql: &str, values: &[Value]) -> Result<u64, DbErr> {
        tracing::trace!(sql, "executed");
        self.with(DbErr::Exec, |turn| {
            let pen = turn.pen_mut()?;
            pen.runs(sql, values);
            pen.write_what_is_read_by(sql)?;
            statement::run(&pen.connection, sql, values)
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
