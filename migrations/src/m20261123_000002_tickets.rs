//! Tickets, their articles, conversations and history.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, string, string_null, string_uniq, text};

use crate::shape::{drop, index, partial_index, refers, row, row_null, table, time, time_null};

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
                table("ticket")
                    .col(string_uniq("number"))
                    .col(string("title"))
                    .col(row("queue_id"))
                    .col(string("state"))
                    .col(row("customer_id"))
                    .col(row_null("owner_id"))
                    .col(row_null("responsible_id"))
                    .col(boolean("settled"))
                    .col(integer("articles"))
                    .col(integer("mailed_articles"))
                    .col(string_null("gather_room"))
                    .col(time_null("gather_until"))
                    .col(time_null("first_response_at"))
                    .col(time_null("closed_at"))
                    .col(time("created_at"))
                    .col(time("changed_at"))
                    .foreign_key(&mut refers("ticket", "queue_id", "queue"))
                    .foreign_key(&mut refers("ticket", "customer_id", "person"))
                    .foreign_key(&mut refers("ticket", "owner_id", "person"))
                    .foreign_key(&mut refers("ticket", "responsible_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "ticket", &["queue_id", "state", "created_at"], false).await?;
        index(manager, "ticket", &["customer_id", "state", "created_at"], false).await?;
        index(manager, "ticket", &["owner_id", "state", "created_at"], false).await?;
        partial_index(
            manager,
            "ix_ticket_gather",
            "ticket",
            "customer_id, gather_room, gather_until",
            "gather_until IS NOT NULL",
        )
        .await?;

        manager
            .create_table(
                table("article")
                    .col(row("ticket_id"))
                    .col(integer("number"))
                    .col(string("kind"))
                    .col(row_null("author_id"))
                    .col(string("author_name"))
                    .col(string("platform"))
                    .col(text("body"))
                    .col(string("markup"))
                    .col(boolean("encrypted"))
                    .col(boolean("undecryptable"))
                    .col(time_null("hidden_at"))
                    .col(time("created_at"))
                    .foreign_key(&mut refers("article", "ticket_id", "ticket"))
                    .foreign_key(&mut refers("article", "author_id", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "article", &["ticket_id", "number"], true).await?;

        manager
            .create_table(
                table("article_version")
                    .col(row("article_id"))
                    .col(integer("version"))
                    .col(text("body"))
                    .col(string("markup"))
                    .col(time("replaced_at"))
                    .foreign_key(&mut refers("article_version", "article_id", "article"))
                    .to_owned(),
            )
            .await?;
        index(manager, "article_version", &["article_id", "version"], true).await?;

        manager
            .create_table(
                table("attachment")
                    .col(row("article_id"))
                    .col(integer("position"))
                    .col(string("name"))
                    .col(string("mime"))
                    .col(big_integer("size"))
                    .col(string_null("sha256"))
                    .col(string_null("trouble"))
                    .foreign_key(&mut refers("attachment", "article_id", "article"))
                    .to_owned(),
            )
            .await?;
        index(manager, "attachment", &["article_id", "position"], true).await?;

        manager
            .create_table(
                table("ticket_link")
                    .col(row("from_id"))
                    .col(row("to_id"))
                    .col(string("kind"))
                    .col(time("created_at"))
                    .foreign_key(&mut refers("ticket_link", "from_id", "ticket"))
                    .foreign_key(&mut refers("ticket_link", "to_id", "ticket"))
                    .to_owned(),
            )
            .await?;
        index(manager, "ticket_link", &["from_id", "to_id", "kind"], true).await?;
        index(manager, "ticket_link", &["to_id"], false).await?;

        manager
            .create_table(
                table("conversation")
                    .col(row("ticket_id"))
                    .col(string("platform"))
                    .col(string("audience"))
                    .col(string_null("room"))
                    .col(string_null("thread"))
                    .col(string_null("person"))
                    .col(string("state"))
                    .col(boolean("encrypted"))
                    .col(string_null("header"))
                    .col(time("created_at"))
                    .foreign_key(&mut refers("conversation", "ticket_id", "ticket"))
                    .to_owned(),
            )
            .await?;
        index(manager, "conversation", &["ticket_id"], false).await?;
        index(manager, "conversation", &["platform", "room", "thread"], false).await?;
        partial_index(
            manager,
            "ix_conversation_direct",
            "conversation",
            "platform, person, ticket_id",
            "person IS NOT NULL",
        )
        .await?;

        // What was seen and said on the platforms; its unique key is what makes an event count once.
        manager
            .create_table(
                table("message_ref")
                    .col(string("platform"))
                    .col(string("external_id"))
                    .col(string("direction"))
                    .col(row_null("article_id"))
                    .col(row_null("conversation_id"))
                    .col(row_null("person_id"))
                    .col(row_null("delivery_id"))
                    .col(string_null("room"))
                    .foreign_key(&mut refers("message_ref", "article_id", "article"))
                    .foreign_key(&mut refers("message_ref", "conversation_id", "conversation"))
                    .to_owned(),
            )
            .await?;
        index(manager, "message_ref", &["platform", "external_id"], true).await?;
        partial_index(
            manager,
            "ix_message_ref_article",
            "message_ref",
            "article_id",
            "article_id IS NOT NULL",
        )
        .await?;
        partial_index(
            manager,
            "ix_message_ref_delivery",
            "message_ref",
            "delivery_id",
            "delivery_id IS NOT NULL",
        )
        .await?;

        manager
            .create_table(
                table("history")
                    .col(row("ticket_id"))
                    .col(time("at"))
                    .col(row_null("actor_id"))
                    .col(string("platform"))
                    .col(string("event"))
                    .col(text("data"))
                    .col(row("queue_id"))
                    .col(row_null("owner_id"))
                    .col(string("state"))
                    .foreign_key(&mut refers("history", "ticket_id", "ticket"))
                    .to_owned(),
            )
            .await?;
        index(manager, "history", &["ticket_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &[
                "history",
                "message_ref",
                "conversation",
                "ticket_link",
                "attachment",
                "article_version",
                "article",
                "ticket",
            ],
        )
        .await
    }
}
