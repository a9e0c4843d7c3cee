//! On SQLite transactions go through another driver than reading and migrating: databases written by either are
//! one to the other.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IntoActiveModel, NotSet, Set, Statement,
};
use sportello::config::Database;
use sportello::store::entity::{delivery, figure, queue};
use sportello::store::{Store, Tx};
use tempfile::TempDir;

async fn store(folder: &TempDir) -> Store {
    let store = Store::open(&Database::Sqlite(folder.path().join("desk.db"))).await.expect("it opens");
    store.migrate().await.expect("up");
    let queue = queue::ActiveModel {
        id: Set(i64::MAX),
        name: Set("helpdesk".to_owned()),
        title: Set("Service desk".to_owned()),
        ..Default::default()
    };
    queue::Entity::insert(queue).exec_without_returning(store.reader()).await.expect("a queue");
    store
}

/// A time with so many nanoseconds.
fn time(nanoseconds: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_424_400, nanoseconds).expect("a time")
}

/// Of each kind of value that tables hold: texts and none, times, whole numbers of all widths, yes and no.
fn owed(lane: &str, at: DateTime<Utc>) -> delivery::Model {
    delivery::Model {
        id: 0,
        platform: "alpha".to_owned(),
        lane: lane.to_owned(),
        priority: 3,
        state: "queued".to_owned(),
        ticket_id: None,
        article_id: None,
        conversation_id: None,
        audience: "customer".to_owned(),
        collapse_key: None,
        payload: "{\"text\":\"perché ‘no’ \u{1f5a8}\"}".to_owned(),
        courtesy: true,
        attempts: i32::MAX,
        due_at: at,
        created_at: at,
        ended_at: Some(at),
        trouble: Some(String::new()),
    }
}

fn counted(day: NaiveDate) -> figure::Model {
    figure::Model {
        id: 0,
        day,
        queue_id: i64::MAX,
        owner_id: 0,
        what: "opened".to_owned(),
        bucket: -1,
        amount: i64::MIN,
    }
}

async fn write(db: &impl ConnectionTrait, delivery: &delivery::Model, figure: &figure::Model) {
    let row = delivery::ActiveModel { id: NotSet, ..delivery.clone().into_active_model() };
    delivery::Entity::insert(row).exec(db).await.expect("a delivery");
    let row = figure::ActiveModel { id: NotSet, ..figure.clone().into_active_model() };
    figure::Entity::insert(row).exec(db).await.expect("a figure");
}

/// The rows of a table as SQLite itself shows them, kind by kind, without their ids.
async fn as_kept(store: &Store, table: &str, columns: &[&str]) -> Vec<String> {
    let all: Vec<String> = columns.iter().map(|c| format!("typeof({c}) || quote({c})")).collect();
    let sql = format!("SELECT {} AS kept FROM {table} ORDER BY id", all.join(" || ' ' || "));
    let rows = store.reader().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await;
    rows.expect("the table is read").iter().map(|row| row.try_get("", "kept").expect("a text")).collect()
}

async fn read<M: FromQueryResult>(db: &impl ConnectionTrait, table: &str) -> Vec<M> {
    let sql = format!("SELECT * FROM \"{table}\" ORDER BY id");
    M::find_by_statement(Statement::from_string(DbBackend::Sqlite, sql)).all(db).await.expect("rows")
}

async fn begin(store: &Store) -> Tx {
    store.begin().await.expect("a transaction")
}

#[tokio::test]
async fn what_is_written_is_the_same_by_either_driver() {
    const DELIVERY: &[&str] = &[
        "platform",
        "priority",
        "ticket_id",
        "payload",
        "courtesy",
        "attempts",
        "due_at",
        "created_at",
        "ended_at",
        "trouble",
    ];
    const FIGURE: &[&str] = &["day", "queue_id", "owner_id", "what", "bucket", "amount"];
    let folders = [TempDir::new().expect("a folder"), TempDir::new().expect("a folder")];
    let (one, other) = (store(&folders[0]).await, store(&folders[1]).await);
    let day = NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
    // Times are written as short as they can be.
    for (later, nanoseconds) in [(0, 0), (1, 120_000_000), (2, 123_456_000), (3, 123_456_789)] {
        let figure = counted(day + chrono::Days::new(later));
        let delivery = owed("a", time(nanoseconds));
        let tx = begin(&one).await;
        write(&tx, &delivery, &figure).await;
        tx.commit().await.expect("it is committed");
        write(other.reader(), &delivery, &figure).await;
    }
    assert_eq!(as_kept(&one, "delivery", DELIVERY).await, as_kept(&other, "delivery", DELIVERY).await);
    assert_eq!(as_kept(&one, "figure", FIGURE).await, as_kept(&other, "figure", FIGURE).await);
}

#[tokio::test]
async fn what_is_read_is_the_same_by_either_driver() {
    let folder = TempDir::new().expect("a folder");
    let store = store(&folder).await;
    let day = NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
    let (delivery, figure) = (owed("a", time(123_456_789)), counted(day));
    write(store.reader(), &delivery, &figure).await;
    let tx = begin(&store).await;
    let expected = delivery::Model { id: 1, ..delivery };
    assert_eq!(read::<delivery::Model>(&tx, "delivery").await, std::slice::from_ref(&expected));
    assert_eq!(read::<delivery::Model>(store.reader(), "delivery").await, std::slice::from_ref(&expected));
    let expected = figure::Model { id: 1, ..figure };
    assert_eq!(read::<figure::Model>(&tx, "figure").await, std::slice::from_ref(&expected));
    assert_eq!(read::<figure::Model>(store.reader(), "figure").await, std::slice::from_ref(&expected));
}

/// A column that holds what it can't hold is named, and is not taken for an empty one.
#[tokio::test]
async fn a_time_that_is_none_is_a_mistake() {
    let folder = TempDir::new().expect("a folder");
    let store = store(&folder).await;
    let tx = begin(&store).await;
    write(&tx, &owed("a", time(0)), &counted(NaiveDate::default())).await;
    tx.execute_unprepared("UPDATE delivery SET ended_at = 'yesterday'").await.expect("it is written");
    let read = delivery::Entity::find().all(&tx).await.expect_err("it can't be read");
    assert!(read.to_string().contains("ended_at"), "{read}");
}

/// Rows are read by position as well as by name, in the order of the statement.
#[tokio::test]
async fn tuples_are_read_in_the_order_of_the_statement() {
    use sea_orm::QuerySelect;
    let folder = TempDir::new().expect("a folder");
    let store = store(&folder).await;
    let tx = begin(&store).await;
    write(&tx, &owed("lane", time(0)), &counted(NaiveDate::default())).await;
    let read: Vec<(String, i64, String, Option<i64>)> = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Platform)
        .column(delivery::Column::Id)
        .column(delivery::Column::Lane)
        .column(delivery::Column::ArticleId)
        .into_tuple()
        .all(&tx)
        .await
        .expect("rows");
    assert_eq!(read, [("alpha".to_owned(), 1, "lane".to_owned(), None)]);
}
