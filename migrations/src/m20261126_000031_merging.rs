//! The full-text index of SQLite is merged less often.
//!
//! Each group of messages leaves a segment. By default four of a level are merged into one of the next, which
//! writes each word of an article some ten times in a large archive; sixteen of them, some five times.

use sea_orm_migration::prelude::*;

use crate::full_text;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Segments of a level before they are merged, and the default.
const NOW: u8 = 16;
const BEFORE: u8 = 4;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        full_text::set(manager, "automerge", NOW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        full_text::set(manager, "automerge", BEFORE).await
    }
}
