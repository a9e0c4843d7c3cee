//! What is written once for a whole group, before its commit: the full-text index, and how far places are taken in.
//!
//! FTS5 gathers what it is given until the transaction ends, and writes it at once; but each savepoint has it
//! write at once what it has. So a group's articles are indexed together. And of a place's checkpoints, which
//! each of its messages moves, only the group's last is to be kept. Whoever reads either before that has it written
//! first, and sees what was written so far like everything else.

use std::collections::HashSet;

use rusqlite::Connection;
use sea_orm::{DbBackend, Statement, Value};

use super::statement::{self, Trouble};

/// The index's table.
pub(super) const INDEX: &str = "article_search";
/// The table of the checkpoints, as statements name it.
const CHECKPOINTS: &str = "\"checkpoint\"";

/// What is still to be written.
#[derive(Default)]
pub(super) struct PutOff {
    statements: Vec<Statement>,
    /// So many of them are written, but not committed.
    written: usize,
}

/// How far it was at a savepoint.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    put_off: usize,
    written: usize,
}

/// Whether a statement writes what can be put off, and nothing else.
pub(super) fn can_wait(sql: &str) -> bool {
    sql.starts_with("INSERT")
        && sql.split_ascii_whitespace().take(5).any(|word| word == INDEX || word == CHECKPOINTS)
}

/// Whether a statement may read what can be put off.
pub(super) fn reads(sql: &str) -> bool {
    sql.contains(INDEX) || sql.contains(CHECKPOINTS)
}

/// The place whose checkpoint a statement moves: its first two values.
fn place_of(statement: &Statement) -> Option<(&str, &str)> {
    let is_checkpoint = statement.sql.split_ascii_whitespace().nth(2) == Some(CHECKPOINTS);
    match statement::given(statement) {
        [Value::String(Some(platform)), Value::String(Some(room)), ..] if is_checkpoint => {
            Some((platform, room))
        }
        _ => None,
    }
}

impl PutOff {
    pub(super) fn add(&mut self, sql: &str, values: &[Value]) {
        self.statements.push(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values.iter().cloned()));
    }

    /// Writes what is not written.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), Trouble> {
        let left = &self.statements[self.written..];
        let mut moved = HashSet::new();
        let newest: Vec<bool> =
            left.iter().rev().map(|later| place_of(later).is_none_or(|place| moved.insert(place))).collect();
        for (statement, is_newest) in left.iter().zip(newest.into_iter().rev()) {
            if is_newest {
                statement::run(connection, &statement.sql, statement::given(statement))?;
            }
        }
        self.written = self.statements.len();
        Ok(())
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { put_off: self.statements.len(), written: self.written }
    }

    /// Everything since the mark was undone.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.statements.truncate(mark.put_off);
        self.written = mark.written;
    }

    /// The group has ended.
    pub(super) fn clear(&mut self) {
        self.back_to(Mark::default());
    }
}
