//! Rows are in the order of their ids, however many one transaction adds: what waits in a lane is sent in that order.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use sportello::store::entity::{delivery, history};
use sportello::store::{deliveries, history as events, tickets};
use sportello_tests::{Harness, on_both_databases};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
/// More than two statements take.
const MANY: usize = 200;

fn words(number: usize) -> String {
    format!("\"{number}\"")
}

async fn owed(desk: &Harness) -> Vec<String> {
    let all = delivery::Entity::find().order_by_asc(delivery::Column::Id).all(desk.store().reader()).await;
    all.expect("the database works").into_iter().filter(|d| d.lane == "test").map(|d| d.payload).collect()
}

async fn happened(desk: &Harness, ticket: i64) -> Vec<String> {
    let all = history::Entity::find().order_by_asc(history::Column::Id).all(desk.store().reader()).await;
    let titled = |row: &history::Model| row.ticket_id == ticket && row.event == "title";
    let title = |row: history::Model| {
        serde_json::from_str::<serde_json::Value>(&row.data).map(|v| v["to"].to_string())
    };
    all.expect("the database works")
        .into_iter()
        .filter(titled)
        .map(|row| title(row).expect("it is JSON"))
        .collect()
}

on_both_databases! {
    async fn what_one_transaction_adds_is_in_its_order(desk) {
        desk.mia().says("The VPN is down").in_help().await;
        desk.settle().await;
        let tx = desk.store().begin().await.expect("a transaction");
        let ticket = tickets::by_number(&tx, "1001").await.expect("the database works").expect("a ticket");
        for number in 0..MANY {
            let event = events::Event::Title { to: number.to_string() };
            let by = events::By { person: None, platform: "desk" };
            let row = events::row(&ticket, by, &event, NOW).expect("a row");
            events::add(&tx, row).await.expect("the database works");
            let new = deliveries::New {
                platform: "nowhere".to_owned(),
                lane: "test".to_owned(),
                priority: 1,
                ticket: Some(ticket.id),
                article: None,
                conversation: None,
                audience: "operators",
                // Some stand for others: these are added by a statement of another kind.
                collapse_key: (number % 50 == 7).then(|| format!("board:{number}")),
                payload: words(number),
                courtesy: false,
                due_at: NOW + chrono::Duration::days(365_000),
            };
            deliveries::queue(&tx, new, NOW).await.expect("the database works");
        }
        tx.commit().await.expect("it is committed");
        let all: Vec<String> = (0..MANY).map(words).collect();
        assert_eq!(owed(desk).await, all);
        assert_eq!(happened(desk, ticket.id).await, all);
        // Nothing of it came from the platforms, and nobody is there to deliver it.
        let tx = desk.store().begin().await.expect("a transaction");
        for made_up in ["DELETE FROM delivery WHERE lane = 'test'", "DELETE FROM history WHERE event = 'title'"] {
            tx.execute_unprepared(made_up).await.expect("the database works");
        }
        tx.commit().await.expect("it is committed");
    }
}
