//! Ready texts that the desk has offered customers by itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean_null, string};

use crate::shape::{drop, refers, row, table, time, time_null};

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
                table("suggestion")
                    .col(row("ticket_id").unique_key())
                    .col(string("name"))
                    .col(boolean_null("helped"))
                    .col(time("offered_at"))
                    .col(time_null("answered_at"))
                    .foreign_key(&mut refers("suggestion", "ticket_id", "ticket"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["suggestion"]).await
    }
}
