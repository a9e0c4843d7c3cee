//! One event of a ticket.

use sea_orm::entity::prelude::*;

/// One event of a ticket.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which.
    pub ticket_id: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Who; none for the desk itself.
    pub actor_id: Option<i64>,
    /// From where.
    pub platform: String,
    /// What.
    pub event: String,
    /// Its details: JSON.
    pub data: String,
    /// The queue after it.
    pub queue_id: i64,
    /// The owner after it.
    pub owner_id: Option<i64>,
    /// The state after it.
    pub state: String,
}

impl ActiveModelBehavior for ActiveModel {}
