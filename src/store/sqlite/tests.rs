//! What transactions that share a commit promise each other, and that what they read is what is there.

use sea_orm::{ConnectionTrait, Statement};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::*;
use crate::store::Tx;

mod adding;
mod again;
mod checkpoints;
mod durable;
mod put_off;
mod remembering;
mod scribe;
mod tables;

const SECOND: Duration = Duration::from_secs(1);

fn writer() -> (TempDir, Writer) {
    let folder = TempDir::new().unwrap();
    let writer = Writer::open(&folder.path().join("desk.db"), SECOND * 20, SECOND * 10).unwrap();
    (folder, writer)
}

async fn begin(writer: &Writer, alone: Alone) -> Tx {
    writer.begin(alone).await.unwrap().into()
}

async fn with_table(writer: &Writer) {
    let tx = begin(writer, Alone::No).await;
    tx.execute_unprepared("CREATE TABLE word (word text UNIQUE)").await.unwrap();
    tx.commit().await.unwrap();
}

async fn write(tx: &Tx, word: &str) -> Result<(), DbErr> {
    let sql = "INSERT INTO word VALUES (?)";
    let statement = Statement::from_sql_and_values(sea_orm::DbBackend::Sqlite, sql, [word.into()]);
    tx.execute_raw(statement).await.map(|_| ())
}

async fn words(tx: &Tx) -> Vec<String> {
    let sql = "SELECT word FROM word ORDER BY word";
    let rows = tx.query_all_raw(Statement::from_string(sea_orm::DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "word").unwrap()).collect()
}

/// What another connection sees: what is committed.
fn committed(folder: &TempDir) -> Vec<String> {
    let other = Connection::open(folder.path().join("desk.db")).unwrap();
    let mut all = other.prepare("SELECT word FROM word ORDER BY word").unwrap();
    all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn in_line(writer: &Writer) -> usize {
    writer.0.line().waiting.len()
}

/// Commits the first while a second is in line, which keeps their group open.
async fn in_one_group(writer: &Writer, first: Tx) -> (JoinHandle<Result<(), DbErr>>, Tx) {
    in_one_group_as(writer, first, Alone::No).await
}

async fn in_one_group_as(writer: &Writer, first: Tx, alone: Alone) -> (JoinHandle<Result<(), DbErr>>, Tx) {
    let second = tokio::spawn({
        let writer = writer.clone();
        async move { begin(&writer, alone).await }
    });
    while in_line(writer) == 0 {
        tokio::task::yield_now().await;
    }
    let first = tokio::spawn(first.commit());
    (first, second.await.unwrap())
}

/// Begins one transaction and has others queue behind it in this order; each writes its word or fails.
async fn in_one_line(writer: &Writer, words: &[(&str, Alone)]) -> Vec<Result<(), DbErr>> {
    let first = begin(writer, Alone::No).await;
    let line = writer.clone();
    let mut tasks = Vec::new();
    for (word, alone) in words {
        let (writer, word, alone) = (writer.clone(), (*word).to_owned(), *alone);
        tasks.push(tokio::spawn(async move {
            let tx: Tx = writer.begin(alone).await?.into();
            write(&tx, &word).await?;
            tx.commit().await
        }));
        while in_line(&line) < tasks.len() {
            tokio::task::yield_now().await;
        }
    }
    drop(first);
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

#[tokio::test]
async fn who_waits_shares_a_commit() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let before = writer.commits();
    let outcomes = in_one_line(&writer, &[("a", Alone::No), ("b", Alone::No), ("c", Alone::No)]).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(writer.commits() - before, 1);
    assert_eq!(committed(&folder), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_group_has_an_end() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let before = writer.commits();
    let words: Vec<String> = (0..=MOST).map(|i| format!("{i:03}")).collect();
    let line: Vec<(&str, Alone)> = words.iter().map(|w| (w.as_str(), Alone::No)).collect();
    let outcomes = in_one_line(&writer, &line).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(writer.commits() - before, 2);
    assert_eq!(committed(&folder), words);
}

#[tokio::test]
async fn a_bad_one_takes_no_other_along() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let before = writer.commits();
    let outcomes = in_one_line(&writer, &[("a", Alone::No), ("a", Alone::No), ("b", Alone::No)]).await;
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    // The second sees the first's row, though neither is committed.
    assert!(outcomes[1].as_ref().is_err_and(|e| e.to_string().contains("UNIQUE")), "{outcomes:?}");
    assert_eq!(writer.commits() - before, 1);
    assert_eq!(committed(&folder), ["a", "b"]);
}

#[tokio::test]
async fn who_asks_for_it_is_committed_alone() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let before = writer.commits();
    let line = [("a", Alone::No), ("b", Alone::Yes), ("c", Alone::No), ("d", Alone::No)];
    let outcomes = in_one_line(&writer, &line).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(writer.commits() - before, 3);
    assert_eq!(committed(&folder), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn nothing_is_said_before_it_is_durable() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let first = begin(&writer, Alone::No).await;
    write(&first, "a").await.unwrap();
    let (first, second) = in_one_group(&writer, first).await;
    // The first is in the group, which the second keeps open.
    assert_eq!(words(&second).await, ["a"]);
    assert!(committed(&folder).is_empty());
    assert!(!first.is_finished());
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!(committed(&folder), ["a"]);
}

#[tokio::test]
async fn where_all_is_rolled_back_each_is_told_and_can_try_alone() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let first = begin(&writer, Alone::No).await;
    write(&first, "a").await.unwrap();
    let (first, second) = in_one_group(&writer, first).await;
    // As SQLite does by itself when the disk is full.
    second.execute_unprepared("ROLLBACK").await.unwrap();
    assert!(write(&second, "b").await.is_err());
    assert!(second.commit().await.is_err());
    assert!(first.await.unwrap().is_err());
    assert!(committed(&folder).is_empty());
    for word in ["a", "b"] {
        let again = begin(&writer, Alone::Yes).await;
        write(&again, word).await.unwrap();
        again.commit().await.unwrap();
    }
    assert_eq!(committed(&folder), ["a", "b"]);
}

#[tokio::test]
async fn who_leaves_the_line_holds_up_nobody() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let first = begin(&writer, Alone::No).await;
    let mut leaves = Box::pin(writer.begin(Alone::No));
    assert!(futures_util::poll!(&mut leaves).is_pending());
    let mut stays = Box::pin(writer.begin(Alone::No));
    assert!(futures_util::poll!(&mut stays).is_pending());
    write(&first, "a").await.unwrap();
    let mut first = Box::pin(first.commit());
    // Its turn came, but it never learns of it.
    assert!(futures_util::poll!(&mut first).is_pending());
    drop(leaves);
    let stays: Tx = stays.await.unwrap().into();
    write(&stays, "b").await.unwrap();
    stays.commit().await.unwrap();
    first.await.unwrap();
    assert_eq!(committed(&folder), ["a", "b"]);
}

#[tokio::test]
async fn another_processs_lock_is_waited_for() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let other = Connection::open(folder.path().join("desk.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waits = Box::pin(writer.begin(Alone::No));
    assert!(futures_util::poll!(&mut waits).is_pending());
    other.execute_batch("COMMIT").unwrap();
    let tx: Tx = waits.await.unwrap().into();
    write(&tx, "a").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(committed(&folder), ["a"]);
}

#[tokio::test]
async fn what_was_begun_is_committed_before_the_file_is_closed() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let tx = begin(&writer, Alone::No).await;
    write(&tx, "a").await.unwrap();
    let commit = tokio::spawn(tx.commit());
    writer.close().await;
    commit.await.unwrap().unwrap();
    assert_eq!(committed(&folder), ["a"]);
    assert!(writer.begin(Alone::No).await.is_err());
}
