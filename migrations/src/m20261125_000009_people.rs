//! People: who is blocked, what they do again and again, and which of them are one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_uniq, text};

use crate::shape::{drop, index, refers, row, row_null, table, time, time_null};

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
                table("block")
                    .col(row("person_id").unique_key())
                    .col(row("by_id"))
                    .col(text("reason"))
                    .col(time_null("until"))
                    .col(time("created_at"))
                    .col(time_null("told_at"))
                    .foreign_key(&mut refers("block", "person_id", "person"))
                    .foreign_key(&mut refers("block", "by_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("spell")
                    .col(row("person_id"))
                    .col(string("kind"))
                    .col(big_integer("times"))
                    .col(time("last_at"))
                    .foreign_key(&mut refers("spell", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "spell", &["person_id", "kind"], true).await?;
        manager
            .create_table(
                table("identity_code")
                    .col(row("person_id").unique_key())
                    .col(string_uniq("code"))
                    .col(time("expires_at"))
                    .foreign_key(&mut refers("identity_code", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(Table::alter().table("person").add_column(row_null("joined_id")).to_owned())
            .await?;
        index(manager, "article", &["author_id", "created_at"], false).await?;
        for (name, column) in LOWER {
            let sql = format!("CREATE INDEX {name} ON person (lower({column}))");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in LOWER {
            manager.drop_index(Index::drop().name(name).table("person").to_owned()).await?;
        }
        manager
            .drop_index(Index::drop().name("ix_article_author_id_created_at").table("article").to_owned())
            .await?;
        manager.alter_table(Table::alter().table("person").drop_column("joined_id").to_owned()).await?;
        drop(manager, &["identity_code", "spell", "block"]).await
    }
}

/// People are found by these, whatever the case.
const LOWER: [(&str, &str); 2] = [("ix_person_lower_name", "name"), ("ix_person_lower_mail", "mail")];
