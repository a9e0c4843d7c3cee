//! What a customer thought of how their ticket was handled.

use sea_orm::entity::prelude::*;

/// What a customer thought of how their ticket was handled.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rating")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which; a ticket is rated once.
    pub ticket_id: i64,
    /// By whom.
    pub person_id: i64,
    /// From 1 to 5.
    pub stars: i16,
    /// In their words; may be empty.
    pub comment: String,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
