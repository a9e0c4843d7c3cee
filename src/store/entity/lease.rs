//! Who holds what only one instance may hold.

use sea_orm::entity::prelude::*;

/// Who holds what only one instance may hold.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What.
    pub name: String,
    /// Who.
    pub holder: String,
    /// Grows with each holder.
    pub epoch: i64,
    /// Until when.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
