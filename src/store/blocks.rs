//! Who is blocked.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::Db;
use super::entity::block;
use super::ready::Ready;

/// A person to be blocked.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Who.
    pub person: i64,
    /// By whom.
    pub by: i64,
    /// Until when; none for no end.
    pub until: Option<DateTime<Utc>>,
    /// Why, for operators.
    pub reason: &'a str,
}

/// Blocks somebody, anew if they were.
///
/// # Errors
/// As the database says.
pub async fn set(db: &impl Db, new: New<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    use block::Column;
    block::Entity::insert(block::ActiveModel {
        person_id: Set(new.person),
        by_id: Set(new.by),
        reason: Set(new.reason.to_owned()),
        until: Set(new.until),
        created_at: Set(now),
        told_at: Set(None),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::column(Column::PersonId)
            .update_columns([Column::ById, Column::Reason, Column::Until, Column::CreatedAt, Column::ToldAt])
            .to_owned(),
    )
    .exec_without_returning(db)
    .await
    .map(|_| ())
}

/// Ends a block; false if there was none in force.
///
/// # Errors
/// As the database says.
pub async fn lift(db: &impl Db, person: i64, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let was = of(db, person, now).await?.is_some();
    block::Entity::delete_many().filter(block::Column::PersonId.eq(person)).exec(db).await?;
    Ok(was)
}

/// The block of a person that is in force.
///
/// # Errors
/// As the database says.
pub async fn of(db: &impl Db, person: i64, now: DateTime<Utc>) -> Result<Option<block::Model>, DbErr> {
    static OF: Ready = Ready::new();
    let query = || block::Entity::find().filter(block::Column::PersonId.eq(0)).limit(1);
    let found = OF.one(db, query, [person.into()]).await?;
    Ok(found.filter(|b| b.until.is_none_or(|until| until > now)))
}

/// Blocks in force, newest first, at most `most`.
///
/// # Errors
/// As the database says.
pub async fn all(db: &impl Db, now: DateTime<Utc>, most: u64) -> Result<Vec<block::Model>, DbErr> {
    let in_force = Condition::any().add(block::Column::Until.is_null()).add(block::Column::Until.gt(now));
    block::Entity::find().filter(in_force).order_by_desc(block::Column::Id).limit(most).all(db).await
}

/// The person was told of their block.
///
/// # Errors
/// As the database says.
pub async fn told(db: &impl Db, id: i64, now: DateTime<Utc>) -> Result<(), DbErr> {
    use sea_orm::sea_query::Expr;
    block::Entity::update_many()
        .col_expr(block::Column::ToldAt, Expr::value(now))
        .filter(block::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}
