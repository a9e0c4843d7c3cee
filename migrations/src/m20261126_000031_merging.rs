//! The full-text index of SQLite is merged less often.
//!
//! Each group of messages leaves a segment. By default four of a level are merged into one of the next, which
//! writes each word of an article some ten times in a large archive; sixteen of them, some five times.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Segments of a level before they are merged, and the default.
const NOW: u8 = 16;
const BEFORE: u8 = 4;

async fn merge_every(manager: &SchemaManager<'_>, segments: u8) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let sql = format!("INSERT INTO article_search (article_search, rank) VALUES ('automerge', {segments})");
    db.execute_unprepared(&sql).await.map(|_| ())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        merge_every(manager, NOW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        merge_every(manager, BEFORE).await
    }
}
