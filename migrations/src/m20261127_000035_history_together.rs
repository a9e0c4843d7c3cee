//! A ticket's history lies together, on SQLite.
//!
//! Each of its lines was written at another time, and so lies on a page of its own, between those of all other tickets: the
//! history of an old ticket had each read from the disk. The index has all of a line, so that they are found beside each
//! other. PostgreSQL would go to the table all the same, where its index does not know that everybody may see them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::shape::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        db.execute_unprepared(
            "DROP INDEX ix_history_ticket_id;
             CREATE INDEX ix_history_whole ON history
             (ticket_id, id, at, actor_id, platform, event, data, queue_id, owner_id, state)",
        )
        .await
        .map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        db.execute_unprepared("DROP INDEX ix_history_whole").await?;
        index(manager, "history", &["ticket_id"], false).await
    }
}
