//! Takes, renews and gives back the leases of this instance, and hears what the others have to tell.
//!
//! Every instance also has a lease of its own name, so that each knows whether there are others: alone,
//! nobody needs to be told anything.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use sea_orm::{DbBackend, DbErr};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::reload::GENERATION;
use super::tenure::Tenure;
use super::{Desk, Waiting};
use crate::store::bell::{self, Bell, Chime, Ring};
use crate::store::leases::{self, INSTANCE, Standing, Taken};
use crate::store::{counters, places};

/// Others are called at most this often, however much is committed.
const CALL: Duration = Duration::from_millis(30);
/// So many rings may wait to be heard.
const RINGS: usize = 64;
/// The wait before listening again after the database failed.
const RELISTEN: Duration = Duration::from_secs(2);
/// The longest wait before the next try after the database failed.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// A lease that has run out by its clock is looked at so much later: not a moment too soon.
const AFTER_END: Duration = Duration::from_millis(20);

/// How long leases are.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How long a lease is good for after each renewal: after so much silence another instance takes over.
    pub lease: Duration,
    /// When its holder stops by itself if it can't renew it: earlier, since the last things it has begun
    /// must have ended before anybody else begins.
    pub stop: Duration,
    /// How often it is renewed: twice may fail.
    pub renewal: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(8),
            stop: Duration::from_millis(6500),
            renewal: Duration::from_secs(2),
        }
    }
}

/// Looks after the leases of one instance.
pub struct Keeper {
    desk: Arc<Desk>,
    instance: String,
    /// The instance's name with a word that no other run of it has.
    holder: String,
    terms: Terms,
    accounts: Vec<String>,
    /// Tenures that have ended, until nobody works under them any more.
    ending: HashMap<String, Weak<Tenure>>,
    /// By whom accounts are served, as was said last.
    said: HashMap<String, String>,
    pins: i64,
}

impl Keeper {
    /// Takes what is free, or was this instance's before it was started again. `instance` is its name, and
    /// nobody else's.
    ///
    /// # Errors
    /// As the database says.
    pub async fn start(desk: Arc<Desk>, instance: String, terms: Terms) -> Result<Self, DbErr> {
        let mut accounts: Vec<String> = desk.outlets.keys().cloned().collect();
        accounts.sort_unstable();
        let holder = format!("{instance}.{}", desk.random_word());
        let mut keeper = Self {
            desk,
            instance,
            holder,
            terms,
            accounts,
            ending: HashMap::new(),
            said: HashMap::new(),
            pins: 0,
        };
        if !keeper.is_shared() {
            for account in keeper.accounts.clone() {
                keeper.take(&account, "").await?;
            }
            keeper.desk.tenures.set_elsewhere(Vec::new(), false);
            return Ok(keeper);
        }
        let (own, earlier_run) = (keeper.own_name(), format!("{}.", keeper.instance));
        let tx = keeper.desk.store().begin().await?;
        leases::forget(&tx, INSTANCE).await?;
        leases::take(&tx, &own, &keeper.holder, &earlier_run, terms.lease).await?;
        bell::ring(&tx, &keeper.holder, Chime::Change).await?;
        tx.commit().await?;
        for account in keeper.accounts.clone() {
            keeper.take(&account, &earlier_run).await?;
        }
        keeper.look().await?;
        Ok(keeper)
    }

    /// Works until `stop`, then gives everything back. What was served must have ended before.
    pub async fn run(mut self, stop: CancellationToken) {
        if self.is_shared() {
            self.keep(&stop).await;
        } else {
            stop.cancelled().await;
        }
        if let Err(error) = self.give_back().await {
            tracing::warn!(%error, "what this instance served is not given back; others wait until its time is over");
        }
    }

    async fn keep(&mut self, stop: &CancellationToken) {
        let desk = Arc::clone(&self.desk);
        let (heard, mut rings) = mpsc::channel(RINGS);
        let mut listening = JoinSet::new();
        listening.spawn(listen(Arc::clone(&desk), heard));
        let mut next = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep_until(next.into()) => next = self.pass().await,
                () = desk.tenures.news.notified() => self.ring(Chime::Change).await,
                () = desk.tenures.call.notified() => {
                    self.ring(Chime::Look).await;
                    tokio::time::sleep(CALL).await;
                }
                Some(ring) = rings.recv() => match ring {
                    Some(ring) if ring.by == self.holder => {}
                    Some(ring) if ring.what == Chime::Look => desk.wake_here(),
                    _ => {
                        next = self.pass().await;
                        desk.wake_here();
                    }
                },
            }
        }
    }

    /// Renews and looks around; says when to do so again.
    async fn pass(&mut self) -> Instant {
        let begun = Instant::now();
        // While the database does not answer, tenures end by themselves.
        let bound = self.terms.renewal;
        match tokio::time::timeout(bound, self.renew_and_look(begun)).await {
            Ok(Ok(next)) => match self.follow().await {
                Ok(()) => {
                    self.desk.has_database(Waiting::Leases);
                    next
                }
                Err(error) => self.in_trouble(begun, &error),
            },
            Ok(Err(error)) => self.in_trouble(begun, &error),
            Err(_) => Instant::now(),
        }
    }

    fn in_trouble(&self, begun: Instant, error: &DbErr) -> Instant {
        self.desk.waits_for_database(Waiting::Leases, error);
        begun + (self.terms.renewal / 3).min(AFTER_TROUBLE)
    }

    async fn renew_and_look(&mut self, begun: Instant) -> Result<Instant, DbErr> {
        let renewed = leases::renew(self.desk.store().server(), &self.holder, self.terms.lease).await?;
        for tenure in self.desk.tenures.all() {
            let is_ours = renewed.iter().any(|(n, e)| n == tenure.account() && *e == tenure.epoch());
            match (is_ours, tenure.is_over()) {
                // One that has ended is ended: what worked under it has stopped.
                (true, false) => tenure.extend(begun + self.terms.stop),
                (_, true) | (false, _) => self.end(&tenure),
            }
        }
        if !renewed.iter().any(|(name, _)| *name == self.own_name()) {
            let (own, tx) = (self.own_name(), self.desk.store().begin().await?);
            leases::take(&tx, &own, &self.holder, &self.holder, self.terms.lease).await?;
            tx.commit().await?;
        }
        let soonest = self.look().await?;
        let next = begun + self.terms.renewal;
        Ok(soonest.map_or(next, |left| next.min(Instant::now() + left + AFTER_END)))
    }

    /// Takes what has become free; says when what others serve may become so.
    async fn look(&mut self) -> Result<Option<Duration>, DbErr> {
        let standings = leases::standings(self.desk.store().reader()).await?;
        let mut soonest: Option<Duration> = None;
        for account in self.accounts.clone() {
            if self.desk.tenures.of(&account).is_some() || self.is_ending(&account) {
                continue;
            }
            // What is held by this very run and not served: an answer of the database was lost.
            let theirs = |s: &&Standing| s.name == account && s.left.is_some() && s.holder != self.holder;
            match standings.iter().find(theirs).and_then(|s| s.left.map(|left| (s, left))) {
                Some((standing, left)) => {
                    soonest = Some(soonest.map_or(left, |soonest| soonest.min(left)));
                    self.say_served_by(&account, &standing.holder);
                }
                None => {
                    let holder = self.holder.clone();
                    self.take(&account, &holder).await?;
                }
            }
        }
        let theirs = |s: &&Standing| s.left.is_some() && s.holder != self.holder;
        let others = standings.iter().filter(theirs).any(|s| s.name.starts_with(INSTANCE));
        let mut elsewhere: HashSet<String> =
            standings.iter().filter(theirs).map(|s| s.name.clone()).collect();
        elsewhere.extend(self.accounts.iter().cloned());
        elsewhere.retain(|name| !name.starts_with(INSTANCE) && self.desk.tenures.of(name).is_none());
        let mut elsewhere: Vec<String> = elsewhere.into_iter().collect();
        elsewhere.sort_unstable();
        self.desk.tenures.set_elsewhere(elsewhere, others);
        Ok(soonest)
    }

    /// What other instances have changed for all; begun, it is done to its end, or half of it would be in force.
    async fn follow(&mut self) -> Result<(), DbErr> {
        let reader = self.desk.store().reader();
        let pins = counters::last(reader, places::GENERATION).await?;
        if pins != self.pins {
            self.desk.read_pins().await?;
            self.pins = pins;
        }
        let setup = counters::last(reader, GENERATION).await?;
        if setup > self.desk.setup_generation() {
            self.desk.follow_reload(setup).await?;
        }
        Ok(())
    }

    /// Takes an account that is free, or held by a run whose name begins with `again`.
    async fn take(&mut self, account: &str, again: &str) -> Result<(), DbErr> {
        let begun = Instant::now();
        let tx = self.desk.store().begin().await?;
        let taken = leases::take(&tx, account, &self.holder, again, self.terms.lease).await?;
        tx.commit().await?;
        let Taken::Ours { epoch, doubtful } = taken else { return Ok(()) };
        if doubtful > 0 {
            tracing::info!(
                account,
                doubtful,
                "sends were under way when it was served last; they are looked for"
            );
        }
        let until = self.is_shared().then(|| begun + self.terms.stop);
        if self.is_shared() {
            tracing::info!(account, epoch, "this instance serves the account now");
            self.said.insert(account.to_owned(), self.holder.clone());
            self.desk.read_pins().await?;
        }
        self.desk.tenures.begin(Tenure::new(account, epoch, until));
        self.desk.wake_here();
        Ok(())
    }

    fn end(&mut self, tenure: &Arc<Tenure>) {
        tracing::warn!(
            account = tenure.account(),
            epoch = tenure.epoch(),
            "this instance serves the account no longer: its lease could not be renewed in time"
        );
        tenure.end();
        self.desk.tenures.forget(tenure.account());
        self.ending.insert(tenure.account().to_owned(), Arc::downgrade(tenure));
    }

    /// Whether somebody still works under a tenure that has ended.
    fn is_ending(&mut self, account: &str) -> bool {
        let is_ending = self.ending.get(account).is_some_and(|tenure| tenure.strong_count() > 0);
        if !is_ending {
            self.ending.remove(account);
        }
        is_ending
    }

    fn say_served_by(&mut self, account: &str, holder: &str) {
        if self.said.get(account).is_none_or(|said| said != holder) {
            tracing::info!(account, holder, "another instance serves the account; waiting");
            self.said.insert(account.to_owned(), holder.to_owned());
        }
    }

    async fn ring(&self, what: Chime) {
        if let Err(error) = bell::ring(self.desk.store().server(), &self.holder, what).await {
            tracing::debug!(%error, "others are not called; they look by themselves");
        }
    }

    async fn give_back(&mut self) -> Result<(), DbErr> {
        let tenures = self.desk.tenures.all();
        for tenure in &tenures {
            tenure.end();
        }
        if !self.is_shared() {
            return Ok(());
        }
        let own = self.own_name();
        let tx = self.desk.store().begin().await?;
        for tenure in &tenures {
            leases::give_back(&tx, tenure.account(), tenure.epoch()).await?;
        }
        leases::remove(&tx, &own, &self.holder).await?;
        bell::ring(&tx, &self.holder, Chime::Change).await?;
        tx.commit().await?;
        tracing::info!(instance = self.instance, "what this instance served is given back");
        Ok(())
    }

    fn own_name(&self) -> String {
        format!("{INSTANCE}{}", self.instance)
    }

    fn is_shared(&self) -> bool {
        self.desk.store().backend() == DbBackend::Postgres
    }
}

/// Passes on what others ring, as long as somebody wants to hear it; `None` when something was missed.
async fn listen(desk: Arc<Desk>, rings: mpsc::Sender<Option<Ring>>) {
    loop {
        let heard = match Bell::hang(desk.store()).await {
            Ok(Some(bell)) => pass_on(bell, &rings).await,
            Ok(None) => return,
            Err(error) => Err(error),
        };
        match heard {
            Ok(()) => return,
            Err(error) => tracing::debug!(%error, "others are not heard"),
        }
        tokio::time::sleep(RELISTEN).await;
    }
}

/// Returns when nobody wants to hear it any more.
async fn pass_on(mut bell: Bell, rings: &mpsc::Sender<Option<Ring>>) -> Result<(), DbErr> {
    // What was rung before this moment was heard by nobody.
    let mut ring = None;
    while rings.send(ring).await.is_ok() {
        ring = bell.heard().await?;
    }
    Ok(())
}
