//! What a person does again and again: told of once in a spell, or tried only so often.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set};

use super::Db;
use super::entity::spell;

/// Notes that a person did `kind` once more; says how often in this spell, which is over after `quiet`
/// without it. 1: a spell begins.
///
/// # Errors
/// As the database says.
pub async fn note(
    db: &impl Db,
    person: i64,
    kind: &str,
    quiet: Duration,
    now: DateTime<Utc>,
) -> Result<i64, DbErr> {
    let found = spell::Entity::find()
        .filter(spell::Column::PersonId.eq(person))
        .filter(spell::Column::Kind.eq(kind))
        .one(db)
        .await?;
    let Some(spell) = found else {
        let row = spell::ActiveModel {
            person_id: Set(person),
            kind: Set(kind.to_owned()),
            times: Set(1),
            last_at: Set(now),
            ..Default::default()
        };
        row.insert(db).await?;
        return Ok(1);
    };
    let times = if spell.last_at + quiet > now { spell.times + 1 } else { 1 };
    let mut row = spell.into_active_model();
    row.times = Set(times);
    row.last_at = Set(now);
    row.update(db).await?;
    Ok(times)
}
