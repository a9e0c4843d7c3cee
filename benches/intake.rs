//! How fast a desk takes in what is said, and whole tickets, beside the bare driver on the same disk.
//!
//! `cargo bench -p sportello-benches --bench intake`, with `-- --quick` for shorter rounds. Each round measures
//! the desk and then the bare driver with the rows that the desk has just written; what is printed are medians
//! of the rounds. It runs itself a second time on a disk that takes 4 ms longer for each durable write, if there is a C
//! compiler, and measures a PostgreSQL, if one is installed.
//! `-- --only threads` (or `openings`, `lone`, `lives`, `postgres`, `slow`) measures that alone, for a profiler.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sportello_benches::bare::{self, UPDATES_OF_A_WORD, UPDATES_OF_AN_OPENING, Written};
use sportello_benches::desk::Measured;
use sportello_benches::figures::{Goal, beside, hold, median, note, rate};
use tempfile::TempDir;

/// Clients at once.
const MANY: usize = 128;
/// Whole tickets a second of Znuny 6.5.1 on such a machine.
const ZNUNY: f64 = 4.9;
const SLOW: &str = "SPORTELLO_SLOW_DISK";
const PART: &str = "SQLite, the disk as it is";
const SLOW_PART: &str = "SQLite, a disk that takes 4 ms longer for each commit";
const POSTGRES: &str = "PostgreSQL by its socket, the disk as it is";
/// Of what the bare driver writes, a desk is to write so much.
const GROUPED: f64 = 0.6;
/// The same for a message alone, which may cost twice a bare commit of its rows.
const ALONE: f64 = 0.5;

#[derive(Clone, Copy)]
struct Size {
    rounds: usize,
    /// Messages of a round with many clients.
    many: usize,
    /// Messages of a round with one client.
    lone: usize,
}

fn main() {
    let quick = std::env::args().any(|a| a == "--quick");
    let slow = std::env::var_os(SLOW).is_some();
    let size = match (quick, slow) {
        (true, false) => Size { rounds: 3, many: 1024, lone: 100 },
        (true, true) => Size { rounds: 3, many: 512, lone: 20 },
        (false, false) => Size { rounds: 7, many: 4096, lone: 400 },
        (false, true) => Size { rounds: 5, many: 2048, lone: 50 },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if std::env::args().any(|a| a == "--statements") {
        return runtime.block_on(statements());
    }
    let part = if slow { SLOW_PART } else { PART };
    println!("\n{part}");
    let place = sportello_benches::place();
    note(part, "bare commits of one small row", bare_commits(&place), "a second");
    if slow || ["threads", "openings", "lone", "lives"].into_iter().any(wanted) {
        runtime.block_on(sqlite(&place, size, slow));
    }
    if !slow && wanted("postgres") {
        runtime.block_on(postgres(&place, size));
    }
    if !slow && wanted("slow") {
        run_on_a_slow_disk();
    }
}

/// Whether a part is to be measured: all are, unless one is named.
fn wanted(part: &str) -> bool {
    let mut arguments = std::env::args().skip_while(|a| a != "--only").skip(1);
    arguments.next().is_none_or(|only| only == part || (only == "slow" && std::env::var_os(SLOW).is_some()))
}

/// Prints every statement of a ticket's life.
async fn statements() {
    let folder = TempDir::new().expect("a folder");
    let desk = Measured::open(folder.path(), None).await;
    desk.open_tickets(1, 1).await;
    desk.later();
    tracing_subscriber::fmt()
        .with_env_filter("sportello::store=trace")
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .init();
    println!("# opened");
    let thread = desk.opens(0).await;
    println!("# written in by its customer");
    desk.says("@customer-0:example.org", Some(&thread), "It still prints nothing but blank pages.").await;
    println!("# answered");
    desk.says("ada", Some(&thread), "Please take the one on the first floor until noon.").await;
    println!("# closed");
    desk.says("ada", Some(&thread), "!close").await;
}

/// Durable commits of one row that the disk manages one after another.
fn bare_commits(place: &Path) -> f64 {
    let folder = TempDir::new_in(place).expect("a folder");
    let connection = rusqlite::Connection::open(folder.path().join("bare.db")).expect("a database");
    let sql = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, of TEXT)";
    connection.execute_batch(sql).expect("a table");
    let begun = Instant::now();
    let mut commits = 0;
    while begun.elapsed() < Duration::from_secs(1) {
        connection
            .prepare_cached("INSERT INTO row (of) VALUES ('some')")
            .and_then(|mut s| s.raw_execute())
            .expect("a row");
        commits += 1;
    }
    rate(commits, begun.elapsed())
}

async fn sqlite(place: &Path, size: Size, slow: bool) {
    let folder = TempDir::new_in(place).expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = Measured::open(folder.path(), None).await;
    // Customers whom the desk has met, in threads of their own.
    let threads = desk.open_tickets(MANY, MANY).await;
    desk.later();
    desk.open_tickets(size.many, MANY).await;

    let part = if slow { SLOW_PART } else { PART };
    let per_round = size.many / MANY;
    let mut side = Side { desk: &desk, file: &file, size };
    let mut grouped = None;
    if wanted("threads") {
        let word = || desk.write_on(&threads, per_round);
        let word = side.grouped(UPDATES_OF_A_WORD, word, per_round * MANY).await;
        beside(part, &format!("messages in a thread, {MANY} clients"), &word.desk, &word.bare, GROUPED);
        note(part, "messages that share a commit", word.together, "");
        note(part, "rows of a message", word.rows, "");
        grouped = Some(median(&word.desk));
    }
    if wanted("openings") {
        let opening = || async { drop(desk.open_tickets(size.many, MANY).await) };
        let opening = side.grouped(UPDATES_OF_AN_OPENING, opening, size.many).await;
        let what = format!("messages that open tickets, {MANY} clients");
        beside(part, &what, &opening.desk, &opening.bare, GROUPED);
        note(part, "rows of a message that opens a ticket", opening.rows, "");
    }
    if wanted("lone") {
        let lone = side.lone(UPDATES_OF_A_WORD, &threads).await;
        beside(part, "messages in a thread, one by one", &lone.desk, &lone.bare, ALONE);
        let opening = side.lone_opening(UPDATES_OF_AN_OPENING).await;
        beside(part, "messages that open tickets, one by one", &opening.desk, &opening.bare, ALONE);
        if let Some(grouped) = grouped {
            let gain = grouped / median(&lone.desk);
            let what = format!("messages of {MANY} clients over those one by one");
            match slow {
                true => hold(part, &what, gain, "×", Goal::AtLeast(20.0)),
                false => note(part, &what, gain, "×"),
            }
        }
    }
    if wanted("lives") {
        some_lives(&desk, part, size, slow).await;
    }
    desk.store().close().await;
}

/// Measures whole tickets. On a slow disk those of many alone, of which nothing is asked.
async fn some_lives(desk: &Arc<Measured>, part: &str, size: Size, slow: bool) {
    if !slow {
        lives(desk, part, ("one after another", size.lone, 1), size.rounds, Some(100.0)).await;
    }
    let least = (!slow).then_some(500.0);
    lives(desk, part, ("128 at once", size.many / 2, MANY), size.rounds, least).await;
}

/// Measures whole tickets, which should be at least so many times as many as Znuny's, if so much is asked.
async fn lives(
    desk: &Arc<Measured>,
    part: &str,
    (what, number, at_once): (&str, usize, usize),
    rounds: usize,
    least: Option<f64>,
) {
    let mut rates = Vec::new();
    for _ in 0..rounds {
        desk.later();
        let begun = Instant::now();
        desk.live(number, at_once).await;
        rates.push(rate(number, begun.elapsed()));
    }
    let what = format!("whole tickets (opened, answered, closed), {what}");
    note(part, &what, median(&rates), "a second");
    let (what, times) = (format!("{what}, over Znuny's"), median(&rates) / ZNUNY);
    match least {
        Some(least) => hold(part, &what, times, "×", Goal::AtLeast(least)),
        None => note(part, &what, times, "×"),
    }
}

/// The rates of both sides, round by round.
#[derive(Default)]
struct Rates {
    desk: Vec<f64>,
    bare: Vec<f64>,
    rows: f64,
    together: f64,
}

/// A desk and its file, for rounds with the bare driver beside it.
struct Side<'a> {
    desk: &'a Arc<Measured>,
    file: &'a Path,
    size: Size,
}

impl Side<'_> {
    async fn grouped<F: Future<Output = ()>>(
        &mut self,
        updates: &[&str],
        work: impl Fn() -> F,
        messages: usize,
    ) -> Rates {
        let mut rates = Rates::default();
        for _ in 0..self.size.rounds {
            self.round(&mut rates, updates, &work, messages).await;
        }
        rates
    }

    async fn lone(&mut self, updates: &[&str], threads: &[String]) -> Rates {
        let number = self.size.lone;
        let work = || async {
            let customers = threads.iter().enumerate().cycle().take(number);
            for (customer, thread) in customers {
                self.desk.writes(customer, thread).await;
            }
        };
        let mut rates = Rates::default();
        for _ in 0..self.size.rounds {
            self.round(&mut rates, updates, &work, number).await;
        }
        rates
    }

    async fn lone_opening(&mut self, updates: &[&str]) -> Rates {
        let number = self.size.lone;
        let work = || async { drop(self.desk.open_tickets(number, 1).await) };
        let mut rates = Rates::default();
        for _ in 0..self.size.rounds {
            self.round(&mut rates, updates, &work, number).await;
        }
        rates
    }

    async fn round<F: Future<Output = ()>>(
        &self,
        rates: &mut Rates,
        updates: &[&str],
        work: &impl Fn() -> F,
        messages: usize,
    ) {
        self.desk.later();
        let filled = bare::filled(self.file).expect("the file is read");
        let copy = bare::copy(self.file, "bare.db").expect("the file is copied");
        let commits = self.desk.store().commits().unwrap_or(messages);
        let begun = Instant::now();
        work().await;
        rates.desk.push(rate(messages, begun.elapsed()));
        let commits = self.desk.store().commits().map_or(messages, |now| now - commits).max(1);
        rates.together = messages as f64 / commits as f64;
        let written = Written::since(self.file, &filled, messages).expect("the file is read");
        rates.rows = written.rows_of_a_message();
        let together = messages.div_ceil(commits);
        let time = written.write(&copy, together, updates).expect("the rows are written again");
        rates.bare.push(rate(messages, time));
    }
}

async fn postgres(place: &Path, size: Size) {
    if !sportello_test_servers::postgres::is_installed() {
        println!(
            "\nPostgreSQL is not installed here (tests/setup does that), so nothing was measured on it."
        );
        return;
    }
    println!("\n{POSTGRES}");
    let server = sportello_test_servers::postgres::durable().await;
    let folder = TempDir::new_in(place).expect("a folder");
    let url = server.by_socket(&server.database().await);
    let desk = Measured::open(folder.path(), Some(url)).await;
    let threads = desk.open_tickets(16, 16).await;
    for (what, threads) in [("one by one", &threads[..1]), ("16 clients", &threads[..])] {
        let mut rates = Vec::new();
        for _ in 0..size.rounds {
            desk.later();
            let each = size.lone / 4;
            let begun = Instant::now();
            desk.write_on(threads, each).await;
            rates.push(rate(each * threads.len(), begun.elapsed()));
        }
        note(POSTGRES, &format!("messages in a thread, {what}"), median(&rates), "a second");
    }
    lives(&desk, POSTGRES, ("one after another", size.lone / 4, 1), size.rounds, Some(30.0)).await;
    lives(&desk, POSTGRES, ("16 at once", size.lone, 16), size.rounds, Some(100.0)).await;
    desk.store().close().await;
}

/// Runs the SQLite part again, with a library that makes `fsync` and `fdatasync` slow.
fn run_on_a_slow_disk() {
    let folder = TempDir::new().expect("a folder");
    let library = folder.path().join("slow-disk.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("slow-disk.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-o"])
        .arg(&library)
        .arg(source)
        .args(["-ldl"])
        .status();
    if !built.is_ok_and(|s| s.success()) {
        println!("\nThere is no C compiler here, so nothing was measured on a slow disk.");
        return;
    }
    let this = std::env::current_exe().expect("this program has a path");
    let ended = Command::new(this)
        .args(std::env::args_os().skip(1))
        .env("LD_PRELOAD", library)
        .env(SLOW, "yes")
        .status()
        .expect("the run on a slow disk starts");
    assert!(ended.success(), "the run on a slow disk ended with {ended}");
}
