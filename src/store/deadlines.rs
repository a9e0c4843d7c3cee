//! What falls due.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::entity::deadline;

/// Sets a deadline; one that is set for the same subject keeps its time.
///
/// # Errors
/// As the database says.
pub async fn set(
    db: &impl ConnectionTrait,
    kind: &str,
    subject: i64,
    due: DateTime<Utc>,
) -> Result<(), DbErr> {
    deadline::Entity::insert(deadline::ActiveModel {
        kind: Set(kind.to_owned()),
        subject_id: Set(subject),
        due_at: Set(due),
        data: Set("{}".to_owned()),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([deadline::Column::Kind, deadline::Column::SubjectId]).do_nothing().to_owned(),
    )
    .exec_without_returning(db)
    .await
    .map(|_| ())
}

/// Sets a deadline to this time, whatever it was, or removes it.
///
/// # Errors
/// As the database says.
pub async fn put(
    db: &impl ConnectionTrait,
    kind: &str,
    subject: i64,
    due: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    match due {
        Some(due) => put_with(db, kind, subject, due, "{}").await,
        None => clear(db, kind, subject).await.map(|_| ()),
    }
}

/// Sets a deadline with its details to this time, whatever it was.
///
/// # Errors
/// As the database says.
pub async fn put_with(
    db: &impl ConnectionTrait,
    kind: &str,
    subject: i64,
    due: DateTime<Utc>,
    data: &str,
) -> Result<(), DbErr> {
    deadline::Entity::insert(deadline::ActiveModel {
        kind: Set(kind.to_owned()),
        subject_id: Set(subject),
        due_at: Set(due),
        data: Set(data.to_owned()),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([deadline::Column::Kind, deadline::Column::SubjectId])
            .update_columns([deadline::Column::DueAt, deadline::Column::Data])
            .to_owned(),
    )
    .exec_without_returning(db)
    .await
    .map(|_| ())
}

/// Removes a deadline; says whether there was one.
///
/// # Errors
/// As the database says.
pub async fn clear(db: &impl ConnectionTrait, kind: &str, subject: i64) -> Result<bool, DbErr> {
    let done = deadline::Entity::delete_many()
        .filter(deadline::Column::Kind.eq(kind))
        .filter(deadline::Column::SubjectId.eq(subject))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// The next deadline, due or not.
///
/// # Errors
/// As the database says.
pub async fn next(db: &impl ConnectionTrait) -> Result<Option<deadline::Model>, DbErr> {
    deadline::Entity::find()
        .order_by_asc(deadline::Column::DueAt)
        .order_by_asc(deadline::Column::Id)
        .limit(1)
        .one(db)
        .await
}

/// All deadlines of this kind are due now.
///
/// # Errors
/// As the database says.
pub async fn hasten(db: &impl ConnectionTrait, kind: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    deadline::Entity::update_many()
        .col_expr(deadline::Column::DueAt, Expr::value(now))
        .filter(deadline::Column::Kind.eq(kind))
        .filter(deadline::Column::DueAt.gt(now))
        .exec(db)
        .await
        .map(|_| ())
}
