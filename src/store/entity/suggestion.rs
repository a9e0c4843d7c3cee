//! A ready text that a customer was offered.

use sea_orm::entity::prelude::*;

/// A ready text that a customer was offered.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "suggestion")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// In which ticket; there is one for each at most.
    pub ticket_id: i64,
    /// The text's name.
    pub name: String,
    /// Whether it helped; none while the customer has not said.
    pub helped: Option<bool>,
    /// When it was offered.
    pub offered_at: DateTimeUtc,
    /// When the customer said so.
    pub answered_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
