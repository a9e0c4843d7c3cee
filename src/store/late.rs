//! What a transaction adds and does not read itself: written together, when somebody asks for it or at the end.
//!
//! A use case adds to the history and owes what is to be said as it goes. One statement for all of the history and
//! one for all that is owed cost a fraction of one for each, above all on PostgreSQL, where each is a way to the
//! server and back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use sea_orm::DbErr;

use super::entity::history;
use super::{Tx, deliveries};

/// What is still to be written.
#[derive(Debug, Default)]
pub struct Late(Mutex<Rows>);

/// Rows that are still to be written.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub history: Vec<history::Model>,
    pub deliveries: Vec<deliveries::Owed>,
}

impl Rows {
    fn is_empty(&self) -> bool {
        self.history.is_empty() && self.deliveries.is_empty()
    }
}

impl Late {
    pub(super) fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has to be written before this statement is run, if anything.
    pub(super) fn before(&self, sql: &str) -> Option<Rows> {
        let mut rows = self.rows();
        let concerned = !rows.is_empty() && ["history", "delivery"].iter().any(|table| sql.contains(table));
        concerned.then(|| std::mem::take(&mut *rows))
    }

    /// What has to be written before the transaction ends, if anything.
    pub(super) fn rest(&self) -> Option<Rows> {
        let mut rows = self.rows();
        (!rows.is_empty()).then(|| std::mem::take(&mut *rows))
    }
}

impl Rows {
    /// Writes them. On the heap, as it is run from within each statement of a transaction.
    pub(super) fn write(self, tx: &Tx) -> BoxFuture<'_, Result<(), DbErr>> {
        Box::pin(async move {
            super::history::write(tx, self.history).await?;
            deliveries::write(tx, self.deliveries).await
        })
    }
}
