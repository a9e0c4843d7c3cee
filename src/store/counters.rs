//! Numbers that grow, under any concurrency.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};

use super::entity::counter;

/// The next number of the counter `name`: 1, then 2 … A second transaction that asks waits for the
/// first to end.
///
/// # Errors
/// As the database says.
pub async fn next(db: &impl ConnectionTrait, name: &str) -> Result<i64, DbErr> {
    let row = counter::ActiveModel { name: Set(name.to_owned()), value: Set(1), ..Default::default() };
    let row = counter::Entity::insert(row)
        .on_conflict(
            OnConflict::column(counter::Column::Name)
                .value(counter::Column::Value, Expr::col((counter::Entity, counter::Column::Value)).add(1))
                .to_owned(),
        )
        .exec_with_returning(db)
        .await?;
    Ok(row.value)
}

/// Has the counter `name` go on from `value`, if it is not further already.
///
/// # Errors
/// As the database says.
pub async fn go_on_from(db: &impl ConnectionTrait, name: &str, value: i64) -> Result<(), DbErr> {
    if last(db, name).await? >= value {
        return Ok(());
    }
    let row = counter::ActiveModel { name: Set(name.to_owned()), value: Set(value), ..Default::default() };
    counter::Entity::insert(row)
        .on_conflict(
            OnConflict::column(counter::Column::Name).update_column(counter::Column::Value).to_owned(),
        )
        .exec_without_returning(db)
        .await
        .map(|_| ())
}

/// The last number of the counter `name`; 0 before the first.
///
/// # Errors
/// As the database says.
pub async fn last(db: &impl ConnectionTrait, name: &str) -> Result<i64, DbErr> {
    let row = counter::Entity::find().filter(counter::Column::Name.eq(name)).one(db).await?;
    Ok(row.map_or(0, |row| row.value))
}
