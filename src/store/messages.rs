//! Platform events the desk has seen or caused: what makes an event count once.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set, TryInsertResult,
};

use super::entity::message_ref;

/// Notes an event of a platform. `None`: it had been noted before.
///
/// # Errors
/// As the database says.
pub async fn see(
    db: &impl ConnectionTrait,
    platform: &str,
    id: &str,
    room: &str,
    person: Option<i64>,
) -> Result<Option<i64>, DbErr> {
    let row = message_ref::ActiveModel {
        platform: Set(platform.to_owned()),
        external_id: Set(id.to_owned()),
        direction: Set("in".to_owned()),
        person_id: Set(person),
        room: Set(Some(room.to_owned())),
        ..Default::default()
    };
    let inserted = message_ref::Entity::insert(row)
        .on_conflict_do_nothing_on([message_ref::Column::Platform, message_ref::Column::ExternalId])
        .exec(db)
        .await?;
    Ok(match inserted {
        TryInsertResult::Inserted(row) => Some(row.last_insert_id),
        TryInsertResult::Conflicted | TryInsertResult::Empty => None,
    })
}

/// Says which article a seen event is, and where it stands.
///
/// # Errors
/// As the database says.
pub async fn place(
    db: &impl ConnectionTrait,
    id: i64,
    article: Option<i64>,
    conversation: Option<i64>,
) -> Result<(), DbErr> {
    message_ref::Entity::update_many()
        .col_expr(message_ref::Column::ArticleId, Expr::value(article))
        .col_expr(message_ref::Column::ConversationId, Expr::value(conversation))
        .filter(message_ref::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// What is known of an event.
///
/// # Errors
/// As the database says.
pub async fn by_id(
    db: &impl ConnectionTrait,
    platform: &str,
    id: &str,
) -> Result<Option<message_ref::Model>, DbErr> {
    message_ref::Entity::find()
        .filter(message_ref::Column::Platform.eq(platform))
        .filter(message_ref::Column::ExternalId.eq(id))
        .one(db)
        .await
}

/// What a delivery has put on a platform.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    /// Where.
    pub platform: &'a str,
    /// Its id there.
    pub id: &'a str,
    /// The room, where known.
    pub room: Option<&'a str>,
    /// The article it carries.
    pub article: Option<i64>,
    /// Where it stands.
    pub conversation: Option<i64>,
    /// What sent it.
    pub delivery: i64,
}

/// Notes what a delivery has put on a platform.
///
/// # Errors
/// As the database says.
pub async fn said(db: &impl ConnectionTrait, said: Said<'_>) -> Result<(), DbErr> {
    message_ref::Entity::insert(message_ref::ActiveModel {
        platform: Set(said.platform.to_owned()),
        external_id: Set(said.id.to_owned()),
        direction: Set("out".to_owned()),
        article_id: Set(said.article),
        conversation_id: Set(said.conversation),
        delivery_id: Set(Some(said.delivery)),
        room: Set(said.room.map(str::to_owned)),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([message_ref::Column::Platform, message_ref::Column::ExternalId])
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(db)
    .await
    .map(|_| ())
}

/// The messages by which an article came or went, oldest first.
///
/// # Errors
/// As the database says.
pub async fn of_article(db: &impl ConnectionTrait, article: i64) -> Result<Vec<message_ref::Model>, DbErr> {
    message_ref::Entity::find()
        .filter(message_ref::Column::ArticleId.eq(article))
        .order_by_asc(message_ref::Column::Id)
        .all(db)
        .await
}

/// The messages a delivery has put on its platform, oldest first.
///
/// # Errors
/// As the database says.
pub async fn of_delivery(db: &impl ConnectionTrait, delivery: i64) -> Result<Vec<message_ref::Model>, DbErr> {
    message_ref::Entity::find()
        .filter(message_ref::Column::DeliveryId.eq(delivery))
        .order_by_asc(message_ref::Column::Id)
        .all(db)
        .await
}
