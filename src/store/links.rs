//! Which tickets belong together, and which hang on a problem.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, Set, TryInsertResult};

use super::Db;
use super::entity::{ticket, ticket_link};
use super::ready::Ready;
use super::tickets;

/// How the database spells that a ticket hangs on a problem: from the ticket to the problem.
pub const PROBLEM: &str = "problem";

/// The tickets that hang on a problem, in the order of their row ids.
///
/// # Errors
/// As the database says.
pub async fn hanging_on(db: &impl Db, problem: i64) -> Result<Vec<i64>, DbErr> {
    use ticket_link::Column;
    static HANGING: Ready = Ready::new();
    let query = || {
        ticket_link::Entity::find()
            .filter(Column::ToId.eq(0))
            .filter(Column::Kind.eq(PROBLEM))
            .order_by_asc(Column::FromId)
    };
    let links = HANGING.all(db, query, [problem.into()]).await?;
    Ok(links.into_iter().map(|link| link.from_id).collect())
}

/// The problems that a ticket hangs on, oldest first.
///
/// # Errors
/// As the database says.
pub async fn problems_of(db: &impl Db, ticket: i64) -> Result<Vec<ticket::Model>, DbErr> {
    use ticket_link::Column;
    let links = ticket_link::Entity::find()
        .filter(Column::FromId.eq(ticket))
        .filter(Column::Kind.eq(PROBLEM))
        .all(db)
        .await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let mut problems = tickets::by_ids(db, links.into_iter().map(|link| link.to_id)).await?;
    problems.sort_by_key(|problem| problem.id);
    Ok(problems)
}

/// Ends the links of these kinds between two tickets, whichever way they go; false if there were none.
///
/// # Errors
/// As the database says.
pub async fn unlink(db: &impl Db, one: i64, other: i64, kinds: &[&str]) -> Result<bool, DbErr> {
    use ticket_link::Column;
    let way = |from: i64, to: i64| Condition::all().add(Column::FromId.eq(from)).add(Column::ToId.eq(to));
    let done = ticket_link::Entity::delete_many()
        .filter(Condition::any().add(way(one, other)).add(way(other, one)))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Notes that two tickets belong together; false if that was noted before.
///
/// # Errors
/// As the database says.
pub async fn link(db: &impl Db, from: i64, to: i64, kind: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    use ticket_link::Column;
    let row = ticket_link::ActiveModel {
        from_id: Set(from),
        to_id: Set(to),
        kind: Set(kind.to_owned()),
        created_at: Set(now),
        ..Default::default()
    };
    let done = ticket_link::Entity::insert(row)
        .on_conflict_do_nothing_on([Column::FromId, Column::ToId, Column::Kind])
        .exec(db)
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

/// The links of one ticket become those of another; what would link it to itself, or twice, goes.
///
/// # Errors
/// As the database says.
pub async fn hand_over(db: &impl Db, from: i64, to: i64) -> Result<(), DbErr> {
    use ticket_link::Column;
    let either = Condition::any().add(Column::FromId.eq(from)).add(Column::ToId.eq(from));
    let links = ticket_link::Entity::find().filter(either.clone()).all(db).await?;
    ticket_link::Entity::delete_many().filter(either).exec(db).await?;
    let moved = |id: i64| if id == from { to } else { id };
    for row in links {
        let (one, other) = (moved(row.from_id), moved(row.to_id));
        if one != other {
            link(db, one, other, &row.kind, row.created_at).await?;
        }
    }
    Ok(())
}
