//! Sends what is due, one delivery a lane at a time, many lanes at once.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use sea_orm::DbErr;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::send::{self, Turn};
use crate::desk::{Desk, Tenure, Trouble, Waiting, panicked};
use crate::store::deliveries::{self, Except};
use crate::store::entity::delivery;
use crate::store::leases::Fenced;

/// Lanes that are served at once: enough to keep slow platforms from holding up quick ones, few
/// enough to be gentle to the database.
const LANES: usize = 32;
/// So many more are served while more is due than these can take, those of the oldest tickets: however much a
/// flood brings, what was there before it waits for one of the sends under way to end, and for nothing else.
const LANES_OF_OLDEST: usize = 8;
/// Even without a sign the store is asked this often: another instance may have queued something.
const POLL: Duration = Duration::from_secs(5);
/// The wait after the database failed.
const DATABASE_WAIT: Duration = Duration::from_secs(1);
/// How often a delivery that met another transaction is tried again at once.
const MOST_CONFLICTS: u32 = 10;
/// The wait for a row that a transaction has in hand.
const OTHER_HANDS: Duration = Duration::from_millis(20);
/// How long, at most, what falls due together with receipts lets these go first: a platform that does one thing after
/// another would have a customer wait for the operators' copies.
const RECEIPTS_FIRST: Duration = Duration::from_millis(50);
/// How long sends under way may take when the desk stops.
const LAST_SENDS: Duration = Duration::from_secs(3);

/// The delivery of one desk: to the platforms it serves, as long as it does.
pub struct Worker {
    desk: Arc<Desk>,
}

impl Worker {
    /// Delivers for a desk.
    pub fn new(desk: Arc<Desk>) -> Self {
        Self { desk }
    }

    /// Delivers all that is due, one thing after another on the caller's task: so that the same happens in
    /// the same order each time, as simulations want it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn deliver_due(&self) -> Result<(), Fenced> {
        let reader = self.desk.store().reader();
        while let Some(due) = deliveries::due(reader, Except::default(), self.desk.now(), 1).await?.pop() {
            let tenure = self.desk.serves(&due.platform);
            send::deliver(&self.desk, tenure.as_deref(), due.id).await?;
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
            let (poll, next) = match self.start_due(&mut tasks, &mut lanes).await {
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
            tracing::warn!(
                "some sends did not end in time; their platforms are asked before they are sent again"
            );
        }
    }

    /// Starts what is due in free lanes; says when something else falls due.
    async fn start_due(
        &self,
        tasks: &mut JoinSet<()>,
        lanes: &mut HashMap<Id, String>,
    ) -> Result<Option<DateTime<Utc>>, DbErr> {
        let (reader, now, elsewhere) = (self.desk.store().reader(), self.desk.now(), self.desk.elsewhere());
        let mut busy: Vec<String> = lanes.values().cloned().collect();
        let free = LANES.saturating_sub(lanes.len());
        let except = Except { lanes: &busy, platforms: &elsewhere };
        let due = match free {
            0 => Vec::new(),
            _ => deliveries::due(reader, except, now, free as u64).await?,
        };
        let is_crowded = due.len() == free;
        self.start(tasks, lanes, due);
        if is_crowded {
            busy = lanes.values().cloned().collect();
            let free = (LANES + LANES_OF_OLDEST).saturating_sub(lanes.len());
            if free == 0 {
                return Ok(None);
            }
            let except = Except { lanes: &busy, platforms: &elsewhere };
            let due = deliveries::due_of_oldest(reader, except, now, free as u64).await?;
            self.start(tasks, lanes, due);
        }
        if lanes.is_empty() {
            self.desk.has_database(Waiting::Sending);
        }
        busy = lanes.values().cloned().collect();
        deliveries::next_due(reader, Except { lanes: &busy, platforms: &elsewhere }).await
    }

    fn start(&self, tasks: &mut JoinSet<()>, lanes: &mut HashMap<Id, String>, due: Vec<delivery::Model>) {
        // It has changed for good when the last receipt has given its sender back.
        let (receipt, receipts) = watch::channel(());
        for due in due {
            // Served by nobody: a platform that is not enabled, which is found out and said.
            let tenure = self.desk.serves(&due.platform);
            if tenure.is_none() && self.desk.outlet(&due.platform).is_some() {
                continue;
            }
            let delivering = deliver(Arc::clone(&self.desk), tenure, due.id);
            let task = if due.priority == deliveries::RECEIPT {
                let receipt = receipt.clone();
                tasks.spawn(async move {
                    delivering.await;
                    drop(receipt);
                })
            } else {
                let mut receipts = receipts.clone();
                tasks.spawn(async move {
                    let _ = tokio::time::timeout(RECEIPTS_FIRST, receipts.changed()).await;
                    delivering.await;
                })
            };
            lanes.insert(task.id(), due.lane);
        }
    }
}

/// Brings one delivery as far as it goes now, as long as its platform is served from here.
async fn deliver(desk: Arc<Desk>, tenure: Option<Arc<Tenure>>, id: i64) {
    let delivering = async {
        let mut conflicts = 0;
        loop {
            // Whatever it was in the middle of is found half done, like after a crash; but not again at once.
            let tried = AssertUnwindSafe(send::deliver(&desk, tenure.as_deref(), id)).catch_unwind().await;
            let error = match tried {
                Ok(Err(Fenced::Database(error))) => error,
                Ok(done) => return done,
                Err(_panic) => {
                    let put_off = send::put_off_faulty(&desk, tenure.as_deref(), id, &panicked()).await;
                    return put_off.map(|()| Turn::Done);
                }
            };
            match Trouble::of(&error) {
                Trouble::Away => return Err(error.into()),
                Trouble::Conflict if conflicts < MOST_CONFLICTS => conflicts += 1,
                Trouble::Conflict | Trouble::Fault => {
                    let put_off = send::put_off_faulty(&desk, tenure.as_deref(), id, &error).await;
                    return put_off.map(|()| Turn::Done);
                }
            }
        }
    };
    let done = match &tenure {
        Some(tenure) => tenure.while_it_lasts(delivering).await,
        None => Some(delivering.await),
    };
    match done {
        Some(Ok(Turn::Done)) => desk.has_database(Waiting::Sending),
        Some(Ok(Turn::InOtherHands)) => tokio::time::sleep(OTHER_HANDS).await,
        Some(Err(Fenced::Database(error))) => {
            desk.waits_for_database(Waiting::Sending, &error);
            tokio::time::sleep(DATABASE_WAIT).await;
        }
        Some(Err(Fenced::NotOurs { .. })) | None => {
            tracing::info!(delivery = id, "left to the instance that serves its platform now");
        }
    }
}

async fn wait_until(desk: &Desk, next: Option<DateTime<Utc>>) {
    match next {
        Some(next) => desk.clock().wait_until(next).await,
        None => std::future::pending().await,
    }
}
