//! The full-text index of articles. Articles that are there already are indexed by the running desk, newest
//! first: the words are stemmed by the program, not by the database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::DateTimeUtc;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::shape::drop;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Stems that are split at spaces, of which none follows another: no text is kept, nor where in it they stood.
const SQLITE: &str = "CREATE VIRTUAL TABLE article_search USING fts5(\
    seen, inside, content = '', contentless_delete = 1, detail = 'column', tokenize = 'ascii')";

/// What customers may see has the weight A.
const POSTGRES: [&str; 2] = [
    "CREATE TABLE article_search (\
        article_id bigint PRIMARY KEY CONSTRAINT fk_article_search_article_id REFERENCES article (id), \
        words tsvector NOT NULL)",
    "CREATE INDEX ix_article_search_words ON article_search USING gin (words)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Sqlite {
            db.execute_unprepared(SQLITE).await?;
        } else {
            for sql in POSTGRES {
                db.execute_unprepared(sql).await?;
            }
        }
        let newest = Query::select().expr(Expr::col("id").max()).from("article").to_owned();
        let newest: Option<i64> = match db.query_one(&newest).await? {
            Some(row) => row.try_get_by_index(0)?,
            None => None,
        };
        let Some(newest) = newest else { return Ok(()) };
        let due = Query::insert()
            .into_table("deadline")
            .columns(["kind", "subject_id", "due_at", "data"])
            .values_panic(["index".into(), newest.into(), DateTimeUtc::UNIX_EPOCH.into(), "{}".into()])
            .to_owned();
        db.execute(&due).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let due = Query::delete().from_table("deadline").and_where(Expr::col("kind").eq("index")).to_owned();
        manager.get_connection().execute(&due).await?;
        drop(manager, &["article_search"]).await
    }
}
