//! The rules of leases, on PostgreSQL, by its own clock.

use std::time::Duration;

use sportello::store::Store;
use sportello::store::leases::{self, Taken};
use sportello_test_servers::postgres;

const TERM: Duration = Duration::from_secs(60);
/// Longer than anything here takes that is not meant to wait.
const WAITS: Duration = Duration::from_millis(300);

async fn store() -> Store {
    let url = postgres::shared().await.database().await;
    let store = Store::open(&sportello::config::Database::Postgres(url.into())).await.expect("it opens");
    store.migrate().await.expect("the schema is made");
    store
}

async fn take(store: &Store, holder: &str, again: &str, term: Duration) -> Taken {
    let tx = store.begin().await.expect("a transaction");
    let taken = leases::take(&tx, "matrix", holder, again, term).await.expect("the database works");
    tx.commit().await.expect("it is committed");
    taken
}

/// The epoch of `holder`, who takes the lease.
async fn taken(store: &Store, holder: &str) -> i64 {
    match take(store, holder, holder, TERM).await {
        Taken::Ours { epoch, .. } => epoch,
        Taken::Theirs => panic!("{holder} did not get it"),
    }
}

#[tokio::test]
async fn one_holds_it_and_the_next_has_a_greater_epoch() {
    let store = store().await;
    let first = taken(&store, "a.1").await;
    assert_eq!(take(&store, "b.1", "b.", TERM).await, Taken::Theirs);
    leases::give_back(store.server(), "matrix", first).await.expect("the database works");
    let second = taken(&store, "b.1").await;
    assert!(second > first);
    leases::give_back(store.server(), "matrix", first).await.expect("the database works");
    assert_eq!(
        take(&store, "a.1", "a.", TERM).await,
        Taken::Theirs,
        "who no longer has it gives nothing back"
    );
    store.close().await;
}

#[tokio::test]
async fn it_runs_out_unless_it_is_renewed() {
    let store = store().await;
    let moment = Duration::from_millis(50);
    let Taken::Ours { epoch, .. } = take(&store, "a.1", "a.", moment).await else { panic!("it was free") };
    tokio::time::sleep(2 * moment).await;
    let renewed = leases::renew(store.server(), "a.1", TERM).await.expect("the database works");
    assert_eq!(renewed, [("matrix".to_owned(), epoch)], "nobody else wanted it");
    assert_eq!(take(&store, "b.1", "b.", TERM).await, Taken::Theirs);
    leases::renew(store.server(), "a.1", moment).await.expect("the database works");
    tokio::time::sleep(2 * moment).await;
    taken(&store, "b.1").await;
    let renewed = leases::renew(store.server(), "a.1", TERM).await.expect("the database works");
    assert_eq!(renewed, []);
    store.close().await;
}

#[tokio::test]
async fn an_instance_that_is_started_again_has_it_at_once() {
    let store = store().await;
    let first = taken(&store, "a.1").await;
    let Taken::Ours { epoch, .. } = take(&store, "a.2", "a.", TERM).await else { panic!("it is its own") };
    assert!(epoch > first);
    assert_eq!(take(&store, "a.1", "a.1", TERM).await, Taken::Theirs, "the run before is over");
    store.close().await;
}

#[tokio::test]
async fn who_works_under_it_is_waited_for_and_may_renew_meanwhile() {
    let store = store().await;
    let epoch = taken(&store, "a.1").await;
    let work = store.begin().await.expect("a transaction");
    assert!(leases::hold(&work, "matrix", epoch).await.expect("the database works"));
    let renewal = leases::renew(store.server(), "a.1", Duration::ZERO);
    let renewed = tokio::time::timeout(WAITS, renewal).await.expect("a renewal does not wait");
    assert_eq!(renewed.expect("the database works").len(), 1);

    let other = store.clone();
    let mut takes = tokio::spawn(async move { taken(&other, "b.1").await });
    assert!(tokio::time::timeout(WAITS, &mut takes).await.is_err(), "it waits for the work to end");
    work.commit().await.expect("it is committed");
    assert!(takes.await.expect("it is taken") > epoch);
    let late = store.begin().await.expect("a transaction");
    assert!(!leases::hold(&late, "matrix", epoch).await.expect("the database works"));
    drop(late);
    store.close().await;
}

#[tokio::test]
async fn a_transaction_of_which_nothing_is_heard_keeps_nobody_waiting() {
    let store = store().await;
    let epoch = taken(&store, "a.1").await;
    let paused = store.begin().await.expect("a transaction");
    assert!(leases::hold(&paused, "matrix", epoch).await.expect("the database works"));
    leases::renew(store.server(), "a.1", Duration::ZERO).await.expect("the database works");
    let takes = tokio::time::timeout(Duration::from_secs(12), taken(&store, "b.1")).await;
    assert!(takes.expect("PostgreSQL ends it") > epoch);
    assert!(paused.commit().await.is_err(), "what it did is undone");
    store.close().await;
}
