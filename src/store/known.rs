//! Tickets as they were read or written last: a change writes what has changed, and no more indexes than it concerns.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::Value;

use super::entity::{TABLES, ticket};
use super::reads::Effect;

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
    pub fn ran(&self, effect: Effect, sql: &str, values: &[Value]) {
        let may_change = match effect {
            Effect::None => false,
            Effect::Writes(table) => TABLES.get(table) == Some(&"ticket") && !sql.starts_with("INSERT INTO"),
            Effect::Any => true,
        };
        if !may_change {
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
