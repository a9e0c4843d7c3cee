//! How the desk is: whether it can work now, and since when what does not.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde::Serialize;

use super::{Desk, stalled};
use crate::metrics::{Kept, Levels};
use crate::store::{counting, deadlines, deliveries};

/// So long the database may take to answer before it counts as away.
const DATABASE_ANSWERS: Duration = Duration::from_secs(3);

/// Whether a platform is connected, and since when that is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Whether it is connected now.
    pub connected: bool,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What a platform does not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undelivered {
    /// Through which outlet.
    pub platform: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How much waits.
    pub waiting: i64,
}

/// Whether the desk can work now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// The database answers, and every platform that is served from here is connected.
    pub ready: bool,
    /// Whether the database answers, and takes what is to be stored.
    pub database: bool,
    /// Each chat platform, but for those that another instance serves.
    pub platforms: BTreeMap<String, Connection>,
    /// What is tried again and again; this alone makes no desk unready.
    pub undelivered: Vec<Undelivered>,
}

/// The connections as the adapters tell of them.
#[derive(Debug, Default)]
pub struct Connections(RwLock<BTreeMap<String, Connection>>);

impl Connections {
    /// No platform is connected yet.
    pub fn new<'a>(platforms: impl Iterator<Item = &'a String>, now: DateTime<Utc>) -> Self {
        let all = platforms.map(|name| (name.clone(), Connection { connected: false, since: now }));
        Self(RwLock::new(all.collect()))
    }

    /// Notes what an adapter tells; says whether that is news.
    pub fn note(&self, platform: &str, connected: bool, now: DateTime<Utc>) -> bool {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match all.get(platform) {
            Some(was) if was.connected == connected => false,
            _ => {
                all.insert(platform.to_owned(), Connection { connected, since: now });
                true
            }
        }
    }

    fn all(&self) -> BTreeMap<String, Connection> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Desk {
    /// Whether the desk can work now.
    pub async fn readiness(&self) -> Readiness {
        let before = self.now() - stalled::PATIENCE;
        let asked = deliveries::stalled(self.store().reader(), before);
        let answered = tokio::time::timeout(DATABASE_ANSWERS, asked).await;
        let (database, stalled) = match answered {
            Ok(Ok(stalled)) => (true, stalled),
            Ok(Err(_)) | Err(_) => (false, Vec::new()),
        };
        let undelivered = stalled
            .into_iter()
            .map(|s| Undelivered { platform: s.platform, since: s.since, waiting: s.waiting })
            .collect();
        let database = database && !self.is_database_away();
        let platforms = self.platforms_here();
        let ready = database && platforms.values().all(|c| c.connected);
        Readiness { ready, database, platforms, undelivered }
    }

    /// The connections of the platforms that no other instance serves.
    fn platforms_here(&self) -> BTreeMap<String, Connection> {
        let mut platforms = self.connections.all();
        if self.has_others() {
            let elsewhere = self.elsewhere();
            platforms.retain(|name, _| !elsewhere.contains(name));
        }
        platforms
    }

    /// The figures as Prometheus reads them, with how much waits now, if the database says so in time.
    pub async fn exposed_metrics(&self) -> String {
        let kept = match tokio::time::timeout(DATABASE_ANSWERS, self.kept()).await {
            Ok(Ok(kept)) => Some(kept).filter(|_| !self.is_database_away()),
            Ok(Err(error)) => {
                self.database_trouble(&error);
                None
            }
            Err(_) => None,
        };
        let connected = self.platforms_here().into_iter().map(|(name, c)| (name, c.connected)).collect();
        self.metrics().exposed(&Levels { connected, kept })
    }

    async fn kept(&self) -> Result<Kept, DbErr> {
        let (reader, now, view) = (self.store().reader(), self.now(), self.view());
        let mut kept = Kept { late_deadlines: deadlines::late(reader, now).await?, ..Kept::default() };
        for line in deliveries::waiting(reader).await? {
            let age = (now - line.oldest).to_std().unwrap_or_default();
            kept.deliveries.push((line.platform, line.deliveries, age));
        }
        for line in counting::backlog(reader).await? {
            if let Some(queue) = view.queue_by_id(line.queue_id) {
                kept.tickets.push((queue.name.clone(), line.state, line.tickets));
            }
        }
        Ok(kept)
    }
}
