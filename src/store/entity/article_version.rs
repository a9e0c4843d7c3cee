//! What an article said before it was edited.

use sea_orm::entity::prelude::*;

/// What an article said before it was edited.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article_version")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which.
    pub article_id: i64,
    /// 1 for the first text.
    pub version: i32,
    /// The text.
    pub body: String,
    /// Its markup.
    pub markup: String,
    /// When it was replaced.
    pub replaced_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
