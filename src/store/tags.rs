//! The tags of tickets.

use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Set, TryInsertResult,
};

use super::Db;
use super::entity::{tag, ticket};
use super::tickets::in_realm;

/// The tags of a ticket, by name.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Vec<String>, DbErr> {
    let rows = tag::Entity::find()
        .filter(tag::Column::TicketId.eq(ticket))
        .order_by_asc(tag::Column::Name)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|t| t.name).collect())
}

/// The row ids of the tickets that have this tag.
pub(super) fn tagged(name: &str) -> SelectStatement {
    tag::Entity::find()
        .select_only()
        .column(tag::Column::TicketId)
        .filter(tag::Column::Name.eq(name))
        .into_query()
}

/// Adds a tag; false if the ticket had it.
///
/// # Errors
/// As the database says.
pub async fn add(db: &impl Db, ticket: i64, name: &str) -> Result<bool, DbErr> {
    let row = tag::ActiveModel { ticket_id: Set(ticket), name: Set(name.to_owned()), ..Default::default() };
    let done = tag::Entity::insert(row)
        .on_conflict_do_nothing_on([tag::Column::TicketId, tag::Column::Name])
        .exec(db)
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

/// Takes a tag away; false if the ticket did not have it.
///
/// # Errors
/// As the database says.
pub async fn remove(db: &impl Db, ticket: i64, name: &str) -> Result<bool, DbErr> {
    let done = tag::Entity::delete_many()
        .filter(tag::Column::TicketId.eq(ticket))
        .filter(tag::Column::Name.eq(name))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// The tags that tickets of these queues have, by name, at most `most`; with `realm`, only of tickets that can
/// be seen there.
///
/// # Errors
/// As the database says.
pub async fn in_queues(
    db: &impl Db,
    queues: &[i64],
    realm: Option<&str>,
    most: u64,
) -> Result<Vec<String>, DbErr> {
    tag::Entity::find()
        .select_only()
        .column(tag::Column::Name)
        .distinct()
        .join_rev(
            JoinType::InnerJoin,
            ticket::Entity::belongs_to(tag::Entity).from(ticket::Column::Id).to(tag::Column::TicketId).into(),
        )
        .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
        .filter(Condition::all().add_option(realm.map(in_realm)))
        .order_by_asc(tag::Column::Name)
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}
