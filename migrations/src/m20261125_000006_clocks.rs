//! A ticket's clocks, and what it waits for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, small_integer, string_null};

use crate::shape::{partial_index, time_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TIMES: [&str; 8] = [
    "response_from",
    "solution_from",
    "waiting_since",
    "last_reply_at",
    "pending_since",
    "pending_until",
    "owner_word_at",
    "escalates_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in TIMES {
            add(manager, "ticket", time_null(name)).await?;
        }
        add(manager, "ticket", big_integer("update_paused").default(0).to_owned()).await?;
        add(manager, "ticket", small_integer("escalation_told").default(0).to_owned()).await?;
        add(manager, "queue", string_null("clocks")).await?;
        partial_index(
            manager,
            "ix_ticket_escalates",
            "ticket",
            "queue_id, escalates_at",
            "escalates_at IS NOT NULL",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_ticket_escalates").to_owned()).await?;
        for name in TIMES.into_iter().chain(["update_paused", "escalation_told"]) {
            manager.alter_table(Table::alter().table("ticket").drop_column(name).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("queue").drop_column("clocks").to_owned()).await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, mut column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(&mut column).to_owned()).await
}
