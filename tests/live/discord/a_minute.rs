//! 10,000 messages in a minute from 1,000 people, while Discord limits the bot as it limits bots: a measurement, run
//! by hand.
//!
//! ```text
//! cargo test --release --test live a_minute -- --ignored --nocapture
//! ```
//!
//! Who has written in Discord's order and what was committed is compared all the while; `AFTER_SECONDS` says for how
//! long what the limits hold back is watched afterwards.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use sportello_discord_server::{Channel, Person, Rates, Requested};
use tokio::time::MissedTickBehavior;

use super::{Opened, Scene};
use crate::bot::Bot;

/// Who writes, and how much in how long.
const PEOPLE: usize = 1_000;
const MESSAGES: usize = 10_000;
const MINUTE: Duration = Duration::from_secs(60);
/// So often some of them are written.
const TICKS: usize = 600;
/// How often it is looked what is stored.
const LOOK: Duration = Duration::from_millis(100);
/// Between one question in a ticket that was there before and the next.
const BREATH: Duration = Duration::from_secs(3);
/// How long what waits is watched, if nobody says.
const AFTER: u64 = 60;

const STORED: &str = "SELECT count(*) FROM article WHERE body LIKE 'minute %'";
const WAITING: &str = "SELECT count(*) FROM delivery WHERE state IN ('queued', 'working')";
const OPENED: &str = "SELECT count(*) FROM ticket";

/// The bot's database, beside the bot.
struct Database(Connection);

impl Database {
    fn open(path: &Path) -> Self {
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let database = database.expect("the database is there");
        database.busy_timeout(Duration::from_secs(5)).expect("a patient connection");
        Self(database)
    }

    fn count(&self, query: &str) -> usize {
        self.0.query_row(query, [], |row| row.get(0)).expect("the database answers")
    }

    /// The words of the minute, in the order in which they were stored.
    fn stored(&self) -> Vec<String> {
        let mut query = self
            .0
            .prepare("SELECT body FROM article WHERE body LIKE 'minute %' ORDER BY id")
            .expect("a query");
        let words = query.query_map([], |row| row.get(0)).expect("the database answers");
        words.collect::<Result<_, _>>().expect("texts")
    }
}

async fn write(people: Vec<Person>, help: Channel) -> Duration {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(MINUTE / TICKS as u32);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut written = 0;
    for tick in 1..=TICKS {
        ticks.tick().await;
        while written < MESSAGES * tick / TICKS {
            people[written % PEOPLE].says(&help, &word(written));
            written += 1;
        }
    }
    begun.elapsed()
}

fn word(at: usize) -> String {
    format!("minute {at:05}.")
}

/// What the bot has asked of Discord, by its kinds.
fn asked(scene: &Scene, from: usize, until: Duration) {
    let help = scene.help.id();
    let ops = scene.ops.id();
    let requests: Vec<Requested> = scene.discord.requests().split_off(from);
    let done = |r: &&Requested| r.status.is_some_and(|s| s < 300);
    let count = |what: &dyn Fn(&Requested) -> bool| requests.iter().filter(done).filter(|r| what(r)).count();
    let within = |r: &Requested, channel| r.path.starts_with(&format!("/channels/{channel}/"));
    let starts = "POST /channels/{channel_id}/messages/{message_id}/threads";
    let said = "POST /channels/{channel_id}/messages";
    let edited = "PATCH /channels/{channel_id}/messages/{message_id}";
    let receipts = |r: &Requested| {
        r.is(said) && r.body["content"].as_str().is_some_and(|c| c.contains("Your request has arrived"))
    };
    eprintln!(
        "{:5.1} s: {} threads of requests, {} receipts, {} threads of operators, {} headers, {} other words, {} signs, {} edits; \
         {} requests refused for their rate",
        until.as_secs_f64(),
        count(&|r| r.is(starts) && within(r, help)),
        count(&receipts),
        count(&|r| r.is(starts) && within(r, ops)),
        count(&|r| r.is(said) && within(r, ops)),
        count(&|r| r.is(said) && !within(r, ops) && !receipts(r)),
        count(&|r| r.method == "PUT"),
        count(&|r| r.is(edited)),
        requests.iter().filter(|r| r.status == Some(429)).count(),
    );
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for request in requests.iter().filter(|r| r.status == Some(429)) {
        *refused.entry(request.route.as_str()).or_default() += 1;
    }
    eprintln!("        refused: {refused:?}");
}

/// What is looked at all the while.
struct Watch {
    begun: Instant,
    /// The requests before.
    from: usize,
    /// Tens of seconds of which it was told.
    looked: u64,
    /// The most memory, in MiB.
    most: f64,
    answering: Answering,
}

impl Watch {
    /// Waits a moment, then looks.
    async fn look(&mut self, scene: &Scene, bot: &Bot, ticket: &Opened) {
        tokio::time::sleep(LOOK).await;
        self.most = self.most.max(bot.memory().resident);
        self.answering.look(scene, ticket);
        let elapsed = self.begun.elapsed();
        if elapsed.as_secs() / 10 > self.looked {
            self.looked = elapsed.as_secs() / 10;
            asked(scene, self.from, elapsed);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement by the clock, for an optimised build"]
async fn a_minute_of_a_thousand_people() {
    let after = std::env::var("AFTER_SECONDS").ok().and_then(|n| n.parse().ok()).unwrap_or(AFTER);
    let scene = Scene::set().await;
    scene.discord.configure(|s| s.patience = Duration::from_secs(900));
    scene.discord.limits(Rates::like_discord());
    let people: Vec<Person> = (0..PEOPLE).map(|i| scene.guild.member(&format!("guest{i}"))).collect();
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    scene.ada.says(&ticket.ops, "!take");
    scene.header("1001", "owner: ada").await;
    scene.discord.quiet_for(Duration::from_secs(8)).await;
    let before = bot.memory();
    let from = scene.discord.requests().len();
    let database = Database::open(&bot.home().path("data/sportello.db"));

    let begun = Instant::now();
    let writing = tokio::spawn(write(people, scene.help.clone()));
    let mut behind = 0;
    let mut watch = Watch { begun, from, looked: 0, most: 0.0, answering: Answering::default() };
    let mut took = None;
    loop {
        watch.look(&scene, &bot, &ticket).await;
        if took.is_none() && writing.is_finished() {
            took = Some(begun.elapsed());
        }
        let stored = database.count(STORED);
        // What is written by now is at least what the clock asks for.
        let due = (MESSAGES as f64 * begun.elapsed().as_secs_f64() / MINUTE.as_secs_f64()) as usize;
        behind = behind.max(due.min(MESSAGES).saturating_sub(stored));
        if stored == MESSAGES {
            break;
        }
    }
    let stored_after = begun.elapsed();
    let took = match took {
        Some(took) => took,
        None => writing.await.expect("they write"),
    };
    eprintln!(
        "{MESSAGES} messages of {PEOPLE} people in {took:.1?}; the last was stored {:.0?} later, and at most {behind} waited to be",
        stored_after.saturating_sub(took)
    );
    let written: Vec<String> = (0..MESSAGES).map(word).collect();
    assert_eq!(database.stored(), written, "each is an article, once and in order");
    eprintln!("{} tickets", database.count(OPENED));

    let until = begun + took + Duration::from_secs(after);
    while Instant::now() < until {
        watch.look(&scene, &bot, &ticket).await;
    }
    watch.answering.told();
    let most = watch.most;
    eprintln!(
        "what is to be said: {} things wait; memory: {:.0} MiB before, {most:.0} MiB at the most, {:.0} MiB now",
        database.count(WAITING),
        before.resident,
        bot.memory().resident
    );
    in_order(&scene);
    bot.kill().await;
}

/// Requests are acknowledged in the order in which they came: threads begin in the order of their messages.
fn in_order(scene: &Scene) {
    let help = scene.help.id();
    let starts: Vec<u64> = scene
        .discord
        .requests()
        .iter()
        .filter(|r| r.is("POST /channels/{channel_id}/messages/{message_id}/threads"))
        .filter(|r| r.status.is_some_and(|s| s < 300))
        .filter_map(|r| {
            r.path.strip_prefix(&format!("/channels/{help}/messages/"))?.split('/').next()?.parse().ok()
        })
        .collect();
    let late = starts.windows(2).filter(|pair| pair[0] > pair[1]).count();
    eprintln!("{} threads of requests were begun; {late} of them before one that came earlier", starts.len());
}

/// An operator answers in a ticket that was there before, now and then.
#[derive(Default)]
struct Answering {
    said: usize,
    since: Option<Instant>,
    rested: Option<Instant>,
    waits: Vec<Duration>,
}

impl Answering {
    fn look(&mut self, scene: &Scene, ticket: &super::Opened) {
        match self.since {
            Some(since) => {
                let words = answer(self.said);
                let there = |m: &sportello_discord_server::Shown| m.by_bot && m.content.contains(&words);
                if scene.discord.shown(&ticket.thread).iter().any(there) {
                    self.waits.push(since.elapsed());
                    (self.since, self.rested) = (None, Some(Instant::now()));
                }
            }
            None if self.rested.is_none_or(|at| at.elapsed() >= BREATH) => {
                self.said += 1;
                scene.ada.says(&ticket.ops, &format!("!reply {}", answer(self.said)));
                self.since = Some(Instant::now());
            }
            None => {}
        }
    }

    fn told(&mut self) {
        self.waits.sort_unstable();
        let many = self.waits.len();
        if many > 0 {
            eprintln!(
                "answers in a ticket from before: {many}, read after {:.2?} in the middle, {:.2?} at the most",
                self.waits[many / 2],
                self.waits[many - 1]
            );
        }
        if let Some(since) = self.since {
            eprintln!("one more has waited for {:.1?} and is not there yet", since.elapsed());
        }
    }
}

fn answer(number: usize) -> String {
    format!("Let it beep, {number:03}.")
}
