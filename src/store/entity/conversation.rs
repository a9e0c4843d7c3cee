//! A place where a ticket is discussed.

use sea_orm::entity::prelude::*;

/// A place where a ticket is discussed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Which.
    pub ticket_id: i64,
    /// Where.
    pub platform: String,
    /// `customer` or `operators`.
    pub audience: String,
    /// The room, once known.
    pub room: Option<String>,
    /// The thread, once there is one.
    pub thread: Option<String>,
    /// For a direct chat: with whom.
    pub person: Option<String>,
    /// `active`, `unreachable` or `left`.
    pub state: String,
    /// Whether words are encrypted there.
    pub encrypted: bool,
    /// The message that shows how the ticket stands.
    pub header: Option<String>,
    /// Whether its thread is there; one that is not begins with the next thing said.
    pub begun: bool,
    /// Whether only the thread's members see it.
    pub private: bool,
    /// Whose it was, if the ticket runs in another's name by now: it is no more discussed here.
    pub former_id: Option<i64>,
    /// Since when.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
