//! Whoever is about to change a ticket holds it: on PostgreSQL others would change it meanwhile, and what they have
//! changed would be written over.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement};
use sportello::config::Database;
use sportello::store::entity::ticket;
use sportello::store::{Store, held, people, tickets};
use sportello_test_servers::postgres;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// A desk with a queue and a ticket in it.
async fn desk() -> (Store, ticket::Model) {
    let url = postgres::shared().await.database().await;
    let store = Store::open(&Database::Postgres(url.into())).await.expect("it opens");
    store.migrate().await.expect("the schema is made");
    let tx = store.begin().await.expect("a transaction");
    tx.execute_unprepared("INSERT INTO queue (id, name, title) VALUES (1, 'help', 'Help')")
        .await
        .expect("a queue");
    let mia = people::create(&tx, "mia", None, NOW).await.expect("a person");
    let new = tickets::New {
        number: "1001".to_owned(),
        title: "VPN down",
        queue: 1,
        customer: mia.id,
        responsible: None,
        realm: None,
        articles: 0,
        gather: None,
    };
    let ticket = tickets::create(&tx, new, NOW).await.expect("a ticket");
    tx.commit().await.expect("it is committed");
    (store, ticket)
}

/// Whether somebody else could change the ticket now.
async fn is_free(store: &Store, ticket: &ticket::Model) -> bool {
    let sql = "SELECT id FROM ticket WHERE id = $1 FOR UPDATE SKIP LOCKED";
    let backend = store.reader().get_database_backend();
    let ask = Statement::from_sql_and_values(backend, sql, [ticket.id.into()]);
    store.reader().query_one_raw(ask).await.expect("the database works").is_some()
}

#[tokio::test]
async fn tickets_that_are_changed_some_at_a_time_are_held() {
    let (store, ticket) = desk().await;
    let tx = store.begin().await.expect("a transaction");
    let found = held::hold_active_after(&tx, 1, 0, 10).await.expect("the database works");
    assert_eq!(found.iter().map(|t| t.id).collect::<Vec<_>>(), [ticket.id]);
    assert!(!is_free(&store, &ticket).await);
    held::save(&tx, &found[0]).await.expect("it is saved");
    tx.commit().await.expect("it is committed");
    assert!(is_free(&store, &ticket).await);
    store.close().await;
}

#[tokio::test]
#[should_panic(expected = "ticket 1001 is saved, and others can change it")]
async fn one_that_was_only_read_is_not_saved_unnoticed() {
    let (store, ticket) = desk().await;
    let tx = store.begin().await.expect("a transaction");
    let read = tickets::by_id(&tx, ticket.id).await.expect("the database works").expect("it is there");
    let _ = held::save(&tx, &read).await;
}
