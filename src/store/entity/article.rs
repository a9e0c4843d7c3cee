//! An article.

use sea_orm::entity::prelude::*;

/// An article.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Its ticket.
    pub ticket_id: i64,
    /// Its number in the ticket.
    pub number: i32,
    /// What it is.
    pub kind: String,
    /// Who wrote it.
    pub author_id: Option<i64>,
    /// How they were called then.
    pub author_name: String,
    /// Where it was written.
    pub platform: String,
    /// The text.
    pub body: String,
    /// `plain` or `markdown`.
    pub markup: String,
    /// Whether it was written where words are encrypted.
    pub encrypted: bool,
    /// Whether it waits for its key.
    pub undecryptable: bool,
    /// The number of the ticket it was written in, if that became a part of this one.
    pub origin_ticket: Option<String>,
    /// Its number there.
    pub origin_number: Option<i32>,
    /// The number of the ticket that it has become an article of; then nothing but its place is left here.
    pub moved_ticket: Option<String>,
    /// Its number there.
    pub moved_number: Option<i32>,
    /// The article it visibly answers.
    pub reply_to_id: Option<i64>,
    /// The question it answers, where one was asked.
    pub question: Option<String>,
    /// When its author deleted it.
    pub hidden_at: Option<DateTimeUtc>,
    /// When its words and files were removed for good.
    pub emptied_at: Option<DateTimeUtc>,
    /// When it was written.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
