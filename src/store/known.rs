//! Tickets as they were read or written last: a change writes what has changed, and no more indexes than it concerns.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::Value;

use super::entity::ticket;

/// So many are kept; then it begins anew.
const MOST: usize = 1000;

/// Tickets by their row ids.
#[derive(Default)]
pub struct Known(Mutex<HashMap<i64, ticket::Model>>);

impl Known {
    fn all(&self) -> MutexGuard<'_, HashMap<i64, ticket::Model>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So it stands in the database.
    pub fn is(&self, ticket: &ticket::Model) {
        let mut all = self.all();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(ticket.id, ticket.clone());
    }

    /// As it stands in the database, if that is known.
    pub fn of(&self, id: i64) -> Option<ticket::Model> {
        self.all().get(&id).cloned()
    }

    /// This statement was run with these values: what it may have changed of tickets is not known any more.
    pub fn ran(&self, sql: &str, values: &[Value]) {
        if !sql.contains("\"ticket\"") || sql.starts_with("SELECT") || sql.starts_with("INSERT INTO") {
            return;
        }
        match values.last() {
            Some(Value::BigInt(Some(id))) if sql.ends_with("WHERE \"ticket\".\"id\" = ?") => {
                self.all().remove(id);
            }
            _ => self.forget(),
        }
    }

    /// What was written may have been undone.
    pub fn forget(&self) {
        self.all().clear();
    }
}
