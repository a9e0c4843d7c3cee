//! The queues of bot.toml in the database, so that tickets can name them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, Set,
};

use super::entity::queue;
use crate::config::Queue;

/// Brings the table in line with bot.toml: new queues are added, titles kept current, queues that are
/// gone retired, never deleted. Gives the row id of every queue of bot.toml.
///
/// # Errors
/// As the database says.
pub async fn mirror(
    db: &impl ConnectionTrait,
    queues: &[Queue],
    now: DateTime<Utc>,
) -> Result<HashMap<String, i64>, DbErr> {
    let stored = queue::Entity::find().all(db).await?;
    let mut ids: HashMap<String, i64> = HashMap::new();
    for wanted in queues {
        let parent_id = wanted.parent().and_then(|p| ids.get(p).copied());
        let id = match stored.iter().find(|q| q.name == wanted.name) {
            Some(row) if row.title == wanted.title && row.retired_at.is_none() => row.id,
            Some(row) => {
                let mut row = row.clone().into_active_model();
                row.title = Set(wanted.title.clone());
                row.retired_at = Set(None);
                row.update(db).await?.id
            }
            None => {
                let row = queue::ActiveModel {
                    name: Set(wanted.name.clone()),
                    title: Set(wanted.title.clone()),
                    parent_id: Set(parent_id),
                    retired_at: Set(None),
                    ..Default::default()
                };
                row.insert(db).await?.id
            }
        };
        ids.insert(wanted.name.clone(), id);
    }
    for gone in stored.into_iter().filter(|q| q.retired_at.is_none() && !ids.contains_key(&q.name)) {
        let mut gone = gone.into_active_model();
        gone.retired_at = Set(Some(now));
        gone.update(db).await?;
    }
    Ok(ids)
}

/// Notes by which times the deadlines of a queue's tickets are set; says whether they were others before.
///
/// # Errors
/// As the database says.
pub async fn note_clocks(db: &impl ConnectionTrait, queue: i64, clocks: &str) -> Result<bool, DbErr> {
    let done = queue::Entity::update_many()
        .col_expr(queue::Column::Clocks, Expr::value(clocks))
        .filter(queue::Column::Id.eq(queue))
        .filter(queue::Column::Clocks.is_null().or(queue::Column::Clocks.ne(clocks)))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
