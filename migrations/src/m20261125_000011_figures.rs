//! Running sums of what happens to tickets, a day at a time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, integer, string};

use crate::shape::{drop, index, refers, row, table};

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
                table("figure")
                    .col(date("day"))
                    .col(row("queue_id"))
                    // 0 for nobody: what is unique can't hold a NULL.
                    .col(big_integer("owner_id"))
                    .col(string("what"))
                    .col(integer("bucket"))
                    .col(big_integer("amount"))
                    .foreign_key(&mut refers("figure", "queue_id", "queue"))
                    .to_owned(),
            )
            .await?;
        index(manager, "figure", &["day", "queue_id", "owner_id", "what", "bucket"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["figure"]).await
    }
}
