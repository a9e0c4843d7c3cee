//! A code that an address was mailed, kept while it counts.

use sea_orm::entity::prelude::*;

/// A code that an address was mailed, kept while it counts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mailed_code")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 of the address in small letters, in hexadecimal.
    pub address: String,
    /// When.
    pub mailed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
