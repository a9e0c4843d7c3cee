//! Whether a desk stays as quick with very many tickets as it is with few: taking in, commands by their kinds,
//! search, figures, finding what is to be delivered, and starting.
//!
//! `cargo bench -p sportello-benches --bench scale`: 10,000 tickets beside 100,000, with ten articles each;
//! `-- --tickets 1000000` beside so many (that takes some 15 GB of disk); `-- --quick` beside 20,000.
//! `SPORTELLO_BENCH_DIR` says where.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;
use sportello::store::deliveries::{self, Except};
use sportello_benches::desk::Measured;
use sportello_benches::figures::{Goal, hold, note, p99};
use sportello_benches::many;
use tempfile::TempDir;

/// Tickets that the desk really has.
const REAL: usize = 100;
/// Their articles.
const ARTICLES: usize = 10;
/// The tickets of the desk that is not large.
const FEW: i64 = 10_000;
/// Tickets that are open, of those of a large desk.
const OPEN: i64 = 100_000;

/// What is asked of a desk, by whom, and how often: a command with `#` in it is about another ticket each time.
const COMMANDS: &[(&str, &str)] = &[
    ("show", "!show #"),
    ("history", "!history #"),
    ("list", "!list all"),
    ("list mine", "!list mine"),
    ("search, a rare word", "!search w4711"),
    ("search, a common word", "!search printer"),
    ("stats", "!stats"),
    ("queues", "!queues"),
    ("take", "!take # --from"),
    ("note", "!note # The toner was replaced last week."),
    ("reply", "!reply # Please take the one on the first floor until noon."),
    ("title", "!title # The printer on the second floor"),
    ("priority", "!priority # 4"),
    ("tag", "!tag # printer"),
    ("pending", "!pending # reminder 2d"),
    ("watch", "!watch #"),
    ("release", "!release #"),
    ("next", "!next"),
    ("close", "!close #"),
    ("reopen", "!reopen #"),
    ("transcript", "!transcript # markdown"),
];

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let quick = arguments.iter().any(|a| a == "--quick");
    let asked = arguments.iter().skip_while(|a| *a != "--tickets").nth(1).and_then(|n| n.parse().ok());
    let many = asked.unwrap_or(if quick { 2 * FEW } else { 10 * FEW });
    let times = if quick { 40 } else { 200 };
    let place = std::env::var_os("SPORTELLO_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let part = format!("SQLite, {many} tickets beside {FEW}");
    println!("\n{part}");
    let few = measured(&place, FEW, times).await;
    let much = measured(&place, many, times).await;
    note(&part, "the database of the larger", much.megabytes, "MB");
    for ((what, few), (_, much)) in few.times.iter().zip(&much.times) {
        let (few, much) = (p99(few), p99(much));
        note(&part, &format!("{what}: p99"), much, "ms");
        // What takes less than this varies by more than that.
        let goal = Goal::AtMost(1.5);
        match what.starts_with("search") {
            true => hold(&part, &format!("{what}: p99 in ms"), much, "ms", Goal::AtMost(100.0)),
            false => hold(&part, &format!("{what}: p99 over that with {FEW} tickets"), much / few, "×", goal),
        }
    }
    hold(&part, &format!("start with {} open tickets", much.open), much.start, "ms", Goal::AtMost(1000.0));
}

struct Times {
    /// In milliseconds, by what was done.
    times: Vec<(String, Vec<f64>)>,
    start: f64,
    open: i64,
    megabytes: f64,
}

async fn measured(place: &Path, tickets: i64, times: usize) -> Times {
    let folder = TempDir::new_in(place).expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = Measured::open(folder.path(), None).await;
    let threads = desk.open_tickets(REAL, 16).await;
    for _ in 0..ARTICLES.div_ceil(2) {
        desk.later();
        desk.write_on(&threads, 1).await;
        for thread in &threads {
            desk.says("ada", Some(thread), "Please take the one on the first floor until noon.").await;
        }
    }
    for thread in threads.iter().skip(REAL / 10) {
        desk.says("ada", Some(thread), "!close").await;
    }
    desk.store().close().await;
    drop(desk);
    let operators = operators(&file);
    many::fill(&file, tickets, operators).expect("the tickets are made");
    let open = open_tickets(&file, OPEN);
    let megabytes = std::fs::metadata(&file).map(|m| m.len() as f64 / 1e6).unwrap_or_default();

    let begun = Instant::now();
    let desk = Measured::open(folder.path(), None).await;
    let start = milliseconds(begun);
    let mut measured = Times { times: Vec::new(), start, open, megabytes };
    // What is read first is read from the disk.
    exercise(&desk, tickets, times / 4, &mut Vec::new()).await;
    exercise(&desk, tickets, times, &mut measured.times).await;
    desk.store().close().await;
    measured
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// The last of those whom bot.toml names.
fn operators(file: &Path) -> i64 {
    let connection = Connection::open(file).expect("the database opens");
    connection
        .query_row("SELECT coalesce(max(id), 0) FROM person WHERE handle IS NOT NULL", [], |row| row.get(0))
        .expect("people are read")
}

/// Has as many of the newest tickets open; says how many there are.
fn open_tickets(file: &Path, most: i64) -> i64 {
    let connection = Connection::open(file).expect("the database opens");
    let sql =
        "UPDATE ticket SET state = 'open', closed_at = NULL WHERE id > (SELECT max(id) - ?1 / 2 FROM ticket)";
    connection.execute(sql, [most]).expect("tickets are opened");
    connection
        .query_row("SELECT count(*) FROM ticket WHERE state IN ('new', 'open')", [], |row| row.get(0))
        .expect("tickets are counted")
}

/// A ticket's number, another each time, from all over the desk.
fn number(at: usize, tickets: i64) -> i64 {
    1001 + (at as i64 * 7919) % (tickets - 1)
}

async fn exercise(desk: &Arc<Measured>, tickets: i64, times: usize, into: &mut Vec<(String, Vec<f64>)>) {
    desk.later();
    let mut threads = Vec::new();
    let mut opening = Vec::new();
    for customer in 0..times {
        let begun = Instant::now();
        threads.push(desk.opens(customer).await);
        opening.push(milliseconds(begun));
    }
    into.push(("a message that opens a ticket".to_owned(), opening));
    let mut word = Vec::new();
    for (customer, thread) in threads.iter().enumerate() {
        let begun = Instant::now();
        desk.writes(customer, thread).await;
        word.push(milliseconds(begun));
    }
    into.push(("a message in a thread".to_owned(), word));
    let mut nth = 0;
    for (what, command) in COMMANDS {
        let mut taken = Vec::new();
        for _ in 0..times {
            nth += 1;
            let command = command.replace('#', &format!("#{}", number(nth, tickets)));
            let begun = Instant::now();
            desk.commands("ada", &command).await;
            taken.push(milliseconds(begun));
        }
        into.push((format!("!{what}"), taken));
    }
    let mut due = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        let found = deliveries::due(desk.store().reader(), Except::default(), desk.now(), 16).await;
        drop(found.expect("deliveries are found"));
        due.push(milliseconds(begun));
    }
    into.push(("finding what is to be delivered".to_owned(), due));
}
