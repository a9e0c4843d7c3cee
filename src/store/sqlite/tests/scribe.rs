//! What is done for who waits by the thread of the scribe.

use std::sync::atomic::Ordering;

use super::*;
use crate::store::Kept;

/// A transaction that others wait for.
async fn busy() -> (TempDir, Writer, Tx) {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let first = begin(&writer, Alone::No).await;
    (folder, writer, first)
}

async fn says(writer: Writer, word: &'static str) -> Result<Kept, DbErr> {
    let tx: Tx = writer.begin(Alone::No).await?.into();
    write(&tx, word).await?;
    tx.join().await
}

/// Hands work over; returns once the scribe has it.
async fn handed_over<T: Send + 'static>(
    writer: &Writer,
    work: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<Option<T>> {
    let before = handed(writer);
    let line = writer.clone();
    let waits = tokio::spawn(async move { line.do_in_line(Box::pin(work)).await });
    while handed(writer) == before {
        tokio::task::yield_now().await;
    }
    waits
}

/// The same of work for which the scribe stands in line.
async fn in_line_for<T: Send + 'static>(
    writer: &Writer,
    work: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<Option<T>> {
    let waits = handed_over(writer, work).await;
    while in_line(writer) == 0 {
        tokio::task::yield_now().await;
    }
    waits
}

/// How much work the scribe has: what waits, and what is in line for the pen.
fn handed(writer: &Writer) -> usize {
    writer.0.scribe.waiting.load(Ordering::SeqCst) + in_line(writer)
}

async fn is_durable(waits: JoinHandle<Option<Result<Kept, DbErr>>>) {
    waits.await.unwrap().unwrap().unwrap().wait().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_has_it_written_in_order_with_one_commit() {
    let (folder, writer, first) = busy().await;
    let before = writer.commits();
    let mut all = vec![in_line_for(&writer, says(writer.clone(), "c")).await];
    for word in ["a", "b"] {
        all.push(handed_over(&writer, says(writer.clone(), word)).await);
    }
    first.commit().await.unwrap();
    for waits in all {
        is_durable(waits).await;
    }
    assert_eq!(writer.commits() - before, 1);
    let other = Connection::open(folder.path().join("desk.db")).unwrap();
    let mut rows = other.prepare("SELECT word FROM word ORDER BY rowid").unwrap();
    let words: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(words, ["c", "a", "b"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_alone_writes_by_himself() {
    let (_folder, writer, first) = busy().await;
    first.commit().await.unwrap();
    let here = std::thread::current().id();
    let there = writer.do_in_line(Box::pin(async { std::thread::current().id() })).await;
    assert_eq!(there, Some(here));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_was_left_open_for_what_writes_nothing_is_ended() {
    let (folder, writer, first) = busy().await;
    let written = in_line_for(&writer, says(writer.clone(), "a")).await;
    let nothing = handed_over(&writer, async {}).await;
    first.commit().await.unwrap();
    is_durable(written).await;
    assert_eq!(nothing.await.unwrap(), Some(()));
    assert_eq!(committed(&folder), ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_commit_of_its_own_has_it() {
    let (folder, writer, first) = busy().await;
    let before = writer.commits();
    let alone = {
        let writer = writer.clone();
        async move {
            let tx: Tx = writer.begin(Alone::Yes).await?.into();
            write(&tx, "b").await?;
            tx.join().await
        }
    };
    let mut all = vec![in_line_for(&writer, says(writer.clone(), "a")).await];
    all.push(handed_over(&writer, alone).await);
    all.push(handed_over(&writer, says(writer.clone(), "c")).await);
    first.commit().await.unwrap();
    for waits in all {
        is_durable(waits).await;
    }
    assert_eq!(writer.commits() - before, 3);
    assert_eq!(committed(&folder), ["a", "b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_with_work_that_waits() {
    let (folder, writer, first) = busy().await;
    let done = in_line_for(&writer, says(writer.clone(), "a")).await;
    let waits = handed_over(&writer, std::future::pending::<()>()).await;
    let behind = handed_over(&writer, says(writer.clone(), "b")).await;
    first.commit().await.unwrap();
    is_durable(done).await;
    assert_eq!(committed(&folder), ["a"]);
    waits.abort();
    is_durable(behind).await;
    assert_eq!(committed(&folder), ["a", "b"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_away_has_it_undone_and_holds_up_nobody() {
    let (folder, writer, first) = busy().await;
    let stuck = {
        let writer = writer.clone();
        async move {
            let tx: Tx = writer.begin(Alone::Again).await.unwrap().into();
            write(&tx, "a").await.unwrap();
            std::future::pending::<()>().await;
            drop(tx);
        }
    };
    let goes = in_line_for(&writer, stuck).await;
    drop(first);
    let stays = handed_over(&writer, says(writer.clone(), "b")).await;
    goes.abort();
    assert!(goes.await.is_err_and(|error| error.is_cancelled()));
    is_durable(stays).await;
    assert_eq!(committed(&folder), ["b"]);
}

#[tokio::test]
async fn where_there_is_one_thread_it_is_done_there() {
    let (folder, writer, first) = busy().await;
    let waits = in_line_for(&writer, says(writer.clone(), "a")).await;
    first.commit().await.unwrap();
    is_durable(waits).await;
    assert_eq!(committed(&folder), ["a"]);
}
