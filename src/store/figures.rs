//! The running sums of what happens to tickets.
//!
//! On PostgreSQL, where many transactions add to the same sum at the same time, each connection adds to a part of its
//! own; the parts are brought together once a day ([`super::recount`]).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, InsertStatement, IntoIden, IntoTableRef, OnConflict, Query, SimpleExpr,
    TableRef, UnionType,
};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    StatementBuilder, Value,
};

use super::Db;
use super::entity::{figure, figure_part, history};
use super::history::Event;
use super::ready::{Changes, Ready};
use crate::ticket::State;
use crate::ticket::figures::{Entry, Fold, Happening, Moment, Standing, What};

/// The events of the history that can be counted.
pub(super) const COUNTED: [&str; 6] = ["opened", "owner", "state", "moved", "first_response", "rated"];
/// As many sums as a transaction may add to when something happens.
const FEW: usize = 100;
/// The part of a sum that this connection adds to, in so many parts: more than there are connections.
const PART: &str = "pg_backend_pid() % 16";
/// At most this many rows in one statement: databases limit what can be bound.
const ROWS: usize = 1000;
/// Nobody, where a row of people is meant.
pub(super) const NOBODY: i64 = 0;
/// The day of what stands now, and belongs to none.
pub(super) const NO_DAY: NaiveDate = NaiveDate::from_epoch_days(0).expect("the first day of 1970");
/// The day of what stands now by the day its tickets were opened on, which is in the place of the size: the rows of
/// [`NO_DAY`] stay few.
pub(super) const SINCE: NaiveDate = NaiveDate::from_epoch_days(1).expect("the second day of 1970");

/// A sum's key: day, queue, owner, what, of which size.
pub type Key = (NaiveDate, i64, i64, &'static str, i32);

/// Whether an event of this name may be counted.
pub fn is_counted(event: &str) -> bool {
    COUNTED.contains(&event)
}

/// An event of the history, as far as it is counted.
pub fn moment(row: &history::Model) -> Moment {
    let happening = match row.event.as_str() {
        "opened" => Happening::Opened,
        "first_response" => Happening::FirstResponse,
        "rated" => match serde_json::from_str::<Event>(&row.data) {
            Ok(Event::Rated { stars }) => Happening::Rated { stars },
            _ => Happening::Other,
        },
        _ => Happening::Other,
    };
    let state = State::parse(&row.state).unwrap_or(State::Open);
    Moment { at: row.at, happening, standing: Standing { queue: row.queue_id, owner: row.owner_id, state } }
}

/// How a ticket's history counts so far, where nobody else can have added to it: on SQLite.
pub fn known_of(db: &impl Db, ticket: i64) -> Option<Fold> {
    db.known().filter(|_| db.get_database_backend() == DbBackend::Sqlite)?.fold_of(ticket)
}

/// So a ticket's history counts, with the event that is about to be added.
pub fn remember(db: &impl Db, ticket: i64, fold: &Fold) {
    if let Some(known) = db.known() {
        known.counts(ticket, fold.clone());
    }
}

/// What may be counted of a ticket's history, in order.
///
/// # Errors
/// As the database says.
pub async fn history_of(db: &impl Db, ticket: i64) -> Result<Vec<history::Model>, DbErr> {
    static COUNTED_OF: Ready = Ready::without_late();
    let query = || {
        history::Entity::find()
            .filter(history::Column::TicketId.eq(0))
            .filter(history::Column::Event.is_in(COUNTED))
            .order_by_asc(history::Column::Id)
    };
    let mut rows = COUNTED_OF.all(db, query, [ticket.into()]).await?;
    if let Some(late) = db.late() {
        let counted = |row: &&history::Model| row.ticket_id == ticket && is_counted(&row.event);
        rows.extend(late.rows().history.iter().filter(counted).cloned());
    }
    Ok(rows)
}

/// The entries together, by day in the desk's zone.
pub fn summed(entries: impl IntoIterator<Item = Entry>, zone: Tz) -> BTreeMap<Key, i64> {
    let mut sums = BTreeMap::new();
    for entry in entries {
        let day = entry.at.with_timezone(&zone).date_naive();
        let owner = entry.owner.unwrap_or(NOBODY);
        *sums.entry((day, entry.queue, owner, entry.what.as_str(), entry.bucket)).or_insert(0) +=
            entry.amount;
        if entry.what == What::Active {
            let standing = (NO_DAY, entry.queue, owner, What::Standing.as_str(), 0);
            *sums.entry(standing).or_insert(0) += entry.amount;
            let opened = entry.opened.with_timezone(&zone).date_naive();
            *sums.entry(since(opened, entry.queue, owner)).or_insert(0) += entry.amount;
        }
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}

/// The key of what stands now of tickets that were opened on this day.
pub(super) fn since(opened: NaiveDate, queue: i64, owner: i64) -> Key {
    (SINCE, queue, owner, What::StandingSince.as_str(), opened.to_epoch_days())
}

/// Adds to the sums, on PostgreSQL in a transaction at its end.
///
/// # Errors
/// As the database says.
pub async fn add(db: &impl Db, sums: &BTreeMap<Key, i64>) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres
        && sums.len() <= FEW
        && let Some(late) = db.late()
    {
        let mut rows = late.rows();
        for (key, amount) in sums {
            *rows.sums.entry(*key).or_insert(0) += amount;
        }
        return Ok(());
    }
    write(db, sums).await
}

/// Writes what is added. It is in order, so that two transactions that add to the same sums don't block each other for
/// good.
pub(super) async fn write(db: &impl Db, sums: &BTreeMap<Key, i64>) -> Result<(), DbErr> {
    static ADD: Changes = Changes::new();
    let values = |(&(day, queue, owner, what, bucket), &amount): (&Key, &i64)| -> [Value; 6] {
        [day.into(), queue.into(), owner.into(), what.into(), bucket.into(), amount.into()]
    };
    let sums: Vec<[Value; 6]> = sums.iter().map(values).collect();
    // On SQLite each is put off, and those of a group are added together; but not of all there is.
    let at_once = match db.get_database_backend() {
        DbBackend::Sqlite if sums.len() <= FEW => 1,
        _ => ROWS,
    };
    for sums in sums.chunks(at_once) {
        let insert = |backend: DbBackend| {
            let insert = if backend == DbBackend::Sqlite { into_sums(sums) } else { into_parts(sums) };
            StatementBuilder::build(&insert, &backend)
        };
        ADD.run(db, sums.len(), insert, sums.iter().flatten().cloned()).await?;
    }
    Ok(())
}

fn into_sums(sums: &[[Value; 6]]) -> InsertStatement {
    use figure::Column;
    let key = [Column::Day, Column::QueueId, Column::OwnerId, Column::What, Column::Bucket];
    let mut insert = Query::insert();
    insert.into_table(figure::Entity).columns(key.into_iter().chain([Column::Amount]));
    for row in sums {
        insert.values_panic(row.iter().cloned().map(Expr::val));
    }
    insert.on_conflict(adding(OnConflict::columns(key), figure::Entity)).to_owned()
}

fn into_parts(sums: &[[Value; 6]]) -> InsertStatement {
    use figure_part::Column;
    let key = [Column::Day, Column::QueueId, Column::OwnerId, Column::What, Column::Bucket];
    let mut insert = Query::insert();
    insert.into_table(figure_part::Entity).columns(key.into_iter().chain([Column::Amount, Column::Part]));
    for row in sums {
        insert.values_panic(row.iter().cloned().map(Expr::val).chain([Expr::cust(PART)]));
    }
    let key = key.into_iter().chain([Column::Part]);
    insert.on_conflict(adding(OnConflict::columns(key), figure_part::Entity)).to_owned()
}

/// Where there is such a row, the amount is added to its own.
fn adding(mut onto: OnConflict, table: impl IntoIden) -> OnConflict {
    let more = Expr::col((Alias::new("excluded"), Alias::new("amount")));
    onto.value(Alias::new("amount"), Expr::col((table, Alias::new("amount"))).add(more));
    onto
}

/// Whether sums are added to in parts.
pub fn are_in_parts(db: &impl Db) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}
/// The sums with what has been added to them in parts, under their table's name.
pub(super) fn whole(db: &impl Db, mut query: Select<figure::Entity>) -> Select<figure::Entity> {
    if are_in_parts(db) {
        let columns = ["day", "queue_id", "owner_id", "what", "bucket", "amount"].map(Alias::new);
        let all = |table: TableRef| Query::select().columns(columns.clone()).from(table).to_owned();
        let parts = all(figure_part::Entity.into_table_ref());
        let sums = all(figure::Entity.into_table_ref()).union(UnionType::All, parts).to_owned();
        QuerySelect::query(&mut query).from_clear().from_subquery(sums, figure::Entity);
    }
    query
}

/// PostgreSQL's sums of whole numbers are no whole numbers to it.
pub(super) fn amount() -> SimpleExpr {
    Func::sum(Expr::col(figure::Column::Amount)).cast_as(Alias::new("bigint"))
}
