//! Sends what is due, one delivery a lane at a time, many lanes at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::send::{self, Turn};
use crate::desk::{Desk, Tenure};
use crate::store::deliveries::{self, Except};
use crate::store::leases::Fenced;

/// Lanes that are served at once: enough to keep slow platforms from holding up quick ones, few
/// enough to be gentle to the database.
const LANES: usize = 32;
/// Even without a sign the store is asked this often: another instance may have queued something.
const POLL: Duration = Duration::from_secs(5);
/// The wait after the database failed.
const DATABASE_WAIT: Duration = Duration::from_secs(1);
/// The wait for a row that a transaction has in hand.
const OTHER_HANDS: Duration = Duration::from_millis(20);
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

    /// Works until `stop`; sends under way are finished then, within a bound.
    pub async fn run(self, stop: CancellationToken) {
        let mut tasks: JoinSet<()> = JoinSet::new();
        let mut lanes: HashMap<Id, String> = HashMap::new();
        while !stop.is_cancelled() {
            // Armed before the store is asked, so that nothing queued meanwhile is slept over.
            let woken = self.desk.woken();
            let (poll, next) = match self.start_due(&mut tasks, &mut lanes).await {
                Ok(next) => (POLL, next),
                Err(error) => {
                    self.desk.database_trouble(&error);
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
        let free = LANES.saturating_sub(lanes.len());
        if free == 0 {
            return Ok(None);
        }
        let (reader, now, elsewhere) = (self.desk.store().reader(), self.desk.now(), self.desk.elsewhere());
        let busy: Vec<String> = lanes.values().cloned().collect();
        let except = Except { lanes: &busy, platforms: &elsewhere };
        for due in deliveries::due(reader, except, now, free as u64).await? {
            // Served by nobody: a platform that is not enabled, which is found out and said.
            let tenure = self.desk.serves(&due.platform);
            if tenure.is_none() && self.desk.outlet(&due.platform).is_some() {
                continue;
            }
            let task = tasks.spawn(deliver(Arc::clone(&self.desk), tenure, due.id));
            lanes.insert(task.id(), due.lane);
        }
        let busy: Vec<String> = lanes.values().cloned().collect();
        deliveries::next_due(reader, Except { lanes: &busy, platforms: &elsewhere }).await
    }
}

/// Brings one delivery as far as it goes now, as long as its platform is served from here.
async fn deliver(desk: Arc<Desk>, tenure: Option<Arc<Tenure>>, id: i64) {
    let delivering = send::deliver(&desk, tenure.as_deref(), id);
    let done = match &tenure {
        Some(tenure) => tenure.while_it_lasts(delivering).await,
        None => Some(delivering.await),
    };
    match done {
        Some(Ok(Turn::Done)) => {}
        Some(Ok(Turn::InOtherHands)) => tokio::time::sleep(OTHER_HANDS).await,
        Some(Err(Fenced::Database(error))) => {
            desk.database_trouble(&error);
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
