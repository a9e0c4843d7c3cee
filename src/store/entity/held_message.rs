//! A message that waits for its author to say where it belongs.

use sea_orm::entity::prelude::*;

/// A message that waits for its author to say where it belongs.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "held_message")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The question.
    pub question_id: i64,
    /// Its id on the platform.
    pub event: String,
    /// What was said: JSON.
    pub inbound: String,
    /// Its files, stored by now: JSON.
    pub files: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
