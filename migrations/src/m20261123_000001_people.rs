//! People, their accounts, the queues and the places they are served in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, string, string_null, string_uniq, text, text_null};

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
                table("person")
                    .col(string("name"))
                    .col(string_null("handle").unique_key())
                    .col(string_null("language"))
                    .col(string_null("guessed_language"))
                    .col(string_null("mail"))
                    .col(boolean("mail_wanted"))
                    .col(time("created_at"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                table("identity")
                    .col(row("person_id"))
                    .col(string("platform"))
                    .col(string("external_id"))
                    .col(string_null("name"))
                    .col(string_null("locale"))
                    .foreign_key(&mut refers("identity", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "identity", &["platform", "external_id"], true).await?;
        index(manager, "identity", &["person_id"], false).await?;

        manager
            .create_table(
                table("mail_confirmation")
                    .col(row("person_id").unique_key())
                    .col(string("address"))
                    .col(string("code"))
                    .col(integer("attempts"))
                    .col(time("expires_at"))
                    .foreign_key(&mut refers("mail_confirmation", "person_id", "person"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                table("queue")
                    .col(string_uniq("name"))
                    .col(string("title"))
                    .col(row_null("parent_id"))
                    .col(time_null("retired_at"))
                    .foreign_key(&mut refers("queue", "parent_id", "queue"))
                    .to_owned(),
            )
            .await?;

        // A name of bot.toml and the room it was first found to be: never re-pointed in silence.
        manager
            .create_table(
                table("place")
                    .col(string("platform"))
                    .col(string("name"))
                    .col(string("room"))
                    .col(time_null("lost_at"))
                    .col(string_null("board"))
                    .col(time("pinned_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "place", &["platform", "name"], true).await?;
        index(manager, "place", &["platform", "room"], false).await?;

        manager
            .create_table(
                table("checkpoint")
                    .col(string("platform"))
                    .col(string("room"))
                    .col(string("event"))
                    .col(time("at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "checkpoint", &["platform", "room"], true).await?;

        manager.create_table(table("counter").col(string_uniq("name")).col(row("value")).to_owned()).await?;

        // A message the bot has stored and asked its author about: which queue, which ticket?
        manager
            .create_table(
                table("question")
                    .col(row("person_id"))
                    .col(string("platform"))
                    .col(string("kind"))
                    .col(text("options"))
                    .col(time("asked_at"))
                    .foreign_key(&mut refers("question", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "question", &["person_id", "platform"], true).await?;

        manager
            .create_table(
                table("held_message")
                    .col(row("question_id"))
                    .col(string("event"))
                    .col(text("inbound"))
                    .col(text_null("files"))
                    .foreign_key(&mut refers("held_message", "question_id", "question"))
                    .to_owned(),
            )
            .await?;
        index(manager, "held_message", &["question_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &[
                "held_message",
                "question",
                "counter",
                "checkpoint",
                "place",
                "queue",
                "mail_confirmation",
                "identity",
                "person",
            ],
        )
        .await
    }
}
