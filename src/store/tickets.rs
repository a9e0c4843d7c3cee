//! Tickets: opened, found. What is changed of them is [`held`] first.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entity::ticket;
use super::ready::Ready;
use super::{Db, held, listing};
use crate::ticket::State;

/// A ticket to be opened.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Its number.
    pub number: String,
    /// Its first title.
    pub title: &'a str,
    /// Its queue.
    pub queue: i64,
    /// In whose name.
    pub customer: i64,
    /// Who answers for it.
    pub responsible: Option<i64>,
    /// The community it is opened in, if the platform is parted into such.
    pub realm: Option<&'a str>,
    /// How many articles will be written in the same transaction, as far as that is known; none is counted yet.
    pub articles: i32,
    /// Where, and until when, the customer's further messages are gathered into it.
    pub gather: Option<(&'a str, DateTime<Utc>)>,
}

/// Opens a ticket.
///
/// # Errors
/// As the database says.
pub async fn create(db: &impl Db, new: New<'_>, now: DateTime<Utc>) -> Result<ticket::Model, DbErr> {
    static CREATE: Ready = Ready::new();
    let row = ticket::Model {
        id: 0,
        number: new.number,
        title: new.title.to_owned(),
        queue_id: new.queue,
        state: State::New.as_str().to_owned(),
        priority: crate::ticket::NORMAL,
        customer_id: new.customer,
        owner_id: None,
        responsible_id: new.responsible,
        settled: false,
        articles: new.articles,
        mailed_articles: 0,
        gather_room: new.gather.map(|(room, _)| room.to_owned()),
        gather_until: new.gather.map(|(_, until)| until),
        realm: new.realm.map(str::to_owned),
        response_from: None,
        solution_from: None,
        waiting_since: Some(now),
        last_reply_at: None,
        pending_since: None,
        pending_until: None,
        owner_word_at: None,
        escalates_at: None,
        update_paused: 0,
        escalation_told: 0,
        merged_into_id: None,
        first_response_at: None,
        closed_at: None,
        emptied_at: None,
        created_at: now,
        changed_at: now,
    };
    let ticket = CREATE.create(db, row).await?;
    held::remember_held(db, Some(&ticket));
    Ok(ticket::Model { articles: 0, ..ticket })
}

/// The ticket with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    static BY_ID: Ready = Ready::new();
    if let Some(ticket) = held::as_held(db, id) {
        return Ok(Some(ticket));
    }
    let ticket = BY_ID.one(db, || ticket::Entity::find_by_id(0).limit(1), [id.into()]).await?;
    held::remember(db, ticket.as_ref());
    Ok(ticket)
}

/// The tickets with these row ids.
///
/// # Errors
/// As the database says.
pub async fn by_ids(db: &impl Db, ids: impl IntoIterator<Item = i64>) -> Result<Vec<ticket::Model>, DbErr> {
    ticket::Entity::find().filter(ticket::Column::Id.is_in(ids)).all(db).await
}

/// The ticket that answers to this number: the one it was given to, or what that has become a part of.
///
/// # Errors
/// As the database says.
pub async fn by_number(db: &impl Db, number: &str) -> Result<Option<ticket::Model>, DbErr> {
    match given(db, number).await? {
        Some(ticket) => whole(db, ticket).await.map(Some),
        None => Ok(None),
    }
}

/// The very ticket that this number was given to, be it merged.
///
/// # Errors
/// As the database says.
pub async fn given(db: &impl Db, number: &str) -> Result<Option<ticket::Model>, DbErr> {
    static GIVEN: Ready = Ready::new();
    let query = || ticket::Entity::find().filter(ticket::Column::Number.eq("")).limit(1);
    GIVEN.one(db, query, [number.into()]).await
}

/// The ticket with this row id, or what it has become a part of.
///
/// # Errors
/// As the database says.
pub async fn current(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    match by_id(db, id).await? {
        Some(ticket) => whole(db, ticket).await.map(Some),
        None => Ok(None),
    }
}

/// What a ticket has become a part of; itself, if of none.
async fn whole(db: &impl Db, mut ticket: ticket::Model) -> Result<ticket::Model, DbErr> {
    while let Some(into) = ticket.merged_into_id {
        ticket = by_id(db, into).await?.ok_or_else(|| {
            DbErr::RecordNotFound(format!("ticket row {into}, of which {} is part", ticket.id))
        })?;
    }
    Ok(ticket)
}

/// The tickets that have become a part of this one, oldest first.
///
/// # Errors
/// As the database says.
pub async fn parts(db: &impl Db, id: i64) -> Result<Vec<ticket::Model>, DbErr> {
    ticket::Entity::find()
        .filter(ticket::Column::MergedIntoId.eq(id))
        .order_by_asc(ticket::Column::Id)
        .all(db)
        .await
}

/// Notes that one ticket, with all that has become a part of it, is a part of another; its own fields
/// are not saved here.
///
/// # Errors
/// As the database says.
pub async fn merge(db: &impl Db, absorbed: i64, survivor: i64) -> Result<(), DbErr> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::MergedIntoId, Expr::value(survivor))
        .filter(
            Condition::any()
                .add(ticket::Column::Id.eq(absorbed))
                .add(ticket::Column::MergedIntoId.eq(absorbed)),
        )
        .exec(db)
        .await
        .map(|_| ())
}

/// The ticket that gathers this person's messages in this room now.
///
/// # Errors
/// As the database says.
pub async fn gathering(
    db: &impl Db,
    customer: i64,
    room: &str,
    now: DateTime<Utc>,
) -> Result<Option<ticket::Model>, DbErr> {
    static GATHERING: Ready = Ready::new();
    let query = || {
        ticket::Entity::find()
            .filter(ticket::Column::CustomerId.eq(0))
            .filter(ticket::Column::GatherRoom.eq(""))
            .filter(ticket::Column::GatherUntil.gte(DateTime::<Utc>::UNIX_EPOCH))
    };
    // There are few, and mostly none: sorting them out here is quicker than having the database prepare for it.
    let all = GATHERING.all(db, query, [customer.into(), room.into(), now.into()]).await?;
    let is_active = |ticket: &ticket::Model| State::ACTIVE.iter().any(|s| s.as_str() == ticket.state);
    Ok(all.into_iter().filter(is_active).max_by_key(|ticket| ticket.id))
}

/// The oldest ticket of these queues that nobody has.
///
/// # Errors
/// As the database says.
pub async fn oldest_free(db: &impl Db, queues: &[i64]) -> Result<Option<ticket::Model>, DbErr> {
    free(queues).one(db).await
}

/// The states of a ticket that can be taken.
pub(super) const FREE: [State; 2] = [State::New, State::Open];

pub(super) fn free(queues: &[i64]) -> Select<ticket::Entity> {
    ticket::Entity::find()
        .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
        .filter(ticket::Column::State.is_in(FREE.map(State::as_str)))
        .filter(ticket::Column::OwnerId.is_null())
        .order_by_asc(ticket::Column::CreatedAt)
        .order_by_asc(ticket::Column::Id)
}

pub(super) fn in_realm(realm: &str) -> Condition {
    Condition::any().add(ticket::Column::Realm.is_null()).add(ticket::Column::Realm.eq(realm))
}

/// The newest ticket in a person's name.
///
/// # Errors
/// As the database says.
pub async fn newest_of(db: &impl Db, customer: i64) -> Result<Option<ticket::Model>, DbErr> {
    let filter = listing::Filter {
        states: State::WHOLE.to_vec(),
        customer: Some(customer),
        newest_first: true,
        ..listing::Filter::default()
    };
    Ok(listing::list(db, &filter, 1).await?.pop())
}

/// A ticket runs in this person's name from now on.
///
/// # Errors
/// As the database says.
pub async fn set_customer(db: &impl Db, id: i64, customer: i64) -> Result<(), DbErr> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::CustomerId, Expr::value(customer))
        .filter(ticket::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}
