//! A desk whose platform takes everything and says nothing, on a clock that is turned.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sportello::clock::{Clock, SimulatedClock};
use sportello::config::{self, Account, Channel, Config};
use sportello::delivery::Worker;
use sportello::desk::{Desk, Keeper, Parts, Terms};
use sportello::files::FileStore;
use sportello::store::Store;
use sportello_chat::{
    Attempt, Author, Capabilities, ChatAdapter, Checkpoint, Event, Fetched, FileOffer, Finding, Found, Host,
    Inbound, Markup, Message, Operation, Outbound, Outlet, Place, Platform, SendError, Sent, Stopped,
    Submitted, ThreadRef, Threads, Uncertain,
};
use tokio_util::sync::CancellationToken;

const PLATFORM: Platform = Platform::new("chat");
const MAIL: Platform = Platform::new("mail");
const ROOM: &str = "help";
const OPERATORS: &str = "ops";
/// As long as anything is measured.
const TERMS: Terms = Terms {
    lease: Duration::from_secs(86_400),
    stop: Duration::from_secs(80_000),
    renewal: Duration::from_secs(20_000),
};
/// Longer than the time in which a customer's messages belong together.
const LATER: Duration = Duration::from_secs(600);
/// Long enough a text to be one.
const TEXT: &str = "The printer on the second floor prints nothing but blank pages since this morning, and \
                    the lamp beside the paper tray blinks orange. I have switched it off and on twice.";

const BOT_TOML: &str = r#"
[desk]
name = "Service Desk"
language = "en"
time_zone = "Europe/Rome"
database = "sqlite://desk.db"
data_dir = "data"

[console]
enabled = true

[mail]
from = "Service Desk <help@example.org>"
transport = { folder = "mail" }

[[operator]]
name = "ada"
mail = "ada@example.org"
console = "ada"

[[queue]]
name = "helpdesk"
title = "Service desk"
operators = ["ada"]
responsible = "ada"
channels = [{ console = "help" }]
operator_channels = [{ console = "ops" }]
"#;

/// A desk to measure.
pub struct Measured {
    desk: Arc<Desk>,
    clock: Arc<SimulatedClock>,
    events: AtomicUsize,
    /// Which desk of which process this is: each has events of its own.
    life: String,
}

impl Measured {
    /// A desk on this database; SQLite in `folder` if none is named.
    ///
    /// # Panics
    /// When it can't be opened.
    pub async fn open(folder: &Path, postgres: Option<String>) -> Arc<Self> {
        let mut config =
            config::parse("bot.toml", BOT_TOML, folder, &|_| None, &|p| std::fs::read_to_string(p))
                .unwrap_or_else(|report| panic!("{report:?}"));
        on_the_platform(&mut config);
        if let Some(url) = postgres {
            config.desk.database = config::Database::Postgres(url.into());
        }
        let store = Store::open(&config.desk.database).await.expect("the database opens");
        store.migrate().await.expect("the schema is made");
        let clock =
            Arc::new(SimulatedClock::new(DateTime::from_timestamp(1_795_424_400, 0).unwrap_or_default()));
        let parts = Parts {
            reread: Arc::new({
                let config = config.clone();
                move || Ok(config.clone())
            }),
            config,
            store,
            files: FileStore::in_folder(&folder.join("files")).expect("a folder for files"),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            rng: StdRng::seed_from_u64(1),
            chats: vec![Arc::new(Quiet(PLATFORM))],
            outlets: vec![Arc::new(Quiet(MAIL))],
        };
        let desk = Desk::open(parts).await.expect("the desk opens");
        for room in [ROOM, OPERATORS] {
            desk.pin(&PLATFORM, room, room).await.expect("a channel is pinned");
        }
        let keeper = Keeper::start(Arc::clone(&desk), "bench".to_owned(), TERMS).await;
        let keeper = keeper.expect("the leases can be taken");
        tokio::spawn(async move { keeper.run(CancellationToken::new()).await });
        for account in [PLATFORM, MAIL] {
            desk.tenure_of(account.as_str()).await;
        }
        static LIVES: AtomicUsize = AtomicUsize::new(0);
        let life = format!("{}-{}", std::process::id(), LIVES.fetch_add(1, Ordering::Relaxed));
        Arc::new(Self { desk, clock, events: AtomicUsize::default(), life })
    }

    /// Its database.
    pub fn store(&self) -> &Store {
        self.desk.store()
    }

    /// What is said from now on is said later.
    pub fn later(&self) {
        self.clock.turn_to(self.clock.now() + LATER);
    }

    /// All that is owed is said, as a desk does that delivers.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn delivers(&self) {
        let stop = CancellationToken::new();
        let worker = tokio::spawn(Worker::new(Arc::clone(&self.desk)).run(stop.clone()));
        self.desk.settled().await.expect("all is said");
        stop.cancel();
        worker.await.expect("delivery ends");
    }

    /// `number` customers open a ticket each, `at_once` at a time; gives the threads.
    ///
    /// # Panics
    /// When one is not stored.
    pub async fn open_tickets(self: &Arc<Self>, number: usize, at_once: usize) -> Vec<String> {
        let desk = Arc::clone(self);
        at_a_time(number, at_once, move |customer| {
            let desk = Arc::clone(&desk);
            async move { desk.opens(customer).await }
        })
        .await
    }

    /// Each customer writes once in each round in their thread, as many at a time as there are threads.
    ///
    /// # Panics
    /// When a message is not stored.
    pub async fn write_on(self: &Arc<Self>, threads: &[String], rounds: usize) {
        let (desk, threads): (_, Arc<[String]>) = (Arc::clone(self), threads.into());
        let at_once = threads.len();
        at_a_time(at_once, at_once, move |customer| {
            let (desk, threads) = (Arc::clone(&desk), Arc::clone(&threads));
            async move {
                for _ in 0..rounds {
                    desk.says(&author(customer), Some(&threads[customer]), TEXT).await;
                }
            }
        })
        .await;
    }

    /// `number` tickets are opened, answered and closed, `at_once` at a time.
    ///
    /// # Panics
    /// When a message is not stored.
    pub async fn live(self: &Arc<Self>, number: usize, at_once: usize) {
        let desk = Arc::clone(self);
        at_a_time(number, at_once, move |customer| {
            let desk = Arc::clone(&desk);
            async move {
                let thread = desk.opens(customer).await;
                desk.says("ada", Some(&thread), "Please take the one on the first floor until noon.").await;
                desk.says("ada", Some(&thread), "!close").await;
            }
        })
        .await;
    }

    /// A customer writes in their thread.
    pub async fn writes(&self, customer: usize, thread: &str) {
        self.says(&author(customer), Some(thread), "It still prints nothing but blank pages.").await;
    }

    /// A customer opens a ticket; gives its thread.
    pub async fn opens(&self, customer: usize) -> String {
        self.says(&author(customer), None, TEXT).await
    }

    /// Somebody says something; gives the message's id.
    ///
    /// # Panics
    /// When it is not stored.
    pub async fn says(&self, who: &str, thread: Option<&str>, text: &str) -> String {
        self.says_in(ROOM, who, thread, text).await
    }

    /// An operator types a command in the operators' channel.
    ///
    /// # Panics
    /// When it is not stored.
    pub async fn commands(&self, who: &str, text: &str) {
        self.says_in(OPERATORS, who, None, text).await;
    }

    async fn says_in(&self, room: &str, who: &str, thread: Option<&str>, text: &str) -> String {
        let event = self.events.fetch_add(1, Ordering::Relaxed);
        let id = format!("$message-{}-{event}:example.org", self.life);
        let inbound = Inbound {
            platform: PLATFORM,
            id: id.clone(),
            at: self.now(),
            author: Author { id: who.to_owned(), name: Some(who.to_owned()), ..Author::default() },
            place: Place {
                room: room.to_owned(),
                thread: thread.map(|t| ThreadRef::Id(t.to_owned())),
                direct: false,
                encrypted: false,
                realm: None,
            },
            event: Event::Message(Message {
                text: text.to_owned(),
                markup: Markup::Plain,
                ..Message::default()
            }),
            // A place of their own for all who speak at once, since each place hands its events over one after another.
            checkpoint: Some(Checkpoint {
                place: format!("{room}:{}", thread.unwrap_or(who)),
                event: id.clone(),
            }),
        };
        let submitted = self.desk.submit(inbound).await.expect("the event is stored");
        assert_eq!(submitted, Submitted::Stored);
        id
    }

    /// What time it is there.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Does something for each number below `number`, by `at_once` tasks.
async fn at_a_time<T, F>(
    number: usize,
    at_once: usize,
    work: impl Fn(usize) -> F + Clone + Send + 'static,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send,
{
    let mut tasks = Vec::new();
    for task in 0..at_once {
        let work = work.clone();
        tasks.push(tokio::spawn(async move {
            let mut done = Vec::new();
            for at in (task..number).step_by(at_once) {
                done.push((at, work(at).await));
            }
            done
        }));
    }
    let mut all = Vec::with_capacity(number);
    for task in tasks {
        all.extend(task.await.expect("a task ends"));
    }
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, done)| done).collect()
}

fn author(customer: usize) -> String {
    format!("@customer-{customer}:example.org")
}

fn on_the_platform(config: &mut Config) {
    config.console = None;
    let channel = |c: &mut Channel| c.platform = PLATFORM;
    for queue in &mut config.queues {
        queue.channels.iter_mut().chain(&mut queue.operator_channels).for_each(channel);
    }
    let account = |a: &mut Account| a.platform = PLATFORM;
    config.operators.iter_mut().flat_map(|o| &mut o.accounts).for_each(account);
}

/// A platform like Matrix, or a mail server, that takes everything.
struct Quiet(Platform);

#[async_trait]
impl Outlet for Quiet {
    fn platform(&self) -> Platform {
        self.0.clone()
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        outbound.operations(4000, Threads::Implicit)
    }

    async fn perform(&self, _: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        Ok(Sent::message(&attempt.key))
    }

    async fn find(&self, _: &Operation, _: &Attempt) -> Result<Found, SendError> {
        Ok(Found::Absent)
    }

    fn policy(&self, _: &Operation) -> Uncertain {
        Uncertain::Repeat
    }

    async fn check(&self) -> Vec<Finding> {
        Vec::new()
    }
}

#[async_trait]
impl ChatAdapter for Quiet {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            threads: Threads::Implicit,
            ephemeral: false,
            direct_always: false,
            reactions: true,
            buttons: false,
            private_threads: false,
        }
    }

    async fn run(&self, _: Arc<dyn Host>, stop: CancellationToken) -> Result<(), Stopped> {
        stop.cancelled().await;
        Ok(())
    }

    async fn fetch(&self, _: &FileOffer, _: u64) -> Result<Fetched, SendError> {
        Ok(Fetched::TooLarge)
    }
}
