//! Whether the database can be used: said once when it can't, and once when it can again, however many
//! wait for it and however often they ask.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use sea_orm::DbErr;

use super::Desk;
use crate::store::UNDONE_WITH_ANOTHER;

/// Who waits for the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waiting {
    /// An event that is to be stored.
    Event(u64),
    /// The delivery, to learn what is due.
    Deliveries,
    /// The delivery, to write down how it goes.
    Sending,
    /// The schedule.
    Deadlines,
    /// The keeper of this instance's leases.
    Leases,
}

/// All who wait for the database: it is away as long as there is anybody.
#[derive(Debug, Default)]
pub struct Waiters {
    all: Mutex<BTreeSet<Waiting>>,
    events: AtomicU64,
}

impl Waiters {
    /// Says whether this is the first one.
    fn add(&self, who: Waiting) -> bool {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let first = all.is_empty();
        all.insert(who);
        first
    }

    /// Says whether this was the last one.
    fn remove(&self, who: Waiting) -> bool {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&who) && all.is_empty()
    }
}

/// An event that may have to wait; whatever becomes of it, it waits no longer than this lives.
pub struct WaitingEvent<'d> {
    desk: &'d Desk,
    who: Waiting,
}

impl WaitingEvent<'_> {
    /// It waits from now on.
    pub fn waits(&self, error: &DbErr) {
        self.desk.waits_for_database(self.who, error);
    }
}

impl Drop for WaitingEvent<'_> {
    fn drop(&mut self) {
        self.desk.has_database(self.who);
    }
}

impl Desk {
    /// Somebody can't go on before the database can be used again.
    pub fn waits_for_database(&self, who: Waiting, error: &DbErr) {
        if self.waiters.add(who) {
            self.metrics.database_lost();
            tracing::error!(%error, database = self.store.name(), "the database can't be used; trying on");
        } else {
            tracing::debug!(%error, ?who, "the database still can't be used");
        }
    }

    /// Somebody has used it, or needs it no more.
    pub fn has_database(&self, who: Waiting) {
        if self.waiters.remove(who) {
            tracing::info!(database = self.store.name(), "the database works again");
        }
    }

    /// An event that may have to wait for it.
    pub(super) fn event_to_store(&self) -> WaitingEvent<'_> {
        let who = Waiting::Event(self.waiters.events.fetch_add(1, Ordering::Relaxed));
        WaitingEvent { desk: self, who }
    }

    /// Something that was asked for could not be done: whoever asked is told, and asks again.
    pub fn database_trouble(&self, error: &DbErr) {
        if self.is_database_away() {
            tracing::debug!(%error, "the database still can't be used");
        } else {
            tracing::error!(%error, database = self.store.name(), "the database could not be used");
        }
    }

    /// Whether anybody waits for the database.
    pub fn is_database_away(&self) -> bool {
        !self.waiters.all.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// What there is to say of something at which the program has panicked.
pub fn panicked() -> DbErr {
    DbErr::Custom("the program failed at it; the log says where".to_owned())
}

/// What kind of trouble the database is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is away, full or locked by another process: what is asked now succeeds later.
    Away,
    /// Another transaction was quicker: asked again, it succeeds or says why not.
    Conflict,
    /// It would fail the same way again.
    Fault,
}

impl Trouble {
    /// Drivers tell most of this in words only; the words are those of SQLite and PostgreSQL.
    pub fn of(error: &DbErr) -> Self {
        let text = error.to_string().to_lowercase();
        let says = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Away,
            _ if says(&[
                "unique",
                "deadlock",
                "could not serialize",
                "duplicate key",
                UNDONE_WITH_ANOTHER,
            ]) =>
            {
                Self::Conflict
            }
            DbErr::Exec(_) | DbErr::Query(_)
                if says(&[
                    "locked",
                    "busy",
                    "readonly",
                    "read-only",
                    "disk",
                    "full",
                    "no space left",
                    "i/o",
                    "io error",
                    "unable to open",
                    "closed",
                    "connection",
                    "communicating with database",
                    "terminat",
                    "shutting down",
                    "starting up",
                    "recovery mode",
                    "too many clients",
                    "timed out",
                    "no such table",
                ]) =>
            {
                Self::Away
            }
            _ => Self::Fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::RuntimeErr;

    use super::*;

    fn said(words: &str) -> Trouble {
        Trouble::of(&DbErr::Query(RuntimeErr::Internal(words.to_owned())))
    }

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        for away in [
            "error returned from database: (code: 5) database is locked",
            "error returned from database: (code: 13) database or disk is full",
            "error returned from database: could not extend file \"base/1\": No space left on device",
            "error returned from database: terminating connection due to administrator command",
            "error returned from database: the database system is shutting down",
            "error communicating with database: expected to read 5 bytes, got 0 bytes at EOF",
            "error communicating with database: Broken pipe (os error 32)",
        ] {
            assert_eq!(said(away), Trouble::Away, "{away}");
        }
        assert_eq!(said("UNIQUE constraint failed: message_ref.id"), Trouble::Conflict);
        assert_eq!(said(UNDONE_WITH_ANOTHER), Trouble::Conflict);
        assert_eq!(said("no such column: colour"), Trouble::Fault);
        assert_eq!(Trouble::of(&DbErr::Json("expected a comma".to_owned())), Trouble::Fault);
    }
}
