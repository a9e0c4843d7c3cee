//! That two tickets belong together.

use sea_orm::entity::prelude::*;

/// That two tickets belong together.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_link")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The one.
    pub from_id: i64,
    /// The other.
    pub to_id: i64,
    /// How.
    pub kind: String,
    /// Since when.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
