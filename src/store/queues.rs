//! The queues of bot.toml in the database, so that tickets can name them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set};

use super::Db;
use super::entity::{history, queue, ticket};
use super::history::{Event, written};
use crate::config::Queue;

/// The queues of bot.toml and those it has no more.
#[derive(Debug, Default)]
pub struct Mirrored {
    /// The row ids of the queues of bot.toml, by name.
    pub ids: HashMap<String, i64>,
    /// The queues that tickets may still name.
    pub retired: Vec<queue::Model>,
}

/// All queues that were ever there.
///
/// # Errors
/// As the database says.
pub async fn all(db: &impl Db) -> Result<Vec<queue::Model>, DbErr> {
    queue::Entity::find().all(db).await
}

/// The queues that bot.toml has no more, under none of its names.
///
/// # Errors
/// As the database says.
pub async fn gone(db: &impl Db, queues: &[Queue]) -> Result<Vec<queue::Model>, DbErr> {
    let stays = |name: &String| queues.iter().any(|q| q.name == *name || q.was.contains(name));
    Ok(all(db).await?.into_iter().filter(|row| !stays(&row.name)).collect())
}

/// Brings the table in line with bot.toml: new queues are added, titles kept current, renamed ones keep
/// their row, queues that are gone are retired, never deleted.
///
/// # Errors
/// As the database says.
pub async fn mirror(db: &impl Db, queues: &[Queue], now: DateTime<Utc>) -> Result<Mirrored, DbErr> {
    let stored = all(db).await?;
    let mut ids: HashMap<String, i64> = HashMap::new();
    for wanted in queues {
        let parent = wanted.parent().and_then(|p| ids.get(p).copied());
        let mut former = stored.iter().filter(|q| wanted.was.contains(&q.name));
        let known = stored.iter().find(|q| q.name == wanted.name).or_else(|| former.next());
        let id = match known {
            Some(row) => keep(db, row, wanted, parent).await?,
            None => add(db, wanted, parent).await?,
        };
        for row in former.filter(|row| row.id != id) {
            hand_over(db, row, id, &wanted.name, now).await?;
        }
        ids.insert(wanted.name.clone(), id);
    }
    let in_use: Vec<i64> = ids.values().copied().collect();
    let mut retired = Vec::new();
    for gone in stored.into_iter().filter(|q| !in_use.contains(&q.id)) {
        if gone.retired_at.is_some() {
            retired.push(gone);
            continue;
        }
        let mut row = gone.into_active_model();
        row.retired_at = Set(Some(now));
        retired.push(row.update(db).await?);
    }
    Ok(Mirrored { ids, retired })
}

async fn keep(db: &impl Db, row: &queue::Model, wanted: &Queue, parent: Option<i64>) -> Result<i64, DbErr> {
    let as_wanted = row.name == wanted.name && row.title == wanted.title && row.parent_id == parent;
    if as_wanted && row.retired_at.is_none() {
        return Ok(row.id);
    }
    let mut row = row.clone().into_active_model();
    row.name = Set(wanted.name.clone());
    row.title = Set(wanted.title.clone());
    row.parent_id = Set(parent);
    row.retired_at = Set(None);
    Ok(row.update(db).await?.id)
}

async fn add(db: &impl Db, wanted: &Queue, parent: Option<i64>) -> Result<i64, DbErr> {
    let row = queue::ActiveModel {
        name: Set(wanted.name.clone()),
        title: Set(wanted.title.clone()),
        parent_id: Set(parent),
        retired_at: Set(None),
        ..Default::default()
    };
    Ok(row.insert(db).await?.id)
}

/// The tickets of a queue that has become another go there, which their history tells.
async fn hand_over(
    db: &impl Db,
    from: &queue::Model,
    to: i64,
    to_name: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (event, data) = written(&Event::Moved { from: from.name.clone(), to: to_name.to_owned() })?;
    let told = Query::select()
        .column(ticket::Column::Id)
        .expr(Expr::val(now))
        .expr(Expr::val("desk"))
        .expr(Expr::val(event))
        .expr(Expr::val(data))
        .expr(Expr::val(to))
        .columns([ticket::Column::OwnerId, ticket::Column::State])
        .from(ticket::Entity)
        .and_where(Expr::col(ticket::Column::QueueId).eq(from.id))
        .take();
    let mut insert = Query::insert();
    insert.into_table(history::Entity).columns([
        history::Column::TicketId,
        history::Column::At,
        history::Column::Platform,
        history::Column::Event,
        history::Column::Data,
        history::Column::QueueId,
        history::Column::OwnerId,
        history::Column::State,
    ]);
    insert.select_from(told).map_err(|e| DbErr::Custom(e.to_string()))?;
    db.execute(&insert).await?;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::QueueId, Expr::value(to))
        .filter(ticket::Column::QueueId.eq(from.id))
        .exec(db)
        .await
        .map(|_| ())
}

/// Notes by which times the deadlines of a queue's tickets are set; says whether they were others before.
///
/// # Errors
/// As the database says.
pub async fn note_clocks(db: &impl Db, queue: i64, clocks: &str) -> Result<bool, DbErr> {
    let done = queue::Entity::update_many()
        .col_expr(queue::Column::Clocks, Expr::value(clocks))
        .filter(queue::Column::Id.eq(queue))
        .filter(queue::Column::Clocks.is_null().or(queue::Column::Clocks.ne(clocks)))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
