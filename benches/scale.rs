//! Whether a desk stays as quick with very many tickets as it is with few: taking in, commands by their kinds,
//! search, figures, finding what is to be delivered, and starting.
//!
//! `cargo bench -p sportello-benches --bench scale`: 10,000 tickets beside 100,000, with ten articles each;
//! `-- --tickets 1000000` beside so many (that takes some 20 GB of disk, on PostgreSQL 28); `-- --quick` beside 20,000; `-- --postgres` on
//! PostgreSQL instead of SQLite. `SPORTELLO_BENCH_DIR` says where; with `-- --keep` the SQLite files stay there, and are
//! used again: to fill the larger desk takes most of the time.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use sea_orm::DbErr;
use sportello::store::deliveries::{self, Except};
use sportello_benches::desk::Measured;
use sportello_benches::figures::{Goal, hold, median, note, p99};
use sportello_benches::many;
use sportello_benches::tables::Tables;
use sportello_test_servers::postgres::{self, Postgres};
use tempfile::TempDir;

/// Tickets that the desk really has.
const REAL: usize = 100;
/// Their articles.
const ARTICLES: usize = 10;
/// The tickets of the desk that is not large.
const FEW: i64 = 10_000;
/// Each desk's turns: what is compared is the median of their slowest hundredths, which an hour of the machine changes
/// less than that of all together.
const TURNS: usize = 10;
/// Tickets that are open, of those of a large desk.
const OPEN: i64 = 100_000;

/// Which tickets a command is about, another one each time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Any, from all over the desk: what is read may be old.
    Any,
    /// Open ones, which are among the newest of a large desk: with those something is done.
    Open,
    /// Those of the command before.
    Same,
}

/// What is asked of a desk, and how often: `#` in a command is a ticket's number.
const COMMANDS: &[(&str, &str, Which)] = &[
    ("show", "!show #", Which::Any),
    ("history", "!history #", Which::Any),
    ("list", "!list all", Which::Any),
    ("list mine", "!list mine", Which::Any),
    ("search, a rare word", "!search w4711", Which::Any),
    ("search, a common word", "!search printer", Which::Any),
    ("stats", "!stats", Which::Any),
    ("stats backlog", "!stats backlog", Which::Any),
    ("queues", "!queues", Which::Any),
    ("take", "!take # --from", Which::Open),
    ("note", "!note # The toner was replaced last week.", Which::Open),
    ("reply", "!reply # Please take the one on the first floor until noon.", Which::Open),
    ("title", "!title # The printer on the second floor", Which::Open),
    ("priority", "!priority # 4", Which::Open),
    ("tag", "!tag # printer", Which::Open),
    ("pending", "!pending # reminder 2d", Which::Open),
    ("watch", "!watch #", Which::Open),
    ("release", "!release #", Which::Open),
    ("next", "!next", Which::Any),
    ("close", "!close #", Which::Open),
    ("reopen", "!reopen #", Which::Same),
    ("transcript", "!transcript # markdown", Which::Any),
];

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let said = |flag: &str| arguments.iter().any(|a| a == flag);
    let quick = said("--quick");
    let server = if said("--postgres") { Some(postgres::durable().await) } else { None };
    let asked = arguments.iter().skip_while(|a| *a != "--tickets").nth(1).and_then(|n| n.parse().ok());
    let many = asked.unwrap_or(if quick { 2 * FEW } else { 10 * FEW });
    let times = if quick { 10 } else { 100 };
    let place = sportello_benches::place();
    let engine = if server.is_some() { "PostgreSQL" } else { "SQLite" };
    let part = format!("{engine}, {many} tickets beside {FEW}");
    println!("\n{part}");
    let keep = said("--keep") && server.is_none();
    let mut few = Sized::fill(Home::of(&place, FEW, keep), server.as_ref(), FEW).await;
    let mut much = Sized::fill(Home::of(&place, many, keep), server.as_ref(), many).await;
    // What was just made is on its way to the disk.
    let _ = Command::new("sync").status();
    note(&part, "the database of the larger", much.megabytes, "MB");
    hold(&part, &format!("start with {} open tickets", much.open), much.start, "ms", Goal::AtMost(1000.0));
    // What is read first is read from the disk.
    for desk in [&mut few, &mut much] {
        desk.exercise(times / 2).await;
        desk.slowest.clear();
        desk.middle.clear();
    }
    // In turns, so that both meet the same hours of the machine.
    for _ in 0..TURNS {
        for desk in [&mut few, &mut much] {
            desk.exercise(times).await;
        }
    }
    for (((what, few), (_, much)), (_, middle)) in few.slowest.iter().zip(&much.slowest).zip(&much.middle) {
        let (few, much) = (median(few), median(much));
        note(&part, &format!("{what}: the middle"), median(middle), "ms");
        note(&part, &format!("{what}: p99"), much, "ms");
        match what.contains("search") {
            true => hold(&part, &format!("{what}: p99 in ms"), much, "ms", Goal::AtMost(100.0)),
            false => {
                let what = format!("{what}: p99 over that with {FEW} tickets");
                hold(&part, &what, much / few, "×", Goal::AtMost(1.5));
            }
        }
    }
    for desk in [few, much] {
        desk.desk.store().close().await;
    }
}

/// A desk of some size, and what was measured of it.
struct Sized {
    desk: Arc<Measured>,
    tickets: i64,
    /// Commands so far.
    asked: usize,
    /// The slowest hundredth of each turn in milliseconds, by what was done.
    slowest: Vec<(String, Vec<f64>)>,
    /// The median of each turn, likewise.
    middle: Vec<(String, Vec<f64>)>,
    start: f64,
    open: i64,
    megabytes: f64,
    _home: Home,
}

/// Where a desk's database is.
enum Home {
    /// For as long as it lives.
    Lent(TempDir),
    /// For good: there may be one already.
    Kept(PathBuf),
}

impl Home {
    fn of(place: &Path, tickets: i64, keep: bool) -> Self {
        if !keep {
            return Self::Lent(TempDir::new_in(place).expect("a folder"));
        }
        let home = Self::Kept(place.join(format!("desk-{tickets}")));
        if !home.filled().exists() {
            // What was begun and not finished can't be gone on with.
            let _ = std::fs::remove_dir_all(home.path());
            std::fs::create_dir_all(home.path()).expect("a folder");
        }
        home
    }

    fn path(&self) -> &Path {
        match self {
            Self::Lent(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }

    /// Says that the desk is filled.
    fn filled(&self) -> PathBuf {
        self.path().join("filled")
    }
}

impl Sized {
    async fn fill(home: Home, server: Option<&Postgres>, tickets: i64) -> Self {
        let url = match server {
            Some(server) => Some(server.by_socket(&server.database().await)),
            None => None,
        };
        let database = home.path().join("desk.db");
        if !home.filled().exists() {
            really_fill(home.path(), url.clone(), tickets).await;
        }
        let tables = Tables::open(&database, url.as_deref()).await.expect("the database opens");
        let open = open_tickets(&tables, OPEN).await.expect("tickets are opened");
        let megabytes = tables.megabytes().await.expect("the database has a size");
        drop(tables);
        std::fs::write(home.filled(), []).expect("a file is written");
        let begun = Instant::now();
        let desk = Measured::open(home.path(), url).await;
        let start = milliseconds(begun);
        Self {
            desk,
            tickets,
            asked: 0,
            slowest: Vec::new(),
            middle: Vec::new(),
            start,
            open,
            megabytes,
            _home: home,
        }
    }

    /// Does everything some times.
    async fn exercise(&mut self, times: usize) {
        self.desk.later();
        let mut took = Vec::new();
        let mut threads = Vec::new();
        for customer in 0..times {
            let begun = Instant::now();
            threads.push(self.desk.opens(customer).await);
            note_of(&mut took, "a message that opens a ticket", milliseconds(begun));
        }
        for (customer, thread) in threads.iter().enumerate() {
            let begun = Instant::now();
            self.desk.writes(customer, thread).await;
            note_of(&mut took, "a message in a thread", milliseconds(begun));
        }
        for (what, command, which) in COMMANDS {
            if *which == Which::Same {
                self.asked -= times;
            }
            for _ in 0..times {
                self.asked += 1;
                let number = match which {
                    Which::Any => number(self.asked, self.tickets),
                    Which::Open | Which::Same => {
                        self.tickets - number(self.asked, self.tickets.min(OPEN / 2))
                    }
                };
                let command = command.replace('#', &format!("#{}", 1001 + number));
                let begun = Instant::now();
                self.desk.commands("ada", &command).await;
                note_of(&mut took, &format!("!{what}"), milliseconds(begun));
            }
        }
        for _ in 0..times {
            let begun = Instant::now();
            let found =
                deliveries::due(self.desk.store().reader(), Except::default(), self.desk.now(), 16).await;
            drop(found.expect("deliveries are found"));
            note_of(&mut took, "finding what is to be delivered", milliseconds(begun));
        }
        for (what, times) in took {
            note_of(&mut self.slowest, &what, p99(&times));
            note_of(&mut self.middle, &what, median(&times));
        }
    }
}

/// A few tickets in the desk's own way, and the others copied from them.
async fn really_fill(folder: &Path, url: Option<String>, tickets: i64) {
    let desk = Measured::open(folder, url.clone()).await;
    let threads = desk.open_tickets(REAL, 16).await;
    for _ in 0..ARTICLES.div_ceil(2) {
        desk.later();
        desk.write_on(&threads, 1).await;
        for thread in &threads {
            desk.says("ada", Some(thread), "Please take the one on the first floor until noon.").await;
        }
        desk.delivers().await;
    }
    for thread in threads.iter().skip(REAL / 10) {
        desk.says("ada", Some(thread), "!close").await;
    }
    desk.delivers().await;
    desk.store().close().await;
    drop(desk);
    let tables = Tables::open(&folder.join("desk.db"), url.as_deref()).await.expect("the database opens");
    let operators = operators(&tables).await.expect("people are read");
    many::fill(&tables, tickets, operators).await.expect("the tickets are made");
}

fn note_of(all: &mut Vec<(String, Vec<f64>)>, what: &str, value: f64) {
    match all.iter_mut().find(|(name, _)| name == what) {
        Some((_, values)) => values.push(value),
        None => all.push((what.to_owned(), vec![value])),
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// The last of those whom bot.toml names.
async fn operators(tables: &Tables) -> Result<i64, DbErr> {
    tables.number("SELECT coalesce(max(id), 0) FROM person WHERE handle IS NOT NULL").await
}

/// Has as many of the newest tickets open; says how many there are.
async fn open_tickets(tables: &Tables, most: i64) -> Result<i64, DbErr> {
    let newest = format!("(SELECT max(id) - {most} / 2 FROM ticket)");
    tables.run(&format!("UPDATE ticket SET state = 'open', closed_at = NULL WHERE id > {newest}")).await?;
    tables.sum_up().await?;
    tables.number("SELECT count(*) FROM ticket WHERE state IN ('new', 'open')").await
}

/// One of so many, another each time, from all over them.
fn number(at: usize, many: i64) -> i64 {
    (at as i64 * 7919) % (many - 1)
}
