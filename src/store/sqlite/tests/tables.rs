//! Rows of every table are read through a transaction as sqlx reads them: a value of the wrong kind would be taken
//! for none.

use std::fmt::Debug;

use sea_orm::{
    ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, QuerySelect, QueryTrait, TryIntoModel,
};
use sportello_migrations::seaql_migrations;

use super::*;
use crate::store::Store;
use crate::store::db::{Db, Whole};
use crate::store::entity::{COLUMNS, with_tables};

async fn store(folder: &TempDir) -> Store {
    let file = folder.path().join("desk.db");
    let store = Store::open(&crate::config::Database::Sqlite(file)).await.unwrap();
    store.migrate().await.unwrap();
    store
}

fn other(folder: &TempDir) -> Connection {
    let other = Connection::open(folder.path().join("desk.db")).unwrap();
    other.pragma_update(None, "foreign_keys", false).unwrap();
    other
}

/// A value for a column, as SQL; no two alike, since some must not be.
fn some(holds: &ColumnType, at: usize) -> String {
    match holds {
        ColumnType::Boolean => "1".to_owned(),
        ColumnType::SmallInteger => format!("{}", 300 + at),
        ColumnType::Integer => format!("{}", 70_000 + at),
        ColumnType::BigInteger => format!("{}", 5_000_000_000_usize + at),
        ColumnType::Text | ColumnType::String(_) => format!("'{at} perché'"),
        ColumnType::TimestampWithTimeZone => format!("'2026-03-09T10:00:00.{:06}+00:00'", at + 1),
        ColumnType::Date => format!("'2026-03-{:02}'", at % 28 + 1),
        other => panic!("say here how a {other:?} is written"),
    }
}

/// A row whose every column holds something is read alike by both drivers.
async fn is_read_alike<E>(folder: &TempDir, store: &Store)
where
    E: EntityTrait<ActiveModel: TryIntoModel<E::Model>>,
    E::Model: PartialEq + Debug + Sync,
{
    let entity = E::default();
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let names: Vec<&str> = columns.iter().map(|c| c.as_str()).collect();
    let values: Vec<String> =
        columns.iter().enumerate().map(|(at, c)| some(c.def().get_column_type(), at)).collect();
    let table = entity.as_str();
    let sql =
        format!("INSERT INTO \"{table}\" (\"{}\") VALUES ({})", names.join("\", \""), values.join(", "));
    other(folder).execute_batch(&sql).unwrap_or_else(|e| panic!("{table}: {e}"));
    let tx = store.begin().await.unwrap();
    let expected = E::find().all(store.reader()).await.unwrap_or_else(|e| panic!("{table}: {e}"));
    assert_eq!(expected.len(), 1, "{table}");
    assert_eq!(E::find().all(&tx).await.unwrap_or_else(|e| panic!("{table}: {e}")), expected, "{table}");
    let query = E::find().build(sea_orm::DbBackend::Sqlite);
    let short: Vec<Whole<E>> =
        tx.rows(query.sql.as_str().into(), vec![], 2).await.unwrap_or_else(|e| panic!("{table}: {e}"));
    assert_eq!(short.into_iter().map(|Whole(row)| row).collect::<Vec<_>>(), expected, "{table}");
    assert!(!format!("{expected:?}").contains("None"), "{table}: {expected:?}");
}

#[tokio::test]
async fn a_row_of_every_table_is_read_alike_by_both_drivers() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    macro_rules! each {
        ($($table:ident),* $(,)?) => {
            $(is_read_alike::<crate::store::entity::$table::Entity>(&folder, &store).await;)*
        };
    }
    with_tables!(each);
    store.close().await;
}

#[tokio::test]
async fn every_table_of_the_schema_is_listed() {
    let folder = TempDir::new().unwrap();
    store(&folder).await.close().await;
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
               AND name NOT LIKE 'article_search%' ORDER BY name";
    let connection = other(&folder);
    let mut all = connection.prepare(sql).unwrap();
    let tables: Vec<String> = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let migrations = seaql_migrations::Entity.as_str();
    let missing: Vec<&String> = tables
        .iter()
        .filter(|t| *t != migrations && !COLUMNS.iter().any(|c| c.table == t.as_str()))
        .collect();
    assert!(missing.is_empty(), "list in src/store/entity/mod.rs: {missing:?}");
}

#[tokio::test]
async fn the_least_and_the_greatest_of_a_column_are_read_as_the_column() {
    use crate::store::entity::delivery::{Column, Entity};
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    is_read_alike::<Entity>(&folder, &store).await;
    type Both = (Option<chrono::DateTime<chrono::Utc>>, Option<i32>, Option<String>, i64);
    let query = || {
        Entity::find()
            .select_only()
            .column_as(Column::CreatedAt.min(), "oldest")
            .column_as(Column::Attempts.max(), "most")
            .column_as(Column::Platform.min(), "first")
            .column_as(Column::Id.count(), "number")
            .into_tuple::<Both>()
    };
    let tx = store.begin().await.unwrap();
    let read = query().one(&tx).await.unwrap().unwrap();
    assert!(read.0.is_some() && read.1.is_some() && read.2.is_some(), "{read:?}");
    assert_eq!(Some(read), query().one(store.reader()).await.unwrap());
    drop(tx);
    store.close().await;
}
