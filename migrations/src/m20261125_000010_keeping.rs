//! What is kept, and for how long: bytes are found by what names them.

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
        partial_index(manager, "ix_attachment_sha256", "attachment", "sha256", "sha256 IS NOT NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_attachment_sha256").table("attachment").to_owned()).await
    }
}
