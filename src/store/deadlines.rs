//! What falls due.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, Set, Value,
};

use super::Db;
use super::entity::deadline;
use super::late::Late;
use super::ready::{Changes, Ready};

/// Sets a deadline, on PostgreSQL in a transaction with others at its end; one that is set for the same subject keeps
/// its time.
///
/// # Errors
/// As the database says.
pub async fn set(db: &impl Db, kind: &str, subject: i64, due: DateTime<Utc>) -> Result<(), DbErr> {
    let set = Due { kind: kind.to_owned(), subject, due };
    if let Some(late) = at_the_end(db) {
        let mut rows = late.rows();
        let is_cleared = |c: &Cleared| c.subject == subject && c.kinds.iter().any(|k| k == kind);
        // What is cleared at the same time would be found, and kept its time.
        if !rows.cleared.iter().any(is_cleared) {
            // The first one of a subject's keeps its time.
            if !rows.deadlines.iter().any(|other| (&other.kind, other.subject) == (&set.kind, subject)) {
                rows.deadlines.push(set);
            }
            return Ok(());
        }
    }
    write(db, vec![set]).await
}

/// Where it is put down what is written at a transaction's end: on PostgreSQL.
fn at_the_end(db: &impl Db) -> Option<&Late> {
    db.late().filter(|_| db.get_database_backend() == DbBackend::Postgres)
}

/// What is to fall due, unless it is to already.
#[derive(Debug)]
pub(super) struct Due {
    kind: String,
    subject: i64,
    due: DateTime<Utc>,
}

/// Sets deadlines; those that are set keep their times.
pub(super) async fn write(db: &impl Db, all: Vec<Due>) -> Result<(), DbErr> {
    static SET: Changes = Changes::new();
    let keep = || {
        let key = [deadline::Column::Kind, deadline::Column::SubjectId];
        Some(OnConflict::columns(key).do_nothing().to_owned())
    };
    let rows = all.into_iter().map(|set| row(&set.kind, set.subject, set.due, "{}")).collect();
    SET.insert_or(db, rows, keep).await
}

/// Sets a deadline to this time, whatever it was, or removes it.
///
/// # Errors
/// As the database says.
pub async fn put(db: &impl Db, kind: &str, subject: i64, due: Option<DateTime<Utc>>) -> Result<(), DbErr> {
    match due {
        Some(due) => put_with(db, kind, subject, due, "{}").await,
        None => clear(db, kind, subject).await.map(|_| ()),
    }
}

/// Sets a deadline with its details to this time, whatever it was.
///
/// # Errors
/// As the database says.
pub async fn put_with(
    db: &impl Db,
    kind: &str,
    subject: i64,
    due: DateTime<Utc>,
    data: &str,
) -> Result<(), DbErr> {
    static PUT: Ready = Ready::new();
    let instead = || {
        let mut instead = OnConflict::columns([deadline::Column::Kind, deadline::Column::SubjectId]);
        instead.update_columns([deadline::Column::DueAt, deadline::Column::Data]);
        Some(instead)
    };
    PUT.insert(db, row(kind, subject, due, data), instead).await.map(|_| ())
}

fn row(kind: &str, subject: i64, due: DateTime<Utc>, data: &str) -> deadline::ActiveModel {
    deadline::ActiveModel {
        kind: Set(kind.to_owned()),
        subject_id: Set(subject),
        due_at: Set(due),
        data: Set(data.to_owned()),
        ..Default::default()
    }
}

/// Puts one off that could not be done; not one that somebody else has done meanwhile.
///
/// # Errors
/// As the database says.
pub async fn put_off(db: &impl Db, id: i64, until: DateTime<Utc>) -> Result<(), DbErr> {
    deadline::Entity::update_many()
        .col_expr(deadline::Column::DueAt, Expr::value(until))
        .filter(deadline::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// Removes a deadline; says whether there was one.
///
/// # Errors
/// As the database says.
pub async fn clear(db: &impl Db, kind: &str, subject: i64) -> Result<bool, DbErr> {
    static CLEAR: Ready = Ready::new();
    let statement = || {
        deadline::Entity::delete_many()
            .filter(deadline::Column::Kind.eq(""))
            .filter(deadline::Column::SubjectId.eq(0))
            .into_query()
    };
    Ok(CLEAR.run(db, statement, [kind.into(), subject.into()]).await? > 0)
}

/// Removes the deadlines of these three kinds of a subject, on PostgreSQL in a transaction with others at its end.
///
/// # Errors
/// As the database says.
pub async fn clear_three(db: &impl Db, kinds: [&str; 3], subject: i64) -> Result<(), DbErr> {
    let cleared = Cleared { kinds: kinds.map(str::to_owned), subject };
    if let Some(late) = at_the_end(db) {
        let mut rows = late.rows();
        rows.deadlines.retain(|set| set.subject != subject || !kinds.contains(&set.kind.as_str()));
        rows.cleared.push(cleared);
        return Ok(());
    }
    write_cleared(db, vec![cleared]).await
}

/// What is to fall due no more.
#[derive(Debug)]
pub(super) struct Cleared {
    kinds: [String; 3],
    subject: i64,
}

/// Removes deadlines.
pub(super) async fn write_cleared(db: &impl Db, all: Vec<Cleared>) -> Result<(), DbErr> {
    static CLEAR: Ready = Ready::new();
    for Cleared { kinds, subject } in all {
        let statement = || {
            deadline::Entity::delete_many()
                .filter(deadline::Column::Kind.is_in(["", "", ""]))
                .filter(deadline::Column::SubjectId.eq(0))
                .into_query()
        };
        let values = kinds.into_iter().map(Value::from).chain([subject.into()]);
        CLEAR.run(db, statement, values).await?;
    }
    Ok(())
}

/// Moves a deadline, if it is set to this time.
///
/// # Errors
/// As the database says.
pub async fn shift(
    db: &impl Db,
    kind: &str,
    subject: i64,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<(), DbErr> {
    deadline::Entity::update_many()
        .col_expr(deadline::Column::DueAt, Expr::value(to))
        .filter(deadline::Column::Kind.eq(kind))
        .filter(deadline::Column::SubjectId.eq(subject))
        .filter(deadline::Column::DueAt.eq(from))
        .exec(db)
        .await
        .map(|_| ())
}

/// Removes a deadline, if it is set to this time.
///
/// # Errors
/// As the database says.
pub async fn clear_at(db: &impl Db, kind: &str, subject: i64, at: DateTime<Utc>) -> Result<(), DbErr> {
    deadline::Entity::delete_many()
        .filter(deadline::Column::Kind.eq(kind))
        .filter(deadline::Column::SubjectId.eq(subject))
        .filter(deadline::Column::DueAt.eq(at))
        .exec(db)
        .await
        .map(|_| ())
}

/// When the next deadline falls due, or fell due.
///
/// # Errors
/// As the database says.
pub async fn next(db: &impl Db) -> Result<Option<DateTime<Utc>>, DbErr> {
    first(deadline::Entity::find()).one(db).await.map(|next| next.map(|d| d.due_at))
}

/// When the next deadline after `now` falls due.
///
/// # Errors
/// As the database says.
pub async fn next_after(db: &impl Db, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
    let later = deadline::Entity::find().filter(deadline::Column::DueAt.gt(now));
    first(later).one(db).await.map(|next| next.map(|d| d.due_at))
}

/// Removes the first deadline that is due and that nobody else is at, and gives it: whoever commits that has
/// done what fell due, once, however many instances look. `None` when nothing is left to do.
///
/// # Errors
/// As the database says.
pub async fn claim(db: &impl Db, now: DateTime<Utc>) -> Result<Option<deadline::Model>, DbErr> {
    let due = deadline::Entity::find().filter(deadline::Column::DueAt.lte(now));
    let due = first(due).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(due) = due.one(db).await? else { return Ok(None) };
    deadline::Entity::delete_by_id(due.id).exec(db).await?;
    Ok(Some(due))
}

fn first(deadlines: Select<deadline::Entity>) -> Select<deadline::Entity> {
    deadlines.order_by_asc(deadline::Column::DueAt).order_by_asc(deadline::Column::Id).limit(1)
}

/// How many deadlines have passed.
///
/// # Errors
/// As the database says.
pub async fn late(db: &impl Db, now: DateTime<Utc>) -> Result<u64, DbErr> {
    deadline::Entity::find().filter(deadline::Column::DueAt.lt(now)).count(db).await
}

/// All deadlines of this kind are due now.
///
/// # Errors
/// As the database says.
pub async fn hasten(db: &impl Db, kind: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    deadline::Entity::update_many()
        .col_expr(deadline::Column::DueAt, Expr::value(now))
        .filter(deadline::Column::Kind.eq(kind))
        .filter(deadline::Column::DueAt.gt(now))
        .exec(db)
        .await
        .map(|_| ())
}
