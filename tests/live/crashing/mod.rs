//! The program is killed (SIGKILL) at random instants, while people write in several threads and
//! operators act, and started again; in the end what each platform shows is compared with what people
//! wrote.
//!
//! `CRASH_KILLS` says how often (the default is for every day), `CRASH_SEED` by which dice. When the
//! process dies within its work is the machine's choice, so a seed is the same sequence of deeds and
//! kills, and not the same run to the instruction; tests/tests/desk/dying.rs has those that are.

mod discord;
mod ledger;
mod matrix;

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::bot::{Bot, Folder};

/// A number from the environment.
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// How long everything may take to arrive after so many kills: what people wrote meanwhile has heaped up.
fn patience(kills: u64) -> Duration {
    Duration::from_secs(120 + 20 * kills)
}

/// Kills a bot and starts it again, as often as is asked for.
struct Killer {
    rng: StdRng,
    seed: u64,
    kills: u64,
    most: u64,
    began: Instant,
    /// How long a run may last before its end, at least and at most.
    life: (u64, u64),
}

impl Killer {
    /// `most` times unless the environment says otherwise; runs last so many milliseconds.
    fn new(most: u64, life: (u64, u64)) -> Self {
        let seed = asked("CRASH_SEED").unwrap_or(1);
        let rng = StdRng::seed_from_u64(seed.wrapping_mul(31));
        Self { rng, seed, kills: 0, most: asked("CRASH_KILLS").unwrap_or(most), began: Instant::now(), life }
    }

    /// Works until the last kill; gives the folder of the bot that is dead then.
    async fn work(&mut self, bot: Bot, what: &str) -> Folder {
        let mut bot = bot;
        loop {
            tokio::time::sleep(Duration::from_millis(self.rng.random_range(self.life.0..self.life.1))).await;
            let folder = bot.kill().await;
            self.kills += 1;
            if self.kills.is_multiple_of(10) {
                let seconds = self.began.elapsed().as_secs();
                eprintln!("{what}, seed {}: {} kills in {seconds} s", self.seed, self.kills);
            }
            if self.kills >= self.most {
                return folder;
            }
            tokio::time::sleep(Duration::from_millis(self.rng.random_range(0..400))).await;
            bot = Bot::spawn(folder);
        }
    }

    /// Says what a run came to, in a line.
    fn told(&self, what: &str, ledger: &ledger::Ledger) {
        let seconds = self.began.elapsed().as_secs();
        let Self { seed, kills, .. } = self;
        eprintln!("{what}, seed {seed}: {kills} kills in {seconds} s; {ledger}");
    }
}
