//! A word by which tickets are told apart.

use sea_orm::entity::prelude::*;

/// A word by which tickets are told apart.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tag")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which ticket.
    pub ticket_id: i64,
    /// The word: lower case, without white space.
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
