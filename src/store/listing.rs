//! Lists of tickets: which they hold, in what order, and how as many as are shown are found without reading all.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType, Value, ValueTuple};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, FromQueryResult, Iterable, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::entity::ticket;
use super::tickets::in_realm;
use super::{Db, tags};
use crate::ticket::State;

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
    let offset = Some(skip).filter(|skip| *skip > 0);
    let first = skip.saturating_add(most);
    if db.get_database_backend() == DbBackend::Postgres
        && let Some(mut query) = filter.of_each(first)
    {
        query.limit(most);
        if let Some(offset) = offset {
            query.offset(offset);
        }
        let rows = db.query_all(&query).await?;
        return rows.iter().map(|row| ticket::Model::from_query_result(row, "")).collect();
    }
    let query = match filter.first_of_each_state(first) {
        Some(first) => ticket::Entity::find().filter(ticket::Column::Id.in_subquery(first)),
        None => ticket::Entity::find().filter(filter.condition()),
    };
    filter.in_order(query).limit(most).offset(offset).all(db).await
}

/// How many tickets match.
///
/// # Errors
/// As the database says.
pub async fn count(db: &impl Db, filter: &Filter) -> Result<u64, DbErr> {
    ticket::Entity::find().filter(filter.condition()).count(db).await
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
    fn is_of_one_person(&self) -> bool {
        self.owner.is_some() || self.customer.is_some()
    }

    /// The row ids of the first `most` tickets of each state, of one person in the order of their age. A person's tickets
    /// are indexed by state and age: read state by state, as many as are shown are looked at, and not all that there are.
    /// Of others SQLite gives up what it would have to sort as soon as it has enough.
    fn first_of_each_state(&self, most: u64) -> Option<SelectStatement> {
        if !self.is_of_one_person() || self.escalated_by.is_some() {
            return None;
        }
        let of_state = |state: &State| {
            let of = Filter { states: vec![*state], ..self.clone() };
            let first = self.in_order(ticket::Entity::find().filter(of.condition()));
            let first = first.select_only().column(ticket::Column::Id).limit(most).into_query();
            Query::select().column(ticket::Column::Id).from_subquery(first, "of_state").take()
        };
        let (one, others) = self.states.split_first()?;
        let mut all = of_state(one);
        all.unions(others.iter().map(|state| (UnionType::All, of_state(state))));
        Some(all)
    }

    /// The same on PostgreSQL, where a queue's tickets are read so, too: the first `most` of each state, and of each
    /// queue, in their order among each other. None of what has few rows, which are found otherwise.
    fn of_each(&self, most: u64) -> Option<SelectStatement> {
        let (each, first) = ("each", "first");
        let state = |state: &'static str| Value::from(state);
        // What is named twice is listed once.
        let states: BTreeSet<&'static str> = self.states.iter().map(|state| state.as_str()).collect();
        let states = states.into_iter();
        let values: Vec<ValueTuple> = match &self.queues {
            _ if self.escalated_by.is_some() => return None,
            _ if self.is_of_one_person() => states.map(|s| ValueTuple::One(state(s))).collect(),
            Some(queues) if self.tag.is_none() => {
                let queues: BTreeSet<i64> = queues.iter().copied().collect();
                let of_state = |s| queues.iter().map(move |queue| ValueTuple::Two(state(s), (*queue).into()));
                states.flat_map(of_state).collect()
            }
            _ => return None,
        };
        let is = |column: ticket::Column, value: &'static str| {
            Expr::col((ticket::Entity, column)).equals((each, value))
        };
        let queue = match values.first()? {
            ValueTuple::Two(..) => Some(is(ticket::Column::QueueId, "column2")),
            _ => self.in_queues(),
        };
        let of_each = ticket::Entity::find()
            .filter(is(ticket::Column::State, "column1"))
            .filter(Condition::all().add_option(queue).add(self.further()));
        let mut query = Query::select();
        query
            .columns(ticket::Column::iter().map(|column| (first, column)))
            .from_values(values, each)
            .join_lateral(
                JoinType::InnerJoin,
                self.in_order(of_each).limit(most).into_query(),
                first,
                Expr::value(true),
            )
            .order_by((first, ticket::Column::CreatedAt), self.order())
            .order_by((first, ticket::Column::Id), self.order());
        Some(query)
    }

    fn order(&self) -> Order {
        if self.newest_first { Order::Desc } else { Order::Asc }
    }

    fn in_order(&self, mut query: Select<ticket::Entity>) -> Select<ticket::Entity> {
        if self.escalated_by.is_some() {
            query = query.order_by_asc(ticket::Column::EscalatesAt);
        }
        query.order_by(ticket::Column::CreatedAt, self.order()).order_by(ticket::Column::Id, self.order())
    }

    /// What a row must be to match.
    pub(super) fn condition(&self) -> Condition {
        let states = self.states.iter().map(|s| s.as_str());
        Condition::all()
            .add(ticket::Column::State.is_in(states))
            .add_option(self.in_queues())
            .add(self.further())
    }

    fn in_queues(&self) -> Option<Expr> {
        self.queues.as_ref().map(|queues| ticket::Column::QueueId.is_in(queues.iter().copied()))
    }

    /// What it must be beside its state and its queue.
    fn further(&self) -> Condition {
        Condition::all()
            .add_option(self.owner.map(|owner| ticket::Column::OwnerId.eq(owner)))
            .add_option(self.unowned.then(|| ticket::Column::OwnerId.is_null()))
            .add_option(self.customer.map(|customer| ticket::Column::CustomerId.eq(customer)))
            .add_option(self.tag.as_deref().map(|name| ticket::Column::Id.in_subquery(tags::tagged(name))))
            .add_option(self.escalated_by.map(|now| ticket::Column::EscalatesAt.lte(now)))
            .add_option(self.since.map(|since| ticket::Column::CreatedAt.gte(since)))
            .add_option(self.realm.as_deref().map(in_realm))
    }
}
