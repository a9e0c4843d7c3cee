//! Something a person does again and again, counted while it goes on.

use sea_orm::entity::prelude::*;

/// Something a person does again and again, counted while it goes on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "spell")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Who.
    pub person_id: i64,
    /// What.
    pub kind: String,
    /// How often, in this spell.
    pub times: i64,
    /// When last.
    pub last_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
