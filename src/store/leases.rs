//! Who serves an account: one instance at a time, until its lease runs out by the database's own clock.
//!
//! On PostgreSQL whoever works for an account holds its row `FOR KEY SHARE` until the transaction ends.
//! A renewal changes no key and passes by; whoever takes the account over asks for the row `FOR UPDATE`
//! and so waits until nothing is under way any more. On SQLite there is one instance, which holds
//! everything: it takes its leases once, and nobody asks again.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, Set, Statement, Value};

use super::Db;
use super::counters;
use super::entity::lease;
use super::parts;

/// What the lease of an instance's own name begins with; no account is called so.
pub const INSTANCE: &str = "instance:";

/// The counter of leases ever taken.
pub const EPOCH: &str = "epoch";

/// The last second that both databases write in four digits of a year.
const NEVER: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(never) => never,
    None => DateTime::<Utc>::MAX_UTC,
};

/// Why a transaction for an account did not come to be.
#[derive(Debug, thiserror::Error)]
pub enum Fenced {
    /// Another instance serves it now, or this one has not taken it.
    #[error("{account} is not this instance's to serve")]
    NotOurs {
        /// Which.
        account: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What a transaction is committed under only: a lease of this epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// Of what.
    pub name: String,
    /// Which epoch.
    pub epoch: i64,
}

impl Fence {
    /// What asks for a row if it is still so; then nobody takes the lease before the transaction ends.
    pub(super) fn asked(&self) -> (&'static str, Vec<Value>) {
        let sql = "SELECT 1 AS held FROM lease WHERE name = $1 AND epoch = $2 FOR KEY SHARE";
        (sql, vec![self.name.as_str().into(), self.epoch.into()])
    }
}

/// Why a transaction was not committed whose lease is of another epoch by now.
pub(super) const LOST: &str = "the lease is another's by now";

/// Whether a transaction was not committed since its lease is of another epoch by now.
pub fn is_lost(error: &DbErr) -> bool {
    matches!(error, DbErr::Custom(why) if why == LOST)
}

/// How a lease stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Of what.
    pub name: String,
    /// Who holds it, or held it last.
    pub holder: String,
    /// For how long still; `None` when it has run out or was given back.
    pub left: Option<Duration>,
}

/// What came of trying to take a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is the taker's.
    Ours {
        /// Greater than every one before.
        epoch: i64,
        /// So many sends of the former holder may have happened or not.
        doubtful: u64,
    },
    /// Somebody has it.
    Theirs,
}

/// All leases there ever were.
///
/// # Errors
/// As the database says.
pub async fn standings(db: &impl Db) -> Result<Vec<Standing>, DbErr> {
    let sql = "SELECT name, holder, EXTRACT(EPOCH FROM expires_at - clock_timestamp())::float8 AS seconds \
               FROM lease ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    rows.iter()
        .map(|row| {
            let (name, holder) = (row.try_get("", "name")?, row.try_get("", "holder")?);
            Ok(Standing { name, holder, left: left(row.try_get("", "seconds")?) })
        })
        .collect()
}

/// Whether an instance is at work on this database, as far as its leases say.
///
/// # Errors
/// As the database says.
pub async fn anybody_works(db: &impl Db) -> Result<bool, DbErr> {
    Ok(at_work(db).await? > 0)
}

/// Whether another instance than the one that asks is at work on this database, as far as its leases say.
///
/// # Errors
/// As the database says.
pub async fn others_work(db: &impl Db) -> Result<bool, DbErr> {
    Ok(at_work(db).await? > 1)
}

/// How many instances are at work, on PostgreSQL: on SQLite a second one does not even start.
async fn at_work(db: &impl Db) -> Result<usize, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(0);
    }
    let all = standings(db).await?;
    let is_at_work = |standing: &&Standing| standing.left.is_some() && standing.name.starts_with(INSTANCE);
    Ok(all.iter().filter(is_at_work).count())
}

/// Takes the lease called `name` if it is free, or if the name of who has it begins with `again`; then all that
/// the former holder was sending to `name` is in doubt. To be called in a transaction of its own.
///
/// # Errors
/// As the database says.
pub async fn take(
    db: &impl Db,
    name: &str,
    holder: &str,
    again: &str,
    term: Duration,
) -> Result<Taken, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return take_forever(db, name, holder).await;
    }
    let insert = "INSERT INTO lease (name, holder, epoch, expires_at) VALUES ($1, '', 0, to_timestamp(0)) \
                  ON CONFLICT (name) DO NOTHING";
    db.execute_raw(postgres(insert, [name.into()])).await?;
    let look = "SELECT holder, EXTRACT(EPOCH FROM expires_at - clock_timestamp())::float8 AS seconds \
                FROM lease WHERE name = $1 FOR UPDATE";
    let Some(row) = db.query_one_raw(postgres(look, [name.into()])).await? else { return Ok(Taken::Theirs) };
    let (current, seconds): (String, f64) = (row.try_get("", "holder")?, row.try_get("", "seconds")?);
    if left(seconds).is_some() && !current.starts_with(again) {
        return Ok(Taken::Theirs);
    }
    let epoch = counters::next(db, EPOCH).await?;
    let update = "UPDATE lease SET holder = $2, epoch = $3, \
                  expires_at = clock_timestamp() + make_interval(secs => $4) WHERE name = $1";
    let values = [name.into(), holder.into(), epoch.into(), term.as_secs_f64().into()];
    db.execute_raw(postgres(update, values)).await?;
    let doubtful = parts::doubt_earlier(db, name, epoch).await?;
    Ok(Taken::Ours { epoch, doubtful })
}

async fn take_forever(db: &impl Db, name: &str, holder: &str) -> Result<Taken, DbErr> {
    let epoch = counters::next(db, EPOCH).await?;
    lease::Entity::insert(lease::ActiveModel {
        name: Set(name.to_owned()),
        holder: Set(holder.to_owned()),
        epoch: Set(epoch),
        expires_at: Set(NEVER),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::column(lease::Column::Name)
            .update_columns([lease::Column::Holder, lease::Column::Epoch, lease::Column::ExpiresAt])
            .to_owned(),
    )
    .exec_without_returning(db)
    .await?;
    let doubtful = parts::doubt_earlier(db, name, epoch).await?;
    Ok(Taken::Ours { epoch, doubtful })
}

/// Extends all leases of `holder` by `term` from now; says which they are, with their epochs.
///
/// # Errors
/// As the database says.
pub async fn renew(db: &impl Db, holder: &str, term: Duration) -> Result<Vec<(String, i64)>, DbErr> {
    let sql = "UPDATE lease SET expires_at = clock_timestamp() + make_interval(secs => $2) \
               WHERE holder = $1 RETURNING name, epoch";
    let rows = db.query_all_raw(postgres(sql, [holder.into(), term.as_secs_f64().into()])).await?;
    rows.iter().map(|row| Ok((row.try_get("", "name")?, row.try_get("", "epoch")?))).collect()
}

/// Gives a lease back, if it is still the one of this epoch: another can take it at once.
///
/// # Errors
/// As the database says.
pub async fn give_back(db: &impl Db, name: &str, epoch: i64) -> Result<(), DbErr> {
    lease::Entity::update_many()
        .col_expr(lease::Column::Holder, Expr::value(""))
        .col_expr(lease::Column::ExpiresAt, Expr::value(DateTime::<Utc>::UNIX_EPOCH))
        .filter(lease::Column::Name.eq(name))
        .filter(lease::Column::Epoch.eq(epoch))
        .exec(db)
        .await
        .map(|_| ())
}

/// Removes a lease of `holder`'s.
///
/// # Errors
/// As the database says.
pub async fn remove(db: &impl Db, name: &str, holder: &str) -> Result<(), DbErr> {
    lease::Entity::delete_many()
        .filter(lease::Column::Name.eq(name))
        .filter(lease::Column::Holder.eq(holder))
        .exec(db)
        .await
        .map(|_| ())
}

/// Whether the lease is still the one of this epoch; if so, nobody takes it before the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn hold(db: &impl Db, name: &str, epoch: i64) -> Result<bool, DbErr> {
    let (sql, values) = Fence { name: name.to_owned(), epoch }.asked();
    let row = db.query_one_raw(db.statement(sql, values)).await?;
    Ok(row.is_some())
}

/// Forgets the leases that are called by this beginning and have run out long ago.
///
/// # Errors
/// As the database says.
pub async fn forget(db: &impl Db, beginning: &str) -> Result<(), DbErr> {
    let sql = "DELETE FROM lease WHERE starts_with(name, $1) \
               AND expires_at < clock_timestamp() - interval '1 day'";
    db.execute_raw(postgres(sql, [beginning.into()])).await.map(|_| ())
}

fn postgres<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

fn left(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok().filter(|left| !left.is_zero())
}
