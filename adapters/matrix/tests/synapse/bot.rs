//! A bot on the homeserver, started and stopped as the program does it.

use std::sync::Arc;

use chrono::Utc;
use sportello_chat::{
    Attempt, Audience, Body, ChatAdapter, Content, Event, Mention, Operation, Outbound, Outlet, SendError,
    Sent, Stopped, Target,
};
use sportello_matrix::{MatrixAdapter, MatrixSettings, RoomRole, RoomSetting, Trust};
use sportello_test_servers::User;
use sportello_test_servers::synapse::Synapse;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::host::{FakeHost, PATIENCE};

/// The bot, its host and its folder.
pub struct Bot {
    pub adapter: Arc<MatrixAdapter>,
    pub host: Arc<FakeHost>,
    pub id: String,
    pub settings: MatrixSettings,
    pub dir: Arc<TempDir>,
    running: Option<(CancellationToken, JoinHandle<Result<(), Stopped>>)>,
}

pub fn help(name: &str) -> RoomSetting {
    RoomSetting { name: name.to_owned(), role: RoomRole::Help { private: false } }
}

impl Bot {
    /// A bot that has an account and does not run yet.
    pub async fn new(synapse: &Synapse, rooms: Vec<RoomSetting>) -> Self {
        let account = synapse.newcomer("bot").await;
        Self::of(synapse, &account, rooms)
    }

    /// A bot for an account that is there.
    pub fn of(synapse: &Synapse, account: &User, rooms: Vec<RoomSetting>) -> Self {
        let dir = Arc::new(tempfile::tempdir().expect("a folder"));
        let settings = MatrixSettings {
            homeserver: synapse.url.parse().expect("a URL"),
            user: account.id.clone(),
            password: account.password.clone().into(),
            encryption: true,
            trust: Trust::Everyone,
            recovery_key: None,
            state_dir: dir.path().to_owned(),
            store_passphrase: None,
            rooms,
            max_file_size: 1 << 20,
            device_name: "Sportello".into(),
        };
        Self::with(settings, dir)
    }

    /// A bot with settings of its own.
    pub fn with(settings: MatrixSettings, dir: Arc<TempDir>) -> Self {
        Self {
            adapter: Arc::new(MatrixAdapter::new(settings.clone())),
            host: Arc::new(FakeHost::new()),
            id: settings.user.clone(),
            settings,
            dir,
            running: None,
        }
    }

    /// Starts it, and waits until it is connected.
    pub async fn start(&mut self) {
        self.launch();
        self.host.until_connected(true).await;
    }

    /// Starts it.
    pub fn launch(&mut self) {
        let stop = CancellationToken::new();
        let (adapter, host, token) = (self.adapter.clone(), self.host.clone(), stop.clone());
        self.running = Some((stop, tokio::spawn(async move { adapter.run(host, token).await })));
    }

    /// Ends it as a shutdown does; what it had in memory is gone.
    pub async fn stop(&mut self) {
        if let Some((stop, task)) = self.running.take() {
            stop.cancel();
            let ended = tokio::time::timeout(PATIENCE, task).await;
            ended.expect("ends soon").expect("no panic").expect("ends well");
        }
        self.adapter = Arc::new(MatrixAdapter::new(self.settings.clone()));
    }

    /// The result of a run that ends by itself.
    pub async fn ended(&mut self) -> Result<(), Stopped> {
        let (_, task) = self.running.take().expect("it runs");
        tokio::time::timeout(PATIENCE, task).await.expect("ends by itself").expect("no panic")
    }

    /// Waits until it has come into `room` and said so.
    pub async fn in_room(&self, room: &str) {
        self.host
            .wait_for("the bot in the room", |i| i.place.room == room && matches!(i.event, Event::PlaceFound))
            .await;
    }

    /// Carries out an operation that can be carried out once the bot is connected.
    pub async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        loop {
            match self.adapter.perform(operation, attempt).await {
                Err(SendError::Retry { .. }) => tokio::task::yield_now().await,
                other => return other,
            }
        }
    }

    /// Says something, and returns what became of it.
    pub async fn say(&self, target: Target, text: &str) -> Sent {
        let operation = send(target, Body::plain(text), Vec::new());
        self.perform(&operation, &attempt("k")).await.expect("sent")
    }
}

pub fn room(id: &str) -> Target {
    Target::Room { room: id.to_owned() }
}

pub fn thread(room: &str, root: &str) -> Target {
    Target::Thread { room: room.to_owned(), thread: root.to_owned() }
}

pub fn send(target: Target, body: Body, mentions: Vec<Mention>) -> Operation {
    Operation::Send {
        target,
        body,
        mentions,
        reply_to: None,
        notice: false,
        only_for: None,
        opens_thread: false,
        buttons: vec![],
    }
}

/// A first attempt whose key begins with `key`.
pub fn attempt(key: &str) -> Attempt {
    #[expect(clippy::disallowed_methods, reason = "the homeserver's clock is the real one")]
    let since = Utc::now();
    let unique = std::sync::atomic::AtomicU64::new(0);
    let serial = unique.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    Attempt {
        key: format!("{key}-{}", since.timestamp_nanos_opt().unwrap_or_default()),
        serial: serial as i64,
        since,
        earlier: Vec::new(),
        outbound: Arc::new(Outbound {
            target: room("!any"),
            audience: Audience::Customer,
            ticket: None,
            answers: None,
            content: Content::Delete { message: String::new() },
        }),
        file: None,
        attached: Vec::new(),
    }
}
