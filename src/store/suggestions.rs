//! Ready texts that customers were offered, and whether they helped.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Set, TryInsertResult};

use super::Db;
use super::entity::suggestion;

/// Notes that a text is offered; false if the ticket had its offer.
///
/// # Errors
/// As the database says.
pub async fn offer(db: &impl Db, ticket: i64, name: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let row = suggestion::ActiveModel {
        ticket_id: Set(ticket),
        name: Set(name.to_owned()),
        helped: Set(None),
        offered_at: Set(now),
        answered_at: Set(None),
        ..Default::default()
    };
    let done = suggestion::Entity::insert(row)
        .on_conflict_do_nothing_on([suggestion::Column::TicketId])
        .exec(db)
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

/// What was offered in a ticket and waits for a yes or no.
///
/// # Errors
/// As the database says.
pub async fn open(db: &impl Db, ticket: i64) -> Result<Option<suggestion::Model>, DbErr> {
    suggestion::Entity::find()
        .filter(suggestion::Column::TicketId.eq(ticket))
        .filter(suggestion::Column::Helped.is_null())
        .one(db)
        .await
}

/// Keeps whether it helped; false if that was said before.
///
/// # Errors
/// As the database says.
pub async fn answer(db: &impl Db, ticket: i64, helped: bool, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let done = suggestion::Entity::update_many()
        .col_expr(suggestion::Column::Helped, Expr::value(helped))
        .col_expr(suggestion::Column::AnsweredAt, Expr::value(now))
        .filter(suggestion::Column::TicketId.eq(ticket))
        .filter(suggestion::Column::Helped.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
