//! What is out of order, in a queue or in the whole desk.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

use crate::shape::{drop, index, refers, row, row_null, table, time};

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
                table("outage")
                    .col(row_null("queue_id"))
                    .col(text("text"))
                    .col(row("by_id"))
                    .col(time("created_at"))
                    .foreign_key(&mut refers("outage", "queue_id", "queue"))
                    .foreign_key(&mut refers("outage", "by_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "outage", &["queue_id"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["outage"]).await
    }
}
