//! A channel of bot.toml and the room it was found to be.

use sea_orm::entity::prelude::*;

/// A channel of bot.toml and the room it was found to be.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "place")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Where.
    pub platform: String,
    /// As in bot.toml.
    pub name: String,
    /// The id there.
    pub room: String,
    /// Since when the bot cannot see it.
    pub lost_at: Option<DateTimeUtc>,
    /// The message that is its board.
    pub board: Option<String>,
    /// When it was found.
    pub pinned_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
