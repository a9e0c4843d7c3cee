//! An address that waits for its code.

use sea_orm::entity::prelude::*;

/// An address that waits for its code.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_confirmation")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub person_id: i64,
    /// The address.
    pub address: String,
    /// SHA-256 of the code, in hexadecimal.
    pub code: String,
    /// Wrong codes so far.
    pub attempts: i32,
    /// When the code ends.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
