//! The store alone, by the clock, on SQLite: `cargo bench -p sportello-benches --bench store`.
//!
//! A desk opens some hundred tickets in its own way, delivers what they owe, and opens a few more, of which all still
//! waits. Then its store is asked and written to as use cases do it, with no desk around it. `SPORTELLO_BENCH_DIR` says
//! on which disk.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use sea_orm::DbErr;
use sportello::search::Query;
use sportello::store::deliveries::{self, Except};
use sportello::store::listing::{self, Filter};
use sportello::store::search::{self, Eyes};
use sportello::store::{Store, articles, places, tickets};
use sportello::ticket::State;
use sportello_benches::desk::Measured;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// Tickets of which all is said.
const SAID: usize = 300;
/// Tickets of which nothing is said yet.
const WAITING: usize = 32;
/// Transactions at once: as many as share a commit at most.
const MANY: usize = 64;
/// A page of a list, and the one that tells whether there are more.
const PAGE: u64 = 21;
/// Deliveries that are taken on at a time.
const DELIVERIES: u64 = 16;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = TempDir::new_in(sportello_benches::place()).expect("a folder");
    let desk = runtime.block_on(filled(folder.path()));
    let mut criterion = Criterion::default().configure_from_args();
    let part = format!("The store alone, SQLite, {} tickets", SAID + WAITING);
    let mut group = criterion.benchmark_group(part);
    writing(&mut group, &runtime, desk.store());
    reading(&mut group, &runtime, &desk);
    group.finish();
    criterion.final_summary();
    runtime.block_on(closed(desk));
}

/// A desk with tickets, all about a printer and one about its toner.
async fn filled(folder: &Path) -> Arc<Measured> {
    let desk = Measured::open(folder, None).await;
    let threads = desk.open_tickets(SAID, MANY).await;
    desk.says("@customer-0:example.org", Some(&threads[0]), "Its toner was replaced last week.").await;
    desk.delivers().await;
    desk.later();
    desk.open_tickets(WAITING, WAITING).await;
    desk.later();
    desk
}

/// It ends where it has lived, in its runtime.
async fn closed(desk: Arc<Measured>) {
    desk.store().close().await;
}

/// Transactions of one row: alone, and many that share their commit.
fn writing(group: &mut Group<'_>, runtime: &Runtime, store: &Store) {
    let places = found(runtime.block_on(places::all(store.reader())));
    let place = places[0].id;
    measure(group, runtime, "a transaction of one row", || change_a_row(store, place));
    let many = format!("{MANY} transactions of one row, at once");
    measure(group, runtime, &many, || change_rows_at_once(store, place));
}

/// What use cases ask for, on a connection that reads.
fn reading(group: &mut Group<'_>, runtime: &Runtime, desk: &Measured) {
    let reader = desk.store().reader();
    let all = Filter { states: State::ACTIVE.to_vec(), ..Filter::default() };
    let ticket = &found(runtime.block_on(listing::list(reader, &all, 1)))[0];
    let queue = Filter { queues: Some(vec![ticket.queue_id]), ..all.clone() };
    let (common, rare, now) = (Query::of("printer"), Query::of("toner"), desk.now());

    measure(group, runtime, "a ticket by its number", || async {
        let ticket = tickets::by_number(reader, &ticket.number).await.expect("the database answers");
        ticket.expect("the ticket is there")
    });
    measure(group, runtime, "a ticket's articles", || async {
        found(articles::of_ticket(reader, ticket.id, 0).await)
    });
    measure(group, runtime, "a queue's active tickets, a page of them", || async {
        found(listing::list(reader, &queue, PAGE).await)
    });
    measure(group, runtime, "search, a word of every ticket", || async {
        found(search::newest(reader, &common, Eyes::Operator, &all, None).await)
    });
    measure(group, runtime, "search, a word of one ticket", || async {
        found(search::newest(reader, &rare, Eyes::Operator, &all, None).await)
    });
    measure(group, runtime, "what is to be delivered", || async {
        found(deliveries::due(reader, Except::default(), now, DELIVERIES).await)
    });
}

fn measure<F: Future>(group: &mut Group<'_>, runtime: &Runtime, what: &str, work: impl Fn() -> F) {
    group.bench_function(what, |b| b.to_async(runtime).iter(&work));
}

/// The rows that a question has, which are some: without any it would be another one that is measured.
fn found<T>(rows: Result<Vec<T>, DbErr>) -> Vec<T> {
    let rows = rows.expect("the database answers");
    assert!(!rows.is_empty(), "there is nothing of what is looked for");
    rows
}

/// Writes a place's board, another each time: SQLite writes nothing where a row stays as it is.
async fn change_a_row(store: &Store, place: i64) {
    static CHANGES: AtomicUsize = AtomicUsize::new(0);
    let board = format!("$board-{}:example.org", CHANGES.fetch_add(1, Ordering::Relaxed));
    let tx = store.begin().await.expect("a transaction begins");
    places::set_board(&tx, place, &board).await.expect("the row is written");
    tx.commit().await.expect("it is durable");
}

/// The same by many at once.
async fn change_rows_at_once(store: &Store, place: i64) {
    let mut all = JoinSet::new();
    for _ in 0..MANY {
        let store = store.clone();
        all.spawn(async move { change_a_row(&store, place).await });
    }
    all.join_all().await;
}
