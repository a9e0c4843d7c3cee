//! Which accounts this instance serves: under what lease, and for how long still.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::Poll;
use std::time::Instant;

use sea_orm::DbBackend;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::Desk;
use crate::store::leases::{self, Fence, Fenced};
use crate::store::{Alone, Kept, Tx};

/// The time for which this instance serves an account.
#[derive(Debug)]
pub struct Tenure {
    account: String,
    epoch: i64,
    /// By this machine's clock, and well before others may take the lease; `None` where nobody can.
    until: watch::Sender<Option<Instant>>,
    over: CancellationToken,
}

impl Tenure {
    /// Serves `account` under a lease of this epoch.
    pub fn new(account: &str, epoch: i64, until: Option<Instant>) -> Arc<Self> {
        Arc::new(Self {
            account: account.to_owned(),
            epoch,
            until: watch::Sender::new(until),
            over: CancellationToken::new(),
        })
    }

    /// Of what.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The lease's epoch: greater than that of every tenure before.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Whether it has ended. What has ended does not go on.
    pub fn is_over(&self) -> bool {
        self.over.is_cancelled() || self.until.borrow().is_some_and(|until| Instant::now() >= until)
    }

    /// The lease was renewed.
    pub(super) fn extend(&self, until: Instant) {
        self.until.send_replace(Some(until));
    }

    /// Somebody else has the lease, or it is given back.
    pub(super) fn end(&self) {
        self.over.cancel();
    }

    /// Returns once it has ended.
    pub async fn ended(&self) {
        let mut until = self.until.subscribe();
        loop {
            let Some(end) = *until.borrow_and_update() else { return self.over.cancelled().await };
            tokio::select! {
                () = self.over.cancelled() => return,
                () = tokio::time::sleep_until(end.into()) => if self.is_over() { return },
                // The sender lives as long as `self`.
                _ = until.changed() => {}
            }
        }
    }

    /// Goes on with `work` only while the tenure lasts: looked at before each step of it, since a process
    /// that was stopped for a while does not know how long it was. `None` when it has ended before.
    pub async fn while_it_lasts<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        let steps = std::future::poll_fn(|cx| match self.is_over() {
            true => Poll::Ready(None),
            false => work.as_mut().poll(cx).map(Some),
        });
        tokio::select! {
            biased;
            done = steps => done,
            () = self.ended() => None,
        }
    }
}

/// What all instances serve, as this one knows it.
#[derive(Debug)]
pub struct Tenures {
    ours: RwLock<HashMap<String, Arc<Tenure>>>,
    elsewhere: RwLock<Vec<String>>,
    others: watch::Sender<bool>,
    changed: watch::Sender<u64>,
    /// Others are to look at what was committed.
    pub(super) call: Notify,
    /// Others are to look at what all instances go by.
    pub(super) news: Notify,
}

impl Tenures {
    /// Nothing is served yet, and nobody else is known of; these accounts could be served.
    pub(super) fn none(accounts: Vec<String>) -> Self {
        Self {
            ours: RwLock::default(),
            elsewhere: RwLock::new(accounts),
            others: watch::Sender::new(false),
            changed: watch::Sender::new(0),
            call: Notify::new(),
            news: Notify::new(),
        }
    }

    /// The tenure of an account, while it lasts.
    pub(super) fn of(&self, account: &str) -> Option<Arc<Tenure>> {
        let ours = self.ours.read().unwrap_or_else(PoisonError::into_inner);
        ours.get(account).filter(|tenure| !tenure.is_over()).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Tenure>> {
        self.ours.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// From now on a tenure is ours; one of the same account that has ended is forgotten.
    pub(super) fn begin(&self, tenure: Arc<Tenure>) {
        let account = tenure.account.clone();
        self.elsewhere.write().unwrap_or_else(PoisonError::into_inner).retain(|name| *name != account);
        self.ours.write().unwrap_or_else(PoisonError::into_inner).insert(account, tenure);
        self.tell();
    }

    /// A tenure that has ended is ours no more.
    pub(super) fn forget(&self, account: &str) {
        self.elsewhere.write().unwrap_or_else(PoisonError::into_inner).push(account.to_owned());
        self.ours.write().unwrap_or_else(PoisonError::into_inner).remove(account);
        self.tell();
    }

    /// What others serve, or nobody does yet; and whether there are others at all.
    pub(super) fn set_elsewhere(&self, elsewhere: Vec<String>, others: bool) {
        *self.elsewhere.write().unwrap_or_else(PoisonError::into_inner) = elsewhere;
        self.others.send_replace(others);
        self.tell();
    }

    /// The accounts that are not to be delivered to from here.
    pub(super) fn elsewhere(&self) -> Vec<String> {
        let mut elsewhere = self.elsewhere.read().unwrap_or_else(PoisonError::into_inner).clone();
        let ours = self.ours.read().unwrap_or_else(PoisonError::into_inner);
        elsewhere
            .extend(ours.values().filter(|tenure| tenure.is_over()).map(|tenure| tenure.account.clone()));
        elsewhere
    }

    fn tell(&self) {
        self.changed.send_modify(|n| *n += 1);
    }
}

impl Desk {
    /// Waits until this instance serves `account`.
    pub async fn tenure_of(&self, account: &str) -> Arc<Tenure> {
        let mut changed = self.tenures.changed.subscribe();
        loop {
            if let Some(tenure) = self.tenures.of(account) {
                return tenure;
            }
            // The sender lives as long as `self`.
            let _ = changed.changed().await;
        }
    }

    /// The tenure of `account`, if this instance serves it.
    pub fn serves(&self, account: &str) -> Option<Arc<Tenure>> {
        self.tenures.of(account)
    }

    /// The platforms to which is not delivered from here: others serve them, or nobody does yet.
    pub fn elsewhere(&self) -> Vec<String> {
        self.tenures.elsewhere()
    }

    /// Whether another instance works on the same database, as far as is known.
    pub fn has_others(&self) -> bool {
        *self.tenures.others.borrow()
    }

    /// Returns once there are others, or none any more.
    pub async fn until_others(&self, there_are: bool) {
        // The sender lives as long as `self`.
        let _ = self.tenures.others.subscribe().wait_for(|others| *others == there_are).await;
    }

    /// Begins a transaction for `account`, to be ended by [`Self::commit_for`]; on SQLite one that shares its commit or
    /// does not.
    ///
    /// # Errors
    /// [`Fenced::NotOurs`] when another instance has taken it over, as far as that is known by now.
    pub async fn begin_for(&self, account: &str, alone: Alone) -> Result<Tx, Fenced> {
        if self.store().backend() != DbBackend::Postgres {
            return Ok(self.store().begin_as(alone).await?);
        }
        let Some(tenure) = self.tenures.of(account) else { return Err(not_ours(account)) };
        let tx = self.store().begin().await?;
        tx.commit_under(Fence { name: account.to_owned(), epoch: tenure.epoch() });
        Ok(tx)
    }

    /// Commits a transaction for `account`, unless another instance has taken that over since it began; it is still to
    /// be waited for that it is durable.
    ///
    /// # Errors
    /// [`Fenced::NotOurs`] when it has.
    pub async fn commit_for(&self, account: &str, tx: Tx) -> Result<Kept, Fenced> {
        let fence = tx.fence();
        match tx.join().await {
            Err(error) if leases::is_lost(&error) => {
                let tenure = self.tenures.of(account);
                tenure.filter(|t| fence.is_some_and(|f| f.epoch == t.epoch())).inspect(|tenure| tenure.end());
                Err(not_ours(account))
            }
            done => Ok(done?),
        }
    }

    /// Begins a transaction under a tenure, which nobody else can take over until it ends.
    ///
    /// # Errors
    /// [`Fenced::NotOurs`] when another instance has taken it over.
    pub async fn begin_under(&self, tenure: &Tenure) -> Result<Tx, Fenced> {
        let tx = self.store().begin().await?;
        if self.store().backend() == DbBackend::Postgres
            && !leases::hold(&tx, tenure.account(), tenure.epoch()).await?
        {
            tenure.end();
            return Err(not_ours(tenure.account()));
        }
        Ok(tx)
    }
}

fn not_ours(account: &str) -> Fenced {
    Fenced::NotOurs { account: account.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{Duration, Instant};

    use super::Tenure;

    #[tokio::test]
    async fn a_tenure_ends_by_itself_unless_it_is_extended() {
        let now = Instant::now();
        let tenure = Tenure::new("matrix", 1, Some(now + Duration::from_millis(20)));
        assert!(!tenure.is_over());
        tenure.extend(now + Duration::from_millis(60));
        tenure.ended().await;
        assert!(now.elapsed() >= Duration::from_millis(60), "{:?}", now.elapsed());
        assert!(tenure.is_over());
    }

    #[tokio::test]
    async fn nothing_goes_on_after_its_end() {
        let tenure = Tenure::new("matrix", 1, Some(Instant::now() + Duration::from_millis(20)));
        let steps = AtomicU32::new(0);
        let work = async {
            loop {
                steps.fetch_add(1, Ordering::Relaxed);
                // As a process that was stopped meanwhile, and wakes late.
                while !tenure.is_over() {
                    std::hint::spin_loop();
                }
                tokio::task::yield_now().await;
            }
        };
        assert_eq!(tenure.while_it_lasts::<()>(work).await, None);
        assert_eq!(steps.load(Ordering::Relaxed), 1, "the step under way is the last");
    }

    #[tokio::test]
    async fn one_that_nobody_can_take_lasts() {
        let tenure = Tenure::new("matrix", 1, None);
        assert_eq!(tenure.while_it_lasts(async { 7 }).await, Some(7));
        tenure.end();
        assert_eq!(tenure.while_it_lasts(async { 7 }).await, None);
    }
}
