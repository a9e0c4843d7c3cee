//! A queue of bot.toml, kept so that tickets can name it.

use sea_orm::entity::prelude::*;

/// A queue of bot.toml, kept so that tickets can name it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "queue")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Its whole name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The queue above.
    pub parent_id: Option<i64>,
    /// Since when bot.toml no longer has it.
    pub retired_at: Option<DateTimeUtc>,
    /// The times by which its tickets' deadlines were set: a fingerprint.
    pub clocks: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
