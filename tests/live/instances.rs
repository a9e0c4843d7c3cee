//! Two processes on one PostgreSQL: one serves, the other takes over, whatever becomes of the first.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sportello_test_servers::{User, postgres, synapse};
use tempfile::TempDir;

use crate::bot::{self, Bot, Folder};
use crate::discord::{Opened, Scene};
use crate::sdk_user::SdkUser;
use crate::{body, says};

/// What an instance logs that waits.
const WAITS: &str = "another instance serves the account";
/// What it logs when it takes an account.
const SERVES: &str = "this instance serves the account now";
/// What it logs when it has learnt that somebody else has.
const OVER: &str = "this instance serves the account no longer";
const CONNECTED: &str = "\"connected\":true";
/// How soon another instance continues.
const FAILOVER: Duration = Duration::from_secs(15);

/// A database and a folder for files that instances share.
struct Shared {
    database: String,
    files: TempDir,
}

impl Shared {
    async fn new() -> Self {
        let database = postgres::shared().await.database().await;
        Self { database, files: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// The bot.toml of one instance more.
    fn bot_toml(&self, alone: &str) -> String {
        let shared = format!("\"{}\"\nfiles_dir = \"{}\"", self.database, self.files.path().display());
        let bot_toml = alone.replacen("\"sqlite://data/sportello.db\"", &shared, 1);
        assert_ne!(bot_toml, alone);
        bot_toml
    }
}

/// A desk on Discord with two instances: the first serves, the second waits.
struct Desk {
    scene: Scene,
    shared: Shared,
    first: Bot,
    second: Bot,
}

impl Desk {
    async fn open() -> Self {
        let (scene, shared) = (Scene::set().await, Shared::new().await);
        let folder = || scene.folder_with(&shared.bot_toml(&scene.bot_toml()));
        let first = Bot::launch(folder(), CONNECTED).await;
        scene.ready().await;
        let second = Bot::launch(folder(), WAITS).await;
        Self { scene, shared, first, second }
    }

    /// What mia said in her thread stands before the operators, each once and in order.
    async fn heard(&self, opened: &Opened, lines: &[String]) {
        let discord = &self.scene.discord;
        for line in lines {
            discord.bot_says(&opened.ops, line).await;
        }
        discord.quiet_for(Duration::from_secs(2)).await;
        let shown: Vec<String> = discord.shown(&opened.ops).into_iter().map(|m| m.content).collect();
        let heard: Vec<&String> =
            shown.iter().flat_map(|text| lines.iter().filter(|line| text.contains(line.as_str()))).collect();
        assert_eq!(heard, lines.iter().collect::<Vec<_>>(), "{shown:#?}");
    }

    async fn close(self) {
        self.second.stop().await;
        self.first.stop().await;
        self.scene.discord.assert_clean();
        drop(self.shared);
    }
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let seconds = |t: Duration| format!("{:.1} s", t.as_secs_f64());
    let (min, max) = (times[0], times[times.len() - 1]);
    eprintln!(
        "{what}: {} of {} at the least, {} in the middle, {} at the most",
        seconds(min),
        times.len(),
        seconds(times[times.len() / 2]),
        seconds(max)
    );
}

/// How many times; more by hand: `FAILOVERS=10`.
fn rounds(usually: usize) -> usize {
    std::env::var("FAILOVERS").ok().and_then(|n| n.parse().ok()).unwrap_or(usually)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_killed_is_followed_and_nothing_is_lost_or_doubled() {
    let mut desk = Desk::open().await;
    let opened = desk.scene.opened("The printer is on fire").await;
    let (mut lines, mut times) = (Vec::new(), Vec::new());
    for round in 0..rounds(2) {
        for i in 0..4 {
            lines.push(format!("flames {round}.{i} before"));
            desk.scene.mia.says(&opened.thread, lines.last().expect("a line"));
        }
        // Some of it is under way.
        let Desk { scene, shared, first, second } = desk;
        let killed = Instant::now();
        let back = first.kill().await;
        for i in 0..4 {
            lines.push(format!("flames {round}.{i} after"));
            scene.mia.says(&opened.thread, lines.last().expect("a line"));
        }
        second.says(CONNECTED, 1).await;
        times.push(killed.elapsed());
        let third = Bot::launch(back, WAITS).await;
        desk = Desk { scene, shared, first: second, second: third };
        desk.heard(&opened, &lines).await;
    }
    assert!(times.iter().all(|t| *t < FAILOVER), "{times:?}");
    told("killed on Discord, to the other being connected", times);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stopped_for_a_while_does_no_harm_when_it_wakes() {
    let desk = Desk::open().await;
    let opened = desk.scene.opened("The printer is on fire").await;
    let mut lines: Vec<String> = (0..4).map(|i| format!("flames {i} before")).collect();
    for line in &lines {
        desk.scene.mia.says(&opened.thread, line);
    }
    let stopped = Instant::now();
    desk.first.signal("STOP");
    for i in 0..4 {
        lines.push(format!("flames {i} after"));
        desk.scene.mia.says(&opened.thread, &lines[lines.len() - 1]);
    }
    desk.second.says(CONNECTED, 1).await;
    assert!(stopped.elapsed() < FAILOVER, "{:?}", stopped.elapsed());
    told("stopped on Discord, to the other being connected", vec![stopped.elapsed()]);
    desk.scene.discord.bot_says(&opened.ops, "flames 3 after").await;

    desk.first.signal("CONT");
    desk.first.says(OVER, 1).await;
    desk.first.says(WAITS, 1).await;
    lines.push("flames of the last".to_owned());
    desk.scene.mia.says(&opened.thread, &lines[lines.len() - 1]);
    desk.heard(&opened, &lines).await;

    // It is as good as new.
    let Desk { scene, shared, first, second } = desk;
    second.kill().await;
    first.says(SERVES, 4).await;
    lines.push("flames of the very last".to_owned());
    scene.mia.says(&opened.thread, &lines[lines.len() - 1]);
    let third = Bot::launch(scene.folder_with(&shared.bot_toml(&scene.bot_toml())), WAITS).await;
    let desk = Desk { scene, shared, first, second: third };
    desk.heard(&opened, &lines).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_after_another_is_replaced_while_people_write() {
    let mut desk = Desk::open().await;
    let opened = desk.scene.opened("The printer is on fire").await;
    let (mut lines, mut times) = (Vec::new(), Vec::new());
    for round in 0..rounds(2) {
        let mut say = |scene: &Scene, words: &str| {
            lines.push(format!("flames {round} {words}"));
            scene.mia.says(&opened.thread, &lines[lines.len() - 1]);
        };
        say(&desk.scene, "before");
        let Desk { scene, shared, first, second } = desk;
        let begun = Instant::now();
        let leaving = tokio::spawn(first.leave());
        say(&scene, "meanwhile");
        second.says(CONNECTED, 1).await;
        times.push(begun.elapsed());
        say(&scene, "after");
        let back = leaving.await.expect("it leaves");
        let third = Bot::launch(back, WAITS).await;
        desk = Desk { scene, shared, first: second, second: third };
        desk.heard(&opened, &lines).await;
    }
    told("ended on Discord, to the other being connected", times);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_on_one_data_folder_are_one_too_many() {
    let (scene, shared) = (Scene::set().await, Shared::new().await);
    let folder = scene.folder_with(&shared.bot_toml(&scene.bot_toml()));
    let bot = Bot::launch(folder, CONNECTED).await;
    let ended = Bot::run_in(bot.home(), &["run"]).await;
    assert_eq!(ended.code, Some(1), "{}", ended.text);
    assert!(ended.text.contains("data_dir of its own"), "{}", ended.text);
    bot.stop().await;
}

/// An encrypted room.
async fn secret_room(by: &User, preset: &str, bot: &str) -> String {
    by.create_room(json!({
        "preset": preset,
        "invite": [bot],
        "power_level_content_override": {"users": {bot: 50}},
        "initial_state": [{ "type": "m.room.encryption", "state_key": "",
                            "content": { "algorithm": "m.megolm.v1.aes-sha2" } }],
    }))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn encryption_survives_the_change() {
    let server = synapse::shared().await;
    let shared = Shared::new().await;
    let mut scene = bot::Scene::set(server).await;
    scene.help = secret_room(&scene.ada, "public_chat", &scene.bot).await;
    scene.ops = secret_room(&scene.ada, "private_chat", &scene.bot).await;
    scene.mia.join(&scene.help).await;
    let alone = scene.bot_toml(server).await;
    let secrets = || vec![("BOT_PASSWORD", scene.password.clone())];
    let first = Bot::launch(Folder::new(&shared.bot_toml(&alone), secrets()), CONNECTED).await;
    scene.bot_is_in().await;
    first.says("recovery key written", 1).await;
    // An admin gives the key of the first one's account to the others.
    let key =
        std::fs::read_to_string(first.home().path("data/matrix/recovery-key")).expect("the key is there");
    let with_key =
        alone.replacen("encryption = true", "encryption = true\nrecovery_key = { env = \"BOT_KEY\" }", 1);
    let folder = Folder::new(
        &shared.bot_toml(&with_key),
        vec![("BOT_PASSWORD", scene.password.clone()), ("BOT_KEY", key.trim().to_owned())],
    );
    let second = Bot::launch(folder, WAITS).await;
    second.says("recovery key was accepted", 1).await;

    let (mia, ada) = (SdkUser::of(server, &scene.mia).await, SdkUser::of(server, &scene.ada).await);
    let request = mia.say(&scene.help, "The printer is on fire").await;
    let receipt = mia.wait_for(&scene.help, says(&scene.bot, "#1001")).await;
    assert_eq!(receipt["content"]["m.relates_to"]["event_id"], request.as_str());
    ada.wait_for(&scene.ops, says(&scene.bot, "request, article 1")).await;

    let in_thread = |text: &str| {
        json!({ "msgtype": "m.text", "body": text,
                "m.relates_to": { "rel_type": "m.thread", "event_id": request } })
    };
    let (mut lines, mut times) = (Vec::new(), Vec::new());
    let (mut serves, mut waits) = (first, second);
    for round in 0..rounds(1) {
        for i in 0..2 {
            lines.push(format!("flames {round}.{i} before"));
            mia.send(&scene.help, in_thread(&lines[lines.len() - 1])).await;
        }
        let killed = Instant::now();
        let back = serves.kill().await;
        for i in 0..2 {
            lines.push(format!("flames {round}.{i} after"));
            mia.send(&scene.help, in_thread(&lines[lines.len() - 1])).await;
        }
        waits.says(CONNECTED, 1).await;
        times.push(killed.elapsed());
        ada.wait_for(&scene.ops, says(&scene.bot, &lines[lines.len() - 1])).await;
        serves = waits;
        waits = Bot::launch(back, WAITS).await;
    }
    assert!(times.iter().all(|t| *t < FAILOVER), "{times:?}");
    told("killed on Synapse, to the other being connected", times);

    lines.push("flames of the last".to_owned());
    mia.send(&scene.help, in_thread(&lines[lines.len() - 1])).await;
    ada.wait_for(&scene.ops, says(&scene.bot, &lines[lines.len() - 1])).await;
    // And once more, in good order.
    let leaving = tokio::spawn(serves.leave());
    lines.push("flames of the very last".to_owned());
    mia.send(&scene.help, in_thread(&lines[lines.len() - 1])).await;
    waits.says(CONNECTED, 1).await;
    leaving.await.expect("it leaves");
    ada.wait_for(&scene.ops, says(&scene.bot, &lines[lines.len() - 1])).await;

    let seen = ada.newest(&scene.ops).await;
    let heard: Vec<&str> = seen
        .iter()
        .filter(|e| e["sender"] == scene.bot.as_str())
        .map(body)
        .flat_map(|text| lines.iter().filter(move |l| text.contains(l.as_str())).map(String::as_str))
        .collect();
    assert_eq!(heard, lines, "each once and in order");
    assert!(!seen.iter().any(|e: &Value| e["type"] == "m.room.encrypted"), "all can be read");
    waits.stop().await;
}
