//! What is out of order, as every receipt says it.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};

use super::Db;
use super::entity::outage;
use super::ready::Ready;

/// The banners of the whole desk and of these queues.
///
/// # Errors
/// As the database says.
pub async fn of(db: &impl Db, queues: &[i64]) -> Result<Vec<outage::Model>, DbErr> {
    let rows = all(db).await?;
    // There are a few, if any.
    Ok(rows.into_iter().filter(|row| row.queue_id.is_none_or(|of| queues.contains(&of))).collect())
}

/// Every banner, oldest first.
///
/// # Errors
/// As the database says.
pub async fn all(db: &impl Db) -> Result<Vec<outage::Model>, DbErr> {
    static ALL: Ready = Ready::new();
    ALL.all(db, || outage::Entity::find().order_by_asc(outage::Column::Id), []).await
}

/// Sets the banner of a queue, or of the whole desk, instead of the one it had.
///
/// # Errors
/// As the database says.
pub async fn set(
    db: &impl Db,
    queue: Option<i64>,
    text: &str,
    by: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    lift(db, queue).await?;
    outage::ActiveModel {
        queue_id: Set(queue),
        text: Set(text.to_owned()),
        by_id: Set(by),
        created_at: Set(now),
        ..Default::default()
    }
    .insert(db)
    .await
    .map(|_| ())
}

/// Lifts it; false if there was none.
///
/// # Errors
/// As the database says.
pub async fn lift(db: &impl Db, queue: Option<i64>) -> Result<bool, DbErr> {
    let of = match queue {
        Some(queue) => outage::Column::QueueId.eq(queue),
        None => outage::Column::QueueId.is_null(),
    };
    Ok(outage::Entity::delete_many().filter(of).exec(db).await?.rows_affected > 0)
}
