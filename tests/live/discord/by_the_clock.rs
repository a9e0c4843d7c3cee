//! How long others wait while 1,000 messages a second are written, and what memory that takes: a measurement,
//! run by hand.
//!
//! ```text
//! cargo test --release --test live by_the_clock -- --ignored --nocapture --test-threads 1
//! ```
//!
//! `FLOOD_SECONDS` says for how long. The server that plays Discord works on the same processors.

use std::time::{Duration, Instant};

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sportello::config::Database;
use sportello::store::Store;
use sportello::store::entity::article;
use sportello_discord_server::{Channel, Person};
use tokio::time::MissedTickBehavior;

use super::{Opened, Scene};

/// Messages a second.
const RATE: usize = 1_000;
/// So often a second some of them are written.
const TICKS: usize = 100;
/// What an unhurried desk is asked before the flood.
const QUIET_ROUNDS: usize = 20;
/// Between one question and the next.
const BREATH: Duration = Duration::from_millis(250);

/// What one exchange asks of Discord at most, when the bot has nothing else to do; and how often that is seen before
/// it is believed.
const CALM: usize = 30;
const CALM_ROUNDS: usize = 3;

/// How long somebody waited, each time.
#[derive(Default)]
struct Waits {
    /// From the customer's word to where operators read it.
    heard: Vec<Duration>,
    /// From the operator's answer to where the customer reads it.
    answered: Vec<Duration>,
}

impl Waits {
    /// One exchange in a ticket that was there before.
    async fn exchange(&mut self, scene: &Scene, ticket: &Opened, said: &str) {
        let (word, answer) = (format!("It beeps, {said}."), format!("Let it beep, {said}."));
        let begun = Instant::now();
        scene.mia.says(&ticket.thread, &word);
        scene.discord.bot_says(&ticket.ops, &word).await;
        self.heard.push(begun.elapsed());
        let begun = Instant::now();
        scene.ada.says(&ticket.ops, &format!("!reply {answer}"));
        scene.discord.bot_says(&ticket.thread, &answer).await;
        self.answered.push(begun.elapsed());
        tokio::time::sleep(BREATH).await;
    }

    fn told(mut self, when: &str) {
        for (what, waits) in [("a word is heard", &mut self.heard), ("an answer is read", &mut self.answered)]
        {
            waits.sort_unstable();
            let (half, most) = (waits[waits.len() / 2], waits[waits.len() - 1]);
            eprintln!(
                "{when}, until {what}: {half:.2?} in the middle, {most:.2?} at the most of {}",
                waits.len()
            );
        }
    }
}

/// Writes for so many seconds; gives what was written, and how long it took.
async fn flood(people: Vec<Person>, help: Channel, seconds: usize) -> (usize, Duration) {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / TICKS as u32);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let all = RATE * seconds;
    for i in 0..all {
        if i % (RATE / TICKS) == 0 {
            ticks.tick().await;
        }
        people[i % people.len()].says(&help, &format!("flood {i:06}."));
    }
    (all, begun.elapsed())
}

/// How many requests the bot has made.
fn asked_for(scene: &Scene) -> usize {
    scene.discord.read(|w| w.record.requests.len())
}

async fn by_the_clock(people: usize) {
    let seconds = std::env::var("FLOOD_SECONDS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    let scene = Scene::set().await;
    scene.discord.configure(|s| {
        s.patience = Duration::from_secs(600);
        s.max_active_threads = 100_000;
    });
    let writers = (0..people).map(|i| scene.guild.member(&format!("guest{i}"))).collect();
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    scene.ada.says(&ticket.ops, "!take");
    scene.header("1001", "owner: ada").await;

    let mut waits = Waits::default();
    for i in 0..QUIET_ROUNDS {
        waits.exchange(&scene, &ticket, &format!("quiet {i}")).await;
    }
    waits.told("before");
    let (before, mut most) = (bot.memory().resident, 0.0_f64);

    let begun = Instant::now();
    let writing = tokio::spawn(flood(writers, scene.help.clone(), seconds));
    let mut waits = Waits::default();
    while !writing.is_finished() {
        waits.exchange(&scene, &ticket, &format!("flooded {}", waits.heard.len())).await;
        most = most.max(bot.memory().resident);
    }
    waits.told("while it is written");
    let (written, took) = writing.await.expect("they write");
    eprintln!("{people} people wrote {written} messages in {took:.1?}");

    let mut waits = Waits::default();
    let mut calm = 0;
    while calm < CALM_ROUNDS {
        let asked = asked_for(&scene);
        waits.exchange(&scene, &ticket, &format!("after {}", waits.heard.len())).await;
        most = most.max(bot.memory().resident);
        calm = if asked_for(&scene) - asked <= CALM { calm + 1 } else { 0 };
    }
    waits.told("while it is caught up with");
    eprintln!("caught up with {:.1?} after it began", begun.elapsed());
    scene.discord.quiet_for(Duration::from_secs(3)).await;
    let end = bot.memory().resident;
    eprintln!("memory: {before:.0} MiB before, {most:.0} MiB at the most, {end:.0} MiB in the end");
    let folder = bot.leave().await;

    let store = Store::open(&Database::Sqlite(folder.path("data/sportello.db"))).await;
    let store = store.expect("the database opens");
    let of_the_flood = article::Entity::find().filter(article::Column::Body.starts_with("flood "));
    let stored = of_the_flood.count(store.reader()).await.expect("the database works");
    assert_eq!(stored, written as u64, "each is an article, once");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement by the clock, for a quiet machine and an optimised build"]
async fn one_person_floods() {
    by_the_clock(1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement by the clock, for a quiet machine and an optimised build"]
async fn a_thousand_people_flood() {
    by_the_clock(1_000).await;
}
