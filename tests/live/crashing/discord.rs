//! Killed while it works on Discord.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use secrecy::ExposeSecret;
use sportello::config::Database;
use sportello_discord_server::{Channel, MessageId, Person};
use sportello_test_servers::postgres;

use super::ledger::Ledger;
use super::{Killer, asked, patience};
use crate::bot::Bot;
use crate::discord::Scene;

/// Tickets at the beginning.
const TICKETS: usize = 4;

/// A ticket as its people know it.
struct Known {
    customer: Person,
    request: MessageId,
}

/// People who write and operators who act.
struct Crowd<'s> {
    scene: &'s Scene,
    rng: StdRng,
    ledger: Ledger,
    known: Vec<Known>,
}

impl Crowd<'_> {
    fn opens(&mut self) {
        let customer = self.scene.guild.member(&format!("customer{}", self.known.len()));
        let words = self.ledger.request();
        let request = customer.says(&self.scene.help, &words);
        self.known.push(Known { customer, request });
    }

    /// The customer's thread of a ticket and the operators', as far as they are there.
    fn threads(&self, ticket: usize) -> (Option<Channel>, Option<Channel>) {
        let discord = &self.scene.discord;
        let request = self.known[ticket].request.id;
        let (ops, words) = (self.scene.ops.id(), self.ledger.talks[ticket].request.clone());
        let there = |id| discord.read(|w| w.channels.contains_key(&id)).then(|| discord.channel(id));
        let is_header = |m: &sportello_discord_server::Shown| {
            m.by_bot && !m.buttons().is_empty() && m.content.contains(&words)
        };
        let header = discord.read(|w| w.shown(ops).into_iter().find(is_header));
        (there(request), header.and_then(|h| there(h.id.id)))
    }

    /// Somebody does something.
    fn acts(&mut self) {
        if self.rng.random_range(0..100) < 3 {
            return self.opens();
        }
        let ticket = self.rng.random_range(0..self.known.len());
        let (own, ops) = self.threads(ticket);
        let ada = self.scene.ada.clone();
        match (self.rng.random_range(0..100), own, ops) {
            (0..50, Some(own), _) => {
                let line = self.ledger.line(ticket);
                self.known[ticket].customer.says(&own, &line);
            }
            (50..80, _, Some(ops)) => {
                let reply = self.ledger.reply(ticket);
                ada.says(&ops, &format!("!reply {reply}"));
            }
            (80..90, _, Some(ops)) => {
                let note = self.ledger.note(ticket);
                ada.says(&ops, &note);
            }
            (90..95, _, Some(ops)) => {
                ada.says(&ops, &format!("!priority {}", self.rng.random_range(1..=5)));
            }
            (_, _, Some(ops)) => {
                let taken = self.rng.random_range(0..2) == 0;
                ada.says(&ops, if taken { "!take" } else { "!release" });
            }
            _ => {}
        }
    }

    async fn act_for_ever(&mut self) {
        loop {
            self.acts();
            tokio::time::sleep(Duration::from_millis(self.rng.random_range(5..120))).await;
        }
    }
}

async fn storm(database: Database, kills: u64, life: (u64, u64), what: &str) {
    let scene = Scene::set().await;
    scene.discord.configure(|s| s.patience = patience(asked("CRASH_KILLS").unwrap_or(kills)));
    let mut bot_toml = scene.bot_toml();
    if let Database::Postgres(url) = &database {
        bot_toml = bot_toml.replace("sqlite://data/sportello.db", url.expose_secret());
    }
    let bot = scene.start_in(scene.folder_with(&bot_toml)).await;
    let rng = StdRng::seed_from_u64(asked("CRASH_SEED").unwrap_or(1));
    let mut crowd = Crowd { scene: &scene, rng, ledger: Ledger::default(), known: Vec::new() };
    (0..TICKETS).for_each(|_| crowd.opens());
    let mut killer = Killer::new(kills, life);
    let folder = tokio::select! {
        folder = killer.work(bot, what) => folder,
        () = crowd.act_for_ever() => unreachable!("people never stop"),
    };
    let database = match database {
        Database::Sqlite(_) => Database::Sqlite(folder.path("data/sportello.db")),
        postgres => postgres,
    };
    let bot = Bot::launch(folder, "\"connected\":true").await;

    // One more of each, after which nothing is under way.
    for ticket in 0..crowd.known.len() {
        let request = crowd.known[ticket].request.id;
        scene.discord.until(|w| w.channels.contains_key(&request)).await;
        let line = crowd.ledger.line(ticket);
        crowd.known[ticket].customer.says(request, &line);
        let words = crowd.ledger.talks[ticket].request.clone();
        let ops = scene.ops.id();
        let header = scene
            .discord
            .find(|w| {
                w.shown(ops).into_iter().find(|m| !m.buttons().is_empty() && m.content.contains(&words))
            })
            .await;
        let ops = scene.thread(header.id).await;
        let reply = crowd.ledger.reply(ticket);
        scene.ada.says(&ops, &format!("!reply {reply}"));
        scene.discord.bot_says(&ops, &line).await;
        scene.discord.bot_says(request, &reply).await;
    }
    scene.discord.quiet_for(Duration::from_secs(3)).await;
    let _folder = bot.leave().await;
    crowd.ledger.compare_articles(&database).await;
    for ticket in 0..crowd.known.len() {
        let (own, ops) = crowd.threads(ticket);
        let (own, ops) = (own.expect("its thread"), ops.expect("its operators' thread"));
        let said = |channel: &Channel| -> Vec<String> {
            let shown = scene.discord.shown(channel).into_iter();
            shown.filter(|m| m.by_bot && !m.deleted).map(|m| m.content).collect()
        };
        let talk = &crowd.ledger.talks[ticket];
        talk.compare_operators(&said(&ops));
        talk.compare_customer(&said(&own));
        let headers = scene.discord.shown(&scene.ops).into_iter();
        let headers = headers.filter(|m| m.by_bot && !m.deleted && !m.buttons().is_empty());
        assert_eq!(headers.filter(|m| m.content.contains(&talk.request)).count(), 1, "one header");
    }
    killer.told(what, &crowd.ledger);
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_on_sqlite_it_loses_and_doubles_nothing() {
    storm(Database::Sqlite("".into()), 6, (50, 4500), "Discord and SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_on_postgres_it_loses_and_doubles_nothing() {
    let url = postgres::shared().await.database().await;
    // It is up later here.
    storm(Database::Postgres(url.into()), 4, (50, 9000), "Discord and PostgreSQL").await;
}
