//! Killed while it works on Matrix.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use secrecy::ExposeSecret;
use serde_json::Value;
use sportello::config::Database;
use sportello_test_servers::{User, postgres, synapse};

use super::ledger::Ledger;
use super::{Killer, asked, patience};
use crate::bot::{Bot, Folder, Scene};
use crate::{body, says};

/// The text of an event that is no edit.
fn text(event: &Value) -> Option<String> {
    let edits = event["content"]["m.relates_to"]["rel_type"] == "m.replace";
    (event["type"] == "m.room.message" && !edits).then(|| body(event).to_owned())
}

/// What the bot said in the thread of `root`.
async fn said(scene: &Scene, room: &str, root: &str) -> Vec<String> {
    let all = scene.ada.messages(room).await;
    let own = all.iter().filter(|e| e["sender"] == scene.bot.as_str());
    own.filter(|e| e["content"]["m.relates_to"]["event_id"] == root).filter_map(text).collect()
}

/// Returns once the bot has said these words.
async fn until_said(scene: &Scene, room: &str, words: &str, patience: Duration) {
    let began = Instant::now();
    while !scene.ada.messages(room).await.iter().any(says(&scene.bot, words)) {
        assert!(began.elapsed() < patience, "the bot never said {words:?}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn storm(database: Database, kills: u64, what: &str) {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let mut bot_toml = scene.bot_toml(server).await;
    if let Database::Postgres(url) = &database {
        bot_toml = bot_toml.replace("sqlite://data/sportello.db", url.expose_secret());
    }
    let folder = Folder::new(&bot_toml, vec![("BOT_PASSWORD", scene.password.clone())]);
    let bot = Bot::start_again(folder, server).await;
    scene.bot_is_in().await;
    let mut rng = StdRng::seed_from_u64(asked("CRASH_SEED").unwrap_or(1));
    let mut ledger = Ledger::default();
    let leo = server.newcomer("leo").await;
    leo.join(&scene.help).await;
    let mut known: Vec<(&User, String, String)> = Vec::new();
    for customer in [&scene.mia, &leo] {
        let words = ledger.request();
        let request = customer.send_text(&scene.help, &words).await;
        let header = scene.ada.wait_for(&scene.ops, says(&scene.bot, &words)).await;
        known.push((customer, request, header["event_id"].as_str().expect("an id").to_owned()));
    }

    let mut killer = Killer::new(kills, (500, 7000));
    // The last kill is waited for between two deeds: one that was cut off would be in the ledger only.
    let (kill, mut killed) = tokio::sync::watch::channel(false);
    let act = async {
        while !*killed.borrow_and_update() {
            let ticket = rng.random_range(0..known.len());
            let (customer, request, header) = &known[ticket];
            match rng.random_range(0..10) {
                0..6 => {
                    let line = ledger.line(ticket);
                    customer.send_in_thread(&scene.help, request, &line).await;
                }
                6..9 => {
                    let reply = format!("!reply {}", ledger.reply(ticket));
                    scene.ada.send_in_thread(&scene.ops, header, &reply).await;
                }
                _ => {
                    let note = ledger.note(ticket);
                    scene.ada.send_in_thread(&scene.ops, header, &note).await;
                }
            }
            tokio::time::sleep(Duration::from_millis(rng.random_range(20..400))).await;
        }
    };
    let work = async {
        let folder = killer.work(bot, what).await;
        kill.send_replace(true);
        folder
    };
    let (folder, ()) = tokio::join!(work, act);
    let database = match database {
        Database::Sqlite(_) => Database::Sqlite(folder.path("data/sportello.db")),
        postgres => postgres,
    };
    let bot = Bot::start_again(folder, server).await;
    let patience = patience(killer.kills);
    for (ticket, (customer, request, header)) in known.iter().enumerate() {
        let (line, reply) = (ledger.line(ticket), ledger.reply(ticket));
        customer.send_in_thread(&scene.help, request, &line).await;
        scene.ada.send_in_thread(&scene.ops, header, &format!("!reply {reply}")).await;
        until_said(&scene, &scene.ops, &line, patience).await;
        until_said(&scene, &scene.help, &reply, patience).await;
    }
    let _folder = bot.leave().await;
    ledger.compare_articles(&database).await;
    for (talk, (_, request, header)) in ledger.talks.iter().zip(&known) {
        talk.compare_operators(&said(&scene, &scene.ops, header).await);
        talk.compare_customer(&said(&scene, &scene.help, request).await);
    }
    killer.told(what, &ledger);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_on_matrix_with_sqlite_it_loses_and_doubles_nothing() {
    storm(Database::Sqlite("".into()), 3, "Matrix and SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_on_matrix_with_postgres_it_loses_and_doubles_nothing() {
    let url = postgres::shared().await.database().await;
    storm(Database::Postgres(url.into()), 3, "Matrix and PostgreSQL").await;
}
