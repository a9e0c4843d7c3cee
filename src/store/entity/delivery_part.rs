//! One platform operation of a delivery, until all of it is sent.

use sea_orm::entity::prelude::*;

/// One platform operation of a delivery, until all of it is sent.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_part")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which.
    pub delivery_id: i64,
    /// From 0.
    pub position: i32,
    /// 22 characters, random.
    pub key: String,
    /// `queued`, `attempting`, `sent`, `unknown` or `failed`.
    pub state: String,
    /// Which run of the desk tried it last.
    pub epoch: i64,
    /// What: JSON; nothing once it is sent.
    pub operation: String,
    /// What it became: JSON.
    pub sent: Option<String>,
    /// When it was first tried.
    pub since: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
