//! What is owed: deliveries with their parts, deadlines, leases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, small_integer, string, string_null, text, text_null};

use crate::shape::{drop, index, partial_index, refers, row, row_null, table, time, time_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("delivery")
                    .col(string("platform"))
                    .col(string("lane"))
                    .col(small_integer("priority"))
                    .col(string("state"))
                    .col(row_null("ticket_id"))
                    .col(row_null("article_id"))
                    .col(row_null("conversation_id"))
                    .col(string("audience"))
                    .col(string_null("collapse_key"))
                    .col(text("payload"))
                    .col(integer("attempts"))
                    .col(time("due_at"))
                    .col(time("created_at"))
                    .col(time_null("ended_at"))
                    .col(text_null("trouble"))
                    .foreign_key(&mut refers("delivery", "ticket_id", "ticket"))
                    .foreign_key(&mut refers("delivery", "article_id", "article"))
                    .foreign_key(&mut refers("delivery", "conversation_id", "conversation"))
                    .to_owned(),
            )
            .await?;
        partial_index(
            manager,
            "ix_delivery_open_lane",
            "delivery",
            "lane, id",
            "state IN ('queued', 'working')",
        )
        .await?;
        partial_index(
            manager,
            "ix_delivery_open_due",
            "delivery",
            "priority, id, due_at",
            "state IN ('queued', 'working')",
        )
        .await?;
        partial_index(
            manager,
            "ix_delivery_collapse",
            "delivery",
            "collapse_key",
            "collapse_key IS NOT NULL AND state = 'queued'",
        )
        .await?;
        partial_index(manager, "ix_delivery_failed", "delivery", "id", "state = 'failed'").await?;
        partial_index(manager, "ix_delivery_article", "delivery", "article_id", "article_id IS NOT NULL")
            .await?;
        partial_index(
            manager,
            "ix_delivery_conversation_failed",
            "delivery",
            "conversation_id",
            "conversation_id IS NOT NULL AND state = 'failed'",
        )
        .await?;

        manager
            .create_table(
                table("delivery_part")
                    .col(row("delivery_id"))
                    .col(integer("position"))
                    .col(string("key").unique_key())
                    .col(string("state"))
                    .col(big_integer("epoch"))
                    .col(text("operation"))
                    .col(text_null("sent"))
                    .col(time_null("since"))
                    .foreign_key(&mut refers("delivery_part", "delivery_id", "delivery"))
                    .to_owned(),
            )
            .await?;
        index(manager, "delivery_part", &["delivery_id", "position"], true).await?;
        partial_index(
            manager,
            "ix_delivery_part_open",
            "delivery_part",
            "state",
            "state IN ('attempting', 'unknown')",
        )
        .await?;

        manager
            .create_table(
                table("deadline")
                    .col(string("kind"))
                    .col(row("subject_id"))
                    .col(time("due_at"))
                    .col(text("data"))
                    .to_owned(),
            )
            .await?;
        index(manager, "deadline", &["kind", "subject_id"], true).await?;
        index(manager, "deadline", &["due_at"], false).await?;

        manager
            .create_table(
                table("lease")
                    .col(string("name").unique_key())
                    .col(string("holder"))
                    .col(big_integer("epoch"))
                    .col(time("expires_at"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["lease", "deadline", "delivery_part", "delivery"]).await
    }
}
