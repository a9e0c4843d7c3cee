//! Something that falls due.

use sea_orm::entity::prelude::*;

/// Something that falls due.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What.
    pub kind: String,
    /// For which row.
    pub subject_id: i64,
    /// When.
    pub due_at: DateTimeUtc,
    /// Details: JSON.
    pub data: String,
}

impl ActiveModelBehavior for ActiveModel {}
