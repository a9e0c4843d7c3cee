//! One thing that is owed to one place.

use sea_orm::entity::prelude::*;

/// One thing that is owed to one place.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Through which outlet.
    pub platform: String,
    /// What keeps its order.
    pub lane: String,
    /// Smaller goes first.
    pub priority: i16,
    /// `queued`, `working`, `sent`, `failed` or `dropped`.
    pub state: String,
    /// Of which ticket.
    pub ticket_id: Option<i64>,
    /// Which article it carries.
    pub article_id: Option<i64>,
    /// To which conversation.
    pub conversation_id: Option<i64>,
    /// Who reads it.
    pub audience: String,
    /// A newer one with the same key stands for it.
    pub collapse_key: Option<String>,
    /// What: JSON; once it is sent, only where.
    pub payload: String,
    /// Whether it is one place more, not the only one: that it can't be reached is no news.
    pub courtesy: bool,
    /// Failed tries so far.
    pub attempts: i32,
    /// Not before.
    pub due_at: DateTimeUtc,
    /// When it was owed.
    pub created_at: DateTimeUtc,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// What went wrong last.
    pub trouble: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
