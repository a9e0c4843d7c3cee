//! What waits in a lane is found by its own index.
//!
//! PostgreSQL takes any index whose condition follows from what is asked. If nothing waited when it last looked at the
//! table, and all that was sent lies in one lane, that of what is due seemed as good, and was gone through for each lane.
//! Whether something earlier waits is asked in a way from which only this index follows.

use sea_orm_migration::prelude::*;

use crate::shape::partial_index_anew;

#[derive(DeriveMigrationName)]
pub struct Migration;

const NOW: &str = "(state IN ('queued', 'working')) IS TRUE";
const BEFORE: &str = "state IN ('queued', 'working')";

async fn make_anew(manager: &SchemaManager<'_>, only: &str) -> Result<(), DbErr> {
    partial_index_anew(manager, "ix_delivery_open_lane", "delivery", "lane, id", only).await
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
