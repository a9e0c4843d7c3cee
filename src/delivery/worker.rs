//! Sends what is due, one delivery a lane at a time, many lanes at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::send;
use crate::desk::{Desk, Trouble, Waiting};
use crate::store::deliveries;

/// Lanes that are served at once: enough to keep slow platforms from holding up quick ones, few
/// enough to be gentle to the database.
const LANES: usize = 32;
/// Even without a sign the store is asked this often: another instance may have queued something.
const POLL: Duration = Duration::from_secs(5);
/// The wait after the database failed.
const DATABASE_WAIT: Duration = Duration::from_secs(1);
/// How long sends under way may take when the desk stops.
const LAST_SENDS: Duration = Duration::from_secs(8);

/// The delivery of one desk.
pub struct Worker {
    desk: Arc<Desk>,
    epoch: i64,
}

impl Worker {
    /// Prepares the delivery: what an earlier run was sending when it ended is in doubt now.
    ///
    /// # Errors
    /// As the database says.
    pub async fn start(desk: Arc<Desk>) -> Result<Self, DbErr> {
        let tx = desk.store().begin().await?;
        let epoch = deliveries::next_epoch(&tx).await?;
        let doubtful = deliveries::doubt_earlier_runs(&tx, epoch).await?;
        tx.commit().await?;
        if doubtful > 0 {
            tracing::info!(
                doubtful,
                "sends were under way when the desk stopped last; their platforms are asked"
            );
        }
        Ok(Self { desk, epoch })
    }

    /// Delivers all that is due, one thing after another on the caller's task: so that the same happens in
    /// the same order each time, as simulations want it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn deliver_due(&self) -> Result<(), DbErr> {
        let reader = self.desk.store().reader();
        while let Some(due) = deliveries::due(reader, &[], self.desk.now(), 1).await?.pop() {
            send::deliver(&self.desk, self.epoch, due.id).await?;
        }
        Ok(())
    }

    /// Works until `stop`; sends under way are finished then, within a bound.
    pub async fn run(self, stop: CancellationToken) {
        let mut tasks: JoinSet<()> = JoinSet::new();
        let mut lanes: HashMap<Id, String> = HashMap::new();
        while !stop.is_cancelled() {
            // Armed before the store is asked, so that nothing queued meanwhile is slept over.
            let woken = self.desk.woken();
            let busy: Vec<String> = lanes.values().cloned().collect();
            let (poll, next) = match self.start_due(&mut tasks, &mut lanes, &busy).await {
                Ok(next) => {
                    self.desk.has_database(Waiting::Deliveries);
                    (POLL, next)
                }
                Err(error) => {
                    self.desk.waits_for_database(Waiting::Deliveries, &error);
                    (DATABASE_WAIT, None)
                }
            };
            self.desk.delivery_passed(lanes.is_empty());
            tokio::select! {
                () = stop.cancelled() => {}
                () = woken => {}
                () = tokio::time::sleep(poll) => {}
                () = wait_until(&self.desk, next) => {}
                Some(ended) = tasks.join_next_with_id(), if !tasks.is_empty() => {
                    let id = ended.map_or_else(|e| e.id(), |(id, ())| id);
                    lanes.remove(&id);
                }
            }
        }
        let finished = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_SENDS, finished).await.is_err() {
            tracing::warn!("some sends did not end in time; the next run asks their platforms");
        }
    }

    /// Starts what is due in free lanes; says when something else falls due.
    async fn start_due(
        &self,
        tasks: &mut JoinSet<()>,
        lanes: &mut HashMap<Id, String>,
        busy: &[String],
    ) -> Result<Option<DateTime<Utc>>, DbErr> {
        let free = LANES.saturating_sub(lanes.len());
        if free == 0 {
            return Ok(None);
        }
        for due in deliveries::due(self.desk.store().reader(), busy, self.desk.now(), free as u64).await? {
            let desk = Arc::clone(&self.desk);
            let epoch = self.epoch;
            let lane = due.lane.clone();
            let task = tasks.spawn(async move {
                let mut done = send::deliver(&desk, epoch, due.id).await;
                if let Err(error) = &done
                    && Trouble::of(error) != Trouble::Away
                {
                    done = send::put_off_faulty(&desk, due.id, error).await;
                }
                match done {
                    Ok(()) => desk.has_database(Waiting::Sending),
                    Err(error) => {
                        desk.waits_for_database(Waiting::Sending, &error);
                        tokio::time::sleep(DATABASE_WAIT).await;
                    }
                }
            });
            lanes.insert(task.id(), lane);
        }
        if lanes.is_empty() {
            self.desk.has_database(Waiting::Sending);
        }
        let busy: Vec<String> = lanes.values().cloned().collect();
        deliveries::next_due(self.desk.store().reader(), &busy).await
    }
}

async fn wait_until(desk: &Desk, next: Option<DateTime<Utc>>) {
    match next {
        Some(next) => desk.clock().wait_until(next).await,
        None => std::future::pending().await,
    }
}
