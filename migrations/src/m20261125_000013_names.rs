//! Tickets that run in another's name: whose conversations were those that they have left.

use sea_orm_migration::prelude::*;

use crate::shape::row_null;

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
        manager.alter_table(Table::alter().table("conversation").add_column(former).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("conversation").drop_column("former_id").to_owned()).await
    }
}
