//! Rows that are added to a table by several transactions of a group, and written together, several by one statement.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::Connection;
use sea_orm::Value;

use super::later::{Later, Rows};
use super::statement::{self, Trouble};
use crate::store::adding::{Insert, at_once};

/// Rows that are added to a table.
pub(super) struct Added {
    pub(super) insert: &'static dyn Insert,
    pub(super) rows: Arc<Later>,
    /// What others may ask whether it is among them.
    pub(super) keys: Vec<String>,
}

impl Added {
    /// Whether a row with this key is among them.
    pub(super) fn has(&self, insert: &'static dyn Insert, key: &str) -> bool {
        self.keys.iter().any(|other| other == key) && self.insert.table() == insert.table()
    }
}

/// Writes the rows of each table in their order.
pub(super) fn write(connection: &Connection, added: &[Added]) -> Result<(), Trouble> {
    let mut tables: BTreeMap<&'static str, (&'static dyn Insert, Vec<Arc<Rows>>)> = BTreeMap::new();
    for Added { insert, rows, .. } in added {
        tables.entry(insert.table()).or_insert((*insert, Vec::new())).1.push(rows.rows()?);
    }
    for (insert, rows) in tables.into_values() {
        let rows: Vec<&Vec<Value>> = rows.iter().flat_map(|rows| rows.iter()).collect();
        let mut left = rows.as_slice();
        while !left.is_empty() {
            let (some, others) = left.split_at(at_once(left.len()));
            statement::run_with(connection, &insert.sql(some.len()), some.iter().copied().flatten())?;
            left = others;
        }
    }
    Ok(())
}
