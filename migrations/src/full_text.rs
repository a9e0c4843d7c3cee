//! Settings of SQLite's full-text index (FTS5's special INSERT commands).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Sets a number that the index goes by; PostgreSQL's has none of them.
pub async fn set(manager: &SchemaManager<'_>, setting: &'static str, value: u8) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let sql = format!("INSERT INTO article_search (article_search, rank) VALUES ('{setting}', {value})");
    db.execute_unprepared(&sql).await.map(|_| ())
}
