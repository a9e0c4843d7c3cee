//! A platform event the desk has seen or caused.

use sea_orm::entity::prelude::*;

/// A platform event the desk has seen or caused.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message_ref")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Where.
    pub platform: String,
    /// Its id there.
    pub external_id: String,
    /// `in`, `out`, `file`: went out as a file, or `moved`: came in, and its words stand elsewhere now.
    pub direction: String,
    /// The article it carries.
    pub article_id: Option<i64>,
    /// Where it stands.
    pub conversation_id: Option<i64>,
    /// Whose it is.
    pub person_id: Option<i64>,
    /// What sent it.
    pub delivery_id: Option<i64>,
    /// The room.
    pub room: Option<String>,
    /// Whether it was written in the room itself, in no thread.
    pub top_level: bool,
}

impl ActiveModelBehavior for ActiveModel {}
