//! The figures of one transaction: noted as things happen, added to the sums once, at its end.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono_tz::Tz;
use sea_orm::DbErr;

use crate::store::entity::history;
use crate::store::{Tx, figures};
use crate::ticket::figures::{Entry, Fold};

/// What one transaction adds to the sums.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Noted>);

#[derive(Debug, Default)]
struct Noted {
    folds: HashMap<i64, Fold>,
    entries: Vec<Entry>,
}

impl Tally {
    /// Notes an event that is about to be added to the history.
    ///
    /// # Errors
    /// As the database says.
    pub async fn note(&self, tx: &Tx, row: &history::Model) -> Result<(), DbErr> {
        if !figures::is_counted(&row.event) {
            return Ok(());
        }
        let known = self.noted().folds.remove(&row.ticket_id);
        let mut fold = match known {
            Some(fold) => fold,
            None => earlier(tx, row).await?,
        };
        let entries = fold.next(&figures::moment(row));
        figures::remember(tx, row.ticket_id, &fold);
        let mut noted = self.noted();
        noted.entries.extend(entries);
        noted.folds.insert(row.ticket_id, fold);
        Ok(())
    }

    /// Adds what was noted to the sums: the last thing a transaction does, since others that count the
    /// same wait from here on.
    ///
    /// # Errors
    /// As the database says.
    pub async fn add(&self, tx: &Tx, zone: Tz) -> Result<(), DbErr> {
        let entries = std::mem::take(&mut self.noted().entries);
        figures::add(tx, &figures::summed(entries, zone)).await
    }

    fn noted(&self) -> std::sync::MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happened to the ticket before.
async fn earlier(tx: &Tx, row: &history::Model) -> Result<Fold, DbErr> {
    let mut fold = Fold::default();
    if row.event == "opened" {
        return Ok(fold);
    }
    if let Some(known) = figures::known_of(tx, row.ticket_id) {
        return Ok(known);
    }
    for before in &figures::history_of(tx, row.ticket_id).await? {
        fold.next(&figures::moment(before));
    }
    Ok(fold)
}
