//! Statements that write and whose outcome nobody waits for, run as one: on PostgreSQL each is a way to the server and
//! back.
//!
//! All but the last go into a `WITH` clause (PostgreSQL 15, section 7.8.4). None of them sees what another one of them
//! writes, no row is to be written by two of them, and nothing is promised of their order: where two transactions lock
//! the same rows in different ones, PostgreSQL ends one of them, which is tried again. Rows are in the order of their ids,
//! so no two of them add to one table.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

use super::Tx;
use super::db::{Db, Row};
use super::leases::{Fence, LOST};
use super::reads::Effect;
use super::sql::Sql;

/// So many are run as one, at most.
const MOST: usize = 12;

/// A transaction whose statements that write are gathered.
pub struct Together<'a> {
    tx: &'a Tx,
    gathered: Mutex<Vec<Gathered>>,
}

struct Gathered {
    sql: String,
    values: Vec<Value>,
    effect: Effect,
}

impl<'a> Together<'a> {
    pub fn new(tx: &'a Tx) -> Self {
        Self { tx, gathered: Mutex::default() }
    }

    /// Runs what was gathered, and asks with the last of it for the fence, if one is given: what is written is to be
    /// undone if the lease is of another epoch by now.
    ///
    /// # Errors
    /// As the database says, and that.
    pub async fn run_all(self, fence: Option<Fence>) -> Result<(), DbErr> {
        let mut gathered = self.gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_fenced = fence.is_some();
        gathered.extend(fence.map(|fence| {
            let (sql, values) = fence.asked();
            Gathered { sql: sql.to_owned(), values, effect: Effect::None }
        }));
        let mut concerned = 1;
        let mut rest = gathered.as_slice();
        while !rest.is_empty() {
            let (some, others) = rest.split_at(as_many_as_may(rest));
            rest = others;
            let (sql, values) = as_one(some);
            concerned = self.tx.run_as_one(&sql, values, some.iter().map(|one| one.effect)).await?;
        }
        if is_fenced && concerned == 0 { Err(DbErr::Custom(LOST.to_owned())) } else { Ok(()) }
    }
}

/// How many of these, from the first on, are run as one.
fn as_many_as_may(statements: &[Gathered]) -> usize {
    let mut added_to = HashSet::new();
    let tables = statements.iter().take(MOST).map(|one| table_added_to(&one.sql));
    tables.take_while(|table| table.is_none_or(|table| added_to.insert(table))).count()
}

/// The table that a statement adds rows to.
fn table_added_to(sql: &str) -> Option<&str> {
    sql.strip_prefix("INSERT INTO ")?.split_ascii_whitespace().next()
}

fn as_one(statements: &[Gathered]) -> (String, Vec<Value>) {
    let (mut one, mut values) = (String::new(), Vec::new());
    for (at, Gathered { sql, values: more, .. }) in statements.iter().enumerate() {
        let is_last = at + 1 == statements.len();
        one.push_str(match (at, is_last) {
            (0, true) => "",
            (0, false) => "WITH ",
            (_, true) => " ",
            (_, false) => ", ",
        });
        if is_last {
            push_renumbered(&mut one, sql, values.len());
        } else {
            // A `String` takes whatever is written to it.
            let _ = write!(one, "w{at} AS (");
            push_renumbered(&mut one, sql, values.len());
            one.push(')');
        }
        values.extend(more.iter().cloned());
    }
    (one, values)
}

/// Adds a statement whose parameters come after so many others.
fn push_renumbered(one: &mut String, sql: &str, before: usize) {
    let mut pieces = sql.split('$');
    one.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: usize = piece[..piece.len() - rest.len()].parse().unwrap_or_default();
        let _ = write!(one, "${}{rest}", number + before);
    }
}

impl Db for Together<'_> {
    async fn rows<R: Row>(&self, sql: Sql<'_>, values: Vec<Value>, most: usize) -> Result<Vec<R>, DbErr> {
        self.tx.rows(sql, values, most).await
    }

    async fn insert(&self, sql: Sql<'_>, values: Vec<Value>) -> Result<Option<i64>, DbErr> {
        self.tx.insert(sql, values).await
    }

    /// Says that a row was changed: what is not known yet, and nobody asks who does not know that it is there.
    async fn run(&self, sql: Sql<'_>, values: Vec<Value>) -> Result<u64, DbErr> {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.push(Gathered { sql: sql.text.to_owned(), values, effect: sql.concerns.effect });
        Ok(1)
    }
}

#[async_trait]
impl ConnectionTrait for Together<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.tx.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.tx.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.tx.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tx.query_all_raw(statement).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(sql: &str, values: &[i64]) -> Gathered {
        let values = values.iter().map(|v| Value::from(*v)).collect();
        Gathered { sql: sql.to_owned(), values, effect: Effect::None }
    }

    #[test]
    fn one_alone_stays_as_it_is() {
        let alone = statement("INSERT INTO a VALUES ($1, $2)", &[1, 2]);
        let (sql, values) = as_one(std::slice::from_ref(&alone));
        assert_eq!((sql, values), (alone.sql, alone.values));
    }

    #[test]
    fn two_that_add_to_one_table_are_run_one_after_the_other() {
        let adds = |table: &str| statement(&format!("INSERT INTO \"{table}\" (\"x\") VALUES ($1)"), &[1]);
        let changes = || statement("UPDATE \"a\" SET \"x\" = $1", &[1]);
        assert_eq!(as_many_as_may(&[adds("a"), changes(), changes(), adds("b"), adds("a")]), 4);
        assert_eq!(as_many_as_may(&[adds("a"), adds("a"), adds("b")]), 1);
        let many: Vec<Gathered> = (0..MOST + 3).map(|_| changes()).collect();
        assert_eq!(as_many_as_may(&many), MOST);
    }

    #[test]
    fn several_become_one_whose_parameters_are_counted_on() {
        let (sql, values) = as_one(&[
            statement("INSERT INTO a VALUES ($1, $2)", &[1, 2]),
            statement("UPDATE b SET x = $1 WHERE id = $2", &[3, 4]),
            statement("INSERT INTO c VALUES ($1) ON CONFLICT DO NOTHING", &[5]),
        ]);
        let one = "WITH w0 AS (INSERT INTO a VALUES ($1, $2)), w1 AS (UPDATE b SET x = $3 WHERE id = $4) \
                   INSERT INTO c VALUES ($5) ON CONFLICT DO NOTHING";
        assert_eq!(sql, one);
        assert_eq!(values, (1..=5).map(|v: i64| v.into()).collect::<Vec<Value>>());
    }
}
