//! A ticket.

use sea_orm::entity::prelude::*;

/// A ticket.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its queue.
    pub queue_id: i64,
    /// Its state.
    pub state: String,
    /// From 1, very low, to 5, very high.
    pub priority: i16,
    /// In whose name it runs.
    pub customer_id: i64,
    /// Who took it.
    pub owner_id: Option<i64>,
    /// Who answers for it.
    pub responsible_id: Option<i64>,
    /// Whether the operators were told of it.
    pub settled: bool,
    /// How many articles it has.
    pub articles: i32,
    /// The number of the last article that was considered for a mail.
    pub mailed_articles: i32,
    /// Where the customer may go on writing outside its thread.
    pub gather_room: Option<String>,
    /// Until when.
    pub gather_until: Option<DateTimeUtc>,
    /// The community it was opened in, on a platform that is parted into such.
    pub realm: Option<String>,
    /// From when the first response is counted; none: since it was opened.
    pub response_from: Option<DateTimeUtc>,
    /// From when the solution is counted; none: since it was opened.
    pub solution_from: Option<DateTimeUtc>,
    /// Since when its customer has waited for an answer.
    pub waiting_since: Option<DateTimeUtc>,
    /// When an operator last answered.
    pub last_reply_at: Option<DateTimeUtc>,
    /// Since when it has been pending.
    pub pending_since: Option<DateTimeUtc>,
    /// Until when it was put aside.
    pub pending_until: Option<DateTimeUtc>,
    /// When its owner took it or last spoke in it.
    pub owner_word_at: Option<DateTimeUtc>,
    /// When the first of its running clocks misses its target.
    pub escalates_at: Option<DateTimeUtc>,
    /// How much of the update clock's time it has spent pending: seconds of working time.
    pub update_paused: i64,
    /// What operators were told of its clocks: two bits each.
    pub escalation_told: i16,
    /// The ticket that it became a part of.
    pub merged_into_id: Option<i64>,
    /// When an operator first answered.
    pub first_response_at: Option<DateTimeUtc>,
    /// When it was closed.
    pub closed_at: Option<DateTimeUtc>,
    /// When its words and its people were removed from it.
    pub emptied_at: Option<DateTimeUtc>,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
