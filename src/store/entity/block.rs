//! Somebody whose requests open nothing for now.

use sea_orm::entity::prelude::*;

/// Somebody whose requests open nothing for now.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "block")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Who.
    pub person_id: i64,
    /// By whom.
    pub by_id: i64,
    /// Why, for operators; may be empty.
    pub reason: String,
    /// Until when; none for no end.
    pub until: Option<DateTimeUtc>,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// When the person was told.
    pub told_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
