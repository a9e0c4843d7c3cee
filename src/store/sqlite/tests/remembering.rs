//! What is remembered is what is there: whoever else writes, whatever is undone.

use std::collections::BTreeMap;

use sea_orm::DbBackend;

use super::*;
use crate::store::entity::{person, queue, ticket};
use crate::store::{Store, counters, figures, held, messages, people, queues, sums, tickets};

const NOW: chrono::DateTime<chrono::Utc> = chrono::DateTime::UNIX_EPOCH;

struct Desk {
    folder: TempDir,
    store: Store,
    person: person::Model,
    ticket: ticket::Model,
}

/// A desk with somebody and a ticket of theirs, of whom all is remembered.
async fn desk() -> Desk {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("desk.db");
    let store = Store::open(&crate::config::Database::Sqlite(file)).await.unwrap();
    store.migrate().await.unwrap();
    let tx = store.begin().await.unwrap();
    let person = people::create(&tx, "mia", None, NOW).await.unwrap();
    let queue = add_queue(&tx).await;
    let new = tickets::New {
        number: "1001".to_owned(),
        title: "VPN down",
        queue,
        customer: person.id,
        responsible: None,
        realm: None,
        articles: 0,
        gather: None,
    };
    let ticket = tickets::create(&tx, new, NOW).await.unwrap();
    assert_eq!(people::by_id(&tx, person.id).await.unwrap().as_ref(), Some(&person));
    tx.commit().await.unwrap();
    Desk { folder, store, person, ticket }
}

async fn add_queue(tx: &Tx) -> i64 {
    run(tx, "INSERT INTO \"queue\" (\"name\", \"title\") VALUES ('help', 'Help')").await;
    let all: Vec<queue::Model> = queues::all(tx).await.unwrap();
    all[0].id
}

async fn run(tx: &Tx, sql: &str) {
    tx.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
}

impl Desk {
    async fn name(&self, tx: &Tx) -> String {
        people::by_id(tx, self.person.id).await.unwrap().unwrap().name
    }

    async fn ticket(&self, tx: &Tx) -> ticket::Model {
        tickets::by_id(tx, self.ticket.id).await.unwrap().unwrap()
    }

    fn by_another_process(&self, sql: &str) {
        Connection::open(self.folder.path().join("desk.db")).unwrap().execute_batch(sql).unwrap();
    }
}

#[tokio::test]
async fn what_another_process_has_written_is_seen() {
    let desk = desk().await;
    desk.by_another_process("UPDATE person SET name = 'Mia B.'; UPDATE ticket SET title = 'VPN up'");
    let tx = desk.store.begin().await.unwrap();
    assert_eq!(desk.name(&tx).await, "Mia B.");
    assert_eq!(desk.ticket(&tx).await.title, "VPN up");
}

/// Its turn comes once whoever is before it is done.
fn in_line_at(store: &Store) -> JoinHandle<Tx> {
    let store = store.clone();
    tokio::spawn(async move { store.begin().await.unwrap() })
}

#[tokio::test]
async fn what_was_undone_is_not_remembered_by_the_rest_of_the_group() {
    let desk = desk().await;
    let first = desk.store.begin().await.unwrap();
    people::create(&first, "bob", None, NOW).await.unwrap();
    let (second, third) = (in_line_at(&desk.store), in_line_at(&desk.store));
    tokio::task::yield_now().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.unwrap();
    run(&second, "UPDATE \"person\" SET \"name\" = 'nobody'").await;
    assert_eq!(desk.name(&second).await, "nobody");
    let changed = ticket::Model { title: "undone".to_owned(), ..desk.ticket(&second).await };
    held::save(&second, &changed).await.unwrap();
    assert_eq!(desk.ticket(&second).await.title, "undone");
    drop(second);
    let third = third.await.unwrap();
    assert_eq!((desk.name(&third).await, desk.ticket(&third).await), ("mia".to_owned(), desk.ticket.clone()));
    assert!(!first.is_finished(), "they are in one group");
    third.commit().await.unwrap();
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_is_undone_to_a_mark_is_not_remembered() {
    let desk = desk().await;
    let tx = desk.store.begin().await.unwrap();
    tx.mark().await.unwrap();
    let changed = ticket::Model { title: "undone".to_owned(), ..desk.ticket(&tx).await };
    held::save(&tx, &changed).await.unwrap();
    run(&tx, "UPDATE \"person\" SET \"name\" = 'nobody'").await;
    assert_eq!(desk.name(&tx).await, "nobody");
    tx.back_to_mark().await.unwrap();
    assert_eq!((desk.name(&tx).await, desk.ticket(&tx).await), ("mia".to_owned(), desk.ticket.clone()));
}

#[tokio::test]
async fn the_numbers_of_a_group_follow_each_other_and_an_undone_one_is_given_again() {
    let desk = desk().await;
    let first = desk.store.begin().await.unwrap();
    assert_eq!(counters::next(&first, "tickets").await.unwrap(), 1);
    assert_eq!(counters::next(&first, "tickets").await.unwrap(), 2);
    let (second, third) = (in_line_at(&desk.store), in_line_at(&desk.store));
    tokio::task::yield_now().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.unwrap();
    assert_eq!(counters::next(&second, "tickets").await.unwrap(), 3);
    drop(second);
    let third = third.await.unwrap();
    assert_eq!(counters::next(&third, "tickets").await.unwrap(), 3);
    assert!(!first.is_finished(), "they are in one group");
    third.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(counters::last(desk.store.reader(), "tickets").await.unwrap(), 3);
    desk.by_another_process("UPDATE counter SET value = 7");
    let tx = desk.store.begin().await.unwrap();
    assert_eq!(counters::next(&tx, "tickets").await.unwrap(), 8);
}

#[tokio::test]
async fn what_a_group_adds_to_a_sum_is_added_but_what_was_undone() {
    let desk = desk().await;
    let queue = desk.ticket.queue_id;
    let more = |amount: i64| BTreeMap::from([((NOW.date_naive(), queue, 0, "opened", 0), amount)]);
    let first = desk.store.begin().await.unwrap();
    figures::add(&first, &more(1)).await.unwrap();
    let (second, third) = (in_line_at(&desk.store), in_line_at(&desk.store));
    tokio::task::yield_now().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.unwrap();
    figures::add(&second, &more(10)).await.unwrap();
    drop(second);
    let third = third.await.unwrap();
    figures::add(&third, &more(100)).await.unwrap();
    third.commit().await.unwrap();
    first.await.unwrap().unwrap();
    let day = NOW.date_naive();
    let range = sums::Range { queues: vec![queue], owner: None, from: day, to: day };
    let sums = sums::by_queue(desk.store.reader(), &range).await.unwrap();
    assert_eq!(sums.iter().map(|sum| sum.amount).collect::<Vec<_>>(), [101]);
}

#[tokio::test]
async fn an_event_counts_as_seen_at_once_and_its_row_has_its_article_in_the_end() {
    let desk = desk().await;
    let tx = desk.store.begin().await.unwrap();
    let see = async |tx: &Tx, id: &str| messages::see(tx, "alpha", id, "help", None, true).await.unwrap();
    let (one, other) = (see(&tx, "m1").await.unwrap(), see(&tx, "m2").await.unwrap());
    assert_ne!(one, other);
    messages::place(&tx, other, None, None).await.unwrap();
    assert_eq!(see(&tx, "m1").await, None, "asked within the same transaction");
    let kept = messages::kept_as(&tx, one).await.unwrap();
    messages::moved(&tx, one).await.unwrap();
    messages::place(&tx, kept, None, None).await.unwrap();
    tx.commit().await.unwrap();
    let stored = messages::by_id(desk.store.reader(), "alpha", "m1").await.unwrap().unwrap();
    assert_eq!((stored.id, stored.direction.as_str()), (kept, "moved"));
    let tx = desk.store.begin().await.unwrap();
    assert_eq!(see(&tx, "m2").await, None, "in another transaction");
}

#[tokio::test]
async fn a_ticket_is_saved_as_what_has_changed_of_it() {
    let desk = desk().await;
    let tx = desk.store.begin().await.unwrap();
    let other = people::create(&tx, "bob", None, NOW).await.unwrap();
    let old = desk.ticket(&tx).await;
    tickets::set_customer(&tx, old.id, other.id).await.unwrap();
    assert_eq!(desk.ticket(&tx).await.customer_id, other.id, "a statement about one ticket");
    held::save(&tx, &ticket::Model { title: "VPN up".to_owned(), ..old }).await.unwrap();
    let now = desk.ticket(&tx).await;
    assert_eq!((now.customer_id, now.title.as_str()), (other.id, "VPN up"), "whose it is, is not saved");
    tx.commit().await.unwrap();
    let stored = tickets::by_id(desk.store.reader(), now.id).await.unwrap();
    assert_eq!(stored.as_ref(), Some(&now), "what is remembered is what is stored");
    let tx = desk.store.begin().await.unwrap();
    run(&tx, "UPDATE ticket SET title = 'by hand'").await;
    assert_eq!(desk.ticket(&tx).await.title, "by hand", "a statement that can't be read");
}
