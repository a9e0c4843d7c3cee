//! The running sums kept in order: parts brought together, what a former program did not keep made up for, all made anew.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, SimpleExpr, UnionType};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::Db;
use super::entity::{figure, figure_part, history, ticket};
use super::figures::{
    COUNTED, Key, NO_DAY, NOBODY, SINCE, add, amount, are_in_parts, moment, since, summed, whole,
};
use super::sums::Load;
use crate::ticket::State;
use crate::ticket::figures::{Fold, What};

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
