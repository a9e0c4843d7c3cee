//! Messages that wait for their author to say where they belong.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};

use super::Db;
use super::entity::{held_message, question};

/// The question a person was asked on a platform.
///
/// # Errors
/// As the database says.
pub async fn open(db: &impl Db, person: i64, platform: &str) -> Result<Option<question::Model>, DbErr> {
    question::Entity::find()
        .filter(question::Column::PersonId.eq(person))
        .filter(question::Column::Platform.eq(platform))
        .one(db)
        .await
}

/// The question with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<question::Model>, DbErr> {
    question::Entity::find_by_id(id).one(db).await
}

/// Notes a question.
///
/// # Errors
/// As the database says.
pub async fn ask(
    db: &impl Db,
    person: i64,
    platform: &str,
    kind: &str,
    options: &[String],
    now: DateTime<Utc>,
) -> Result<question::Model, DbErr> {
    question::ActiveModel {
        person_id: Set(person),
        platform: Set(platform.to_owned()),
        kind: Set(kind.to_owned()),
        options: Set(serde_json::to_string(options).map_err(|e| DbErr::Json(e.to_string()))?),
        asked_at: Set(now),
        ..Default::default()
    }
    .insert(db)
    .await
}

/// Keeps a message with a question.
///
/// # Errors
/// As the database says.
pub async fn hold(
    db: &impl Db,
    question: i64,
    event: &str,
    inbound: String,
    files: Option<String>,
) -> Result<(), DbErr> {
    held_message::ActiveModel {
        question_id: Set(question),
        event: Set(event.to_owned()),
        inbound: Set(inbound),
        files: Set(files),
        ..Default::default()
    }
    .insert(db)
    .await
    .map(|_| ())
}

/// The message of this event that waits on a platform. Few wait at any time: it reads them all.
///
/// # Errors
/// As the database says.
pub async fn held(db: &impl Db, platform: &str, event: &str) -> Result<Option<held_message::Model>, DbErr> {
    waiting_on(platform).filter(held_message::Column::Event.eq(event)).one(db).await
}

/// All messages that wait on a platform, oldest first.
///
/// # Errors
/// As the database says.
pub async fn all_held(db: &impl Db, platform: &str) -> Result<Vec<held_message::Model>, DbErr> {
    waiting_on(platform).order_by_asc(held_message::Column::Id).all(db).await
}

fn waiting_on(platform: &str) -> Select<held_message::Entity> {
    let asked = Query::select()
        .column(question::Column::Id)
        .from(question::Entity)
        .and_where(question::Column::Platform.eq(platform))
        .take();
    held_message::Entity::find().filter(held_message::Column::QuestionId.in_subquery(asked))
}

/// A message that waits says something else.
///
/// # Errors
/// As the database says.
pub async fn change(db: &impl Db, id: i64, inbound: String, files: Option<String>) -> Result<(), DbErr> {
    held_message::ActiveModel { id: Set(id), inbound: Set(inbound), files: Set(files), ..Default::default() }
        .update(db)
        .await
        .map(|_| ())
}

/// A message waits no more; says how many still wait with its question.
///
/// # Errors
/// As the database says.
pub async fn let_go(db: &impl Db, row: &held_message::Model) -> Result<u64, DbErr> {
    held_message::Entity::delete_by_id(row.id).exec(db).await?;
    held_message::Entity::find().filter(held_message::Column::QuestionId.eq(row.question_id)).count(db).await
}

/// Ends a question and gives back the messages that waited, oldest first.
///
/// # Errors
/// As the database says.
pub async fn end(db: &impl Db, question: i64) -> Result<Vec<held_message::Model>, DbErr> {
    let held = held_message::Entity::find()
        .filter(held_message::Column::QuestionId.eq(question))
        .order_by_asc(held_message::Column::Id)
        .all(db)
        .await?;
    held_message::Entity::delete_many()
        .filter(held_message::Column::QuestionId.eq(question))
        .exec(db)
        .await?;
    question::Entity::delete_by_id(question).exec(db).await?;
    Ok(held)
}

/// What all messages that wait name as their files, in JSON. Reads them all, on purpose: few wait at a time.
///
/// # Errors
/// As the database says.
pub async fn held_files(db: &impl Db) -> Result<Vec<String>, DbErr> {
    held_message::Entity::find()
        .select_only()
        .column(held_message::Column::Files)
        .filter(held_message::Column::Files.is_not_null())
        .order_by_asc(held_message::Column::Id)
        .into_tuple()
        .all(db)
        .await
}
