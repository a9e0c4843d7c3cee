//! Who is there to take tickets, and whose turn it is.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

use crate::shape::{drop, index, partial_index, refers, row, table, time_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column at a time: SQLite knows no other way.
        for column in ["away_since", "away_until"] {
            manager
                .alter_table(Table::alter().table("person").add_column(time_null(column)).to_owned())
                .await?;
        }
        partial_index(manager, "ix_person_away", "person", "away_since", "away_since IS NOT NULL").await?;
        manager
            .create_table(
                table("turn")
                    .col(row("queue_id"))
                    .col(row("person_id"))
                    .col(big_integer("number"))
                    .foreign_key(&mut refers("turn", "queue_id", "queue"))
                    .foreign_key(&mut refers("turn", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "turn", &["queue_id", "person_id"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["turn"]).await?;
        manager.drop_index(Index::drop().name("ix_person_away").table("person").to_owned()).await?;
        for column in ["away_until", "away_since"] {
            manager.alter_table(Table::alter().table("person").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
