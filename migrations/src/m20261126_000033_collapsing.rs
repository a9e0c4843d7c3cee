//! What waits for each collapse key is found by its own index.
//!
//! PostgreSQL takes any index whose condition follows from what is asked, and one over all that waits seemed as good
//! while there was little of it. Whether a row is queued is asked in a way from which only this index follows.

use sea_orm_migration::prelude::*;

use crate::shape::partial_index_anew;

#[derive(DeriveMigrationName)]
pub struct Migration;

const NOW: &str = "collapse_key IS NOT NULL AND (state = 'queued') IS TRUE";
const BEFORE: &str = "collapse_key IS NOT NULL AND state = 'queued'";

async fn make_anew(manager: &SchemaManager<'_>, only: &str) -> Result<(), DbErr> {
    partial_index_anew(manager, "ix_delivery_collapse", "delivery", "collapse_key", only).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make_anew(manager, NOW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make_anew(manager, BEFORE).await
    }
}
