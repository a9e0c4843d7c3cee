//! A life that is the same again for the same seed, to the last word: one thing happens after another on
//! the test's own task, and what people write passes through a network that delays, reorders and repeats.
//!
//! Events of one room arrive in order, as platforms promise it; those of different rooms don't. An
//! interaction arrives at once, or never.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::AddAssign;
use std::pin::pin;
use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::DbErr;
use sportello::delivery::Worker;
use sportello::store::deliveries::Except;
use sportello::store::leases::Fenced;
use sportello::store::{deadlines, deliveries};
use sportello_chat::{Event, Inbound};

use crate::harness::Harness;

/// Longer than the desk waits for an answer.
const SILENCE: TimeDelta = TimeDelta::minutes(16);
/// Of a hundred events so many arrive twice.
const TWICE: u32 = 5;

/// What is on its way to the desk, by platform and room.
pub struct Network {
    rng: StdRng,
    rooms: BTreeMap<(String, String), VecDeque<Inbound>>,
    disorder: Disorder,
}

/// What the network has done to events on their way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disorder {
    /// Arrived later than they were written.
    pub delayed: u64,
    /// Arrived once more.
    pub repeated: u64,
    /// Overtook one of another room.
    pub overtaken: u64,
}

impl AddAssign for Disorder {
    fn add_assign(&mut self, other: Self) {
        self.delayed += other.delayed;
        self.repeated += other.repeated;
        self.overtaken += other.overtaken;
    }
}

impl Network {
    pub(crate) fn new(seed: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed.wrapping_mul(7919));
        Self { rng, rooms: BTreeMap::new(), disorder: Disorder::default() }
    }

    fn put(&mut self, inbound: Inbound, first: bool) {
        let room = (inbound.platform.as_str().to_owned(), inbound.place.room.clone());
        let room = self.rooms.entry(room).or_default();
        if first { room.push_front(inbound) } else { room.push_back(inbound) }
    }

    /// The next event of one of the rooms; perhaps it will arrive once more.
    fn take(&mut self, now: DateTime<Utc>) -> Option<Inbound> {
        self.rooms.retain(|_, events| !events.is_empty());
        if self.rooms.is_empty() {
            return None;
        }
        let at = self.rng.random_range(0..self.rooms.len());
        if at > 0 {
            self.disorder.overtaken += 1;
        }
        let inbound = self.rooms.values_mut().nth(at)?.pop_front()?;
        if now > inbound.at {
            self.disorder.delayed += 1;
        }
        if self.rng.random_range(0..100) < TWICE {
            self.disorder.repeated += 1;
            self.put(inbound.clone(), true);
        }
        Some(inbound)
    }
}

impl Harness {
    /// Takes an event on its way; gives it back where there is no network.
    pub(crate) fn on_its_way(&self, inbound: Inbound) -> Option<Inbound> {
        if matches!(inbound.event, Event::Interaction(_)) {
            return Some(inbound);
        }
        match self.network.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(network) => {
                network.put(inbound, false);
                None
            }
            None => Some(inbound),
        }
    }

    /// Up to so many events arrive.
    pub async fn network_brings(&mut self, most: usize) {
        for _ in 0..most {
            let next = {
                let mut network = self.network.lock().unwrap_or_else(PoisonError::into_inner);
                network.as_mut().and_then(|n| n.take(self.now()))
            };
            let Some(inbound) = next else { return };
            self.arrives(inbound).await;
            self.recover().await;
        }
    }

    /// What the network has done so far.
    pub fn disorder(&self) -> Disorder {
        let network = self.network.lock().unwrap_or_else(PoisonError::into_inner);
        network.as_ref().map(|n| n.disorder).unwrap_or_default()
    }

    /// Somebody sets the machine's clock.
    pub fn set_clock(&self, by: TimeDelta) {
        self.clock.set(self.now() + by);
    }

    /// All that is shown anywhere, in one number.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for chat in [self.alpha(), self.beta()] {
            for message in chat.all() {
                format!("{message:?}").hash(&mut hasher);
            }
        }
        for mail in self.mail().all() {
            format!("{mail:?}").hash(&mut hasher);
        }
        hasher.finish()
    }

    pub(crate) async fn settle_by_steps(&self, worker: &Worker) {
        let settle = async {
            let tx = self.store().begin().await?;
            deadlines::hasten(&tx, "settle", self.now()).await?;
            tx.commit().await?;
            loop {
                self.desk().run_due().await?;
                let tx = self.store().begin().await?;
                deliveries::hasten(&tx, self.now()).await?;
                tx.commit().await?;
                self.deliver(worker).await?;
                if deliveries::owed(self.store().reader(), Except::default()).await? == 0 {
                    return Ok::<(), Fenced>(());
                }
            }
        };
        self.while_alive(settle).await.unwrap_or(Ok(())).expect("the database works");
    }

    pub(crate) async fn advance_by_steps(&self, worker: &Worker, by: Duration) {
        let end = self.now() + TimeDelta::from_std(by).unwrap_or_default();
        let advance = async {
            loop {
                self.desk().run_due().await?;
                self.deliver(worker).await?;
                match self.next_due().await? {
                    Some(next) if next <= end => self.clock.turn_to(next),
                    _ => break,
                }
            }
            self.clock.turn_to(end);
            Ok::<(), Fenced>(())
        };
        self.while_alive(advance).await.unwrap_or(Ok(())).expect("the database works");
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, DbErr> {
        let deadline = deadlines::next(self.store().reader()).await?;
        let delivery = deliveries::next_due(self.store().reader(), Except::default()).await?;
        Ok([deadline, delivery].into_iter().flatten().min())
    }

    /// Delivers what is due. Where an answer never comes, time passes until the desk has given up on it.
    async fn deliver(&self, worker: &Worker) -> Result<(), Fenced> {
        let mut holds = [self.alpha(), self.beta()].map(|chat| chat.faults.holds());
        let [alpha, beta] = &mut holds;
        let mut work = pin!(worker.deliver_due());
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                _ = alpha.changed() => {}
                _ = beta.changed() => {}
            }
            self.clock.turn_to(self.now() + SILENCE);
        }
    }
}
