//! Platform events the desk has seen or caused: what makes an event count once.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, NotSet, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Set,
};

use std::collections::{HashMap, HashSet};

use super::entity::{article, conversation, message_ref};
use super::ready::Ready;
use super::{Db, Tx};

/// The words of a message that stand elsewhere.
const MOVED: &str = "moved";
/// What the bot has said.
const OUT: &str = "out";
/// A file that the bot has sent, which holds no words.
const FILE: &str = "file";

/// Whether the bot has put a message on its platform.
pub fn is_ours(message: &message_ref::Model) -> bool {
    message.direction == OUT || is_file(message)
}

/// Whether it is a file that the bot has sent.
pub fn is_file(message: &message_ref::Model) -> bool {
    message.direction == FILE
}

/// Notes an event of a platform; `top_level` says that it happened in no thread. `None`: it had been
/// noted before. What it gives is the event's id in this transaction; [`kept_as`] gives the one that stays.
///
/// # Errors
/// As the database says.
pub async fn see(
    db: &impl Db,
    platform: &str,
    id: &str,
    room: &str,
    person: Option<i64>,
    top_level: bool,
) -> Result<Option<i64>, DbErr> {
    let row = message_ref::Model {
        id: 0,
        platform: platform.to_owned(),
        external_id: id.to_owned(),
        direction: "in".to_owned(),
        article_id: None,
        conversation_id: None,
        person_id: person,
        delivery_id: None,
        room: Some(room.to_owned()),
        top_level,
    };
    // There only one transaction writes at a time: the row can wait until it is known which article it is.
    if let Some(late) = db.late().filter(|_| db.get_database_backend() == DbBackend::Sqlite) {
        return Ok(by_id(db, platform, id).await?.is_none().then(|| late.see(row)));
    }
    static SEE: Ready = Ready::new();
    let once = || {
        let key = [message_ref::Column::Platform, message_ref::Column::ExternalId];
        Some(OnConflict::columns(key).do_nothing().to_owned())
    };
    SEE.insert(db, new(row), once).await
}

/// Writes the row of an event that was seen late in its transaction; gives its id.
pub(super) async fn write(db: &impl Db, row: message_ref::Model) -> Result<i64, DbErr> {
    static WRITE: Ready = Ready::new();
    WRITE.insert(db, new(row), || None).await?.ok_or(DbErr::RecordNotInserted)
}

fn new(row: message_ref::Model) -> message_ref::ActiveModel {
    message_ref::ActiveModel { id: NotSet, ..row.into_active_model().reset_all() }
}

/// The id by which a seen event is found later.
///
/// # Errors
/// As the database says.
pub async fn kept_as(tx: &Tx, id: i64) -> Result<i64, DbErr> {
    tx.write_late().await?;
    Ok(tx.late().map_or(id, |late| late.seen_as(id)))
}

/// Which article a seen event is, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    article: Option<i64>,
    conversation: Option<i64>,
}

/// Says which article a seen event is, and where it stands.
///
/// # Errors
/// As the database says.
pub async fn place(
    db: &impl Db,
    id: i64,
    article: Option<i64>,
    conversation: Option<i64>,
) -> Result<(), DbErr> {
    let placed = Placed { article, conversation };
    let change = |row: &mut message_ref::Model| {
        (row.article_id, row.conversation_id) = (article, conversation);
    };
    let Some(late) = db.late() else { return write_placed(db, id, placed).await };
    if db.get_database_backend() == DbBackend::Postgres {
        late.rows().placed.insert(id, placed);
        return Ok(());
    }
    if late.change_seen(id, change) {
        return Ok(());
    }
    write_placed(db, late.seen_as(id), placed).await
}

/// Writes which article a seen event is.
pub(super) async fn write_placed(db: &impl Db, id: i64, placed: Placed) -> Result<(), DbErr> {
    let Placed { article, conversation } = placed;
    static PLACE: Ready = Ready::new();
    let statement = || {
        message_ref::Entity::update_many()
            .col_expr(message_ref::Column::ArticleId, Expr::value(0_i64))
            .col_expr(message_ref::Column::ConversationId, Expr::value(0_i64))
            .filter(message_ref::Column::Id.eq(0))
            .into_query()
    };
    PLACE.run(db, statement, [article.into(), conversation.into(), id.into()]).await.map(|_| ())
}

/// Says that the words of a seen event stand elsewhere now, whatever becomes of the event's message.
///
/// # Errors
/// As the database says.
pub async fn moved(db: &impl Db, id: i64) -> Result<(), DbErr> {
    let moved = |row: &mut message_ref::Model| MOVED.clone_into(&mut row.direction);
    let id = match db.late() {
        Some(late) if late.change_seen(id, moved) => return Ok(()),
        Some(late) => late.seen_as(id),
        None => id,
    };
    message_ref::Entity::update_many()
        .col_expr(message_ref::Column::Direction, Expr::value(MOVED))
        .filter(message_ref::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// What a delivery has put on its platform carries another article.
///
/// # Errors
/// As the database says.
pub async fn set_article_of_delivery(db: &impl Db, delivery: i64, article: i64) -> Result<(), DbErr> {
    message_ref::Entity::update_many()
        .col_expr(message_ref::Column::ArticleId, Expr::value(article))
        .filter(message_ref::Column::DeliveryId.eq(delivery))
        .exec(db)
        .await
        .map(|_| ())
}

/// What is known of an event.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, platform: &str, id: &str) -> Result<Option<message_ref::Model>, DbErr> {
    static BY_ID: Ready = Ready::new();
    let query = || {
        message_ref::Entity::find()
            .filter(message_ref::Column::Platform.eq(""))
            .filter(message_ref::Column::ExternalId.eq(""))
            .limit(1)
    };
    BY_ID.one(db, query, [platform.into(), id.into()]).await
}

/// The messages people wrote in a room itself, or in the thread `thread` of it, that are articles not
/// deleted; the message a thread hangs on counts to both. Those named by ids below `from` are left out:
/// ids that are numbers grow in length.
///
/// # Errors
/// As the database says.
pub async fn articles_since(
    db: &impl Db,
    platform: &str,
    room: &str,
    thread: Option<&str>,
    from: &str,
) -> Result<Vec<String>, DbErr> {
    let rows = match thread {
        Some(thread) => in_thread(db, platform, room, thread).await?,
        None => in_room(db, platform, room).await?,
    };
    let kept: HashSet<i64> = article::Entity::find()
        .filter(article::Column::Id.is_in(rows.iter().filter_map(|r| r.article_id)))
        .filter(article::Column::HiddenAt.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|a| a.id)
        .collect();
    let is_late = |id: &str| (id.len(), id) >= (from.len(), from);
    let stays = |row: &message_ref::Model| {
        row.direction == "in"
            && row.article_id.is_some_and(|a| kept.contains(&a))
            && is_late(&row.external_id)
    };
    Ok(rows.into_iter().filter(stays).map(|row| row.external_id).collect())
}

async fn in_thread(
    db: &impl Db,
    platform: &str,
    room: &str,
    thread: &str,
) -> Result<Vec<message_ref::Model>, DbErr> {
    let Some(conversation) = super::conversations::by_thread(db, platform, room, thread).await? else {
        return Ok(Vec::new());
    };
    let Some(ticket) = super::tickets::current(db, conversation.ticket_id).await? else {
        return Ok(Vec::new());
    };
    let articles: Vec<i64> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::TicketId.eq(ticket.id))
        .into_tuple()
        .all(db)
        .await?;
    message_ref::Entity::find()
        .filter(message_ref::Column::ArticleId.is_in(articles))
        .filter(message_ref::Column::ConversationId.eq(conversation.id))
        .all(db)
        .await
}

/// The newest messages of a room that stand in no thread, but those that a thread hangs on.
async fn in_room(db: &impl Db, platform: &str, room: &str) -> Result<Vec<message_ref::Model>, DbErr> {
    /// Many more than are read again after an outage, since those of its threads are among them.
    const NEWEST: u64 = 2_000;
    let rows = message_ref::Entity::find()
        .filter(message_ref::Column::Platform.eq(platform))
        .filter(message_ref::Column::Room.eq(room))
        // In the words of the partial index.
        .filter(Expr::cust("direction = 'in' AND article_id IS NOT NULL"))
        .order_by_desc(message_ref::Column::ExternalId)
        .limit(NEWEST)
        .all(db)
        .await?;
    let places: HashMap<i64, Option<String>> = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(rows.iter().filter_map(|r| r.conversation_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|c| (c.id, c.thread))
        .collect();
    let stands_here = |row: &message_ref::Model| {
        let thread = row.conversation_id.and_then(|id| places.get(&id)).and_then(Option::as_deref);
        thread.is_none_or(|thread| thread == row.external_id)
    };
    Ok(rows.into_iter().filter(stands_here).collect())
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
    /// Whether it is a file.
    pub is_file: bool,
}

/// Notes what a delivery has put on a platform.
///
/// # Errors
/// As the database says.
pub async fn said(db: &impl Db, said: Said<'_>) -> Result<(), DbErr> {
    message_ref::Entity::insert(message_ref::ActiveModel {
        platform: Set(said.platform.to_owned()),
        external_id: Set(said.id.to_owned()),
        direction: Set(if said.is_file { FILE } else { OUT }.to_owned()),
        article_id: Set(said.article),
        conversation_id: Set(said.conversation),
        delivery_id: Set(Some(said.delivery)),
        room: Set(said.room.map(str::to_owned)),
        top_level: Set(false),
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
pub async fn of_article(db: &impl Db, article: i64) -> Result<Vec<message_ref::Model>, DbErr> {
    message_ref::Entity::find()
        .filter(message_ref::Column::ArticleId.eq(article))
        .order_by_asc(message_ref::Column::Id)
        .all(db)
        .await
}

/// The first message of a conversation by which an article came or went.
///
/// # Errors
/// As the database says.
pub async fn of_article_in(
    db: &impl Db,
    article: i64,
    conversation: i64,
) -> Result<Option<message_ref::Model>, DbErr> {
    message_ref::Entity::find()
        .filter(message_ref::Column::ArticleId.eq(article))
        .filter(message_ref::Column::ConversationId.eq(conversation))
        .order_by_asc(message_ref::Column::Id)
        .one(db)
        .await
}

/// The messages a delivery has put on its platform, oldest first.
///
/// # Errors
/// As the database says.
pub async fn of_delivery(db: &impl Db, delivery: i64) -> Result<Vec<message_ref::Model>, DbErr> {
    message_ref::Entity::find()
        .filter(message_ref::Column::DeliveryId.eq(delivery))
        .order_by_asc(message_ref::Column::Id)
        .all(db)
        .await
}

/// The messages of a platform whose articles wait for their keys, the newest first: room and event.
///
/// # Errors
/// As the database says.
pub async fn undecryptable(db: &impl Db, platform: &str, most: u64) -> Result<Vec<(String, String)>, DbErr> {
    let waiting: Vec<i64> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        // In the words of the partial index.
        .filter(Expr::cust("article.undecryptable = TRUE"))
        .order_by_desc(article::Column::Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let rows = message_ref::Entity::find()
        .filter(message_ref::Column::ArticleId.is_in(waiting))
        .filter(message_ref::Column::Platform.eq(platform))
        .filter(message_ref::Column::Direction.is_not_in([OUT, FILE]))
        .order_by_desc(message_ref::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.room?, row.external_id))).collect())
}
