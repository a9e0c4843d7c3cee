//! Tickets that become one: into which, and where an article was before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer_null, string_null};

use crate::shape::{partial_index, row_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key: SQLite can't add one to a table that is there, and tickets are never removed.
        add(manager, "ticket", &mut row_null("merged_into_id")).await?;
        partial_index(
            manager,
            "ix_ticket_merged_into_id",
            "ticket",
            "merged_into_id",
            "merged_into_id IS NOT NULL",
        )
        .await?;
        add(manager, "article", &mut string_null("origin_ticket")).await?;
        add(manager, "article", &mut integer_null("origin_number")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_ticket_merged_into_id").to_owned()).await?;
        for (table, column) in
            [("ticket", "merged_into_id"), ("article", "origin_ticket"), ("article", "origin_number")]
        {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &mut ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}
