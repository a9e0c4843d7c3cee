//! What is out of order, as every receipt says it.

use sea_orm::entity::prelude::*;

/// What is out of order, as every receipt says it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outage")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// In which queue; none for the whole desk.
    pub queue_id: Option<i64>,
    /// What is said: Markdown.
    pub text: String,
    /// Who says so.
    pub by_id: i64,
    /// Since when.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
