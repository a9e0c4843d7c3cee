//! Channels and the rooms they are, checkpoints.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::Db;
use super::counters;
use super::entity::{checkpoint, place};
use super::ready::{Changes, Ready};

/// The counter that grows whenever a name has got its room, or another one: by it other instances know.
pub const GENERATION: &str = "places";

/// All places.
///
/// # Errors
/// As the database says.
pub async fn all(db: &impl Db) -> Result<Vec<place::Model>, DbErr> {
    place::Entity::find().all(db).await
}

/// The place with this name.
///
/// # Errors
/// As the database says.
pub async fn by_name(db: &impl Db, platform: &str, name: &str) -> Result<Option<place::Model>, DbErr> {
    static BY_NAME: Ready = Ready::new();
    let query = || {
        place::Entity::find()
            .filter(place::Column::Platform.eq(""))
            .filter(place::Column::Name.eq(""))
            .limit(1)
    };
    BY_NAME.one(db, query, [platform.into(), name.into()]).await
}

/// The place that is this room.
///
/// # Errors
/// As the database says.
pub async fn by_room(db: &impl Db, platform: &str, room: &str) -> Result<Option<place::Model>, DbErr> {
    place::Entity::find()
        .filter(place::Column::Platform.eq(platform))
        .filter(place::Column::Room.eq(room))
        .one(db)
        .await
}

/// The place with this name, found to be `room` if it was not known before.
///
/// # Errors
/// As the database says.
pub async fn pin(
    db: &impl Db,
    platform: &str,
    name: &str,
    room: &str,
    now: DateTime<Utc>,
) -> Result<place::Model, DbErr> {
    if let Some(known) = by_name(db, platform, name).await? {
        return Ok(known);
    }
    let row = place::ActiveModel {
        platform: Set(platform.to_owned()),
        name: Set(name.to_owned()),
        room: Set(room.to_owned()),
        lost_at: Set(None),
        board: Set(None),
        pinned_at: Set(now),
        ..Default::default()
    };
    // Another instance may have found it in the same moment.
    place::Entity::insert(row)
        .on_conflict_do_nothing_on([place::Column::Platform, place::Column::Name])
        .exec(db)
        .await?;
    counters::next(db, GENERATION).await?;
    by_name(db, platform, name).await?.ok_or_else(|| {
        DbErr::RecordNotFound(format!("the place {name} of {platform}, which was stored a moment ago"))
    })
}

/// The room is `to` from now on; its board is made anew there.
///
/// # Errors
/// As the database says.
pub async fn replace(db: &impl Db, platform: &str, from: &str, to: &str) -> Result<(), DbErr> {
    place::Entity::update_many()
        .col_expr(place::Column::Room, Expr::value(to))
        .col_expr(place::Column::Board, Expr::value(Option::<String>::None))
        .filter(place::Column::Platform.eq(platform))
        .filter(place::Column::Room.eq(from))
        .exec(db)
        .await?;
    counters::next(db, GENERATION).await.map(|_| ())
}

/// Notes since when the bot can't see the room, or that it can. Says whether that is news.
///
/// # Errors
/// As the database says.
pub async fn set_lost(
    db: &impl Db,
    platform: &str,
    room: &str,
    lost_at: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let before =
        if lost_at.is_some() { place::Column::LostAt.is_null() } else { place::Column::LostAt.is_not_null() };
    let done = place::Entity::update_many()
        .col_expr(place::Column::LostAt, Expr::value(lost_at))
        .filter(place::Column::Platform.eq(platform))
        .filter(place::Column::Room.eq(room))
        .filter(before)
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// The rooms of a platform that the bot can't see.
///
/// # Errors
/// As the database says.
pub async fn lost(db: &impl Db, platform: &str) -> Result<Vec<String>, DbErr> {
    place::Entity::find()
        .select_only()
        .column(place::Column::Room)
        .filter(place::Column::Platform.eq(platform))
        .filter(place::Column::LostAt.is_not_null())
        .into_tuple()
        .all(db)
        .await
}

/// The message that is the room's board.
///
/// # Errors
/// As the database says.
pub async fn set_board(db: &impl Db, id: i64, message: &str) -> Result<(), DbErr> {
    place::Entity::update_many()
        .col_expr(place::Column::Board, Expr::value(message))
        .filter(place::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// The room has no board any more, if this message was it.
///
/// # Errors
/// As the database says.
pub async fn forget_board(db: &impl Db, id: i64, message: &str) -> Result<(), DbErr> {
    place::Entity::update_many()
        .col_expr(place::Column::Board, Expr::value(Option::<String>::None))
        .filter(place::Column::Id.eq(id))
        .filter(place::Column::Board.eq(message))
        .exec(db)
        .await
        .map(|_| ())
}

/// The last event of the room that is stored.
///
/// # Errors
/// As the database says.
pub async fn checkpoint(db: &impl Db, platform: &str, room: &str) -> Result<Option<String>, DbErr> {
    let row = checkpoint::Entity::find()
        .filter(checkpoint::Column::Platform.eq(platform))
        .filter(checkpoint::Column::Room.eq(room))
        .one(db)
        .await?;
    Ok(row.map(|r| r.event))
}

/// The checkpoints of those places of a platform whose names begin with `prefix`, those stored last first: place
/// and event.
///
/// # Errors
/// As the database says.
pub async fn checkpoints(
    db: &impl Db,
    platform: &str,
    prefix: &str,
    most: u64,
) -> Result<Vec<(String, String)>, DbErr> {
    let rows = checkpoint::Entity::find()
        .filter(checkpoint::Column::Platform.eq(platform))
        .filter(checkpoint::Column::Room.starts_with(prefix))
        .order_by_desc(checkpoint::Column::At)
        .limit(most)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|r| (r.room, r.event)).collect())
}

/// Moves the checkpoint, in a transaction at its end.
///
/// # Errors
/// As the database says.
pub async fn set_checkpoint(
    db: &impl Db,
    platform: &str,
    room: &str,
    event: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = checkpoint::ActiveModel {
        platform: Set(platform.to_owned()),
        room: Set(room.to_owned()),
        event: Set(event.to_owned()),
        at: Set(now),
        ..Default::default()
    };
    match db.late() {
        Some(late) => late.rows().checkpoints.push(row),
        None => write_checkpoint(db, row).await?,
    }
    Ok(())
}

/// Writes a checkpoint, in place of the one that there may be.
pub(super) async fn write_checkpoint(db: &impl Db, row: checkpoint::ActiveModel) -> Result<(), DbErr> {
    static SET: Changes = Changes::new();
    let onto = || {
        let mut onto = OnConflict::columns([checkpoint::Column::Platform, checkpoint::Column::Room]);
        onto.update_columns([checkpoint::Column::Event, checkpoint::Column::At]);
        Some(onto)
    };
    SET.insert_or(db, vec![row], onto).await
}
