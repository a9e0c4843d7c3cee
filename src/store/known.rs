//! Tickets as a transaction has read or written them last: a change writes what has changed, and no more indexes
//! than it concerns.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::entity::ticket;

/// Tickets by their row ids.
#[derive(Default)]
pub struct Known(Mutex<HashMap<i64, ticket::Model>>);

impl Known {
    fn all(&self) -> MutexGuard<'_, HashMap<i64, ticket::Model>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So it stands in the database.
    pub fn is(&self, ticket: &ticket::Model) {
        self.all().insert(ticket.id, ticket.clone());
    }

    /// As it stands in the database, if that is known.
    pub fn of(&self, id: i64) -> Option<ticket::Model> {
        self.all().get(&id).cloned()
    }

    /// What was written may have been undone.
    pub fn forget(&self) {
        self.all().clear();
    }
}
