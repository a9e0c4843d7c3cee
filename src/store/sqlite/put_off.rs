//! What is written once for a whole group, before its commit: the full-text index, how far places are taken in, the
//! last number of each counter, sums; and what is added to tables whose rows nobody asks for meanwhile.
//!
//! FTS5 gathers what it is given until the transaction ends, and writes it at once; but each savepoint has it
//! write at once what it has, and so does each row that comes before one it has been given. So a group's articles are
//! indexed together, in their order. And of a place's checkpoints, which each of its messages moves, or a counter's
//! numbers, only the group's last is to be kept, and what is added to a sum is added once. Whoever reads any of it
//! before that has it written first, and sees what was written so far like everything else.
//!
//! Whoever reads a table to which rows are added, or changes it, has these written first, and none of the rest, which is
//! dearer.
//!
//! Only what comes with many messages is put off, in statements of its own; whatever else is written into these tables
//! (by an import, say) is written at once.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::Connection;
use sea_orm::{DbBackend, Statement, Value};

use super::added::{self, Added};
use super::later::{Later, Rows};
use super::statement::{self, Trouble};
use crate::store::adding::Insert;

/// What is still to be written.
#[derive(Default)]
pub(super) struct PutOff {
    kept: Line<Waiting>,
    added: Line<Added>,
}

enum Waiting {
    Statement(Statement),
    /// Each is written by this statement.
    Rows(&'static str, Arc<Later>),
}

/// How far it was at a savepoint.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    kept: Place,
    added: Place,
}

/// What is to be written, in its order.
struct Line<T> {
    all: Vec<T>,
    /// So many of them are written, but not committed.
    written: usize,
}

#[derive(Clone, Copy, Default)]
struct Place {
    all: usize,
    written: usize,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self { all: Vec::new(), written: 0 }
    }
}

impl<T> Line<T> {
    /// Does this with what is not written.
    fn write(&mut self, write: impl FnOnce(&[T]) -> Result<(), Trouble>) -> Result<(), Trouble> {
        write(self.left())?;
        self.written = self.all.len();
        Ok(())
    }

    fn left(&self) -> &[T] {
        &self.all[self.written..]
    }

    fn place(&self) -> Place {
        Place { all: self.all.len(), written: self.written }
    }

    fn back_to(&mut self, place: Place) {
        self.all.truncate(place.all);
        self.written = place.written;
    }

    fn is_written_since(&self, place: Place) -> bool {
        self.written > place.all
    }
}

/// What only the last is kept of.
#[derive(PartialEq, Eq, Hash)]
enum Kept<'a> {
    Place(&'a str, &'a str),
    Counter(&'a str),
}

/// Which sum something is added to: the values of its key.
type Sum<'a> = (NaiveDate, i64, i64, &'a str, i32);

impl PutOff {
    pub(super) fn add(&mut self, sql: &str, values: &[Value]) {
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values.iter().cloned());
        self.kept.all.push(Waiting::Statement(statement));
    }

    pub(super) fn add_later(&mut self, sql: &'static str, rows: Arc<Later>) {
        self.kept.all.push(Waiting::Rows(sql, rows));
    }

    pub(super) fn add_rows(&mut self, insert: &'static dyn Insert, rows: Arc<Later>, keys: Vec<String>) {
        self.added.all.push(Added { insert, rows, keys });
    }

    /// Whether a row with this key is added and not written.
    pub(super) fn has_added(&self, insert: &'static dyn Insert, key: &str) -> bool {
        self.added.left().iter().any(|added| added.has(insert, key))
    }

    /// Writes what is not written, of what only the last is kept of, and of the index.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), Trouble> {
        self.kept.write(|left| {
            write_statements(connection, left)?;
            write_rows(connection, left)
        })
    }

    /// Writes the rows that are not written, of those that are added.
    pub(super) fn write_added(&mut self, connection: &Connection) -> Result<(), Trouble> {
        self.added.write(|left| added::write(connection, left))
    }

    /// Writes all that is not written.
    pub(super) fn write_all(&mut self, connection: &Connection) -> Result<(), Trouble> {
        self.write_added(connection)?;
        self.write(connection)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { kept: self.kept.place(), added: self.added.place() }
    }

    /// Everything since the mark was undone.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.kept.back_to(mark.kept);
        self.added.back_to(mark.added);
    }

    /// Whether anything that was put off since the mark is written.
    pub(super) fn is_written_since(&self, mark: Mark) -> bool {
        self.kept.is_written_since(mark.kept) || self.added.is_written_since(mark.added)
    }

    /// What was put off since the mark, of which nothing is written, is not to be.
    pub(super) fn drop_since(&mut self, mark: Mark) {
        self.kept.all.truncate(mark.kept.all);
        self.added.all.truncate(mark.added.all);
    }

    /// The group has ended.
    pub(super) fn clear(&mut self) {
        self.back_to(Mark::default());
    }
}

fn write_statements(connection: &Connection, waiting: &[Waiting]) -> Result<(), Trouble> {
    let statements = waiting.iter().filter_map(|waiting| match waiting {
        Waiting::Statement(statement) => Some(statement),
        Waiting::Rows(..) => None,
    });
    let (mut kept, mut sums, mut wanted) = (HashSet::new(), BTreeMap::new(), Vec::new());
    // From the last to the first.
    for statement in statements.rev() {
        if let Some((sum, amount)) = added_by(statement) {
            sums.entry(sum).or_insert((statement, 0)).1 += amount;
        } else if kept_of(statement).is_none_or(|key| kept.insert(key)) {
            wanted.push(statement);
        }
    }
    for statement in wanted.into_iter().rev() {
        statement::run(connection, &statement.sql, statement::given(statement))?;
    }
    for (sum, (statement, amount)) in sums {
        let (day, queue, owner, what, bucket) = sum;
        let values: [Value; 6] =
            [day.into(), queue.into(), owner.into(), what.into(), bucket.into(), amount.into()];
        statement::run(connection, &statement.sql, &values)?;
    }
    Ok(())
}

/// Rows of the index by their ids, of each the last.
fn write_rows(connection: &Connection, waiting: &[Waiting]) -> Result<(), Trouble> {
    let later = waiting.iter().filter_map(|waiting| match waiting {
        Waiting::Rows(sql, later) => Some((*sql, later)),
        Waiting::Statement(_) => None,
    });
    let worked_out: Vec<(&'static str, Arc<Rows>)> =
        later.map(|(sql, later)| Ok((sql, later.rows()?))).collect::<Result<_, Trouble>>()?;
    let mut rows = BTreeMap::new();
    for (sql, some) in &worked_out {
        for row in some.iter() {
            let Some(Value::BigInt(Some(id))) = row.first() else {
                return Err(Trouble::Value(format!("a row without an id for: {sql}")));
            };
            rows.insert(*id, (*sql, row));
        }
    }
    for (sql, row) in rows.into_values() {
        statement::run(connection, sql, row)?;
    }
    Ok(())
}

fn table_of(statement: &Statement) -> &str {
    statement.sql.split_ascii_whitespace().nth(2).unwrap_or_default()
}

/// What only the last is kept of: a place's checkpoint, a counter's number.
fn kept_of(statement: &Statement) -> Option<Kept<'_>> {
    match (table_of(statement), statement::given(statement)) {
        ("\"checkpoint\"", [Value::String(Some(platform)), Value::String(Some(room)), ..]) => {
            Some(Kept::Place(platform, room))
        }
        ("\"counter\"", [Value::String(Some(name)), Value::BigInt(_)]) => Some(Kept::Counter(name)),
        _ => None,
    }
}

/// What a statement adds to which sum, if it adds to one.
fn added_by(statement: &Statement) -> Option<(Sum<'_>, i64)> {
    use Value::{BigInt, ChronoDate, Int, String};
    if table_of(statement) != "\"figure\"" {
        return None;
    }
    match statement::given(statement) {
        [
            ChronoDate(Some(day)),
            BigInt(Some(queue)),
            BigInt(Some(owner)),
            String(Some(what)),
            Int(Some(bucket)),
            BigInt(Some(amount)),
        ] => Some(((*day, *queue, *owner, what, *bucket), *amount)),
        _ => None,
    }
}
