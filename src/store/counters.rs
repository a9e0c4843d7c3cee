//! Numbers that grow, under any concurrency.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, Iterable, QueryFilter, Set, StatementBuilder};

use super::Db;
use super::db::Whole;
use super::entity::counter;
use super::ready::Ready;

/// The next number of the counter `name`: 1, then 2 … A second transaction that asks waits for the
/// first to end.
///
/// # Errors
/// As the database says.
pub async fn next(db: &impl Db, name: &str) -> Result<i64, DbErr> {
    static NEXT: Ready = Ready::new();
    let query = |backend: DbBackend| {
        let next = Expr::col((counter::Entity, counter::Column::Value)).add(1);
        let mut onto = OnConflict::column(counter::Column::Name);
        onto.value(counter::Column::Value, next);
        let mut insert = Query::insert();
        insert
            .into_table(counter::Entity)
            .columns([counter::Column::Name, counter::Column::Value])
            .values_panic([Expr::val(""), Expr::val(1_i64)])
            .on_conflict(onto)
            .returning(Query::returning().columns(counter::Column::iter()));
        StatementBuilder::build(&insert, &backend)
    };
    let rows = NEXT.rows::<Whole<counter::Entity>>(db, query, [name.into()]).await?;
    rows.first().map(|Whole(row)| row.value).ok_or(DbErr::RecordNotInserted)
}

/// Has the counter `name` go on from `value`, if it is not further already.
///
/// # Errors
/// As the database says.
pub async fn go_on_from(db: &impl Db, name: &str, value: i64) -> Result<(), DbErr> {
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
pub async fn last(db: &impl Db, name: &str) -> Result<i64, DbErr> {
    let row = counter::Entity::find().filter(counter::Column::Name.eq(name)).one(db).await?;
    Ok(row.map_or(0, |row| row.value))
}
