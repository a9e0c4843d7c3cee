//! Somebody who wants to hear of a ticket.

use sea_orm::entity::prelude::*;

/// Somebody who wants to hear of a ticket.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "watcher")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which ticket.
    pub ticket_id: i64,
    /// Who.
    pub person_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
