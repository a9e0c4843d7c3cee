//! Days and days of a desk, simulated: people act as in the walk, while the network delays, repeats and
//! reorders, answers are lost or never come, the process dies at any point, and somebody sets the clock.
//!
//! The same seed is the same life, to the last word. `SIMULATED_DAYS` says how many days (the default is
//! for every day), in lives of a month each, the first with the seed `SIMULATED_SEED`. What fails names its
//! life, as `SIMULATED_DAYS=30 SIMULATED_SEED=7`: with these in the environment,
//! `cargo test -p sportello-tests --test desk days` lives it again. With `TMPDIR` on a RAM disk it is faster.
//! `SIMULATED_DEEDS` is what is done in a day at the most: on quiet days much less, but more of them pass in a minute.

use std::collections::{BTreeMap, VecDeque};
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello::crash::Point;
use sportello_tests::{Database, Harness, Options};

use super::memory::Memory;
use super::outputs::Outputs;
use super::sum::Sum;
use super::{Trace, Walk, asked, world};

/// Days of one life, at most.
const LIFE: i64 = 30;
/// What people do in a day at the most, if nobody says.
const DEEDS: u64 = 15;
/// What goes wrong of a thousand sends, and of a thousand points at which the process may die.
const FAULTS: u32 = 50;
const DEATHS: u32 = 2;
/// Bytes of stack: one event takes up to 1.5 MiB in an unoptimised build.
const STACK: usize = 16 << 20;

/// Where the process dies, by chance.
struct Deaths(Mutex<(StdRng, BTreeMap<Point, u64>)>);

impl Deaths {
    fn by(seed: u64) -> Self {
        Self(Mutex::new((StdRng::seed_from_u64(seed), BTreeMap::new())))
    }

    fn strikes(&self, point: Point) -> bool {
        let (rng, died) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let strikes = rng.random_range(0..1000) < DEATHS;
        if strikes {
            *died.entry(point).or_default() += 1;
        }
        strikes
    }

    fn so_far(&self) -> BTreeMap<Point, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

async fn live(database: Database, seed: u64, days: i64) -> Sum {
    let mut options = Options::new(database);
    world::make(&mut options);
    options.seed = seed;
    options.simulated = true;
    let mut desk = Harness::start(options).await;
    let deeds = asked("SIMULATED_DEEDS").unwrap_or(DEEDS);
    let name = format!("SIMULATED_DEEDS={deeds} SIMULATED_DAYS={days} SIMULATED_SEED");
    let mut trace = Trace { name, seed, step: 0, deed: String::new() };
    let mut walk = Walk { rng: StdRng::seed_from_u64(seed), said: Vec::new(), marks: 0 };
    let (mut memory, mut outputs) = (Memory::default(), Outputs::default());
    let mut sum = Sum::default();
    desk.alpha().faults.by_chance_and_silence(seed, FAULTS);
    desk.beta().faults.by_chance_and_silence(seed.wrapping_add(1), FAULTS);
    desk.mail().faults.by_chance(seed.wrapping_add(2), FAULTS);
    let deaths = Arc::new(Deaths::by(seed.wrapping_add(3)));
    let dice = Arc::clone(&deaths);
    desk.dies_where(move |point| dice.strikes(point));
    let began = desk.now();
    while (desk.now() - began).num_days() < days {
        for _ in 0..walk.rng.random_range(0..=deeds) {
            trace.step += 1;
            trace.deed = super::deeds::one(&desk, &mut walk).await;
            if asked("WALK_TOLD").is_some() {
                eprintln!("{}: {}", trace.step, trace.deed);
            }
            desk.recover().await;
            let brings = walk.rng.random_range(0..4);
            desk.network_brings(brings).await;
            desk.advance(Duration::from_secs(walk.rng.random_range(0..3600))).await;
            desk.recover().await;
        }
        if walk.chance(4) {
            trace.deed = "somebody sets the clock".to_owned();
            desk.set_clock(TimeDelta::seconds(walk.rng.random_range(-6 * 3600..48 * 3600)));
            sum.jumps += 1;
        }
        desk.advance(Duration::from_secs(walk.rng.random_range(3600..12 * 3600))).await;
        desk.recover().await;
        memory.look(&desk).await;
        outputs.look(&desk);
    }
    sum.days = (desk.now() - began).num_days();
    desk.network_brings(usize::MAX).await;
    desk.alpha().faults.end();
    desk.beta().faults.end();
    desk.mail().faults.end();
    desk.lives();
    desk.recover().await;
    desk.network_brings(usize::MAX).await;
    desk.advance(Duration::from_secs(86_400)).await;
    desk.settle().await;
    memory.look(&desk).await;
    memory.whole(&desk).await;
    outputs.whole(&desk, walk.marks);
    sum.deeds = trace.step;
    sum.deaths = deaths.so_far();
    sum.disorder = desk.disorder();
    for faults in [&desk.alpha().faults, &desk.beta().faults, &desk.mail().faults] {
        sum.drawn += faults.drawn();
    }
    sum.articles = memory.articles();
    sum.messages = desk.alpha().all().len() + desk.beta().all().len();
    sum.fingerprint = desk.fingerprint();
    desk.finish().await;
    sum
}

/// A life on a thread of its own, with room for the deepest of events in an unoptimised build.
fn begin(database: Database, seed: u64, days: i64) -> JoinHandle<Sum> {
    let life = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be made").block_on(live(database, seed, days))
    };
    let thread = thread::Builder::new().name(format!("life {seed}")).stack_size(STACK);
    thread.spawn(life).expect("a thread can be made")
}

fn end(life: JoinHandle<Sum>) -> Sum {
    life.join().unwrap_or_else(|fault| resume_unwind(fault))
}

/// So many days, unless the environment says otherwise; as many lives at once as there are processors.
fn lives(database: Database, days: i64) {
    let first = asked("SIMULATED_SEED").unwrap_or(1);
    let days = asked("SIMULATED_DAYS").and_then(|days| i64::try_from(days).ok()).unwrap_or(days);
    let last = first + u64::try_from((days - 1) / LIFE).unwrap_or_default();
    let at_once = thread::available_parallelism().map_or(1, usize::from);
    let (mut sum, began) = (Sum::default(), Instant::now());
    let mut under_way = VecDeque::new();
    for seed in first..=last {
        under_way.push_back(begin(database, seed, days.min(LIFE)));
        if under_way.len() >= at_once
            && let Some(oldest) = under_way.pop_front()
        {
            sum += end(oldest);
        }
        if seed.is_multiple_of(10) {
            eprintln!("{database:?}, to seed {seed}, {} s: {sum}", began.elapsed().as_secs());
        }
    }
    under_way.into_iter().for_each(|life| sum += end(life));
    let seconds = began.elapsed().as_secs_f64();
    let a_minute = sum.days as f64 * 60.0 / seconds;
    eprintln!("{database:?}, seeds {first} to {last}, in {seconds:.1} s, {a_minute:.0} days a minute: {sum}");
}

#[test]
fn whatever_happens_the_invariants_hold_for_days_on_sqlite() {
    lives(Database::Sqlite, 15);
}

#[test]
fn whatever_happens_the_invariants_hold_for_days_on_postgres() {
    lives(Database::Postgres, 2);
}

#[test]
fn the_same_seed_is_the_same_life() {
    let seed = asked("SIMULATED_SEED").unwrap_or(1);
    let [one, again] = [(); 2].map(|()| begin(Database::Sqlite, seed, 5)).map(end);
    assert_eq!(one.to_string(), again.to_string());
    assert_eq!(one.fingerprint, again.fingerprint);
}
