//! The adapter in a test's hands: it runs, and carries out what the test wants said.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chrono::DateTime;
use sportello_chat::{
    Attempt, Audience, Body, ChatAdapter, Content, NewMessage, Operation, Outbound, Outlet, SendError, Sent,
    Stopped, Target,
};
use sportello_discord::{DiscordAdapter, Room, RoomRole, Settings};
use sportello_discord_server::{Channel, DiscordServer, Guild, Id, Role};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::host::{FakeHost, PATIENCE};

/// A server with a desk: a help channel, one for operators, and a role of theirs.
pub struct Desk {
    pub discord: DiscordServer,
    pub guild: Guild,
    pub help: Channel,
    pub ops: Channel,
    pub staff: Role,
    pub host: Arc<FakeHost>,
    pub folder: TempDir,
    pub rooms: Vec<Room>,
}

impl Desk {
    pub async fn new() -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let discord = DiscordServer::start().await;
        let guild = discord.guild("Uni");
        let (help, ops, staff) =
            (guild.text_channel("help"), guild.text_channel("help-ops"), guild.role("staff"));
        let rooms = vec![room(&help, RoomRole::Help { private: false }), room(&ops, RoomRole::Operators)];
        let folder = tempfile::tempdir().expect("a folder");
        Self { discord, guild, help, ops, staff, host: Arc::new(FakeHost::new()), folder, rooms }
    }

    pub fn settings(&self) -> Settings {
        Settings {
            token: self.discord.token().to_owned().into(),
            guilds: vec![self.guild.id().get()],
            connect_to: Some(self.discord.address().to_string()),
            ca_file: Some(self.discord.ca_file()),
            state_dir: self.folder.path().to_owned(),
            rooms: self.rooms.clone(),
            operator_roles: vec![self.staff.id().get()],
            language: "en".into(),
            request_timeout: Duration::from_secs(2),
        }
    }

    /// A bot that reads both channels.
    pub async fn bot(&self) -> Bot {
        let bot = Bot::start(self.settings(), self.host.clone());
        self.host.until_connected(true).await;
        for room in &self.rooms {
            self.host.reads(&room.id).await;
        }
        bot
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

pub fn room(channel: &Channel, role: RoomRole) -> Room {
    Room { id: channel.id().to_string(), role }
}

/// A running adapter.
pub struct Bot {
    pub adapter: Arc<DiscordAdapter>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), Stopped>>,
}

impl Bot {
    pub fn start(settings: Settings, host: Arc<FakeHost>) -> Self {
        let adapter = Arc::new(DiscordAdapter::new(settings).expect("settings"));
        let stop = CancellationToken::new();
        let task = tokio::spawn({
            let (adapter, stop) = (adapter.clone(), stop.clone());
            async move { adapter.run(host, stop).await }
        });
        Self { adapter, stop, task }
    }

    pub async fn stop(self) {
        self.stop.cancel();
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("it ends");
        ended.expect("no panic").expect("no complaint");
    }

    /// Why it gave up.
    pub async fn gave_up(self) -> String {
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("it ends");
        ended.expect("no panic").expect_err("it gives up").cause
    }

    /// Carries out all that `outbound` takes, as the core does.
    pub async fn deliver(&self, outbound: Outbound, file: Option<Bytes>) -> Result<Vec<Sent>, SendError> {
        let mut earlier = Vec::new();
        for operation in self.adapter.plan(&outbound) {
            let mut attempt = attempt(&outbound, earlier.clone());
            attempt.file = file.clone();
            earlier.push(self.perform(&operation, &attempt).await?);
        }
        Ok(earlier)
    }

    /// Carries out one operation, again for as long as that is of use.
    pub async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        for _ in 0..5 {
            match self.adapter.perform(operation, attempt).await {
                Err(SendError::Retry { .. }) => {}
                done => return done,
            }
        }
        self.adapter.perform(operation, attempt).await
    }

    /// Says something; the ids of its parts.
    pub async fn say(&self, target: Target, message: NewMessage) -> Vec<Sent> {
        self.deliver(outbound(target, Content::Message(message)), None).await.expect("said")
    }

    pub async fn act(&self, target: Target, content: Content) -> Result<Vec<Sent>, SendError> {
        self.deliver(outbound(target, content), None).await
    }
}

pub fn outbound(target: Target, content: Content) -> Outbound {
    Outbound { target, audience: Audience::Customer, ticket: None, answers: None, content }
}

/// A first try under a key of its own.
pub fn attempt(outbound: &Outbound, earlier: Vec<Sent>) -> Attempt {
    static SERIAL: AtomicI64 = AtomicI64::new(1);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    Attempt {
        key: format!("key-{serial:018}"),
        serial,
        since: now(),
        earlier,
        outbound: Arc::new(outbound.clone()),
        file: None,
        attached: Vec::new(),
    }
}

/// The time by this machine's clock, which the test's Discord shares.
pub fn now() -> DateTime<chrono::Utc> {
    DateTime::from(std::time::SystemTime::now())
}

pub fn in_room(channel: &Channel) -> Target {
    Target::Room { room: channel.id().to_string() }
}

pub fn in_thread(channel: &Channel, thread: impl Into<Id>) -> Target {
    Target::Thread { room: channel.id().to_string(), thread: thread.into().to_string() }
}

pub fn plain(text: &str) -> NewMessage {
    NewMessage { body: Body::plain(text), ..NewMessage::default() }
}
