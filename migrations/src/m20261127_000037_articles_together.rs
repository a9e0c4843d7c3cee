//! A ticket's articles lie together, on SQLite, as its history does: whoever shows an old ticket reads a page or two, and
//! not one for each article. Words are there twice for it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

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
            "CREATE INDEX ix_article_whole ON article
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
        db.execute_unprepared("DROP INDEX ix_article_whole").await.map(|_| ())
    }
}
