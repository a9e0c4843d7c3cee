//! A trouble that everybody who asks for help is told of.

use sea_orm::entity::prelude::*;

/// A trouble that everybody who asks for help is told of.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outage")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What they are told.
    pub text: String,
    /// Who said so.
    pub set_by_id: i64,
    /// From when.
    pub set_at: DateTimeUtc,
    /// Who said that it is over, or something else instead.
    pub lifted_by_id: Option<i64>,
    /// Until when.
    pub lifted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
