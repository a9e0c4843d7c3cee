//! The parts of a delivery: each is one operation on its platform, tried, done or in doubt.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};

use super::Db;
use super::deliveries::{NOTHING, QUEUED, SENT};
use super::entity::{delivery, delivery_part};

/// A part that may have happened or not.
pub const UNKNOWN: &str = "unknown";
/// A part that is being tried.
pub const ATTEMPTING: &str = "attempting";

/// A delivery's parts, in order.
///
/// # Errors
/// As the database says.
pub async fn of(db: &impl Db, delivery: i64) -> Result<Vec<delivery_part::Model>, DbErr> {
    delivery_part::Entity::find()
        .filter(delivery_part::Column::DeliveryId.eq(delivery))
        .order_by_asc(delivery_part::Column::Position)
        .all(db)
        .await
}

/// A delivery has no parts any more: it is planned anew on its next turn, or all of it is sent.
///
/// # Errors
/// As the database says.
pub async fn forget(db: &impl Db, id: i64) -> Result<(), DbErr> {
    delivery_part::Entity::delete_many()
        .filter(delivery_part::Column::DeliveryId.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// Adds a part.
///
/// # Errors
/// As the database says.
pub async fn add(
    db: &impl Db,
    delivery: i64,
    position: usize,
    key: String,
    operation: String,
) -> Result<delivery_part::Model, DbErr> {
    delivery_part::ActiveModel {
        delivery_id: Set(delivery),
        position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
        key: Set(key),
        state: Set(QUEUED.to_owned()),
        epoch: Set(0),
        operation: Set(operation),
        sent: Set(None),
        since: Set(None),
        ..Default::default()
    }
    .insert(db)
    .await
}

/// Says that a part is being tried under the lease of this epoch.
///
/// # Errors
/// As the database says.
pub async fn attempt(
    db: &impl Db,
    part: &mut delivery_part::Model,
    epoch: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    part.state = ATTEMPTING.to_owned();
    part.epoch = epoch;
    part.since = part.since.or(Some(now));
    write(db, part).await
}

/// A delivery's parts keep nothing of what they say.
///
/// # Errors
/// As the database says.
pub async fn empty(db: &impl Db, delivery: i64) -> Result<(), DbErr> {
    delivery_part::Entity::update_many()
        .col_expr(delivery_part::Column::Operation, Expr::value(NOTHING))
        .filter(delivery_part::Column::DeliveryId.eq(delivery))
        .exec(db)
        .await
        .map(|_| ())
}

/// Writes how a part stands; what is sent is kept no longer.
///
/// # Errors
/// As the database says.
pub async fn write(db: &impl Db, part: &delivery_part::Model) -> Result<(), DbErr> {
    let mut update = delivery_part::Entity::update_many();
    if part.state == SENT {
        update = update.col_expr(delivery_part::Column::Operation, Expr::value(NOTHING));
    }
    update
        .col_expr(delivery_part::Column::State, Expr::value(part.state.as_str()))
        .col_expr(delivery_part::Column::Epoch, Expr::value(part.epoch))
        .col_expr(delivery_part::Column::Sent, Expr::value(part.sent.clone()))
        .col_expr(delivery_part::Column::Since, Expr::value(part.since))
        .filter(delivery_part::Column::Id.eq(part.id))
        .exec(db)
        .await
        .map(|_| ())
}

/// What an earlier holder of the account `platform` was trying may have happened or not. Says how much it is.
///
/// # Errors
/// As the database says.
pub async fn doubt_earlier(db: &impl Db, platform: &str, epoch: i64) -> Result<u64, DbErr> {
    let its = Query::select()
        .column(delivery::Column::Id)
        .from(delivery::Entity)
        .and_where(delivery::Column::Platform.eq(platform))
        .and_where(
            Expr::col((delivery::Entity, delivery::Column::Id))
                .equals((delivery_part::Entity, delivery_part::Column::DeliveryId)),
        )
        .take();
    let done = delivery_part::Entity::update_many()
        .col_expr(delivery_part::Column::State, Expr::value(UNKNOWN))
        // In the words of the partial index: so few are open that the rest is looked up for each.
        .filter(Expr::cust("delivery_part.state IN ('attempting', 'unknown')"))
        .filter(delivery_part::Column::State.eq(ATTEMPTING))
        .filter(delivery_part::Column::Epoch.lt(epoch))
        .filter(Expr::exists(its))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}
