//! How a ticket is handled: its priority, its tags, who watches it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{small_integer, string};

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
            .alter_table(
                Table::alter().table("ticket").add_column(small_integer("priority").default(3)).to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("tag")
                    .col(row("ticket_id"))
                    .col(string("name"))
                    .foreign_key(&mut refers("tag", "ticket_id", "ticket"))
                    .to_owned(),
            )
            .await?;
        index(manager, "tag", &["ticket_id", "name"], true).await?;
        index(manager, "tag", &["name"], false).await?;
        manager
            .create_table(
                table("watcher")
                    .col(row("ticket_id"))
                    .col(row("person_id"))
                    .foreign_key(&mut refers("watcher", "ticket_id", "ticket"))
                    .foreign_key(&mut refers("watcher", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "watcher", &["ticket_id", "person_id"], true).await?;
        index(manager, "watcher", &["person_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["watcher", "tag"]).await?;
        manager.alter_table(Table::alter().table("ticket").drop_column("priority").to_owned()).await
    }
}
