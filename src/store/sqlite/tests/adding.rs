//! What is added to a table is written for a whole group, or when somebody asks for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::DbBackend;

use super::*;
use crate::store::Db;
use crate::store::adding::Insert;

struct ToHistory;

impl Insert for ToHistory {
    fn table(&self) -> &'static str {
        "history"
    }

    fn sql(&self, rows: usize) -> Arc<str> {
        format!("INSERT INTO history (word) VALUES {}", vec!["(?)"; rows].join(", ")).into()
    }
}

async fn desk() -> (TempDir, Writer) {
    let (folder, writer) = writer();
    let tx = begin(&writer, Alone::No).await;
    tx.execute_unprepared("CREATE TABLE history (id INTEGER PRIMARY KEY, word text)").await.unwrap();
    tx.commit().await.unwrap();
    (folder, writer)
}

async fn add(tx: &Tx, words: &[&str]) {
    let rows: Vec<Vec<sea_orm::Value>> = words.iter().map(|word| vec![(*word).into()]).collect();
    tx.add(&ToHistory, Box::new(move || rows), Vec::new()).await.unwrap();
}

async fn added(tx: &Tx) -> Vec<String> {
    let sql = "SELECT word FROM history ORDER BY id";
    let rows = tx.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "word").unwrap()).collect()
}

fn kept(folder: &TempDir) -> Vec<String> {
    let other = Connection::open(folder.path().join("desk.db")).unwrap();
    let mut all = other.prepare("SELECT word FROM history ORDER BY id").unwrap();
    all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn rows_are_written_in_their_order_however_many_there_are() {
    let (folder, writer) = desk().await;
    let words: Vec<String> = (0..43).map(|n| n.to_string()).collect();
    let all: Vec<&str> = words.iter().map(String::as_str).collect();
    let first = begin(&writer, Alone::No).await;
    add(&first, &all[..2]).await;
    add(&first, &all[2..19]).await;
    let (first, second) = in_one_group(&writer, first).await;
    add(&second, &all[19..]).await;
    second.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(kept(&folder), all);
}

#[tokio::test]
async fn whoever_asks_finds_them_and_the_rest_comes_after() {
    let (folder, writer) = desk().await;
    let first = begin(&writer, Alone::No).await;
    add(&first, &["a"]).await;
    let (first, second) = in_one_group(&writer, first).await;
    assert_eq!(added(&second).await, ["a"]);
    add(&second, &["b"]).await;
    assert_eq!(added(&second).await, ["a", "b"]);
    add(&second, &["c"]).await;
    second.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(kept(&folder), ["a", "b", "c"]);
}

#[tokio::test]
async fn what_is_undone_is_not_added_and_what_came_before_is() {
    let (folder, writer) = desk().await;
    let first = begin(&writer, Alone::No).await;
    add(&first, &["first"]).await;
    let (first, second) = in_one_group(&writer, first).await;
    add(&second, &["second"]).await;
    // Asking writes both, within what is undone.
    assert_eq!(added(&second).await, ["first", "second"]);
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!(kept(&folder), ["first"]);
}

#[tokio::test]
async fn what_is_undone_to_a_mark_is_not_added() {
    let (folder, writer) = desk().await;
    let tx = begin(&writer, Alone::No).await;
    add(&tx, &["before"]).await;
    tx.mark().await.unwrap();
    add(&tx, &["undone"]).await;
    tx.back_to_mark().await.unwrap();
    add(&tx, &["after"]).await;
    tx.commit().await.unwrap();
    assert_eq!(kept(&folder), ["before", "after"]);
}

#[tokio::test]
async fn who_asks_for_them_does_not_have_the_index_written() {
    let (_folder, writer) = desk().await;
    let tx = begin(&writer, Alone::No).await;
    let indexed = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&indexed);
    let rows = move || {
        noted.store(true, Ordering::SeqCst);
        vec![]
    };
    tx.later("INSERT INTO article_search (rowid, seen) VALUES (?, ?)", Box::new(rows)).await.unwrap();
    add(&tx, &["a"]).await;
    assert_eq!(added(&tx).await, ["a"]);
    assert!(!indexed.load(Ordering::SeqCst));
    tx.commit().await.unwrap();
    assert!(indexed.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_key_is_found_among_what_is_added_until_it_is_written_or_undone() {
    let (_folder, writer) = desk().await;
    let with_key = async |tx: &Tx, key: &str| {
        let row = vec![key.into()];
        tx.add(&ToHistory, Box::new(move || vec![row]), vec![key.to_owned()]).await.unwrap();
    };
    let first = begin(&writer, Alone::No).await;
    with_key(&first, "a").await;
    let (first, second) = in_one_group(&writer, first).await;
    assert_eq!(["a", "b"].map(|key| second.has_added(&ToHistory, key)), [true, false]);
    assert_eq!(added(&second).await, ["a"]);
    assert!(!second.has_added(&ToHistory, "a"));
    second.mark().await.unwrap();
    with_key(&second, "b").await;
    assert!(second.has_added(&ToHistory, "b"));
    second.back_to_mark().await.unwrap();
    assert!(!second.has_added(&ToHistory, "b"));
    drop(second);
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn rows_that_can_not_be_written_fail_their_group_and_nothing_is_kept() {
    let (folder, writer) = desk().await;
    let tx = begin(&writer, Alone::No).await;
    add(&tx, &["a"]).await;
    tx.add(&ToHistory, Box::new(|| vec![vec!["b".into(), "too many".into()]]), Vec::new()).await.unwrap();
    assert!(tx.commit().await.is_err());
    assert!(kept(&folder).is_empty());
}

#[tokio::test]
async fn who_has_only_asked_for_them_takes_no_other_along() {
    let (folder, writer) = desk().await;
    let first = begin(&writer, Alone::Again).await;
    add(&first, &["first"]).await;
    let (first, second) = in_one_group(&writer, first).await;
    assert_eq!(added(&second).await, ["first"]);
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!(kept(&folder), ["first"]);
}

#[tokio::test]
async fn who_has_added_some_and_asked_for_them_and_is_undone_leaves_none() {
    let (folder, writer) = desk().await;
    let first = begin(&writer, Alone::Again).await;
    add(&first, &["first"]).await;
    let (first, second) = in_one_group(&writer, first).await;
    add(&second, &["second"]).await;
    assert_eq!(added(&second).await, ["first", "second"]);
    drop(second);
    assert!(first.await.unwrap().is_err_and(|error| error.to_string().contains(UNDONE_WITH_ANOTHER)));
    assert!(kept(&folder).is_empty());
}

#[tokio::test]
async fn a_row_that_cant_be_written_is_told_to_its_own_transaction_alone() {
    let (folder, writer) = desk().await;
    let change = begin(&writer, Alone::No).await;
    change.execute_unprepared("CREATE UNIQUE INDEX once ON history (word)").await.unwrap();
    change.commit().await.unwrap();
    let first = begin(&writer, Alone::Again).await;
    add(&first, &["good"]).await;
    let (first, second) = in_one_group_as(&writer, first, Alone::Again).await;
    add(&second, &["bad", "bad"]).await;
    let (second, first) = (second.commit().await, first.await.unwrap());
    for told in [first, second] {
        assert!(told.is_err_and(|error| error.to_string().contains(UNDONE_WITH_ANOTHER)));
    }
    let again = begin(&writer, Alone::Yes).await;
    add(&again, &["bad", "bad"]).await;
    assert!(again.commit().await.is_err_and(|error| error.to_string().contains("UNIQUE")));
    let again = begin(&writer, Alone::Yes).await;
    add(&again, &["good"]).await;
    again.commit().await.unwrap();
    assert_eq!(kept(&folder), ["good"]);
}
