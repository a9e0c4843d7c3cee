//! The help desk itself: what it does with what happens, each event in one transaction.
//!
//! [`Desk`] is the [`Host`](sportello_chat::Host) of the adapters. [`intake`] routes an event;
//! [`commands`] holds the commands, a file each; `open`, `articles`, `edits` and the others are what
//! happens without a command. All of them work through an [`Act`]: one transaction with what it
//! needs at hand.

mod act;
mod answering;
mod apart;
mod articles;
mod assignment;
mod bytes;
pub mod clocks;
mod commands;
mod complete;
mod database;
mod direct;
mod edits;
mod emptying;
pub mod erasing;
pub mod exporting;
mod find;
mod flush;
mod form;
pub mod gone;
mod guess;
mod health;
mod holding;
mod intake;
mod interactions;
mod keeper;
mod last;
mod limits;
mod messages;
mod moments;
mod open;
mod outage;
mod owing;
mod places;
mod presence;
mod problem;
mod reactions;
mod refusal;
mod reload;
mod rooms;
pub mod schedule;
mod settle;
mod setup;
pub mod stalled;
mod storable;
mod suggestions;
mod tally;
mod tenure;
mod together;
pub mod trouble;
mod who;
mod withdrawing;

pub use act::Act;
pub use answering::Answer;
pub use database::{Trouble, Waiting, panicked};
pub use health::{Connection, Readiness, Undelivered};
pub use keeper::{Keeper, Terms};
pub use refusal::{DeskError, Refused};
pub use reload::{GENERATION as CONFIG_GENERATION, Reread};
pub use rooms::RoomRole;
pub use schedule::Scheduler;
pub use setup::View;
pub use tenure::Tenure;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};
use sea_orm::DbErr;
use sportello_chat::{ChatAdapter, Outlet};
use tokio::sync::{Notify, watch};

use self::setup::{Next, Setup};
use self::tenure::Tenures;
use crate::clock::Clock;
use crate::config::{Config, Report};
use crate::files::FileStore;
use crate::metrics::Metrics;
use crate::store::entity::person;
use crate::store::{Store, counters, people, places as place_rows, recount};
use crate::text::Texts;

/// A help desk.
pub struct Desk {
    me: Weak<Self>,
    setup: RwLock<Arc<Setup>>,
    reread: Reread,
    /// Held by whoever reads bot.toml again, until it is in force.
    reloading: Arc<tokio::sync::Mutex<()>>,
    /// How often bot.toml had been read again, by any instance, when this one did last.
    generation: AtomicI64,
    store: Store,
    files: FileStore,
    clock: Arc<dyn Clock>,
    texts: Texts,
    rng: Mutex<StdRng>,
    chats: HashMap<String, Arc<dyn ChatAdapter>>,
    outlets: HashMap<String, Arc<dyn Outlet>>,
    pins: RwLock<rooms::Pins>,
    tenures: Tenures,
    /// Held by whoever does what is due: within one instance it is done in order.
    due: tokio::sync::Mutex<()>,
    exports: exporting::Exports,
    wake: Notify,
    passed: watch::Sender<(u64, bool)>,
    waiters: database::Waiters,
    connections: health::Connections,
    spoken: guess::Known,
    metrics: Metrics,
    #[cfg(feature = "crash-points")]
    deaths: crate::crash::Deaths,
}

/// What a desk is made of.
pub struct Parts {
    /// What bot.toml says.
    pub config: Config,
    /// Reads bot.toml again.
    pub reread: Reread,
    /// The database, migrated.
    pub store: Store,
    /// Where attachments are kept.
    pub files: FileStore,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where keys and codes come from; in production seeded by the operating system.
    pub rng: StdRng,
    /// The chat platforms.
    pub chats: Vec<Arc<dyn ChatAdapter>>,
    /// Outlets that are no chat platform: mail.
    pub outlets: Vec<Arc<dyn Outlet>>,
}

/// Why a desk is not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// bot.toml does not go with what is in the database.
    #[error("{0}")]
    BotToml(Box<Report>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Desk {
    /// Brings the database in line with bot.toml and opens the desk.
    ///
    /// # Errors
    /// As the database says, or when bot.toml lacks a queue with open tickets.
    pub async fn open(parts: Parts) -> Result<Arc<Self>, OpenError> {
        let now = parts.clock.now();
        let tx = parts.store.begin().await?;
        parts.store.take_turn(&tx).await?;
        let mistakes = gone::with_open_tickets(&tx, &parts.config.queues).await?;
        if !mistakes.is_empty() {
            return Err(OpenError::BotToml(Box::new(Report::beyond_text(&parts.config.file, mistakes))));
        }
        let zone = parts.config.desk.time_zone;
        let setup = Setup::put_in_force(&tx, parts.config, now).await?;
        recount::put_in_order(&tx, zone).await?;
        schedule::sum_up(&tx, now).await?;
        let pins = rooms::Pins::new(&place_rows::all(&tx).await?);
        let generation = counters::last(&tx, reload::GENERATION).await?;
        tx.commit().await?;
        let mut outlets: HashMap<String, Arc<dyn Outlet>> =
            parts.outlets.into_iter().map(|o| (o.platform().as_str().to_owned(), o)).collect();
        let mut chats: HashMap<String, Arc<dyn ChatAdapter>> = HashMap::new();
        for chat in parts.chats {
            let name = chat.platform().as_str().to_owned();
            let outlet: Arc<dyn Outlet> = Arc::clone(&chat) as Arc<dyn Outlet>;
            outlets.insert(name.clone(), outlet);
            chats.insert(name, chat);
        }
        let tenures = Tenures::none(outlets.keys().cloned().collect());
        let connections = health::Connections::new(chats.keys(), now);
        let metrics = Metrics::default();
        chats.keys().for_each(|platform| metrics.takes_in(platform));
        outlets.keys().for_each(|platform| metrics.delivers(platform));
        Ok(Arc::new_cyclic(|me| Self {
            me: me.clone(),
            setup: RwLock::new(Arc::new(setup)),
            reread: parts.reread,
            reloading: Arc::default(),
            generation: AtomicI64::new(generation),
            store: parts.store,
            files: parts.files,
            clock: parts.clock,
            texts: Texts::default(),
            rng: Mutex::new(parts.rng),
            chats,
            outlets,
            pins: RwLock::new(pins),
            tenures,
            due: tokio::sync::Mutex::new(()),
            exports: exporting::Exports::none(),
            wake: Notify::new(),
            passed: watch::Sender::new((0, false)),
            waiters: database::Waiters::default(),
            connections,
            spoken: guess::Known::default(),
            metrics,
            #[cfg(feature = "crash-points")]
            deaths: crate::crash::Deaths::default(),
        }))
    }

    /// Closes the database; what is still made beside everything else is left.
    pub async fn close(&self) {
        self.exports.leave().await;
        self.store.close().await;
    }

    /// The desk with the setup of this moment.
    pub fn view(&self) -> View<'_> {
        View::new(self, Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// From now on the desk goes by this setup.
    async fn adopt(&self, next: Next) {
        self.generation.store(next.generation, Ordering::Relaxed);
        self.tenures.news.notify_one();
        *self.setup.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next.setup);
        let config = self.config();
        for (platform, chat) in &self.chats {
            if chat.takes_new_places() {
                chat.take_places(self, rooms::named_places(&config, platform)).await;
            }
        }
    }

    /// What bot.toml says at this moment.
    pub fn config(&self) -> Arc<Config> {
        self.view().config()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The file store.
    pub fn files(&self) -> &FileStore {
        &self.files
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The figures that the desk keeps of itself.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Where this desk's process is to die.
    #[cfg(feature = "crash-points")]
    pub fn deaths(&self) -> &crate::crash::Deaths {
        &self.deaths
    }

    /// The messages in all languages.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The chat platform of this name.
    pub fn chat(&self, platform: &str) -> Option<&Arc<dyn ChatAdapter>> {
        self.chats.get(platform)
    }

    /// What delivers to this platform.
    pub fn outlet(&self, platform: &str) -> Option<Arc<dyn Outlet>> {
        self.outlets.get(platform).cloned()
    }

    /// What a room is called in bot.toml.
    fn room_name(&self, platform: &str, room: &str) -> String {
        self.pins.read().unwrap_or_else(PoisonError::into_inner).name_of(platform, room)
    }

    fn pins(&self) -> std::sync::RwLockWriteGuard<'_, rooms::Pins> {
        self.pins.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads anew which rooms the names of bot.toml stand for: another instance may have found some.
    async fn read_pins(&self) -> Result<(), DbErr> {
        loop {
            let known = self.pins().changes();
            let read = rooms::Pins::new(&place_rows::all(self.store().reader()).await?);
            if self.pins().replace(known, read) {
                return Ok(());
            }
        }
    }

    /// How often bot.toml had been read again, by any instance, when this one did last.
    fn setup_generation(&self) -> i64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// A random key: 128 bits in 22 characters of base64url.
    pub fn random_key(&self) -> String {
        use base64::Engine;
        let mut bytes = [0_u8; 16];
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A random number from 0 to 1.
    pub fn random_fraction(&self) -> f64 {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).random()
    }

    /// A random word of eight letters and digits that are not mistaken for each other.
    pub fn random_word(&self) -> String {
        const SIGNS: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        (0..8).map(|_| char::from(SIGNS[rng.random_range(0..SIGNS.len())])).collect()
    }

    /// A random code of six digits.
    pub fn random_code(&self) -> String {
        let code: u32 = self.rng.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..1_000_000);
        format!("{code:06}")
    }

    /// Something was committed that delivery and schedule should look at, here and elsewhere.
    pub fn wake(&self) {
        self.wake_here();
        if self.has_others() && !self.tenures.elsewhere().is_empty() {
            self.tenures.call.notify_one();
        }
    }

    /// Delivery and schedule should look at the store once more.
    pub(super) fn wake_here(&self) {
        self.wake.notify_waiters();
    }

    /// Returns at the next [`Desk::wake`] after this call, even one that comes before it is awaited.
    pub fn woken(&self) -> std::pin::Pin<Box<tokio::sync::futures::Notified<'_>>> {
        let mut notified = Box::pin(self.wake.notified());
        notified.as_mut().enable();
        notified
    }

    /// Delivery has looked at the store once more; `idle` if nothing is being sent.
    pub fn delivery_passed(&self, idle: bool) {
        self.passed.send_modify(|(passes, was_idle)| {
            *passes += 1;
            *was_idle = idle;
        });
    }

    /// Whether nothing was being sent when delivery last looked.
    fn is_idle(&self) -> bool {
        self.passed.borrow().1
    }

    /// The person bot.toml calls `handle`.
    async fn operator_person(
        &self,
        tx: &crate::store::Tx,
        handle: &str,
    ) -> Result<Option<person::Model>, DbErr> {
        people::by_handle(tx, handle).await
    }
}
