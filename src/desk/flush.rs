//! For scripts, tests and shutdown: nothing is left to wait for, and the simulated clock is turned.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::{Desk, schedule};
use crate::clock::SimulatedClock;
use crate::store::deliveries::Except;
use crate::store::{deadlines, deliveries};

/// The wait for what somebody else is doing.
const OTHER_HANDS: Duration = Duration::from_millis(5);

impl Desk {
    /// Returns once what `settle` holds back is flushed, what is due is made, and everything that is due is
    /// delivered or has met trouble. Needs a running [`crate::delivery::Worker`].
    ///
    /// # Errors
    /// As the database says.
    pub async fn settled(&self) -> Result<(), DbErr> {
        self.flush_settle().await?;
        self.exports.made().await;
        self.delivered(true).await
    }

    /// The same for a desk that closes: it does not wait for what may take its time.
    ///
    /// # Errors
    /// As the database says.
    pub async fn last_words(&self) -> Result<(), DbErr> {
        self.flush_settle().await?;
        self.delivered(true).await
    }

    async fn flush_settle(&self) -> Result<(), DbErr> {
        let tx = self.store().begin().await?;
        deadlines::hasten(&tx, schedule::SETTLE, self.now()).await?;
        tx.commit().await?;
        self.due_is_done().await
    }

    /// Does all that is due, and waits for what others are at: the scheduler, another instance.
    async fn due_is_done(&self) -> Result<(), DbErr> {
        loop {
            self.run_due().await?;
            let next = deadlines::next(self.store().reader()).await?;
            if next.is_none_or(|next| next > self.now()) {
                return Ok(());
            }
            tokio::time::sleep(OTHER_HANDS).await;
        }
    }

    /// Returns once everything that is due is delivered or has met trouble; with `hasten`, also what
    /// was put off to be coalesced.
    async fn delivered(&self, hasten: bool) -> Result<(), DbErr> {
        let mut passed = self.passed.subscribe();
        loop {
            if hasten {
                let tx = self.store().begin().await?;
                deliveries::hasten(&tx, self.now()).await?;
                tx.commit().await?;
            }
            let elsewhere = self.elsewhere();
            let except = Except { platforms: &elsewhere, ..Except::default() };
            let owed = if hasten {
                deliveries::owed(self.store().reader(), except).await?
            } else {
                deliveries::due(self.store().reader(), except, self.now(), 1).await?.len() as u64
            };
            if owed == 0 && passed.borrow().1 {
                return Ok(());
            }
            passed.mark_unchanged();
            self.wake();
            if passed.changed().await.is_err() {
                return Ok(());
            }
        }
    }

    /// Turns a simulated clock forward; what falls due on the way is done in order.
    ///
    /// # Errors
    /// As the database says.
    pub async fn advance(&self, clock: &SimulatedClock, by: Duration) -> Result<(), DbErr> {
        let end = clock_end(self.now(), by);
        loop {
            let elsewhere = self.elsewhere();
            let except = Except { platforms: &elsewhere, ..Except::default() };
            let deadline = deadlines::next(self.store().reader()).await?;
            let delivery = deliveries::next_due(self.store().reader(), except).await?;
            let next = [deadline, delivery].into_iter().flatten().min();
            match next {
                Some(next) if next <= end => clock.turn_to(next),
                _ => break,
            }
            self.due_is_done().await?;
            self.exports.made().await;
            self.delivered(false).await?;
        }
        // What was under way when the last thing fell due is seen to its end.
        self.delivered(false).await?;
        clock.turn_to(end);
        self.wake();
        Ok(())
    }
}

fn clock_end(now: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    chrono::Duration::from_std(by)
        .ok()
        .and_then(|by| now.checked_add_signed(by))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
