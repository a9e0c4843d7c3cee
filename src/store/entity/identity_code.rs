//! The code by which another account becomes somebody's.

use sea_orm::entity::prelude::*;

/// The code by which another account becomes somebody's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_code")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose; a new code takes the place of the old one.
    pub person_id: i64,
    /// Its digest.
    pub code: String,
    /// Until when it holds.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
