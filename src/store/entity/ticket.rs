//! A ticket.

use sea_orm::entity::prelude::*;

/// A ticket.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its queue.
    pub queue_id: i64,
    /// Its state.
    pub state: String,
    /// From 1, very low, to 5, very high.
    pub priority: i16,
    /// In whose name it runs.
    pub customer_id: i64,
    /// Who took it.
    pub owner_id: Option<i64>,
    /// Who answers for it.
    pub responsible_id: Option<i64>,
    /// Whether the operators were told of it.
    pub settled: bool,
    /// How many articles it has.
    pub articles: i32,
    /// The number of the last article that was considered for a mail.
    pub mailed_articles: i32,
    /// Where the customer may go on writing outside its thread.
    pub gather_room: Option<String>,
    /// Until when.
    pub gather_until: Option<DateTimeUtc>,
    /// The community it was opened in, on a platform that is parted into such.
    pub realm: Option<String>,
    /// The ticket that it became a part of.
    pub merged_into_id: Option<i64>,
    /// When an operator first answered.
    pub first_response_at: Option<DateTimeUtc>,
    /// When it was closed.
    pub closed_at: Option<DateTimeUtc>,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
