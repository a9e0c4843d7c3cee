//! A walk: random people say and do random things in random places, time passes, messages fail on their
//! way, the process dies; and what must hold holds after every step.
//!
//! `WALK_STEPS` says how many steps (the default is for every day), `WALK_SEED` which walk: the seed is
//! printed when something does not hold, and the same seed is the same walk again.

mod days;
mod deeds;
mod fold;
mod memory;
mod outputs;
mod sum;
mod world;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello_tests::{Harness, on_both_databases};

use memory::Memory;
use outputs::Outputs;

/// Steps of a walk unless `WALK_STEPS` says otherwise: some seconds of work.
const STEPS: u64 = 250;
/// From so many steps on a walk must have been in every state and have left it.
const THOROUGH: u64 = 5000;
/// How many of a thousand sends go wrong, in a way that passes.
const FAULTS: u32 = 40;
/// At how many of a thousand points at which it may die (`sportello::crash::Point`) the process does.
const DEATHS: u32 = 4;

/// A number from the environment.
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Says which walk it was, if it ends badly.
struct Trace {
    /// What the environment calls the seed.
    name: String,
    seed: u64,
    step: u64,
    deed: String,
}

impl Drop for Trace {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { name, seed, step, deed } = self;
            eprintln!("{name}={seed}: step {step} was {deed}");
        }
    }
}

/// What a deed needs: the dice, what was said so far, and the number of the last note.
struct Walk {
    rng: StdRng,
    said: Vec<deeds::Said>,
    marks: u64,
}

impl Walk {
    /// One of these.
    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.rng.random_range(0..all.len())) }
    }

    /// Whether something happens that happens so many times of a hundred.
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }
}

async fn walk(desk: &mut Harness) {
    let seed = asked("WALK_SEED").unwrap_or(1);
    let steps = asked("WALK_STEPS").unwrap_or(STEPS);
    let mut trace = Trace { name: "WALK_SEED".to_owned(), seed, step: 0, deed: String::new() };
    let mut walk = Walk { rng: StdRng::seed_from_u64(seed), said: Vec::new(), marks: 0 };
    let mut memory = Memory::default();
    let mut outputs = Outputs::default();
    desk.alpha().faults.by_chance(seed, FAULTS);
    desk.beta().faults.by_chance(seed.wrapping_add(1), FAULTS);
    desk.mail().faults.by_chance(seed.wrapping_add(2), FAULTS);
    let deaths = Mutex::new(StdRng::seed_from_u64(seed.wrapping_add(3)));
    desk.dies_where(move |_| {
        deaths.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..1000) < DEATHS
    });
    for step in 0..steps {
        trace.step = step;
        trace.deed = if walk.chance(1) {
            desk.crash_and_restart().await;
            "the process dies".to_owned()
        } else {
            deeds::one(desk, &mut walk).await
        };
        if asked("WALK_TOLD").is_some() {
            eprintln!("{step}: {}", trace.deed);
        }
        desk.recover().await;
        // What is owed is sent, or will be tried again.
        desk.advance(Duration::from_millis(10)).await;
        desk.recover().await;
        memory.look(desk).await;
        outputs.look(desk);
    }
    desk.alpha().faults.end();
    desk.beta().faults.end();
    desk.mail().faults.end();
    desk.lives();
    desk.recover().await;
    desk.advance(Duration::from_secs(3600)).await;
    desk.settle().await;
    memory.look(desk).await;
    memory.whole(desk).await;
    outputs.whole(desk, walk.marks);
    let died = desk.died();
    eprintln!("a walk of {steps} steps, seed {seed}: {died} deaths, {}", memory.told());
    if steps >= THOROUGH {
        memory.must_have_been_everywhere();
    }
}

on_both_databases! {
    async fn whatever_people_do_the_invariants_hold(desk, |options| world::make(options)) {
        walk(desk).await;
    }
}
