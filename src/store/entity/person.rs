//! Somebody the desk knows.

use sea_orm::entity::prelude::*;

/// Somebody the desk knows.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name shown.
    pub name: String,
    /// The name in bot.toml, for those it names.
    pub handle: Option<String>,
    /// The language they chose.
    pub language: Option<String>,
    /// The language their first real sentence was in.
    pub guessed_language: Option<String>,
    /// Their confirmed address.
    pub mail: Option<String>,
    /// Whether they want mails.
    pub mail_wanted: bool,
    /// Since when they are away, if they said so.
    pub away_since: Option<DateTimeUtc>,
    /// Until when; none while they are away without an end.
    pub away_until: Option<DateTimeUtc>,
    /// Whom they turned out to be, once their accounts were joined.
    pub joined_id: Option<i64>,
    /// What tells the privacy notice that they have read last.
    pub privacy_notice: Option<String>,
    /// When the desk first met them.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
