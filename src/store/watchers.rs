//! Who wants to hear of a ticket.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set, TryInsertResult};

use super::Db;
use super::entity::watcher;
use super::ready::Ready;

/// Those who watch a ticket, who began first.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Vec<i64>, DbErr> {
    static OF_TICKET: Ready = Ready::new();
    let query =
        || watcher::Entity::find().filter(watcher::Column::TicketId.eq(0)).order_by_asc(watcher::Column::Id);
    let rows = OF_TICKET.all(db, query, [ticket.into()]).await?;
    Ok(rows.into_iter().map(|w| w.person_id).collect())
}

/// Somebody watches; false if they did.
///
/// # Errors
/// As the database says.
pub async fn add(db: &impl Db, ticket: i64, person: i64) -> Result<bool, DbErr> {
    let row = watcher::ActiveModel { ticket_id: Set(ticket), person_id: Set(person), ..Default::default() };
    let done = watcher::Entity::insert(row)
        .on_conflict_do_nothing_on([watcher::Column::TicketId, watcher::Column::PersonId])
        .exec(db)
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

/// Somebody watches no more; false if they did not.
///
/// # Errors
/// As the database says.
pub async fn remove(db: &impl Db, ticket: i64, person: i64) -> Result<bool, DbErr> {
    let done = watcher::Entity::delete_many()
        .filter(watcher::Column::TicketId.eq(ticket))
        .filter(watcher::Column::PersonId.eq(person))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
