//! With many rows no more of them are read than are shown: asked of PostgreSQL, which counts what a transaction reads.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sportello::search::Query;
use sportello::store::deliveries::{self, Except};
use sportello::store::search::{self, Eyes};
use sportello::store::{Store, Tx, held, listing};
use sportello::ticket::State;
use sportello_tests::{Database, Harness, Options};

/// More tickets than anybody looks at, an hour apart, and as many articles of the first one, of which one has a rare word.
const MANY: &str = "
    INSERT INTO ticket SELECT (jsonb_populate_record(NULL::ticket, to_jsonb(t) || jsonb_build_object(
        'id', t.id + n, 'number', (t.number::int + n)::text, 'created_at', t.created_at + n * interval '1 hour'))).*
        FROM (SELECT * FROM ticket ORDER BY id LIMIT 1) t, generate_series(1, 30000) n;
    INSERT INTO article SELECT (jsonb_populate_record(NULL::article, to_jsonb(a) || jsonb_build_object('id', a.id + n, 'number', a.number + n))).*
        FROM (SELECT * FROM article ORDER BY id DESC LIMIT 1) a, generate_series(1, 12000) n;
    INSERT INTO article_search SELECT id, to_tsvector('simple', 'jam' || CASE WHEN number = 6000 THEN ' scanner' ELSE '' END)
        FROM article ON CONFLICT DO NOTHING;
    ANALYZE ticket, article, article_search";

/// What was delivered long ago, of which no lane is known any more.
const SENT: &str = "
    INSERT INTO delivery SELECT (jsonb_populate_record(NULL::delivery, to_jsonb(d) || jsonb_build_object(
        'id', d.id + n, 'collapse_key', NULL, 'lane', '-'))).*
        FROM (SELECT * FROM delivery ORDER BY id DESC LIMIT 1) d, generate_series(1, 20000) n;
    ANALYZE delivery";

/// What waits, four in each lane.
const WAITING: &str = "
    INSERT INTO delivery SELECT (jsonb_populate_record(NULL::delivery, to_jsonb(d) || jsonb_build_object(
        'id', d.id + n, 'lane', 'lane ' || n / 4, 'state', 'queued'))).*
        FROM (SELECT * FROM delivery ORDER BY id DESC LIMIT 1) d, generate_series(1, 2000) n";

/// How many rows of a table this transaction has read so far.
async fn read_of(tx: &Tx, table: &str) -> i64 {
    let sql = format!(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = '{table}'"
    );
    let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let row = row.expect("the database works").expect("the table is there");
    row.try_get_by_index(0).expect("a number")
}

async fn filter(store: &Store) -> listing::Filter {
    let queues = sportello::store::queues::all(store.reader()).await.expect("the database works");
    listing::Filter {
        queues: Some(queues.iter().map(|queue| queue.id).collect()),
        states: State::ACTIVE.to_vec(),
        ..listing::Filter::default()
    }
}

/// A desk on PostgreSQL that has many.
async fn desk() -> Harness {
    let desk = Harness::start(Options::new(Database::Postgres)).await;
    desk.mia().says("The printer on the second floor is jammed").in_help().await;
    desk.settle().await;
    let tx = desk.store().begin().await.expect("a transaction");
    tx.execute_unprepared(MANY).await.expect("there are many");
    tx.commit().await.expect("they are kept");
    desk
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_queues_reads_as_many_tickets_as_it_shows() {
    let desk = desk().await;
    let mut filter = filter(desk.store()).await;
    // Named twice, they are listed once.
    filter.queues.iter_mut().for_each(|queues| queues.extend_from_within(..));
    for newest_first in [false, true] {
        let filter = listing::Filter { newest_first, ..filter.clone() };
        let tx = desk.store().begin().await.expect("a transaction");
        let before = read_of(&tx, "ticket").await;
        let listed = listing::page(&tx, &filter, 10, 11).await.expect("the database works");
        assert_eq!(listed.len(), 11);
        let ordered = listed.is_sorted_by_key(|t| (if newest_first { -t.id } else { t.id }, t.created_at));
        let twice = listed.windows(2).any(|two| two[0].id == two[1].id);
        assert!(!twice && ordered, "{:?}", listed.iter().map(|t| t.id).collect::<Vec<_>>());
        let read = read_of(&tx, "ticket").await - before;
        assert!(read < 200, "{read} tickets were read");
    }
}

/// How many articles are found by a word, and how many were looked at for that.
async fn search(word: &str) -> (usize, i64) {
    let desk = desk().await;
    let filter = filter(desk.store()).await;
    let tx = desk.store().begin().await.expect("a transaction");
    let before = read_of(&tx, "article_search").await;
    let found = search::newest(&tx, &Query::of(word), Eyes::Operator, &filter, None).await;
    (found.expect("the database works").len(), read_of(&tx, "article_search").await - before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rare_word_is_not_looked_for_in_all_articles() {
    let (found, read) = search("scanner").await;
    assert!(found == 1 && read < 200, "{found} articles of {read} that were looked at");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_common_word_the_newest_are_found_without_gathering_all() {
    let (found, read) = search("jam").await;
    assert!(found == 1000 && read < 6000, "{found} articles of {read} that were looked at");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_ticket_is_found_among_many_and_by_two_at_once() {
    let desk = desk().await;
    let queues = filter(desk.store()).await.queues.expect("of these");
    let tx = desk.store().begin().await.expect("a transaction");
    let before = read_of(&tx, "ticket").await;
    let first = held::hold_oldest_free(&tx, &queues, None).await.expect("the database works").expect("one");
    let read = read_of(&tx, "ticket").await - before;
    assert!(read < 200, "{read} tickets were read");

    let other = desk.store().begin().await.expect("another transaction");
    let next = held::hold_oldest_free(&other, &queues, None).await.expect("the database works").expect("one");
    assert_eq!((next.id - first.id, next.created_at - first.created_at), (1, chrono::TimeDelta::hours(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_when_all_of_the_oldest_are_being_taken_gets_one_after_them() {
    let desk = desk().await;
    let queues = filter(desk.store()).await.queues.expect("of these");
    let others = desk.store().begin().await.expect("a transaction");
    others
        .execute_unprepared("SELECT 1 FROM ticket ORDER BY created_at LIMIT 100 FOR UPDATE")
        .await
        .expect("they are held");
    let tx = desk.store().begin().await.expect("another transaction");
    let next = held::hold_oldest_free(&tx, &queues, None).await.expect("the database works").expect("one");
    let older = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT count(*) FROM ticket WHERE created_at < $1",
            [next.created_at.into()],
        ))
        .await
        .expect("the database works")
        .expect("a row");
    assert_eq!(older.try_get_by_index::<i64>(0), Ok(100));
}

/// How many deliveries are looked at to find those that are due among many that wait, where the database last looked at
/// them when nothing waited: if it was asked `before` there were many, or not.
async fn looked_at_for_what_is_due(before: bool) -> i64 {
    let desk = desk().await;
    let tx = desk.store().begin().await.expect("a transaction");
    let due =
        async || deliveries::due(&tx, Except::default(), desk.now(), 16).await.expect("the database works");
    tx.execute_unprepared(SENT).await.expect("much was delivered");
    if before {
        assert!(due().await.is_empty());
    }
    tx.execute_unprepared(WAITING).await.expect("much waits");
    let read = read_of(&tx, "delivery").await;
    assert_eq!(due().await.len(), 16);
    read_of(&tx, "delivery").await - read
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_found_as_quickly_if_hardly_anything_waited_when_it_was_first_asked_for() {
    let read = looked_at_for_what_is_due(true).await;
    assert!(read < 200, "{read} deliveries were read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_found_as_quickly_if_it_is_first_asked_for_when_much_waits() {
    let read = looked_at_for_what_is_due(false).await;
    assert!(read < 200, "{read} deliveries were read");
}
