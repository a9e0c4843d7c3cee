//! An account of a person on a platform.

use sea_orm::entity::prelude::*;

/// An account of a person on a platform.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub person_id: i64,
    /// Where.
    pub platform: String,
    /// The id there.
    pub external_id: String,
    /// The name it shows.
    pub name: Option<String>,
    /// The locale the platform reports.
    pub locale: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
