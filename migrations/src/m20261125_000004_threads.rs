//! Threads that are begun by an operation of their own, private ones; replies, communities, ratings.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, small_integer, string_null, text};

use crate::shape::{drop, partial_index, refers, row, row_null, table, time};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "conversation", boolean("begun").default(true)).await?;
        add(manager, "conversation", boolean("private").default(false)).await?;
        add(manager, "ticket", &mut string_null("realm")).await?;
        // No foreign key: SQLite can't add one to a table that is there, and articles are never removed.
        add(manager, "article", &mut row_null("reply_to_id")).await?;
        add(manager, "delivery", boolean("courtesy").default(false)).await?;
        // What people wrote in a place and is kept as an article: looked through after an outage.
        partial_index(
            manager,
            "ix_message_ref_room",
            "message_ref",
            "platform, room, external_id",
            "direction = 'in' AND article_id IS NOT NULL",
        )
        .await?;
        // The checkpoints stored last.
        manager
            .create_index(
                Index::create()
                    .name("ix_checkpoint_platform_at")
                    .table("checkpoint")
                    .col("platform")
                    .col("at")
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                table("rating")
                    .col(row("ticket_id").unique_key())
                    .col(row("person_id"))
                    .col(small_integer("stars"))
                    .col(text("comment"))
                    .col(time("created_at"))
                    .foreign_key(&mut refers("rating", "ticket_id", "ticket"))
                    .foreign_key(&mut refers("rating", "person_id", "person"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["rating"]).await?;
        for index in ["ix_message_ref_room", "ix_checkpoint_platform_at"] {
            manager.drop_index(Index::drop().name(index).to_owned()).await?;
        }
        for (table, column) in [
            ("conversation", "begun"),
            ("conversation", "private"),
            ("ticket", "realm"),
            ("article", "reply_to_id"),
            ("delivery", "courtesy"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &mut ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}
