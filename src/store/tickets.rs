//! Tickets: finding, listing, changing.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, NotSet, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, Set,
};

use std::collections::btree_map::Entry;

use super::Db;
use super::entity::ticket;
use super::ready::{Changes, Ready};
use super::tags;
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
    remember_held(db, Some(&ticket));
    Ok(ticket::Model { articles: 0, ..ticket })
}

/// The ticket with this row id, held against change by others until the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn hold(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    let ticket = ticket::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    remember_held(db, ticket.as_ref());
    Ok(ticket)
}

/// The ticket with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    static BY_ID: Ready = Ready::new();
    if let Some(ticket) = held(db, id) {
        return Ok(Some(ticket));
    }
    let ticket = BY_ID.one(db, || ticket::Entity::find_by_id(0).limit(1), [id.into()]).await?;
    remember(db, ticket.as_ref());
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

/// The ticket that [`current`] gives, held against change by others until the transaction ends. A row
/// that is part of another is not held itself: whoever merges holds rows by their ids, and would meet
/// whoever holds them the other way round.
///
/// # Errors
/// As the database says.
pub async fn hold_current(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    // There only one transaction writes at a time.
    if db.get_database_backend() == DbBackend::Sqlite {
        return current(db, id).await;
    }
    let mut id = id;
    loop {
        if let Some(held) = hold_whole(db, id).await? {
            return Ok(Some(held));
        }
        // It has become a part of another, perhaps while it was waited for.
        match current(db, id).await? {
            Some(whole) => id = whole.id,
            None => return Ok(None),
        }
    }
}

/// The ticket with this row id, held, unless it is part of another.
async fn hold_whole(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    static HOLD: Ready = Ready::new();
    if let Some(held) = held(db, id) {
        return Ok(Some(held).filter(|ticket| ticket.merged_into_id.is_none()));
    }
    let query = || {
        let whole = ticket::Entity::find_by_id(0).filter(ticket::Column::MergedIntoId.is_null());
        whole.limit(1).lock_exclusive()
    };
    let ticket = HOLD.one(db, query, [id.into()]).await?;
    remember_held(db, ticket.as_ref());
    Ok(ticket)
}

/// A ticket as it stands, if it is known and nobody else can change it.
fn held(db: &impl Db, id: i64) -> Option<ticket::Model> {
    let known = db.known()?;
    known.of(id).filter(|_| is_held(db, id))
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

/// The oldest ticket of these queues that nobody has and nobody is taking at this moment, held until
/// the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn hold_oldest_free(
    db: &impl Db,
    queues: &[i64],
    realm: Option<&str>,
) -> Result<Option<ticket::Model>, DbErr> {
    let free = match realm {
        Some(realm) => free(queues).filter(in_realm(realm)),
        None => free(queues),
    };
    let ticket = free.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).one(db).await?;
    remember_held(db, ticket.as_ref());
    Ok(ticket)
}

fn free(queues: &[i64]) -> Select<ticket::Entity> {
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

fn in_realm(realm: &str) -> Condition {
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

/// At most `most` tickets of a queue that are not closed, by row id, from the one after `after` on, held against change
/// by others until the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn hold_active_after(
    db: &impl Db,
    queue: i64,
    after: i64,
    most: u64,
) -> Result<Vec<ticket::Model>, DbErr> {
    let found = ticket::Entity::find()
        .filter(ticket::Column::Id.gt(after))
        .filter(ticket::Column::QueueId.eq(queue))
        .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)))
        .order_by_asc(ticket::Column::Id)
        .limit(most)
        .lock_exclusive()
        .all(db)
        .await?;
    found.iter().for_each(|ticket| remember_held(db, Some(ticket)));
    Ok(found)
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

/// A ticket as it is to stand.
#[derive(Debug)]
pub(super) struct Saved {
    /// As it stands in the database, if that is known.
    before: Option<ticket::Model>,
    now: ticket::Model,
}

/// Saves a ticket's changed fields, all but whose it is, in a transaction at its end. It must be held: else what others
/// have changed since it was read would be written over.
///
/// # Errors
/// As the database says.
pub async fn save(db: &impl Db, ticket: &ticket::Model) -> Result<(), DbErr> {
    debug_assert!(is_held(db, ticket.id), "ticket {} is saved, and others can change it", ticket.number);
    let before = db.known().and_then(|known| known.of(ticket.id));
    // What is not saved here stands as it stood.
    let now = match before.clone() {
        Some(before) => ticket::Model {
            number: before.number,
            customer_id: before.customer_id,
            realm: before.realm,
            merged_into_id: before.merged_into_id,
            emptied_at: before.emptied_at,
            created_at: before.created_at,
            ..ticket.clone()
        },
        None => ticket.clone(),
    };
    let is_known = before.is_some();
    match db.late() {
        Some(late) => match late.rows().tickets.entry(ticket.id) {
            Entry::Occupied(mut saved) => saved.get_mut().now = now.clone(),
            Entry::Vacant(place) => {
                place.insert(Saved { before, now: now.clone() });
            }
        },
        None => write(db, Saved { before, now: now.clone() }).await?,
    }
    remember(db, Some(&now).filter(|_| is_known));
    Ok(())
}

/// Writes what has changed of a ticket.
pub(super) async fn write(db: &impl Db, saved: Saved) -> Result<(), DbErr> {
    static WRITE: Changes = Changes::new();
    let Saved { before, now } = saved;
    let is_known = before.is_some();
    // PostgreSQL sees for itself which indexes are concerned, and keeps one statement ready, not one for each change.
    let before = before.filter(|_| db.get_database_backend() == DbBackend::Sqlite);
    macro_rules! changed {
        ($($column:ident),* $(,)?) => {
            ticket::ActiveModel {
                id: Set(now.id),
                $($column: match &before {
                    Some(before) if before.$column == now.$column => NotSet,
                    _ => Set(now.$column.clone()),
                },)*
                ..Default::default()
            }
        };
    }
    let row = changed!(
        title,
        queue_id,
        state,
        priority,
        owner_id,
        responsible_id,
        settled,
        articles,
        mailed_articles,
        gather_room,
        gather_until,
        response_from,
        solution_from,
        waiting_since,
        last_reply_at,
        pending_since,
        pending_until,
        owner_word_at,
        escalates_at,
        update_paused,
        escalation_told,
        first_response_at,
        closed_at,
        changed_at,
    );
    WRITE.write(db, row).await?;
    remember(db, is_known.then_some(&now));
    Ok(())
}

/// So a ticket stands in the database: what is saved of it later is what will have changed by then.
fn remember(db: &impl Db, ticket: Option<&ticket::Model>) {
    if let (Some(known), Some(ticket)) = (db.known(), ticket) {
        known.is(ticket);
    }
}

/// The same of a ticket that nobody else can change until the transaction ends.
fn remember_held(db: &impl Db, ticket: Option<&ticket::Model>) {
    remember(db, ticket);
    if let (DbBackend::Postgres, Some(known), Some(ticket)) = (db.get_database_backend(), db.known(), ticket)
    {
        known.holds(ticket.id);
    }
}

/// Whether nobody else can change a ticket: on SQLite one transaction writes at a time.
fn is_held(db: &impl Db, id: i64) -> bool {
    db.get_database_backend() == DbBackend::Sqlite || db.known().is_some_and(|known| known.is_held(id))
}
