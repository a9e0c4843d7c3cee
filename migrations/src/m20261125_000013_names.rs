//! Tickets that run in another's name: whose conversations were those that they have left.

use sea_orm_migration::prelude::*;

use crate::shape::{partial_index, row_null};

const INDEX: &str = "ix_conversation_former_id";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key: SQLite can't add one to a table that is there, and people are never removed.
        let former = row_null("former_id");
        manager.alter_table(Table::alter().table("conversation").add_column(former).to_owned()).await?;
        partial_index(manager, INDEX, "conversation", "former_id", "former_id IS NOT NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table("conversation").to_owned()).await?;
        manager.alter_table(Table::alter().table("conversation").drop_column("former_id").to_owned()).await
    }
}
