//! The last event of a room that is stored.

use sea_orm::entity::prelude::*;

/// The last event of a room that is stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Where.
    pub platform: String,
    /// The room.
    pub room: String,
    /// The event.
    pub event: String,
    /// When it was stored.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
