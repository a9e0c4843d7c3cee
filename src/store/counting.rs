//! How many tickets there are, by what counts of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Func, SimpleExpr};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QuerySelect};

use super::Db;
use super::entity::ticket;
use crate::ticket::State;

/// A line of a board: how many tickets an owner has in a state.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Tally {
    /// The state.
    pub state: String,
    /// The owner.
    pub owner_id: Option<i64>,
    /// How many.
    pub tickets: i64,
}

/// How many tickets of these queues are not closed, by state and owner.
///
/// # Errors
/// As the database says.
pub async fn tally(db: &impl Db, queues: &[i64]) -> Result<Vec<Tally>, DbErr> {
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::State)
        .column(ticket::Column::OwnerId)
        .column_as(SimpleExpr::from(Func::count(Expr::col(ticket::Column::Id))), "tickets")
        .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
        .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)))
        .group_by(ticket::Column::State)
        .group_by(ticket::Column::OwnerId)
        .into_model()
        .all(db)
        .await
}

/// How many tickets of a queue are in a state.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Backlog {
    /// The queue's row.
    pub queue_id: i64,
    /// The state.
    pub state: String,
    /// How many.
    pub tickets: i64,
}

/// How many tickets are not closed, by queue and state.
///
/// # Errors
/// As the database says.
pub async fn backlog(db: &impl Db) -> Result<Vec<Backlog>, DbErr> {
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::QueueId)
        .column(ticket::Column::State)
        .column_as(SimpleExpr::from(Func::count(Expr::col(ticket::Column::Id))), "tickets")
        .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)))
        .group_by(ticket::Column::QueueId)
        .group_by(ticket::Column::State)
        .into_model()
        .all(db)
        .await
}

/// How many tickets of these queues have missed a target.
///
/// # Errors
/// As the database says.
pub async fn escalated(db: &impl Db, queues: &[i64], now: DateTime<Utc>) -> Result<u64, DbErr> {
    ticket::Entity::find()
        .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
        .filter(ticket::Column::EscalatesAt.lte(now))
        .count(db)
        .await
}

/// What is to be done in a queue.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Census {
    /// The queue.
    pub queue_id: i64,
    /// Tickets that are not closed.
    pub active: i64,
    /// Of these, those nobody has looked at yet.
    pub new: i64,
    /// Of these, those nobody has.
    pub free: i64,
    /// Of these, those that have missed a target.
    pub late: i64,
}

/// What is to be done in these queues; those with nothing to do are left out.
///
/// # Errors
/// As the database says.
pub async fn census(db: &impl Db, queues: &[i64], now: DateTime<Utc>) -> Result<Vec<Census>, DbErr> {
    let how_many = |of: SimpleExpr| SimpleExpr::from(Func::sum(Expr::case(of, 1).finally(0)));
    ticket::Entity::find()
        .select_only()
        .column(ticket::Column::QueueId)
        .column_as(SimpleExpr::from(Func::count(Expr::col(ticket::Column::Id))), "active")
        .column_as(how_many(ticket::Column::State.eq(State::New.as_str())), "new")
        .column_as(how_many(ticket::Column::OwnerId.is_null()), "free")
        .column_as(how_many(ticket::Column::EscalatesAt.lte(now)), "late")
        .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
        .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)))
        .group_by(ticket::Column::QueueId)
        .into_model()
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct Load {
    owner_id: i64,
    tickets: i64,
}

/// How many tickets that are not closed these owners have; those with none are left out.
///
/// # Errors
/// As the database says.
pub async fn active_of(db: &impl Db, owners: &[i64]) -> Result<HashMap<i64, i64>, DbErr> {
    let loads: Vec<Load> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::OwnerId)
        .column_as(SimpleExpr::from(Func::count(Expr::col(ticket::Column::Id))), "tickets")
        .filter(ticket::Column::OwnerId.is_in(owners.iter().copied()))
        .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)))
        .group_by(ticket::Column::OwnerId)
        .into_model()
        .all(db)
        .await?;
    Ok(loads.into_iter().map(|l| (l.owner_id, l.tickets)).collect())
}
