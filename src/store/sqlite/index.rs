//! What is written to the full-text index, put off to the end of the group.
//!
//! FTS5 gathers what it is given until the transaction ends, and writes it at once; but each savepoint has it
//! write at once what it has. So a group's articles are indexed together, before its commit. Whoever reads the
//! index before that has it written first, and sees what was written so far like everything else.

use rusqlite::Connection;
use sea_orm::Statement;

use super::statement::{self, Trouble};

/// The index's table.
pub(super) const TABLE: &str = "article_search";

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

/// Whether a statement writes to the index, and to nothing else.
pub(super) fn writes(sql: &str) -> bool {
    sql.starts_with("INSERT") && sql.split_ascii_whitespace().take(5).any(|word| word == TABLE)
}

/// Whether a statement may read the index.
pub(super) fn reads(sql: &str) -> bool {
    sql.contains(TABLE)
}

impl PutOff {
    pub(super) fn add(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Writes what is not written.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), Trouble> {
        for statement in &self.statements[self.written..] {
            statement::execute(connection, statement)?;
            self.written += 1;
        }
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
