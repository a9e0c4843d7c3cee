//! Tickets: opened, found, listed. What is changed of them is [`held`] first.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use super::entity::ticket;
use super::ready::Ready;
use super::{Db, held, tags};
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

pub(super) fn free(queues: &[i64]) -> Select<ticket::Entity> {
    ticket::Entity::find()
        .filter(ticket::Column::QueueId.is_in(queues.iter().copied()))
        .filter(ticket::Column::State.is_in([State::New.as_str(), State::Open.as_str()]))
        .filter(ticket::Column::OwnerId.is_null())
        .order_by_asc(ticket::Column::CreatedAt)
        .order_by_asc(ticket::Column::Id)
}

/// Which tickets a list is to hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these queues only.
    pub queues: Option<Vec<i64>>,
    /// In one of these states.
    pub states: Vec<State>,
    /// Of this owner.
    pub owner: Option<i64>,
    /// Of no owner.
    pub unowned: bool,
    /// With this tag.
    pub tag: Option<String>,
    /// That have missed a target by then, the one first that missed it first.
    pub escalated_by: Option<DateTime<Utc>>,
    /// Opened since then.
    pub since: Option<DateTime<Utc>>,
    /// In this person's name.
    pub customer: Option<i64>,
    /// Newest first instead of oldest first.
    pub newest_first: bool,
    /// Opened in this community, or in none.
    pub realm: Option<String>,
}

/// At most `most` tickets that match.
///
/// # Errors
/// As the database says.
pub async fn list(db: &impl Db, filter: &Filter, most: u64) -> Result<Vec<ticket::Model>, DbErr> {
    page(db, filter, 0, most).await
}

/// At most `most` tickets that match, after the first `skip` of them.
///
/// # Errors
/// As the database says.
pub async fn page(db: &impl Db, filter: &Filter, skip: u64, most: u64) -> Result<Vec<ticket::Model>, DbErr> {
    let query = match filter.states.split_first() {
        Some(states) if filter.of_one_person() => {
            let first = first_of_each_state(filter, states, skip.saturating_add(most));
            ticket::Entity::find().filter(ticket::Column::Id.in_subquery(first))
        }
        _ => ticket::Entity::find().filter(filter.condition()),
    };
    filter.in_order(query).limit(most).offset(Some(skip).filter(|skip| *skip > 0)).all(db).await
}

/// The row ids of the first `most` tickets of each state that match. A person's tickets are indexed by state and
/// age: read state by state, as many as are shown are looked at, and not all that there are.
fn first_of_each_state(filter: &Filter, (one, others): (&State, &[State]), most: u64) -> SelectStatement {
    let of_state = |state: &State| {
        let of = Filter { states: vec![*state], ..filter.clone() };
        let first = filter.in_order(ticket::Entity::find().filter(of.condition()));
        let first = first.select_only().column(ticket::Column::Id).limit(most).into_query();
        Query::select().column(ticket::Column::Id).from_subquery(first, "of_state").take()
    };
    let mut all = of_state(one);
    all.unions(others.iter().map(|state| (UnionType::All, of_state(state))));
    all
}

/// How many tickets match.
///
/// # Errors
/// As the database says.
pub async fn count(db: &impl Db, filter: &Filter) -> Result<u64, DbErr> {
    ticket::Entity::find().filter(filter.condition()).count(db).await
}

pub(super) fn in_realm(realm: &str) -> Condition {
    Condition::any().add(ticket::Column::Realm.is_null()).add(ticket::Column::Realm.eq(realm))
}

/// Of the newest tickets that match `filter`, at most `most` whose number or title begins with, or
/// contains, `typed` (lower case).
///
/// # Errors
/// As the database says.
pub async fn matching(
    db: &impl Db,
    filter: &Filter,
    typed: &str,
    most: u64,
) -> Result<Vec<ticket::Model>, DbErr> {
    /// Looked through; older ones are found by their whole number.
    const NEWEST: u64 = 200;
    let mut found = list(db, filter, NEWEST).await?;
    found.retain(|t| t.number.contains(typed) || t.title.to_lowercase().contains(typed));
    if found.is_empty()
        && let Some(exact) = ticket::Entity::find()
            .filter(filter.condition())
            .filter(ticket::Column::Number.eq(typed))
            .one(db)
            .await?
    {
        found.push(exact);
    }
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(found)
}

impl Filter {
    /// Whether it is of the tickets in several states that one person owns or wrote, by their age.
    fn of_one_person(&self) -> bool {
        (self.owner.is_some() || self.customer.is_some()) && self.escalated_by.is_none()
    }

    fn in_order(&self, mut query: Select<ticket::Entity>) -> Select<ticket::Entity> {
        if self.escalated_by.is_some() {
            query = query.order_by_asc(ticket::Column::EscalatesAt);
        }
        let order = if self.newest_first { Order::Desc } else { Order::Asc };
        query.order_by(ticket::Column::CreatedAt, order.clone()).order_by(ticket::Column::Id, order)
    }

    /// What a row must be to match.
    pub(super) fn condition(&self) -> Condition {
        let states = self.states.iter().map(|s| s.as_str());
        Condition::all()
            .add(ticket::Column::State.is_in(states))
            .add_option(self.queues.as_ref().map(|q| ticket::Column::QueueId.is_in(q.iter().copied())))
            .add_option(self.owner.map(|owner| ticket::Column::OwnerId.eq(owner)))
            .add_option(self.unowned.then(|| ticket::Column::OwnerId.is_null()))
            .add_option(self.customer.map(|customer| ticket::Column::CustomerId.eq(customer)))
            .add_option(self.tag.as_deref().map(|name| ticket::Column::Id.in_subquery(tags::tagged(name))))
            .add_option(self.escalated_by.map(|now| ticket::Column::EscalatesAt.lte(now)))
            .add_option(self.since.map(|since| ticket::Column::CreatedAt.gte(since)))
            .add_option(self.realm.as_deref().map(in_realm))
    }
}

/// The newest ticket in a person's name.
///
/// # Errors
/// As the database says.
pub async fn newest_of(db: &impl Db, customer: i64) -> Result<Option<ticket::Model>, DbErr> {
    let filter = Filter {
        states: State::WHOLE.to_vec(),
        customer: Some(customer),
        newest_first: true,
        ..Filter::default()
    };
    Ok(list(db, &filter, 1).await?.pop())
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
