//! A file of an article.

use sea_orm::entity::prelude::*;

/// A file of an article.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which.
    pub article_id: i64,
    /// From 0.
    pub position: i32,
    /// As its sender named it.
    pub name: String,
    /// The media type claimed.
    pub mime: String,
    /// In bytes.
    pub size: i64,
    /// Its name in the file store; none if it could not be had.
    pub sha256: Option<String>,
    /// Why not.
    pub trouble: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
