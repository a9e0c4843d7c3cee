//! The copy of a SQLite database.

use std::path::Path;

use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use sportello_migrations::seaql_migrations;

use super::{BackupError, Contents};
use crate::store::entity::{article, held_message, person, ticket};
use crate::store::{Store, attachments};

/// Names read at a time.
const PAGE: u64 = 1000;

/// Copies the database as it is at this moment. Who writes meanwhile is not kept waiting, and what was erased
/// is not in the copy's free pages.
pub(super) async fn copy(store: &Store, into: &Path) -> Result<(), BackupError> {
    let copy = "VACUUM INTO ?";
    let into_text = into.display().to_string();
    store
        .reader()
        .execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, copy, [into_text.into()]))
        .await?;
    super::settle(into)
}

/// Opens a copy for reading, without leaving anything beside it.
async fn open(copy: &Path) -> Result<DatabaseConnection, DbErr> {
    let copy = copy.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |o| {
        o.filename(&copy).in_memory(false).shared_cache(false).read_only(true).immutable(true)
    });
    Database::connect(options).await
}

/// What a copy holds.
pub(super) async fn contents(copy: &Path) -> Result<Contents, BackupError> {
    let db = open(copy).await?;
    let read = read(&db).await;
    db.close().await?;
    Ok(read?)
}

async fn read(db: &DatabaseConnection) -> Result<Contents, DbErr> {
    let schema: Option<String> = seaql_migrations::Entity::find()
        .select_only()
        .column(seaql_migrations::Column::Version)
        .order_by_desc(seaql_migrations::Column::Version)
        .into_tuple()
        .one(db)
        .await?;
    let mut contents = Contents {
        schema: schema.unwrap_or_default(),
        tickets: ticket::Entity::find().count(db).await?,
        articles: article::Entity::find().count(db).await?,
        people: person::Entity::find().count(db).await?,
        ..Contents::default()
    };
    let mut after = String::new();
    loop {
        let page = attachments::names_after(db, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(last);
        page.iter().for_each(|name| contents.add_file(name));
    }
    let held: Vec<Option<String>> = held_message::Entity::find()
        .select_only()
        .column(held_message::Column::Files)
        .filter(held_message::Column::Files.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    held.iter().flatten().for_each(|json| contents.add_held(json));
    Ok(contents)
}

/// What SQLite finds wrong with a copy.
pub(super) async fn problems(copy: &Path) -> Result<Vec<String>, BackupError> {
    let db = open(copy).await?;
    let found = look(&db).await;
    db.close().await?;
    Ok(found?)
}

async fn look(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let ask = |sql: &str| db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql));
    let mut found = Vec::new();
    for row in ask("PRAGMA integrity_check(10)").await? {
        let said: String = row.try_get_by_index(0)?;
        if said != "ok" {
            found.push(format!("the database is damaged: {said}"));
        }
    }
    for row in ask("SELECT \"table\", COUNT(*) FROM pragma_foreign_key_check GROUP BY 1").await? {
        let (table, rows): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        found.push(format!("{rows} rows of {table} name rows that are not there"));
    }
    Ok(found)
}
