//! When an operator was last given a ticket of a queue.

use sea_orm::entity::prelude::*;

/// When an operator was last given a ticket of a queue.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "turn")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which queue.
    pub queue_id: i64,
    /// Who.
    pub person_id: i64,
    /// Greater is later.
    pub number: i64,
}

impl ActiveModelBehavior for ActiveModel {}
