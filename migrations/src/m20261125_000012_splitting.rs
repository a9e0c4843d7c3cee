//! Tickets that become two: where an article has gone, and which messages stand on a room's top level.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer_null, string_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "article", &mut string_null("moved_ticket")).await?;
        add(manager, "article", &mut integer_null("moved_number")).await?;
        add(manager, "message_ref", boolean("top_level").default(false)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in
            [("article", "moved_ticket"), ("article", "moved_number"), ("message_ref", "top_level")]
        {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &mut ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}
