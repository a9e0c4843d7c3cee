//! The questions that the customer of a ticket is being asked, one after the other.

use sea_orm::entity::prelude::*;

/// The questions that the customer of a ticket is being asked, one after the other.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "form")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Of which ticket.
    pub ticket_id: i64,
    /// All of them, as bot.toml had them when the ticket was opened: a JSON list.
    pub questions: String,
    /// How many of them were asked; the last of these waits for its answer.
    pub asked: i32,
    /// Since when.
    pub asked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
