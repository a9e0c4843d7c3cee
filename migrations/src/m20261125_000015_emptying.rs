//! Tickets whose words are removed once they have been closed for long enough, or for a person's sake.

use sea_orm_migration::prelude::*;

use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::shape::{partial_index, time_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [(&str, &str, &str, &str); 2] = [
    ("ix_ticket_to_empty", "ticket", "queue_id, closed_at", "closed_at IS NOT NULL AND emptied_at IS NULL"),
    ("ix_delivery_ticket", "delivery", "ticket_id", "ticket_id IS NOT NULL"),
];

const SENT: [&str; 2] = [
    "UPDATE delivery SET payload = '{}' WHERE state IN ('sent', 'dropped')",
    "UPDATE delivery_part SET operation = '{}' WHERE state = 'sent'",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["ticket", "article"] {
            let add = Table::alter().table(table).add_column(time_null("emptied_at")).to_owned();
            manager.alter_table(add).await?;
        }
        for (name, table, columns, only) in INDEXES {
            partial_index(manager, name, table, columns, only).await?;
        }
        // What was sent is kept with its article, not once more here.
        for sql in SENT {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table, _, _) in INDEXES {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        for table in ["article", "ticket"] {
            manager.alter_table(Table::alter().table(table).drop_column("emptied_at").to_owned()).await?;
        }
        Ok(())
    }
}
