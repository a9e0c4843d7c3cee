//! What has been added to sums and is not in them yet.

use sea_orm::entity::prelude::*;

/// What has been added to a [`figure`](super::figure) and is not in it yet. Whoever adds to the same sum at the same
/// time does so in another part, and need not wait.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure_part")]
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
    /// Which part of the sum, by the connection that adds to it.
    pub part: i32,
    /// How often.
    pub amount: i64,
}

impl ActiveModelBehavior for ActiveModel {}
