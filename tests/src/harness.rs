//! A whole desk in a test: the real engine between model platforms, on a clock that is turned.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::ConnectionTrait;
use sportello::clock::{Clock, SimulatedClock};
use sportello::config;
use sportello::crash::{Plan, Point};
use sportello::delivery::Worker;
use sportello::desk::{Desk, Keeper, OpenError, Parts, Scheduler, Terms};
use sportello::files::FileStore;
use sportello::store::Store;
use sportello::store::bell::{self, Chime};
use sportello_chat::{Event, Host, Inbound, Outlet, Place, Submitted};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::chat::ModelChat;
use crate::fresh;
use crate::mailbox::ModelMail;
use crate::options::{Database, Options};
use crate::person::Person;
use crate::simulation::Network;

/// Longer than anything takes that is not stuck, on a busy machine.
const STUCK: Duration = Duration::from_secs(90);
/// After that long a lease that has run out and was not taken was renewed meanwhile.
const RENEWED: Duration = Duration::from_secs(2);

/// Leases of model platforms last until somebody has them run out.
const TERMS: Terms = Terms {
    lease: Duration::from_secs(3600),
    stop: Duration::from_secs(3000),
    renewal: Duration::from_secs(1000),
};

/// The instance that every test begins with, and the one that some have besides.
const FIRST: &str = "first";
const SECOND: &str = "second";

/// The engine while it runs.
struct Engine {
    /// The name of the instance it is.
    instance: &'static str,
    desk: Arc<Desk>,
    keeper: JoinHandle<()>,
    tasks: Vec<JoinHandle<()>>,
    /// Who delivers step by step, in a simulation.
    steps: Option<Worker>,
    runs: u64,
}

/// A desk with its people and platforms.
pub struct Harness {
    engine: Engine,
    /// Another instance on the same database.
    other: Option<Engine>,
    pub(crate) clock: Arc<SimulatedClock>,
    options: Options,
    chats: [Arc<ModelChat>; 2],
    mail: Arc<ModelMail>,
    twice: AtomicBool,
    may_owe: AtomicBool,
    may_double: AtomicBool,
    submitted: Mutex<Vec<(String, Submitted)>>,
    /// What the desk died over: its platform tells it again.
    unacknowledged: Mutex<Vec<Inbound>>,
    deaths: Option<Plan>,
    died: u64,
    pub(crate) network: Mutex<Option<Network>>,
}

impl Harness {
    /// Opens a desk on a fresh database, on Monday, 23 November 2026, at nine in the morning, UTC.
    ///
    /// # Panics
    /// When it can't be opened.
    pub async fn start(mut options: Options) -> Self {
        if options.database == Database::Postgres {
            options.config.desk.database = fresh::postgres().await;
        } else if let config::Database::Sqlite(path) = &options.config.desk.database {
            fresh::sqlite(path).await;
        }
        let morning = DateTime::from_timestamp(1_795_424_400, 0).unwrap_or_default();
        let clock = Arc::new(SimulatedClock::new(morning));
        let chats = [ModelChat::alpha(), ModelChat::beta()];
        let mail = Arc::new(ModelMail::default());
        let engine = Engine::start(&options, &clock, &chats, &mail, 0, FIRST).await;
        let network = Mutex::new(options.simulated.then(|| Network::new(options.seed)));
        Self {
            engine,
            other: None,
            clock,
            options,
            chats,
            mail,
            twice: AtomicBool::new(false),
            may_owe: AtomicBool::new(false),
            may_double: AtomicBool::new(false),
            submitted: Mutex::default(),
            unacknowledged: Mutex::default(),
            deaths: None,
            died: 0,
            network,
        }
    }

    /// The desk.
    pub fn desk(&self) -> &Arc<Desk> {
        &self.engine.desk
    }

    /// Its database.
    pub fn store(&self) -> &Store {
        self.engine.desk.store()
    }

    /// A connection of its own to the database, beside the desk's.
    ///
    /// # Panics
    /// When it can't be had.
    pub async fn another_connection(&self) -> sea_orm::DatabaseConnection {
        use secrecy::ExposeSecret;
        let url = match &self.options.config.desk.database {
            config::Database::Sqlite(path) => format!("sqlite://{}", path.display()),
            config::Database::Postgres(url) => url.expose_secret().to_owned(),
        };
        sea_orm::Database::connect(url).await.expect("the database opens")
    }

    /// On which database it is.
    pub fn database(&self) -> Database {
        self.options.database
    }

    /// What bot.toml says.
    pub fn config(&self) -> &config::Config {
        &self.options.config
    }

    /// Where its attachments' bytes are.
    pub fn files_folder(&self) -> std::path::PathBuf {
        self.options.folder.path().join("files")
    }

    /// The platform like Matrix.
    pub fn alpha(&self) -> &Arc<ModelChat> {
        &self.chats[0]
    }

    /// The platform that can whisper.
    pub fn beta(&self) -> &Arc<ModelChat> {
        &self.chats[1]
    }

    /// The mail server.
    pub fn mail(&self) -> &ModelMail {
        &self.mail
    }

    /// What the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Somebody, on `alpha`; whoever was never heard of is a stranger.
    pub fn person(&self, name: &str) -> Person<'_> {
        Person::new(self, self.alpha(), name)
    }

    /// The customer whose address is known.
    pub fn mia(&self) -> Person<'_> {
        self.person("mia")
    }

    /// A customer nobody knows anything of.
    pub fn leo(&self) -> Person<'_> {
        self.person("leo")
    }

    /// An operator of the help desk.
    pub fn ada(&self) -> Person<'_> {
        self.person("ada")
    }

    /// An operator of the help desk and of its network queue.
    pub fn otto(&self) -> Person<'_> {
        self.person("otto")
    }

    /// An operator of another queue.
    pub fn zoe(&self) -> Person<'_> {
        self.person("zoe")
    }

    /// From now on every event reaches the desk twice, as after a broken connection.
    pub fn submit_everything_twice(&self) {
        self.twice.store(true, Ordering::Relaxed);
    }

    /// This test leaves something undelivered, and means to.
    pub fn may_owe(&self) {
        self.may_owe.store(true, Ordering::Relaxed);
    }

    /// This test has something said twice, and means to.
    pub fn may_double(&self) {
        self.may_double.store(true, Ordering::Relaxed);
    }

    pub(crate) fn owing_is_meant(&self) -> bool {
        self.may_owe.load(Ordering::Relaxed)
    }

    pub(crate) fn doubling_is_meant(&self) -> bool {
        self.may_double.load(Ordering::Relaxed)
    }

    /// From now on the process dies where this says so; see [`Harness::recover`].
    pub fn dies_where(&mut self, dies_at: impl Fn(Point) -> bool + Send + Sync + 'static) {
        let plan: Plan = Arc::new(dies_at);
        self.desk().deaths().plan(Arc::clone(&plan));
        self.deaths = Some(plan);
    }

    /// It dies no more.
    pub fn lives(&mut self) {
        self.dies_where(|_| false);
    }

    /// How often it has died and was started again.
    pub fn died(&self) -> u64 {
        self.died
    }

    /// If the process has died, it is started again, and told again what it had not acknowledged; until
    /// it lives.
    pub async fn recover(&mut self) {
        while self.desk().deaths().is_dead() {
            self.died += 1;
            self.crash_and_restart().await;
        }
    }

    /// What can't be done by a process that dies meanwhile ends with it: `None` then.
    pub(crate) async fn while_alive<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.desk().deaths().until_dead() => None,
            done = Box::pin(work) => Some(done),
        }
    }

    /// Hands an event to the desk.
    ///
    /// # Panics
    /// When the desk does not store it.
    pub async fn submit(&self, inbound: Inbound) -> Submitted {
        match self.on_its_way(inbound) {
            Some(inbound) => self.arrives(inbound).await,
            None => Submitted::Ignored,
        }
    }

    /// An event arrives at the desk.
    pub(crate) async fn arrives(&self, inbound: Inbound) -> Submitted {
        match self.while_alive(self.hand_over(&inbound)).await {
            Some(became) => became,
            // Nobody repeats an interaction.
            None if matches!(inbound.event, Event::Interaction(_)) => Submitted::Ignored,
            None => {
                self.unacknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(inbound);
                Submitted::Ignored
            }
        }
    }

    async fn hand_over(&self, inbound: &Inbound) -> Submitted {
        let inbound = inbound.clone();
        let id = inbound.id.clone();
        let first = self.desk().submit(inbound.clone()).await.expect("the event is stored");
        if self.twice.load(Ordering::Relaxed) {
            let again = self.desk().submit(inbound).await.expect("the event is seen again");
            let same = again == Submitted::Seen || first == Submitted::Ignored && again == first;
            assert!(same, "{id} was taken twice: {first:?}, {again:?}");
        }
        self.submitted.lock().unwrap_or_else(PoisonError::into_inner).push((id, first));
        first
    }

    /// What became of an event that was handed over.
    pub fn became_of(&self, id: &str) -> Option<Submitted> {
        let submitted = self.submitted.lock().unwrap_or_else(PoisonError::into_inner);
        submitted.iter().rev().find(|(known, _)| known == id).map(|(_, became)| *became)
    }

    /// Something happens to a room of `alpha` that is nobody's deed.
    pub async fn happens_to(&self, room: &str, event: Event) {
        let place =
            Place { room: room.to_owned(), thread: None, direct: false, encrypted: false, realm: None };
        self.happens_at(self.alpha(), place, event).await;
    }

    /// Something happens to a place that is nobody's deed.
    pub async fn happens_at(&self, chat: &ModelChat, place: Place, event: Event) {
        let inbound = Inbound {
            platform: chat.platform(),
            id: chat.new_id(),
            at: self.now(),
            // As adapters have it: what happens to a place is told in the bot's own name.
            author: sportello_chat::Author { id: "bot".to_owned(), bot: true, ..Default::default() },
            place,
            event,
            checkpoint: None,
        };
        self.submit(inbound).await;
    }

    /// Lets what was said have all its effects: `settle` is over, and what is owed is delivered or has
    /// met trouble.
    ///
    /// # Panics
    /// When that never ends.
    pub async fn settle(&self) {
        if let Some(worker) = &self.engine.steps {
            return self.settle_by_steps(worker).await;
        }
        match tokio::time::timeout(STUCK, self.while_alive(self.desk().settled())).await {
            Ok(done) => done.unwrap_or(Ok(())).expect("the database works"),
            Err(_) => panic!("the desk does not settle: {:#?}", self.owed().await),
        }
    }

    /// Turns the clock; what falls due on the way happens in order.
    ///
    /// # Panics
    /// When that never ends.
    pub async fn advance(&self, by: Duration) {
        if let Some(worker) = &self.engine.steps {
            return self.advance_by_steps(worker, by).await;
        }
        match tokio::time::timeout(STUCK, self.while_alive(self.desk().advance(&self.clock, by))).await {
            Ok(done) => done.unwrap_or(Ok(())).expect("the database works"),
            Err(_) => panic!("the desk does not come to rest: {:#?}", self.owed().await),
        }
    }

    /// The clock goes on, and nothing waits for what falls due meanwhile.
    pub fn turn_clock(&self, seconds: i64) {
        self.clock.turn_to(self.clock.now() + chrono::TimeDelta::seconds(seconds));
    }

    /// Turns the clock by seconds.
    pub async fn advance_seconds(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds)).await;
    }

    /// Somebody changes bot.toml; the desk does not know of it yet.
    pub fn edit_bot_toml(&mut self, edit: impl FnOnce(&mut Options)) {
        edit(&mut self.options);
        self.options.save(Ok(self.options.config.clone()));
    }

    /// Somebody makes mistakes in bot.toml; the desk does not know of it yet.
    pub fn spoil_bot_toml(&self, text: &str) {
        let read = config::parse("bot.toml", text, self.options.folder.path(), &|_| None, &|p| {
            std::fs::read_to_string(p)
        });
        self.options.save(read);
    }

    /// Another process would open the same database with the bot.toml as it is now: what it says if it
    /// can't.
    ///
    /// # Panics
    /// When it opens.
    pub async fn restart_is_refused(&mut self) -> String {
        self.engine.crash().await;
        let opened = open(&self.options, &self.clock, &self.chats, &self.mail, self.engine.runs + 1).await;
        opened.err().expect("it does not open").to_string()
    }

    /// The process dies where it stands, and another one opens the same database.
    pub async fn crash_and_restart(&mut self) {
        self.engine.crash().await;
        self.start_again().await;
    }

    async fn start_again(&mut self) {
        let (runs, instance) = (self.engine.runs + 1, self.engine.instance);
        self.engine =
            Engine::start(&self.options, &self.clock, &self.chats, &self.mail, runs, instance).await;
        if let Some(plan) = &self.deaths {
            self.desk().deaths().plan(Arc::clone(plan));
        }
        let again = std::mem::take(&mut *self.unacknowledged.lock().unwrap_or_else(PoisonError::into_inner));
        for inbound in again {
            self.arrives(inbound).await;
        }
    }

    /// The process dies, and the next one begins so many seconds later.
    pub async fn is_away_for(&mut self, seconds: u64) {
        self.engine.crash().await;
        let end = self.clock.now() + chrono::TimeDelta::seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
        self.clock.turn_to(end);
        self.start_again().await;
    }

    /// The process ends, and another one opens the same database with a changed bot.toml.
    pub async fn restart_with(&mut self, change: impl FnOnce(&mut config::Config)) {
        change(&mut self.options.config);
        self.crash_and_restart().await;
    }

    /// A second instance starts on the same database; people still write to the first one.
    pub async fn second_instance(&mut self) {
        let runs = self.engine.runs + 1;
        let other = Engine::start(&self.options, &self.clock, &self.chats, &self.mail, runs, SECOND).await;
        self.other = Some(other);
        self.ring().await;
    }

    /// The desk of the other instance.
    ///
    /// # Panics
    /// When there is none.
    pub fn other_desk(&self) -> &Arc<Desk> {
        &self.other.as_ref().expect("there is another instance").desk
    }

    /// The leases of whoever serves these accounts run out without their knowing, as if they had been stopped
    /// for a while; the other instance takes them over.
    ///
    /// # Panics
    /// When it does not.
    pub async fn other_takes_over(&self, accounts: &[&str]) {
        self.engine.keeper.abort();
        self.taken_over(self.other_desk(), accounts).await;
    }

    /// The same, by the instance to which the platforms' events go.
    ///
    /// # Panics
    /// When it does not.
    pub async fn take_over(&self, accounts: &[&str]) {
        if let Some(other) = &self.other {
            other.keeper.abort();
        }
        self.taken_over(self.desk(), accounts).await;
    }

    /// The instance to which the platforms' events go dies, and the other takes its accounts over.
    ///
    /// # Panics
    /// When it does not.
    pub async fn other_takes_over_from_the_dead(&mut self, accounts: &[&str]) {
        self.change_over();
        self.other_dies().await;
        self.take_over(accounts).await;
    }

    /// The instance from which accounts were taken looks after what it has left.
    ///
    /// # Panics
    /// When there is no other instance.
    pub async fn other_knows(&mut self) {
        let other = self.other.as_mut().expect("there is another instance");
        other.keeper = keep(&other.desk, other.instance).await;
    }

    async fn taken_over(&self, by: &Desk, accounts: &[&str]) {
        for account in accounts {
            let taken = tokio::time::timeout(STUCK, async {
                loop {
                    self.runs_out(account).await;
                    // The database may still have been about to renew it for whoever was stopped.
                    if tokio::time::timeout(RENEWED, by.tenure_of(account)).await.is_ok() {
                        break;
                    }
                }
            });
            taken.await.unwrap_or_else(|_| panic!("{account} is not taken over"));
        }
    }

    /// The lease of an account runs out, and everybody hears that there is something to look at.
    async fn runs_out(&self, account: &str) {
        let sql = format!("UPDATE lease SET expires_at = to_timestamp(0) WHERE name = '{account}'");
        self.store().server().execute_unprepared(&sql).await.expect("the database works");
        self.ring().await;
    }

    /// From now on the platforms' events go to the other instance.
    ///
    /// # Panics
    /// When there is none.
    pub fn change_over(&mut self) {
        let other = self.other.take().expect("there is another instance");
        self.other = Some(std::mem::replace(&mut self.engine, other));
    }

    /// The instance to which the platforms' events don't go dies where it stands.
    pub async fn other_dies(&mut self) {
        if let Some(mut other) = self.other.take() {
            other.crash().await;
        }
    }

    /// Has all instances look around.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn ring(&self) {
        bell::ring(self.store().server(), "nobody", Chime::Change).await.expect("the database works");
    }

    /// Everything is delivered, nothing was said twice, and no customer has seen an internal note.
    ///
    /// # Panics
    /// When not.
    pub async fn finish(self) {
        self.alpha().faults.end();
        self.beta().faults.end();
        self.mail.faults.end();
        self.settle().await;
        self.check_promises().await;
        let Self { mut engine, other, options, .. } = self;
        engine.crash().await;
        if let Some(mut other) = other {
            other.crash().await;
        }
        fresh::remove(&options.config.desk.database).await;
    }
}

impl Engine {
    async fn start(
        options: &Options,
        clock: &Arc<SimulatedClock>,
        chats: &[Arc<ModelChat>; 2],
        mail: &Arc<ModelMail>,
        runs: u64,
        instance: &'static str,
    ) -> Self {
        let desk = open(options, clock, chats, mail, runs).await.expect("the desk opens");
        pin_channels(&desk, &options.config).await;
        let stop = CancellationToken::new();
        let keeper = keep(&desk, instance).await;
        let worker = Worker::new(Arc::clone(&desk));
        if options.simulated {
            return Self { instance, desk, keeper, tasks: Vec::new(), steps: Some(worker), runs };
        }
        let scheduler = Scheduler::new(Arc::clone(&desk));
        let tasks = vec![tokio::spawn(worker.run(stop.clone())), tokio::spawn(scheduler.run(stop))];
        Self { instance, desk, keeper, tasks, steps: None, runs }
    }

    async fn crash(&mut self) {
        self.keeper.abort();
        for task in self.tasks.drain(..) {
            task.abort();
            // Cancelled, as was asked for.
            let _ = task.await;
        }
        self.desk.close().await;
    }
}

/// Looks after the leases of an instance.
async fn keep(desk: &Arc<Desk>, instance: &str) -> JoinHandle<()> {
    let keeper = Keeper::start(Arc::clone(desk), instance.to_owned(), TERMS).await;
    let keeper = keeper.expect("the leases can be taken");
    tokio::spawn(async move { keeper.run(CancellationToken::new()).await })
}

async fn pin_channels(desk: &Arc<Desk>, config: &config::Config) {
    for queue in &config.queues {
        for channel in queue.channels.iter().chain(&queue.operator_channels) {
            desk.pin(&channel.platform, &channel.name, &channel.name).await.expect("a channel is pinned");
        }
    }
}

async fn open(
    options: &Options,
    clock: &Arc<SimulatedClock>,
    chats: &[Arc<ModelChat>; 2],
    mail: &Arc<ModelMail>,
    runs: u64,
) -> Result<Arc<Desk>, OpenError> {
    let store = Store::open(&options.config.desk.database).await.expect("the database opens");
    store.migrate().await.expect("the schema is brought up to date");
    let files = FileStore::in_folder(&options.folder.path().join("files")).expect("a folder for files");
    let parts = Parts {
        config: options.config.clone(),
        reread: options.reread(),
        store,
        files,
        clock: Arc::clone(clock) as _,
        rng: StdRng::seed_from_u64(options.seed.wrapping_mul(1000).wrapping_add(runs)),
        chats: chats.iter().map(|c| Arc::clone(c) as _).collect(),
        outlets: vec![Arc::clone(mail) as _],
    };
    Desk::open(parts).await
}
