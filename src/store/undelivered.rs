//! What could not be delivered and is kept: listed, owed again, or given up.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Db;
use super::deliveries::{DROPPED, NOTHING, WORKING};
use super::entity::delivery;
use super::parts;

fn failed() -> sea_orm::Select<delivery::Entity> {
    // In the words of the partial index: with the state as a parameter a planner can't know that it covers this.
    delivery::Entity::find()
        .filter(Expr::cust("delivery.state = 'failed'"))
        .filter(delivery::Column::Courtesy.eq(false))
}

/// At most `most` deliveries that failed, oldest first, from the one after the row `after` on.
///
/// # Errors
/// As the database says.
pub async fn list(db: &impl Db, after: i64, most: u64) -> Result<Vec<delivery::Model>, DbErr> {
    failed()
        .filter(delivery::Column::Id.gt(after))
        .order_by_asc(delivery::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// How many failed after the row `after`.
///
/// # Errors
/// As the database says.
pub async fn count(db: &impl Db, after: i64) -> Result<u64, DbErr> {
    failed().filter(delivery::Column::Id.gt(after)).count(db).await
}

/// The failed delivery with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<delivery::Model>, DbErr> {
    failed().filter(delivery::Column::Id.eq(id)).one(db).await
}

/// Owes a failed delivery again, as if it had only now been owed: it has as long as any other before it is
/// given up. Says whether it was still failed.
///
/// # Errors
/// As the database says.
pub async fn retry(db: &impl Db, id: i64, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let done = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(WORKING))
        .col_expr(delivery::Column::DueAt, Expr::value(now))
        .col_expr(delivery::Column::CreatedAt, Expr::value(now))
        .col_expr(delivery::Column::Attempts, Expr::value(0))
        .col_expr(delivery::Column::EndedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(delivery::Column::Id.eq(id))
        .filter(Expr::cust("delivery.state = 'failed'"))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Gives a failed delivery up, for a reason. Says whether it was still failed.
///
/// # Errors
/// As the database says.
pub async fn give_up(db: &impl Db, id: i64, reason: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let done = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DROPPED))
        .col_expr(delivery::Column::Payload, Expr::value(NOTHING))
        .col_expr(delivery::Column::EndedAt, Expr::value(now))
        .col_expr(delivery::Column::Trouble, Expr::value(reason))
        .filter(delivery::Column::Id.eq(id))
        .filter(Expr::cust("delivery.state = 'failed'"))
        .exec(db)
        .await?;
    if done.rows_affected > 0 {
        parts::empty(db, id).await?;
    }
    Ok(done.rows_affected > 0)
}
