//! What a flood does to everybody else, measured: somebody writes 1,000 messages a second, or 1,000 people
//! do; mia writes in her ticket meanwhile. Prints how long her words took to be stored and to be seen by the
//! operators, how much of the flood was stored, and the memory of the process.
//!
//! `cargo run --release -p sportello-tests --example flood [sqlite|postgres] [seconds]`
//!
//! As behind the adapters, what is written in one place is handed over one after another, at most 64 places
//! at once, and what no queue takes stays on the platform, to be read later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sportello_tests::{Database, Harness, Options};

/// Messages a second.
const RATE: u64 = 1000;
/// Places of which the adapter hands over events at once.
const LANES: usize = 64;

/// Where a flood comes down.
#[derive(Clone, Copy, Debug)]
enum Flood {
    /// One person, in the help channel.
    One,
    /// A thousand people, in the help channel.
    Thousand,
    /// A thousand people, each in a direct chat.
    Directly,
}

fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|p| p.parse::<u64>().ok()).unwrap_or_default() * 4096 / 1_000_000
}

fn told(name: &str, times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
    let [median, high, most] = [50, 95, 100].map(|p| at(p).copied().unwrap_or_default().as_millis());
    format!("{name}: median {median} ms, 95th {high} ms, longest {most} ms")
}

async fn flood(desk: &Harness, kind: Flood, lane: usize, written: &AtomicU64, over: &AtomicBool) -> u64 {
    let lanes = if matches!(kind, Flood::Directly) { LANES } else { 1 };
    let mut stored = 0;
    while !over.load(Ordering::Relaxed) {
        let number = written.fetch_add(1, Ordering::Relaxed);
        let who = match kind {
            Flood::One => "leo".to_owned(),
            Flood::Thousand => format!("guest{}", number % 1000),
            Flood::Directly => format!("guest{}", (number as usize * lanes + lane) % 1000),
        };
        let person = desk.person(&who);
        let saying = person.says(&format!("flood number {number}"));
        match kind {
            Flood::Directly => saying.directly().await,
            _ => saying.in_help().await,
        };
        stored += 1;
    }
    stored
}

async fn measure(database: Database, kind: Flood, length: Duration) {
    let mut options = Options::new(database);
    options.one_queue();
    let desk = Arc::new(Harness::start(options).await);
    let request = desk.mia().says("My VPN is down").in_help().await;
    desk.settle().await;
    let before = memory();
    let (written, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let lanes = if matches!(kind, Flood::Directly) { LANES } else { 1 };
    let floods = join_all((0..lanes).map(|lane| flood(&desk, kind, lane, &written, &over)));
    let mia = async {
        let (mut stored, mut seen) = (Vec::new(), Vec::new());
        let began = Instant::now();
        let mut number = 0;
        while began.elapsed() < length {
            let word = format!("word number {number:04}.");
            number += 1;
            let said = Instant::now();
            desk.mia().says(&word).in_thread(&request).await;
            stored.push(said.elapsed());
            let shown = desk.alpha().until(|all| {
                let is_shown = |m: &&sportello_tests::Shown| m.by.is_none() && m.text.contains(&word);
                all.iter().rev().take(2000).any(|m| is_shown(&m))
            });
            // A delivery that takes longer than the whole run is as long as that.
            let _ = tokio::time::timeout(length, shown).await;
            seen.push(said.elapsed());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        over.store(true, Ordering::Relaxed);
        (stored, seen)
    };
    let ((mut stored, mut seen), taken) = tokio::join!(mia, floods);
    let taken: u64 = taken.into_iter().sum();
    let arrived = RATE * length.as_secs();
    println!(
        "{database:?}, {kind:?}: of {arrived} messages {taken} were stored at once ({} a second), the rest waits on \
         the platform\n  mia's words {}\n  {}\n  memory {} MB before, {} MB at the end",
        taken / length.as_secs().max(1),
        told("stored", &mut stored),
        told("seen by operators", &mut seen),
        before,
        memory()
    );
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let database = match arguments.next().as_deref() {
        Some("postgres") => Database::Postgres,
        _ => Database::Sqlite,
    };
    let seconds = arguments.next().and_then(|s| s.parse().ok()).unwrap_or(10);
    for kind in [Flood::One, Flood::Thousand, Flood::Directly] {
        measure(database, kind, Duration::from_secs(seconds)).await;
    }
}
