//! When the disk keeps what is committed, and who is told.

use std::io;
use std::sync::mpsc::{Sender, channel};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;

/// A disk that says when it is asked to keep the log, and does as it is told.
struct Disk {
    asked: UnboundedReceiver<()>,
    answer: Sender<io::Result<()>>,
}

impl Disk {
    async fn is_asked(&mut self) {
        self.asked.recv().await.unwrap();
    }

    fn keeps_it(&self) {
        self.answer.send(Ok(())).unwrap();
    }

    fn fails(&self) {
        self.answer.send(Err(io::Error::other("it is worn out"))).unwrap();
    }
}

/// A database with the table, on such a disk.
async fn writer_on_a_disk() -> (TempDir, Writer, Disk) {
    let folder = TempDir::new().unwrap();
    let (ask, asked) = unbounded_channel();
    let (answer, answers) = channel();
    let answers = Mutex::new(answers);
    let sync: super::super::durable::Sync = Box::new(move || {
        ask.send(()).unwrap();
        answers.lock().unwrap().recv().unwrap()
    });
    let writer =
        Writer::open_with(&folder.path().join("desk.db"), SECOND * 20, SECOND * 10, |_| Ok(sync)).unwrap();
    let mut disk = Disk { asked, answer };
    disk.keeps_it();
    with_table(&writer).await;
    disk.is_asked().await;
    while writer.0.durable.is_syncing() {
        tokio::task::yield_now().await;
    }
    (folder, writer, disk)
}

async fn commit(writer: &Writer, word: &str) -> Result<(), DbErr> {
    let tx: Tx = writer.begin(Alone::No).await?.into();
    write(&tx, word).await?;
    tx.commit().await
}

fn committing(writer: &Writer, word: &'static str) -> JoinHandle<Result<(), DbErr>> {
    let writer = writer.clone();
    tokio::spawn(async move { commit(&writer, word).await })
}

/// Nothing was told to whoever commits, who has had every chance to hear it.
async fn is_not_told(committing: &JoinHandle<Result<(), DbErr>>) -> bool {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    !committing.is_finished()
}

/// So many members of the open group wait for its end.
async fn left_open(writer: &Writer, members: usize) {
    let open = |line: &Line| line.idle.as_ref().map_or(0, |pen| pen.members.len());
    while open(&writer.0.line()) < members {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nobody_is_told_before_the_disk_has_it() {
    let (folder, writer, mut disk) = writer_on_a_disk().await;
    let first = committing(&writer, "a");
    disk.is_asked().await;
    assert_eq!(committed(&folder), ["a"]);
    assert!(is_not_told(&first).await);
    disk.keeps_it();
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_next_group_is_written_while_the_disk_keeps_the_one_before() {
    let (folder, writer, mut disk) = writer_on_a_disk().await;
    let first = committing(&writer, "a");
    disk.is_asked().await;
    let before = writer.commits();
    let (second, third) = (committing(&writer, "b"), committing(&writer, "c"));
    left_open(&writer, 2).await;
    assert_eq!(committed(&folder), ["a"]);
    disk.keeps_it();
    first.await.unwrap().unwrap();
    disk.is_asked().await;
    assert_eq!(committed(&folder), ["a", "b", "c"]);
    assert!(is_not_told(&second).await && is_not_told(&third).await);
    disk.keeps_it();
    second.await.unwrap().unwrap();
    third.await.unwrap().unwrap();
    assert_eq!(writer.commits() - before, 1);
}

#[tokio::test]
async fn a_commit_of_ones_own_ends_a_group_that_was_left_open() {
    let (folder, writer, mut disk) = writer_on_a_disk().await;
    let first = committing(&writer, "a");
    disk.is_asked().await;
    let second = committing(&writer, "b");
    left_open(&writer, 1).await;
    let alone: Tx = writer.begin(Alone::Yes).await.unwrap().into();
    assert_eq!(committed(&folder), ["a", "b"]);
    assert!(is_not_told(&second).await);
    write(&alone, "c").await.unwrap();
    for _ in 0..3 {
        disk.keeps_it();
    }
    alone.commit().await.unwrap();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(committed(&folder), ["a", "b", "c"]);
}

#[tokio::test]
async fn who_has_written_nothing_waits_for_what_he_may_have_read() {
    let (_folder, writer, mut disk) = writer_on_a_disk().await;
    let nothing = || async { writer.begin(Alone::No).await?.commit().await };
    nothing().await.unwrap();
    let first = committing(&writer, "a");
    disk.is_asked().await;
    let mut reads = Box::pin(nothing());
    assert!(futures_util::poll!(&mut reads).is_pending());
    left_open(&writer, 1).await;
    disk.keeps_it();
    disk.keeps_it();
    reads.await.unwrap();
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn when_the_disk_has_failed_nothing_is_taken_for_kept() {
    let (_folder, writer, mut disk) = writer_on_a_disk().await;
    let first = committing(&writer, "a");
    disk.is_asked().await;
    let second = committing(&writer, "b");
    left_open(&writer, 1).await;
    disk.fails();
    assert!(first.await.unwrap().unwrap_err().to_string().contains("worn out"));
    assert!(second.await.unwrap().is_err());
    assert!(commit(&writer, "c").await.is_err());
    assert_eq!(writer.failed().await, "it is worn out");
}
