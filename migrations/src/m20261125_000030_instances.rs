//! What an instance has to know that takes an account over from another.

use sea_orm_migration::prelude::*;

use crate::shape::partial_index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Messages that wait for their keys.
        partial_index(manager, "ix_article_undecryptable", "article", "id", "undecryptable = TRUE").await?;
        // Rooms that can't be seen.
        partial_index(manager, "ix_place_lost", "place", "platform", "lost_at IS NOT NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (index, table) in [("ix_article_undecryptable", "article"), ("ix_place_lost", "place")] {
            manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
