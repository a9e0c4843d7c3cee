//! The running sums of what happens to tickets.
//!
//! On PostgreSQL, where many transactions add to the same sum at the same time, each connection adds to a part of its
//! own; the parts are brought together once a day ([`bring_together`]).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, InsertStatement, IntoIden, IntoTableRef, OnConflict, Query, SimpleExpr,
    TableRef, UnionType,
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, StatementBuilder, Value,
};

use super::Db;
use super::entity::{figure, figure_part, history, ticket};
use super::history::Event;
use super::ready::{Changes, Ready};
use crate::ticket::State;
use crate::ticket::figures::{Entry, Fold, Happening, Moment, Standing, What};

/// The events of the history that can be counted.
const COUNTED: [&str; 6] = ["opened", "owner", "state", "moved", "first_response", "rated"];
/// As many sums as a transaction may add to when something happens.
const FEW: usize = 100;
/// The part of a sum that this connection adds to, in so many parts: more than there are connections.
const PART: &str = "pg_backend_pid() % 16";
/// At most this many rows in one statement: databases limit what can be bound.
const ROWS: usize = 1000;
/// Nobody, where a row of people is meant.
const NOBODY: i64 = 0;
/// The day of what stands now, and belongs to none.
const NO_DAY: NaiveDate = NaiveDate::from_epoch_days(0).expect("the first day of 1970");
/// The day of what stands now by the day its tickets were opened on, which is in the place of the size: the rows of
/// [`NO_DAY`] stay few.
const SINCE: NaiveDate = NaiveDate::from_epoch_days(1).expect("the second day of 1970");

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
fn since(opened: NaiveDate, queue: i64, owner: i64) -> Key {
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

/// Brings the parts of all sums together, and has those of former backlogs gone.
///
/// # Errors
/// As the database says.
pub async fn bring_together(db: &impl Db) -> Result<(), DbErr> {
    const COLUMNS: &str = "day, queue_id, owner_id, what, bucket";
    let add = |from: &str| {
        format!(
            "INSERT INTO figure ({COLUMNS}, amount) SELECT {COLUMNS}, CAST(SUM(amount) AS bigint) FROM {from} \
             WHERE true GROUP BY {COLUMNS} ORDER BY {COLUMNS} \
             ON CONFLICT ({COLUMNS}) DO UPDATE SET amount = figure.amount + excluded.amount"
        )
    };
    if are_in_parts(db) {
        // As one, since others add meanwhile.
        let gone = format!("WITH gone AS (DELETE FROM figure_part RETURNING {COLUMNS}, amount)");
        db.execute_unprepared(&format!("{gone} {}", add("gone"))).await?;
    } else {
        db.execute_unprepared(&add("figure_part")).await?;
        db.execute_unprepared("DELETE FROM figure_part").await?;
    }
    // Days of which nothing is left would be read for ever.
    let is_over = Condition::all().add(figure::Column::Day.eq(SINCE)).add(figure::Column::Amount.eq(0));
    figure::Entity::delete_many().filter(is_over).exec(db).await.map(|_| ())
}

/// The sums with what has been added to them in parts, under their table's name.
fn whole(db: &impl Db, mut query: Select<figure::Entity>) -> Select<figure::Entity> {
    if are_in_parts(db) {
        let columns = ["day", "queue_id", "owner_id", "what", "bucket", "amount"].map(Alias::new);
        let all = |table: TableRef| Query::select().columns(columns.clone()).from(table).to_owned();
        let parts = all(figure_part::Entity.into_table_ref());
        let sums = all(figure::Entity.into_table_ref()).union(UnionType::All, parts).to_owned();
        QuerySelect::query(&mut query).from_clear().from_subquery(sums, figure::Entity);
    }
    query
}

/// Has all sums as they should be: at a start, where a former program may have kept fewer, and after an import, which may
/// be of such a program or of another database.
///
/// # Errors
/// As the database says.
pub async fn put_in_order(db: &impl Db, zone: Tz) -> Result<(), DbErr> {
    bring_together(db).await?;
    if are_missing(db).await? {
        rebuild(db, zone).await?;
    }
    mend_standing(db).await?;
    mend_since(db, zone).await
}

/// Makes all sums anew from the history.
///
/// # Errors
/// As the database says.
pub async fn rebuild(db: &impl Db, zone: Tz) -> Result<(), DbErr> {
    figure::Entity::delete_many().exec(db).await?;
    figure_part::Entity::delete_many().exec(db).await?;
    add(db, &from_history(db, zone).await?).await
}

/// The sums as the history has them.
///
/// # Errors
/// As the database says.
pub async fn from_history(db: &impl Db, zone: Tz) -> Result<BTreeMap<Key, i64>, DbErr> {
    /// Tickets whose history is read at once.
    const TICKETS: u64 = 500;
    let mut sums = BTreeMap::new();
    let mut last = 0;
    loop {
        let tickets: Vec<i64> = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(ticket::Column::Id.gt(last))
            .order_by_asc(ticket::Column::Id)
            .limit(TICKETS)
            .into_tuple()
            .all(db)
            .await?;
        let (Some(first), Some(end)) = (tickets.first(), tickets.last()) else { return Ok(sums) };
        let rows = history::Entity::find()
            .filter(history::Column::TicketId.between(*first, *end))
            .filter(history::Column::Event.is_in(COUNTED))
            .order_by_asc(history::Column::TicketId)
            .order_by_asc(history::Column::Id)
            .all(db)
            .await?;
        for history in rows.chunk_by(|a, b| a.ticket_id == b.ticket_id) {
            let mut fold = Fold::default();
            let entries = history.iter().flat_map(|row| fold.next(&moment(row)));
            for (key, amount) in summed(entries, zone) {
                *sums.entry(key).or_insert(0) += amount;
            }
        }
        sums.retain(|_, amount| *amount != 0);
        last = *end;
    }
}

/// All sums, those that came to nothing left out.
///
/// # Errors
/// As the database says.
pub async fn all(db: &impl Db) -> Result<BTreeMap<Key, i64>, DbErr> {
    let key = [
        figure::Column::Day,
        figure::Column::QueueId,
        figure::Column::OwnerId,
        figure::Column::What,
        figure::Column::Bucket,
    ];
    let mut query = whole(db, figure::Entity::find().select_only().columns(key));
    QuerySelect::query(&mut query).add_group_by(key.map(|column| column.into_expr()));
    let rows: Vec<(NaiveDate, i64, i64, String, i32, i64)> =
        query.column_as(amount(), "amount").into_tuple().all(db).await?;
    let sums = rows.into_iter().map(|(day, queue, owner, what, bucket, amount)| {
        ((day, queue, owner, What::parse(&what).map_or("unknown", What::as_str), bucket), amount)
    });
    Ok(sums.filter(|(_, amount)| *amount != 0).collect())
}

/// Whether there is a history and no sum of it: a desk that was opened before sums were kept.
///
/// # Errors
/// As the database says.
async fn are_missing(db: &impl Db) -> Result<bool, DbErr> {
    let one = whole(db, figure::Entity::find().select_only().column(figure::Column::Day)).limit(1);
    if one.into_tuple::<NaiveDate>().one(db).await?.is_some() {
        return Ok(false);
    }
    Ok(ticket::Entity::find().limit(1).one(db).await?.is_some())
}

/// Brings what stands now in line with what was added day by day: a program from before it was kept may have written
/// these sums, in a rolling upgrade even beside this one. Reads them all, on purpose: it is done once a start.
///
/// # Errors
/// As the database says.
async fn mend_standing(db: &impl Db) -> Result<(), DbErr> {
    let is = |what: What| Expr::col(figure::Column::What).eq(what.as_str());
    let one = Expr::col(figure::Column::Amount);
    let sign = Expr::case(is(What::Active), one.clone()).finally(Expr::val(0_i64).sub(one));
    // Of one moment: who writes meanwhile adds the same to both.
    let missing: Vec<Load> = whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::QueueId)
        .column(figure::Column::OwnerId)
        .column_as(Func::sum(sign).cast_as(Alias::new("bigint")), "tickets")
        .filter(figure::Column::What.is_in([What::Active.as_str(), What::Standing.as_str()]))
        .group_by(figure::Column::QueueId)
        .group_by(figure::Column::OwnerId)
        .into_model()
        .all(db)
        .await?;
    let key = |l: &Load| (NO_DAY, l.queue_id, l.owner_id, What::Standing.as_str(), 0);
    add(db, &missing.iter().filter(|l| l.tickets != 0).map(|l| (key(l), l.tickets)).collect()).await
}

/// What stands now by the day it was opened on, where it is not as much as stands now: see [`mend_standing`].
async fn mend_since(db: &impl Db, zone: Tz) -> Result<(), DbErr> {
    let is_since = Expr::col(figure::Column::What).eq(What::StandingSince.as_str());
    let one = Expr::col(figure::Column::Amount);
    let sign = Expr::case(is_since, one.clone()).finally(Expr::val(0_i64).sub(one));
    let differing = whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::QueueId)
        .filter(figure::Column::Day.is_in([NO_DAY, SINCE]))
        .group_by(figure::Column::QueueId)
        .group_by(figure::Column::OwnerId)
        .having(Func::sum(sign).ne(0));
    if differing.limit(1).into_tuple::<i64>().one(db).await?.is_none() {
        return Ok(());
    }
    let mut missing = BTreeMap::new();
    for piece in pieces(db).await? {
        let key = match piece.opened {
            Some(opened) => since(opened.with_timezone(&zone).date_naive(), piece.queue_id, piece.owner_id),
            None => {
                let bucket = i32::try_from(piece.bucket).unwrap_or_default();
                (SINCE, piece.queue_id, piece.owner_id, What::StandingSince.as_str(), bucket)
            }
        };
        *missing.entry(key).or_insert(0) += piece.amount;
    }
    missing.retain(|_, amount| *amount != 0);
    add(db, &missing).await
}

/// A ticket that is active, or what of such there is in a sum, negative.
#[derive(FromQueryResult)]
struct Piece {
    queue_id: i64,
    owner_id: i64,
    opened: Option<DateTime<Utc>>,
    bucket: i64,
    amount: i64,
}

/// What is active, and what the sums have of it. It is one statement, of one moment: others write meanwhile.
async fn pieces(db: &impl Db) -> Result<Vec<Piece>, DbErr> {
    let owner = Func::coalesce([Expr::col(ticket::Column::OwnerId), Expr::val(NOBODY)]);
    let mut pieces = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::QueueId)
        .column_as(SimpleExpr::from(owner), "owner_id")
        .column_as(ticket::Column::CreatedAt, "opened")
        .column_as(Expr::val(0_i64), "bucket")
        .column_as(Expr::val(1_i64), "amount")
        .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)));
    let summed = whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::QueueId)
        .column(figure::Column::OwnerId)
        .expr_as(Expr::val(Option::<DateTime<Utc>>::None), "opened")
        .expr_as(Expr::col(figure::Column::Bucket).cast_as(Alias::new("bigint")), "bucket")
        .expr_as(Expr::val(0_i64).sub(Expr::col(figure::Column::Amount)), "amount")
        .filter(figure::Column::Day.eq(SINCE));
    QuerySelect::query(&mut pieces).union(UnionType::All, summed.into_query());
    pieces.into_model().all(db).await
}

/// Whose figures, of which days.
#[derive(Clone, Debug)]
pub struct Range {
    /// Of these queues.
    pub queues: Vec<i64>,
    /// Of this owner only.
    pub owner: Option<i64>,
    /// The first day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Range {
    fn condition(&self) -> Condition {
        Condition::all()
            .add(figure::Column::Day.between(self.from, self.to))
            .add(figure::Column::QueueId.is_in(self.queues.iter().copied()))
            .add_option(self.owner.map(|owner| figure::Column::OwnerId.eq(owner)))
    }
}

/// A sum of a queue or an owner over all days of a range.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Sum {
    /// The row of the queue or of the owner; 0 for nobody.
    pub of: i64,
    /// What.
    pub what: String,
    /// Of which size.
    pub bucket: i32,
    /// How often.
    pub amount: i64,
}

/// The sums of each queue.
///
/// # Errors
/// As the database says.
pub async fn by_queue(db: &impl Db, range: &Range) -> Result<Vec<Sum>, DbErr> {
    sums_by(db, range, figure::Column::QueueId).await
}

/// The sums of each owner, and of nobody.
///
/// # Errors
/// As the database says.
pub async fn by_owner(db: &impl Db, range: &Range) -> Result<Vec<Sum>, DbErr> {
    sums_by(db, range, figure::Column::OwnerId).await
}

async fn sums_by(db: &impl Db, range: &Range, column: figure::Column) -> Result<Vec<Sum>, DbErr> {
    whole(db, figure::Entity::find())
        .select_only()
        .column_as(column, "of")
        .column(figure::Column::What)
        .column(figure::Column::Bucket)
        .column_as(amount(), "amount")
        .filter(range.condition())
        .filter(figure::Column::What.ne(What::Active.as_str()))
        .group_by(column)
        .group_by(figure::Column::What)
        .group_by(figure::Column::Bucket)
        .into_model()
        .all(db)
        .await
}

/// A sum of a day.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OfDay {
    /// The day.
    pub day: NaiveDate,
    /// What.
    pub what: String,
    /// How often.
    pub amount: i64,
}

/// What was opened, taken and closed on each day, and how the number of active tickets changed.
///
/// # Errors
/// As the database says.
pub async fn by_day(db: &impl Db, range: &Range) -> Result<Vec<OfDay>, DbErr> {
    let counted = [What::Opened, What::Taken, What::ClosedSuccessful, What::ClosedUnsuccessful, What::Active];
    whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::Day)
        .column(figure::Column::What)
        .column_as(amount(), "amount")
        .filter(range.condition())
        .filter(figure::Column::What.is_in(counted.map(What::as_str)))
        .group_by(figure::Column::Day)
        .group_by(figure::Column::What)
        .into_model()
        .all(db)
        .await
}

/// PostgreSQL's sums of whole numbers are no whole numbers to it.
fn amount() -> SimpleExpr {
    Func::sum(Expr::col(figure::Column::Amount)).cast_as(Alias::new("bigint"))
}

/// How many tickets of a queue an owner has that are not closed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Load {
    /// The queue.
    pub queue_id: i64,
    /// The owner; 0 for nobody.
    pub owner_id: i64,
    /// How many.
    pub tickets: i64,
}

/// How many tickets of these queues are not closed, by queue and owner.
///
/// # Errors
/// As the database says.
pub async fn load(db: &impl Db, queues: &[i64]) -> Result<Vec<Load>, DbErr> {
    whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::QueueId)
        .column(figure::Column::OwnerId)
        .column_as(amount(), "tickets")
        .filter(figure::Column::Day.eq(NO_DAY))
        .filter(figure::Column::QueueId.is_in(queues.iter().copied()))
        .filter(figure::Column::What.eq(What::Standing.as_str()))
        .group_by(figure::Column::QueueId)
        .group_by(figure::Column::OwnerId)
        .having(Func::sum(Expr::col(figure::Column::Amount)).gt(0))
        .into_model()
        .all(db)
        .await
}

/// How many tickets that were opened on a day are not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedOn {
    /// The day.
    pub day: NaiveDate,
    /// How many.
    pub tickets: i64,
}

/// How many tickets of these queues, and of this owner if one is meant, are not closed, by the day they were opened on.
///
/// # Errors
/// As the database says.
pub async fn standing_since(
    db: &impl Db,
    queues: &[i64],
    owner: Option<i64>,
) -> Result<Vec<OpenedOn>, DbErr> {
    let rows: Vec<(i32, i64)> = whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::Bucket)
        .column_as(amount(), "tickets")
        .filter(figure::Column::Day.eq(SINCE))
        .filter(figure::Column::QueueId.is_in(queues.iter().copied()))
        .filter(Condition::all().add_option(owner.map(|owner| figure::Column::OwnerId.eq(owner))))
        .group_by(figure::Column::Bucket)
        .into_tuple()
        .all(db)
        .await?;
    let opened = |(day, tickets)| Some(OpenedOn { day: NaiveDate::from_epoch_days(day)?, tickets });
    Ok(rows.into_iter().filter_map(opened).collect())
}
