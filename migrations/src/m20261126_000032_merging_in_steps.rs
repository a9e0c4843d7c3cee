//! The full-text index of SQLite is merged some pages at a time.
//!
//! When a level has as many segments as FTS5's `crisismerge` says, all of it is merged at once, in the commit that
//! has found it so. By default that is sixteen, as many as begin the merging in steps since the migration before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Segments of a level before it is merged at once, and the default.
const NOW: u8 = 64;
const BEFORE: u8 = 16;

async fn merge_at_once_from(manager: &SchemaManager<'_>, segments: u8) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let sql = format!("INSERT INTO article_search (article_search, rank) VALUES ('crisismerge', {segments})");
    db.execute_unprepared(&sql).await.map(|_| ())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        merge_at_once_from(manager, NOW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        merge_at_once_from(manager, BEFORE).await
    }
}
