//! From somebody's message until they see the bot's acknowledgement, beside an echo bot that is nothing but
//! matrix-sdk, on the same homeserver.
//!
//! Both bots run all the time and are asked in turns, so that both meet the same noise. `ROUNDS` says how often.

use std::time::{Duration, Instant};

use matrix_sdk::Client;
use matrix_sdk::config::SyncSettings;
use matrix_sdk::ruma::RoomId;
use rand::RngExt;
use serde_json::{Value, json};
use sportello_test_servers::{User, synapse};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::bare::Bare;
use super::figures::{self, Goal};
use super::{milliseconds, setting};
use crate::bot::{Bot, Folder};
use crate::sdk_user::SdkUser;

/// How often each is asked, if nobody says.
const ROUNDS: u64 = 60;
/// The first rounds bring connections and caches about and are not counted.
const WARM_UP: u64 = 5;
/// Between one question and the next, so that nothing is always asked at the same moment of what was before.
const BREATH: std::ops::Range<u64> = 100..400;
/// How long an answer may take before the measurement has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody's homeserver as their client follows it.
struct Follower {
    seen: mpsc::UnboundedReceiver<(Value, Instant)>,
    task: JoinHandle<()>,
}

impl Follower {
    /// Follows everything that comes from now on.
    async fn of(user: User) -> Self {
        let (tell, seen) = mpsc::unbounded_channel();
        let first = user.call("GET", "/v3/sync?timeout=0", None).await;
        let mut since = next_batch(&first);
        let task = tokio::spawn(async move {
            loop {
                let news = user.call("GET", &format!("/v3/sync?timeout=30000&since={since}"), None).await;
                let at = Instant::now();
                since = next_batch(&news);
                let rooms = news["rooms"]["join"].as_object();
                let events =
                    rooms.into_iter().flatten().filter_map(|(_, room)| room["timeline"]["events"].as_array());
                for event in events.flatten() {
                    if tell.send((event.clone(), at)).is_err() {
                        return;
                    }
                }
            }
        });
        Self { seen, task }
    }

    /// When the first event of `bot` came that belongs to `event`.
    async fn acknowledged(&mut self, bot: &str, event: &str) -> Instant {
        let found = async {
            loop {
                let (seen, at) = self.seen.recv().await.expect("the homeserver is followed");
                if seen["sender"] == bot && seen["content"]["m.relates_to"]["event_id"] == event {
                    return at;
                }
            }
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("{bot} does not answer"))
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A sync's token, which needs no escaping: letters, digits and `_`.
fn next_batch(sync: &Value) -> String {
    sync["next_batch"].as_str().expect("a sync has a token").to_owned()
}

/// Where something is asked, and who answers there.
struct Asked<'a> {
    what: &'static str,
    room: &'a str,
    bot: &'a str,
    encrypted: bool,
    /// What each answer took, in milliseconds.
    took: Vec<f64>,
}

/// Whoever asks: by plain HTTP, where rooms are encrypted by another device of the account.
struct Asker {
    plain: User,
    encrypting: Client,
    follower: Follower,
}

impl Asker {
    async fn ask(&mut self, asked: &Asked<'_>, text: &str) -> f64 {
        let room = match asked.encrypted {
            true => {
                self.encrypting.sync_once(SyncSettings::new().timeout(Duration::ZERO)).await.expect("synced");
                let id = RoomId::parse(asked.room).expect("a room's id");
                Some(self.encrypting.get_room(&id).expect("the room"))
            }
            false => None,
        };
        let begun = Instant::now();
        let event = match room {
            Some(room) => {
                let content = json!({"msgtype": "m.text", "body": text});
                room.send_raw("m.room.message", content).await.expect("sent").response.event_id.to_string()
            }
            None => self.plain.send_text(asked.room, text).await,
        };
        milliseconds(self.follower.acknowledged(asked.bot, &event).await - begun)
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement by the clock, for an optimised build"]
async fn from_a_message_to_its_acknowledgement() {
    let server = synapse::own().await;
    let (mia, ada) = (server.newcomer("mia").await, server.newcomer("ada").await);
    let (echo, desk) = (server.newcomer("echo").await, server.newcomer("desk").await);
    let mut rooms = Vec::new();
    for (bot, encrypted) in [(&echo, false), (&desk, false), (&desk, false), (&echo, true), (&desk, true)] {
        let key = json!({"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}});
        let state = if encrypted { vec![key] } else { Vec::new() };
        let room = ada
            .create_room(json!({"preset": "public_chat", "invite": [&bot.id], "initial_state": state}))
            .await;
        mia.join(&room).await;
        rooms.push(room);
    }
    let ops = ada.create_room(json!({"preset": "private_chat", "invite": [&desk.id]})).await;
    let toml = bot_toml(&server.url, &desk, &ada, [&rooms[1], &rooms[4]], &rooms[2], &ops);
    let _echo = Bare::echo(&server, &echo).await;
    let bot =
        Bot::launch(Folder::new(&toml, vec![("BOT_PASSWORD", desk.password.clone())]), "\"connected\":true");
    let bot = bot.await;
    for (room, bot) in rooms.iter().zip([&echo, &desk, &desk, &echo, &desk]).chain([(&ops, &desk)]) {
        let joins = |e: &Value| e["state_key"] == bot.id.as_str() && e["content"]["membership"] == "join";
        ada.wait_for(room, joins).await;
    }

    let mut sides: Vec<Asked<'_>> = [
        ("the echo bot, plain", &echo, false),
        ("a request's receipt, plain", &desk, false),
        ("a further message's sign, plain", &desk, false),
        ("the echo bot, encrypted", &echo, true),
        ("a request's receipt, encrypted", &desk, true),
    ]
    .into_iter()
    .zip(&rooms)
    .map(|((what, bot, encrypted), room)| Asked { what, room, bot: &bot.id, encrypted, took: Vec::new() })
    .collect();
    let encrypting = SdkUser::of(&server, &mia).await.client;
    let follower = Follower::of(server.login(mia.localpart(), &mia.password).await).await;
    let mut asker = Asker { plain: mia, encrypting, follower };
    let rounds = setting("ROUNDS", ROUNDS);
    for round in 0..WARM_UP + rounds {
        let first = usize::try_from(round).expect("a small number");
        for at in 0..sides.len() {
            let side = (first + at) % sides.len();
            let took = asker.ask(&sides[side], &format!("My VPN is down again, round {round}")).await;
            if round >= WARM_UP {
                sides[side].took.push(took);
            }
            let breath = rand::rng().random_range(BREATH);
            tokio::time::sleep(Duration::from_millis(breath)).await;
        }
    }
    drop(asker);
    told(&sides);
    bot.stop().await;
}

fn told(sides: &[Asked<'_>]) {
    let part = "From a message to its acknowledgement, on Synapse";
    for side in sides {
        figures::note(part, &format!("{}: the middle", side.what), figures::median(&side.took), "ms");
        figures::note(part, &format!("{}: 95 of 100 within", side.what), figures::p95(&side.took), "ms");
    }
    for side in sides {
        let echo = sides.iter().find(|s| s.encrypted == side.encrypted).expect("each has its echo");
        if side.what == echo.what {
            continue;
        }
        let middle = figures::median(&side.took) / figures::median(&echo.took);
        let most = figures::p95(&side.took) / figures::p95(&echo.took);
        let what = |which: &str| format!("{} / the echo bot's, {which}", side.what);
        figures::hold(part, &what("the middle"), middle, "×", Goal::AtMost(1.15));
        figures::hold(part, &what("95 of 100"), most, "×", Goal::AtMost(1.5));
    }
}

/// Every message of the help rooms is a request of its own; those of the other queue are all one request's.
fn bot_toml(
    homeserver: &str,
    desk: &User,
    ada: &User,
    help: [&String; 2],
    gathering: &str,
    ops: &str,
) -> String {
    format!(
        r#"
[desk]
name = "Service Desk"
language = "en"
time_zone = "Europe/Rome"
database = "sqlite://data/sportello.db"
data_dir = "data"

[matrix]
enabled = true
homeserver = "{homeserver}"
user = "{desk}"
password = {{ env = "BOT_PASSWORD" }}
encryption = true

[limits]
open_tickets = 1000
messages_per_minute = 10000

[[operator]]
name = "ada"
matrix = "{ada}"

[[queue]]
name = "helpdesk"
title = "Service desk"
operators = ["ada"]
channels = [{{ matrix = "{plain}" }}, {{ matrix = "{encrypted}" }}]
operator_channels = [{{ matrix = "{ops}" }}]
gather = "0s"

[[queue]]
name = "accounts"
title = "Accounts"
operators = ["ada"]
channels = [{{ matrix = "{gathering}" }}]
operator_channels = [{{ matrix = "{ops}" }}]
gather = "1d"
"#,
        desk = desk.id,
        ada = ada.id,
        plain = help[0],
        encrypted = help[1],
    )
}
