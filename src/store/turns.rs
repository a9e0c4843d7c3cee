//! Whose turn it was: when each operator was last given a ticket of a queue.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Set};

use super::Db;
use super::entity::turn;

/// When each operator was last given a ticket of a queue, by number; greater is later.
///
/// # Errors
/// As the database says.
pub async fn of_queue(db: &impl Db, queue: i64) -> Result<HashMap<i64, i64>, DbErr> {
    let rows = turn::Entity::find().filter(turn::Column::QueueId.eq(queue)).all(db).await?;
    Ok(rows.into_iter().map(|t| (t.person_id, t.number)).collect())
}

/// Somebody was given a ticket of a queue.
///
/// # Errors
/// As the database says.
pub async fn note(db: &impl Db, queue: i64, person: i64, number: i64) -> Result<(), DbErr> {
    turn::Entity::insert(turn::ActiveModel {
        queue_id: Set(queue),
        person_id: Set(person),
        number: Set(number),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([turn::Column::QueueId, turn::Column::PersonId])
            .update_column(turn::Column::Number)
            .to_owned(),
    )
    .exec_without_returning(db)
    .await
    .map(|_| ())
}
