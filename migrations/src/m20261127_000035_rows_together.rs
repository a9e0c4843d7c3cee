//! A ticket's history and its articles lie together, on SQLite.
//!
//! Each line and each article was written at another time, and so lies on a page of its own, between those of all other
//! tickets: of an old ticket, each was read from the disk. These indexes have the whole row, so that those of a ticket are
//! found beside each other; words are there twice for it. PostgreSQL would go to the table all the same, where its index
//! does not know that everybody may see them.

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
             (ticket_id, id, at, actor_id, platform, event, data, queue_id, owner_id, state);
             CREATE INDEX ix_article_whole ON article
             (ticket_id, number, id, kind, author_id, author_name, platform, body, markup, encrypted, undecryptable,
              origin_ticket, origin_number, moved_ticket, moved_number, reply_to_id, question, hidden_at, emptied_at,
              created_at)",
        )
        .await
        .map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        db.execute_unprepared("DROP INDEX ix_history_whole; DROP INDEX ix_article_whole").await?;
        index(manager, "history", &["ticket_id"], false).await
    }
}
