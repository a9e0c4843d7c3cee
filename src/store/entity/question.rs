//! What a person was asked in a direct chat.

use sea_orm::entity::prelude::*;

/// What a person was asked in a direct chat.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whom.
    pub person_id: i64,
    /// Where.
    pub platform: String,
    /// `queue` or `ticket`.
    pub kind: String,
    /// What can be chosen: a JSON list.
    pub options: String,
    /// When.
    pub asked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
