//! The server as a test holds it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::gateway::connection;
use crate::gateway::session::Out;
use crate::id::{Id, MessageId};
use crate::people::channel::Channel;
use crate::people::guild::Guild;
use crate::people::person::Person;
use crate::rate::Rates;
use crate::record::Requested;
use crate::rest::serve;
use crate::shared::Shared;
use crate::shown::Shown;
use crate::tls;
use crate::world::World;
use crate::world::guild::User;
use crate::world::settings::Settings;

/// Discord, for one test. When it is dropped, the test fails if the bot sent what Discord would not
/// take, unless the test expected that.
pub struct DiscordServer {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    ca_file: PathBuf,
    tasks: Vec<JoinHandle<()>>,
    _folder: TempDir,
}

impl DiscordServer {
    /// Starts one, on ports of its own.
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("discord-").tempdir();
        let folder = folder.unwrap_or_else(|e| panic!("no temporary folder for Discord: {e}"));
        let (acceptor, ca_file) = tls::acceptor(folder.path());
        let (rest, gateway) = (listener().await, listener().await);
        let port = |listener: &TcpListener| {
            listener.local_addr().unwrap_or_else(|e| panic!("no address for Discord: {e}"))
        };
        let (address, gateway_port) = (port(&rest), port(&gateway).port());
        let mut world = World::default();
        let bot = world.make_id();
        world.bot = bot;
        let user = User {
            id: bot,
            name: "desk".to_owned(),
            shown_name: None,
            bot: true,
            locale: "en-US".to_owned(),
            accepts_dms: false,
        };
        world.users.insert(bot, user);
        // A token begins with the bot's id in base64; nobody looks at the rest.
        let token = format!("{}.Gtest0.{:x}", base64(&bot.to_string()), world.make_id().0);
        let shared = Arc::new(Shared::new(world, token, gateway_port));
        let tasks = vec![
            tokio::spawn(serve::listen(rest, acceptor, Arc::clone(&shared))),
            tokio::spawn(connection::serve(gateway, Arc::clone(&shared))),
        ];
        Self { shared, address, ca_file, tasks, _folder: folder }
    }

    /// Where `discord.com`, `cdn.discordapp.com` and `media.discordapp.net` are to be resolved to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of the authority to be trusted, as PEM.
    pub fn ca_file(&self) -> PathBuf {
        self.ca_file.clone()
    }

    /// The bot's token.
    pub fn token(&self) -> &str {
        self.shared.token()
    }

    /// Where the gateway is, also told by `GET /gateway`.
    pub fn gateway_url(&self) -> String {
        self.shared.gateway_url()
    }

    /// The id of the bot's user and of its application.
    pub fn bot(&self) -> Id {
        self.shared.read(|w| w.bot)
    }

    /// A new guild with the bot in it.
    pub fn guild(&self, name: &str) -> Guild {
        Guild::make(&self.shared, name)
    }

    /// A new person who is in no guild.
    pub fn stranger(&self, name: &str) -> Person {
        Person::make(&self.shared, name, Duration::from_secs(365 * 24 * 60 * 60))
    }

    /// Changes the settings.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.shared.with(|w| change(&mut w.settings));
    }

    /// From now on these limits hold; at first there are none to speak of.
    pub fn limits(&self, rates: Rates) {
        self.shared.with(|w| w.rates = rates);
    }

    /// Turns the server's clock on. Threads that were silent for long enough are archived.
    pub fn advance(&self, by: Duration) {
        self.shared.with(|w| {
            w.clock.advance(by);
            w.archive_idle();
        });
    }

    /// Changes anything.
    pub fn with<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.with(change)
    }

    /// Looks at anything.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.shared.read(look)
    }

    /// Every message ever written in a channel; deleted ones are marked.
    pub fn shown(&self, channel: impl Into<Id>) -> Vec<Shown> {
        let channel = channel.into();
        self.read(|w| w.shown(channel))
    }

    /// What a person sees in a channel now.
    pub fn shown_to(&self, person: &Person, channel: impl Into<Id>) -> Vec<Shown> {
        let channel = channel.into();
        self.read(|w| w.shown_to(person.id, channel))
    }

    /// One message.
    pub fn message(&self, id: impl Into<MessageId>) -> Shown {
        let id = id.into();
        self.read(|w| w.messages.get(&id).map(|m| w.show(m)))
            .unwrap_or_else(|| panic!("there is no message {id:?}"))
    }

    /// The threads of a channel, the oldest first.
    pub fn threads_of(&self, channel: impl Into<Id>) -> Vec<Channel> {
        let channel = channel.into();
        let ids: Vec<Id> = self.read(|w| w.threads(channel).map(|t| t.id).collect());
        ids.into_iter().map(|id| self.channel(id)).collect()
    }

    /// A channel, thread or direct chat by its id.
    pub fn channel(&self, id: impl Into<Id>) -> Channel {
        Channel { shared: Arc::clone(&self.shared), id: id.into() }
    }

    /// What stands in the direct chat of the bot and a person.
    pub fn dm(&self, person: &Person) -> Vec<Shown> {
        self.read(|w| w.dm(person.id).map(|id| w.shown(id)).unwrap_or_default())
    }

    /// Discord adds the preview of a link to a message: an update that is no edit.
    pub fn previews(&self, message: impl Into<MessageId>, url: &str) {
        let message = message.into();
        self.with(|w| {
            if let Ok(found) = w.message_mut(message) {
                found.embeds.push(serde_json::json!({ "type": "link", "url": url, "title": "A page" }));
            }
            w.announce_update(message);
        });
    }

    /// Waits until something is so. The test has failed when it isn't within the patience of the
    /// [`Settings`]; then everything that was said is printed.
    pub async fn until(&self, mut condition: impl FnMut(&World) -> bool) {
        self.find(|w| condition(w).then_some(())).await;
    }

    /// The same, and hands on what was found.
    pub async fn find<T>(&self, look: impl FnMut(&World) -> Option<T>) -> T {
        let patience = self.read(|w| w.settings.patience);
        match tokio::time::timeout(patience, self.shared.until(look)).await {
            Ok(found) => found,
            Err(_) => panic!("it didn't come true within {patience:?}\n{}", self.transcript()),
        }
    }

    /// Waits for a message of the bot in a channel that holds `part`.
    pub async fn bot_says(&self, channel: impl Into<Id>, part: &str) -> Shown {
        let channel = channel.into();
        self.find(|w| {
            let of_bot = |m: &&crate::world::message::Message| m.author == w.bot && m.content.contains(part);
            w.standing(channel).find(of_bot).map(|m| w.show(m))
        })
        .await
    }

    /// Waits until the bot is connected to the gateway.
    pub async fn connected(&self) {
        self.until(|w| w.gateway.is_connected()).await;
    }

    /// Everything that was said and asked.
    pub fn transcript(&self) -> String {
        self.read(World::transcript)
    }

    /// The bot's requests so far.
    pub fn requests(&self) -> Vec<Requested> {
        self.read(|w| w.record.requests.clone())
    }

    /// How often the bot asked for a route, such as `POST /channels/{channel_id}/messages`.
    pub fn count(&self, route: &str) -> usize {
        self.read(|w| w.record.requests.iter().filter(|r| r.is(route)).count())
    }

    /// The bot's wrong requests so far.
    pub fn violations(&self) -> Vec<String> {
        self.read(|w| w.record.violations.clone())
    }

    /// Violations that hold `part` don't fail the test.
    pub fn expect_violation(&self, part: &str) {
        self.with(|w| w.record.expected.push(part.to_owned()));
    }

    /// Fails the test if the bot sent what Discord would not take, or the server sent what
    /// twilight-model would not.
    pub fn assert_clean(&self) {
        let unexpected = self.read(|w| w.record.unexpected());
        assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    }

    /// Cuts the bot's connection; it may resume its session.
    pub fn drop_gateway(&self) {
        self.send_all(|| Out::Cut);
    }

    /// Closes the bot's connection with a code; 4009 also ends its session.
    pub fn close_gateway(&self, code: u16) {
        self.send_all(|| Out::Close(code));
        if code == connection::close::SESSION_TIMED_OUT {
            self.with(|w| w.gateway.sessions.clear());
        }
    }

    /// Cuts the bot's connection and forgets its session: resuming fails.
    pub fn drop_session(&self) {
        self.send_all(|| Out::Cut);
        self.with(|w| w.gateway.sessions.clear());
    }

    /// Asks the bot to reconnect (op 7), as Discord does every few hours.
    pub fn reconnect(&self) {
        self.send_all(|| Out::Text(r#"{"op":7,"t":null,"s":null,"d":null}"#.to_owned()));
    }

    /// Tells the bot that its session is invalid (op 9); if `resumable`, it may try to resume.
    pub fn invalidate_session(&self, resumable: bool) {
        self.send_all(|| Out::Text(format!(r#"{{"op":9,"t":null,"s":null,"d":{resumable}}}"#)));
        if !resumable {
            self.with(|w| w.gateway.sessions.clear());
        }
    }

    /// Leaves the bot's connection open and says nothing more on it, not even that a heartbeat came. A
    /// new connection may resume the session. (Give the bot short heartbeats before it connects.)
    pub fn freeze_gateway(&self) {
        self.send_all(|| Out::Freeze);
    }

    /// Tells the bot its last `many` events again, as may happen.
    pub fn repeat_events(&self, many: usize) {
        self.with(|w| {
            for session in &mut w.gateway.sessions {
                let from = session.sent.len().saturating_sub(many);
                let texts: Vec<String> = session.sent[from..].iter().map(|(_, text)| text.clone()).collect();
                texts.into_iter().for_each(|text| session.send(Out::Text(text)));
            }
        });
    }

    /// Waits until the bot asked for nothing during so long a time: for tests that nothing happens.
    pub async fn quiet_for(&self, time: Duration) {
        loop {
            let before = self.read(|w| w.record.requests.len());
            let more = self.shared.until(|w| (w.record.requests.len() > before).then_some(()));
            if tokio::time::timeout(time, more).await.is_err() {
                return;
            }
        }
    }

    /// Takes the bot's connection and its session, and lets it begin no other: what happens meanwhile
    /// it will not hear. The bot's own HTTP requests are still served.
    pub fn pause_gateway(&self) {
        self.with(|w| w.gateway.paused = true);
        self.close_gateway(connection::close::SESSION_TIMED_OUT);
    }

    /// Lets the bot in again.
    pub fn resume_gateway(&self) {
        self.with(|w| w.gateway.paused = false);
    }

    fn send_all(&self, out: impl Fn() -> Out) {
        self.with(|w| w.gateway.sessions.iter_mut().for_each(|session| session.send(out())));
    }
}

impl Drop for DiscordServer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        // Who fails already shall not fail twice, but hear of what may be the reason.
        if std::thread::panicking() {
            self.read(|w| w.record.unexpected()).iter().for_each(|line| eprintln!("{line}"));
        } else {
            self.assert_clean();
        }
    }
}

async fn listener() -> TcpListener {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    listener.unwrap_or_else(|e| panic!("no free port for Discord: {e}"))
}

/// Base64 without padding, as much as a token's first part needs.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits =
            chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            out.push(char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    out
}
