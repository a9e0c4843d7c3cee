//! A queue's questions, asked in turn, and the answers to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null};

use crate::shape::{drop, index, refers, row, table, time};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table("article").add_column(text_null("question")).to_owned())
            .await?;
        manager
            .create_table(
                table("form")
                    .col(row("ticket_id"))
                    .col(text("questions"))
                    .col(integer("asked"))
                    .col(time("asked_at"))
                    .foreign_key(&mut refers("form", "ticket_id", "ticket"))
                    .to_owned(),
            )
            .await?;
        index(manager, "form", &["ticket_id"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["form"]).await?;
        manager.alter_table(Table::alter().table("article").drop_column("question").to_owned()).await
    }
}
