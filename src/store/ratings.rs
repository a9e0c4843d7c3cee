//! What customers thought of how their tickets were handled.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Set};

use super::Db;
use super::entity::rating;

/// Keeps a ticket's rating; a later one stands for the earlier.
///
/// # Errors
/// As the database says.
pub async fn keep(
    db: &impl Db,
    ticket: i64,
    person: i64,
    stars: u8,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    use rating::Column;
    rating::Entity::insert(rating::ActiveModel {
        ticket_id: Set(ticket),
        person_id: Set(person),
        stars: Set(i16::from(stars)),
        comment: Set(comment.to_owned()),
        created_at: Set(now),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::column(Column::TicketId)
            .update_columns([Column::PersonId, Column::Stars, Column::Comment, Column::CreatedAt])
            .to_owned(),
    )
    .exec_without_returning(db)
    .await
    .map(|_| ())
}

/// A ticket's rating, if it was rated.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Option<rating::Model>, DbErr> {
    rating::Entity::find().filter(rating::Column::TicketId.eq(ticket)).one(db).await
}
