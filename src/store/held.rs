//! Tickets that nobody else can change until the transaction ends, and what is saved of them.
//!
//! A ticket's row is written from what was read of it, so it is held first: on PostgreSQL others would change it
//! meanwhile, and that would be written over. On SQLite one transaction writes at a time.

use std::collections::btree_map::Entry;

use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};

use super::entity::ticket;
use super::ready::{Changes, Ready};
use super::tickets::{FREE, current, free, in_realm};
use super::{Db, listing};
use crate::ticket::State;

/// The ticket with this row id, held against change by others until the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn hold(db: &impl Db, id: i64) -> Result<Option<ticket::Model>, DbErr> {
    let ticket = ticket::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    remember_held(db, ticket.as_ref());
    Ok(ticket)
}

/// The ticket that [`current`](super::tickets::current) gives, held against change by others until the transaction ends. A row
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
    if let Some(held) = as_held(db, id) {
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
pub(super) fn as_held(db: &impl Db, id: i64) -> Option<ticket::Model> {
    let known = db.known()?;
    known.of(id).filter(|_| is_held(db, id))
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
    let ticket = if db.get_database_backend() == DbBackend::Postgres {
        hold_one_of_the_oldest(db, queues, realm).await?
    } else {
        hold_first(db, all_free(queues, realm)).await?
    };
    remember_held(db, ticket.as_ref());
    Ok(ticket)
}

/// The same of the few that are the oldest, which are found without reading all; of all, if somebody is taking each of these.
async fn hold_one_of_the_oldest(
    db: &impl Db,
    queues: &[i64],
    realm: Option<&str>,
) -> Result<Option<ticket::Model>, DbErr> {
    /// More than take one at the same moment.
    const FEW: usize = 20;
    let filter = listing::Filter {
        queues: Some(queues.to_vec()),
        states: FREE.to_vec(),
        unowned: true,
        realm: realm.map(str::to_owned),
        ..listing::Filter::default()
    };
    let oldest = listing::list(db, &filter, FEW as u64).await?;
    let ids = oldest.iter().map(|ticket| ticket.id);
    let first = hold_first(db, all_free(queues, realm).filter(ticket::Column::Id.is_in(ids))).await?;
    if first.is_some() || oldest.len() < FEW {
        return Ok(first);
    }
    hold_first(db, all_free(queues, realm)).await
}

fn all_free(queues: &[i64], realm: Option<&str>) -> Select<ticket::Entity> {
    match realm {
        Some(realm) => free(queues).filter(in_realm(realm)),
        None => free(queues),
    }
}

/// The first that nobody else holds.
async fn hold_first(db: &impl Db, of: Select<ticket::Entity>) -> Result<Option<ticket::Model>, DbErr> {
    of.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).one(db).await
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
pub(super) fn remember(db: &impl Db, ticket: Option<&ticket::Model>) {
    if let (Some(known), Some(ticket)) = (db.known(), ticket) {
        known.is(ticket);
    }
}

/// The same of a ticket that nobody else can change until the transaction ends.
pub(super) fn remember_held(db: &impl Db, ticket: Option<&ticket::Model>) {
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
