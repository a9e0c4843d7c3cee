//! Troubles that everybody who asks for help is told of: one at a time, the past ones kept.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::outage;

/// What is told now, if anything.
///
/// # Errors
/// As the database says.
pub async fn current(db: &impl ConnectionTrait) -> Result<Option<outage::Model>, DbErr> {
    outage::Entity::find()
        .filter(outage::Column::LiftedAt.is_null())
        .order_by_desc(outage::Column::Id)
        .one(db)
        .await
}

/// Has `text` told from now on, instead of what was told before.
///
/// # Errors
/// As the database says.
pub async fn set(db: &impl ConnectionTrait, text: &str, by: i64, now: DateTime<Utc>) -> Result<(), DbErr> {
    lift(db, by, now).await?;
    outage::ActiveModel {
        text: Set(text.to_owned()),
        set_by_id: Set(by),
        set_at: Set(now),
        lifted_by_id: Set(None),
        lifted_at: Set(None),
        ..Default::default()
    }
    .insert(db)
    .await
    .map(|_| ())
}

/// Has nothing told any more; false if nothing was.
///
/// # Errors
/// As the database says.
pub async fn lift(db: &impl ConnectionTrait, by: i64, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let done = outage::Entity::update_many()
        .col_expr(outage::Column::LiftedById, Expr::value(by))
        .col_expr(outage::Column::LiftedAt, Expr::value(now))
        .filter(outage::Column::LiftedAt.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
