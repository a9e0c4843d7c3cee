//! Numbers that grow, under any concurrency.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, Iterable, QueryFilter, Set, StatementBuilder};

use super::Db;
use super::db::Whole;
use super::entity::counter;
use super::known::Known;
use super::ready::Ready;

/// The next number of the counter `name`: 1, then 2 … A second transaction that asks waits for the
/// first to end.
///
/// # Errors
/// As the database says.
pub async fn next(db: &impl Db, name: &str) -> Result<i64, DbErr> {
    match db.known().filter(|_| db.get_database_backend() == DbBackend::Sqlite) {
        Some(known) => next_of_one(db, known, name).await,
        None => next_of_many(db, name).await,
    }
}

/// Where nobody else writes meanwhile, the last number is known, and of those of a group the last is written.
async fn next_of_one(db: &impl Db, known: &Known, name: &str) -> Result<i64, DbErr> {
    static COME: Ready = Ready::new();
    let last = match known.last_of(name) {
        Some(last) => last,
        None => last(db, name).await?,
    };
    let next = last + 1;
    COME.insert(db, row(name, next), || Some(instead())).await?;
    known.has_come_to(name, next);
    Ok(next)
}

async fn next_of_many(db: &impl Db, name: &str) -> Result<i64, DbErr> {
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

fn row(name: &str, value: i64) -> counter::ActiveModel {
    counter::ActiveModel { name: Set(name.to_owned()), value: Set(value), ..Default::default() }
}

fn instead() -> OnConflict {
    OnConflict::column(counter::Column::Name).update_column(counter::Column::Value).to_owned()
}

/// Has the counter `name` go on from `value`, if it is not further already.
///
/// # Errors
/// As the database says.
pub async fn go_on_from(db: &impl Db, name: &str, value: i64) -> Result<(), DbErr> {
    if last(db, name).await? >= value {
        return Ok(());
    }
    static GO_ON: Ready = Ready::new();
    GO_ON.insert(db, row(name, value), || Some(instead())).await?;
    if let Some(known) = db.known() {
        known.has_come_to(name, value);
    }
    Ok(())
}

/// The last number of the counter `name`; 0 before the first.
///
/// # Errors
/// As the database says.
pub async fn last(db: &impl Db, name: &str) -> Result<i64, DbErr> {
    let row = counter::Entity::find().filter(counter::Column::Name.eq(name)).one(db).await?;
    Ok(row.map_or(0, |row| row.value))
}
