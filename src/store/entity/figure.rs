//! How often something happened on one day to the tickets of a queue and an owner.

use sea_orm::entity::prelude::*;

/// How often something happened on one day to the tickets of a queue and an owner.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The day, in the desk's zone.
    pub day: Date,
    /// The queue the ticket was in by then.
    pub queue_id: i64,
    /// Whose it was by then; 0 for nobody's.
    pub owner_id: i64,
    /// What happened.
    pub what: String,
    /// Of which size: stars, a class of times; 0 where there are none.
    pub bucket: i32,
    /// How often.
    pub amount: i64,
}

impl ActiveModelBehavior for ActiveModel {}
