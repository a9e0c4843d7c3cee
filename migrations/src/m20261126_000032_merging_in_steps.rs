//! The full-text index of SQLite is merged some pages at a time.
//!
//! When a level has as many segments as FTS5's `crisismerge` says, all of it is merged at once, in the commit that
//! has found it so. By default that is sixteen, as many as begin the merging in steps since the migration before.

use sea_orm_migration::prelude::*;

use crate::full_text;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Segments of a level before it is merged at once, and the default.
const NOW: u8 = 64;
const BEFORE: u8 = 16;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        full_text::set(manager, "crisismerge", NOW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        full_text::set(manager, "crisismerge", BEFORE).await
    }
}
