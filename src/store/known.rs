//! What is known of what stands in the database without reading it.
//!
//! - Tickets as they were read or written last: a change writes what has changed, and no more indexes than it concerns.
//! - What is counted of their history so far, so that it need not be read for the next event.
//! - The last number of each counter.
//! - Which tickets a transaction holds against change by others.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;
use sea_orm::Value;

use super::entity::{TABLES, ticket};
use super::reads::Effect;
use crate::ticket::figures::Fold;

/// So many of each are kept, those that were asked for last.
const MOST: usize = 500;

/// What is known.
#[derive(Default)]
pub struct Known(Mutex<All>);

struct All {
    /// By their row ids.
    tickets: LruCache<i64, ticket::Model>,
    /// By the row ids of their tickets.
    folds: LruCache<i64, Fold>,
    /// By their names.
    counters: LruCache<String, i64>,
    /// The row ids of tickets that nobody else can change: on PostgreSQL, where this is of one transaction.
    held: HashSet<i64>,
}

impl Default for All {
    fn default() -> Self {
        Self {
            tickets: LruCache::new(MOST),
            folds: LruCache::new(MOST),
            counters: LruCache::new(MOST),
            held: HashSet::new(),
        }
    }
}

impl Known {
    fn all(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So it stands in the database.
    pub fn is(&self, ticket: &ticket::Model) {
        self.all().tickets.insert(ticket.id, ticket.clone());
    }

    /// As it stands in the database, if that is known.
    pub fn of(&self, id: i64) -> Option<ticket::Model> {
        self.all().tickets.get(&id).cloned()
    }

    /// Nobody else can change this ticket until the transaction ends.
    pub fn holds(&self, ticket: i64) {
        self.all().held.insert(ticket);
    }

    /// Whether nobody else can change this ticket.
    pub fn is_held(&self, ticket: i64) -> bool {
        self.all().held.contains(&ticket)
    }

    /// So the history of a ticket counts, with all that is written of it and what is about to be.
    pub fn counts(&self, ticket: i64, fold: Fold) {
        self.all().folds.insert(ticket, fold);
    }

    /// How the history of a ticket counts, if that is known.
    pub fn fold_of(&self, ticket: i64) -> Option<Fold> {
        self.all().folds.get(&ticket).cloned()
    }

    /// So far a counter has come.
    pub fn has_come_to(&self, counter: &str, number: i64) {
        self.all().counters.insert(counter.to_owned(), number);
    }

    /// How far a counter has come, if that is known.
    pub fn last_of(&self, counter: &str) -> Option<i64> {
        self.all().counters.get(counter).copied()
    }

    /// This statement was run with these values: what it may have changed is not known any more.
    pub fn ran(&self, effect: Effect, sql: &str, values: &[Value]) {
        let table = match effect {
            Effect::None | Effect::Waits => return,
            Effect::Any => {
                let mut all = self.all();
                // Who holds a ticket holds it to the end.
                *all = All { held: std::mem::take(&mut all.held), ..All::default() };
                return;
            }
            Effect::Writes(table) => TABLES.get(table).copied().unwrap_or_default(),
        };
        let adds = sql.starts_with("INSERT INTO");
        match (table, values.last()) {
            ("ticket", Some(Value::BigInt(Some(id)))) if is_of_one(sql) => {
                self.all().tickets.remove(id);
            }
            ("ticket", _) if !adds => self.all().tickets.clear(),
            ("history", _) if !adds => self.all().folds.clear(),
            ("counter", _) => self.all().counters.clear(),
            _ => {}
        }
    }

    /// What was written may have been undone.
    pub fn forget(&self) {
        *self.all() = All::default();
    }
}

/// Whether a statement changes the ticket whose id is its last value, as either database is told.
fn is_of_one(sql: &str) -> bool {
    let value = sql.rsplit_once("WHERE \"ticket\".\"id\" = ").map(|(_, value)| value);
    value.is_some_and(|v| {
        v == "?" || v.strip_prefix('$').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    })
}
