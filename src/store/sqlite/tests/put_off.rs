//! What is put off is written when a group ends: the full-text index, how far places are taken in.

use sea_orm::DbBackend;

use super::*;
use crate::store::Db;

async fn with_index(writer: &Writer) {
    let tx = begin(writer, Alone::No).await;
    let sql =
        "CREATE VIRTUAL TABLE article_search USING fts5(seen, inside, content = '', contentless_delete = 1)";
    tx.execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

async fn index(tx: &Tx, row: i64, word: &str) {
    let sql = "INSERT OR REPLACE INTO article_search (rowid, seen, inside) VALUES (?, ?, '')";
    let word = word.to_owned();
    tx.later(sql, Box::new(move || vec![vec![row.into(), word.into()]])).await.unwrap();
}

async fn found(tx: &Tx, word: &str) -> usize {
    let sql = "SELECT rowid FROM article_search WHERE article_search MATCH ?";
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [word.into()]);
    tx.query_all_raw(statement).await.unwrap().len()
}

fn committed_with(folder: &TempDir, word: &str) -> i64 {
    let other = Connection::open(folder.path().join("desk.db")).unwrap();
    let sql = "SELECT count(*) FROM article_search WHERE article_search MATCH ?";
    other.query_row(sql, [word], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_is_committed_is_indexed() {
    let (folder, writer) = writer();
    with_index(&writer).await;
    let tx = begin(&writer, Alone::No).await;
    index(&tx, 1, "printer").await;
    assert_eq!(found(&tx, "printer").await, 1, "whoever asks before the commit finds it, too");
    index(&tx, 2, "printer").await;
    tx.commit().await.unwrap();
    assert_eq!(committed_with(&folder, "printer"), 2);
}

#[tokio::test]
async fn of_an_article_that_a_group_indexes_twice_the_last_is_found() {
    let (folder, writer) = writer();
    with_index(&writer).await;
    let first = begin(&writer, Alone::No).await;
    index(&first, 1, "toner").await;
    index(&first, 2, "paper").await;
    let (first, second) = in_one_group(&writer, first).await;
    index(&second, 1, "drum").await;
    second.commit().await.unwrap();
    first.await.unwrap().unwrap();
    let found = ["toner", "paper", "drum"].map(|word| committed_with(&folder, word));
    assert_eq!(found, [0, 1, 1]);
}

#[tokio::test]
async fn what_is_undone_is_not_indexed_and_what_came_before_is() {
    let (folder, writer) = writer();
    with_index(&writer).await;
    let first = begin(&writer, Alone::No).await;
    index(&first, 1, "first").await;
    let (first, second) = in_one_group(&writer, first).await;
    index(&second, 2, "second").await;
    // Asking writes both, within what is undone.
    assert_eq!((found(&second, "first").await, found(&second, "second").await), (1, 1));
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!((committed_with(&folder, "first"), committed_with(&folder, "second")), (1, 0));
}

#[tokio::test]
async fn what_is_undone_to_a_mark_is_not_indexed() {
    let (folder, writer) = writer();
    with_index(&writer).await;
    let tx = begin(&writer, Alone::No).await;
    index(&tx, 1, "kept").await;
    tx.mark().await.unwrap();
    index(&tx, 2, "undone").await;
    assert_eq!(found(&tx, "kept").await, 1);
    tx.back_to_mark().await.unwrap();
    index(&tx, 3, "after").await;
    tx.commit().await.unwrap();
    let all = ["kept", "undone", "after"].map(|word| committed_with(&folder, word));
    assert_eq!(all, [1, 0, 1]);
}

#[tokio::test]
async fn what_can_not_be_indexed_is_told_to_the_whole_group_and_nothing_is_kept() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let tx = begin(&writer, Alone::No).await;
    write(&tx, "a").await.unwrap();
    // There is no such table.
    index(&tx, 1, "printer").await;
    assert!(tx.commit().await.is_err());
    assert!(committed(&folder).is_empty());
    let again = begin(&writer, Alone::Yes).await;
    write(&again, "a").await.unwrap();
    again.commit().await.unwrap();
    assert_eq!(committed(&folder), ["a"]);
}

async fn with_checkpoints(writer: &Writer) {
    let tx = begin(writer, Alone::No).await;
    let sql = "CREATE TABLE \"checkpoint\" (\"platform\" text, \"room\" text, \"event\" text, \
               UNIQUE (\"platform\", \"room\"))";
    tx.execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

async fn move_checkpoint(tx: &Tx, room: &str, event: &str) {
    let sql = "INSERT INTO \"checkpoint\" (\"platform\", \"room\", \"event\") VALUES (?, ?, ?) \
               ON CONFLICT (\"platform\", \"room\") DO UPDATE SET \"event\" = \"excluded\".\"event\"";
    tx.insert(sql.into(), vec!["alpha".into(), room.into(), event.into()]).await.unwrap();
}

async fn checkpoints(tx: &Tx) -> Vec<String> {
    let sql = "SELECT \"event\" FROM \"checkpoint\" ORDER BY \"room\"";
    let rows = tx.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "event").unwrap()).collect()
}

#[tokio::test]
async fn of_a_places_checkpoints_the_last_is_kept() {
    let (_folder, writer) = writer();
    with_checkpoints(&writer).await;
    let tx = begin(&writer, Alone::No).await;
    for (room, event) in [("help", "1"), ("ops", "2"), ("help", "3")] {
        move_checkpoint(&tx, room, event).await;
    }
    assert_eq!(checkpoints(&tx).await, ["3", "2"], "whoever asks before the commit is told");
    move_checkpoint(&tx, "help", "4").await;
    tx.commit().await.unwrap();
    assert_eq!(checkpoints(&begin(&writer, Alone::No).await).await, ["4", "2"]);
}

#[tokio::test]
async fn a_checkpoint_that_was_undone_leaves_the_one_before() {
    let (_folder, writer) = writer();
    with_checkpoints(&writer).await;
    let first = begin(&writer, Alone::No).await;
    move_checkpoint(&first, "help", "1").await;
    let (first, second) = in_one_group(&writer, first).await;
    move_checkpoint(&second, "help", "2").await;
    assert_eq!(checkpoints(&second).await, ["2"]);
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!(checkpoints(&begin(&writer, Alone::No).await).await, ["1"]);
}
