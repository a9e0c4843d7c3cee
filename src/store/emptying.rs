//! What is removed for good: words, files, names, accounts. The rows stay, so that what happened can
//! still be told.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Set, Unchanged,
};

use super::Db;
use super::entity::{
    article, article_version, attachment, block, conversation, delivery, held_message, history, identity,
    mail_confirmation, message_ref, person, question, rating, spell, ticket, turn, watcher,
};
use super::parts;
use super::{conversations, deliveries};

/// Rows named in one statement.
const AT_ONCE: usize = 500;

/// What was removed of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emptied {
    /// How many articles lost their words.
    pub articles: u64,
    /// How many earlier wordings went with them.
    pub versions: u64,
    /// How many files they had.
    pub files: u64,
    /// The names of these files' bytes.
    pub bytes: Vec<String>,
}

/// Removes the words, the earlier wordings and the files of articles; customers don't see them any more.
/// The index is to be made anew.
///
/// # Errors
/// As the database says.
pub async fn articles(db: &impl Db, ids: &[i64], now: DateTime<Utc>) -> Result<Emptied, DbErr> {
    let mut emptied = Emptied::default();
    for ids in ids.chunks(AT_ONCE) {
        let ids = || ids.iter().copied();
        let versions = article_version::Entity::delete_many()
            .filter(article_version::Column::ArticleId.is_in(ids()))
            .exec(db)
            .await?;
        emptied.versions += versions.rows_affected;
        let files =
            attachment::Entity::find().filter(attachment::Column::ArticleId.is_in(ids())).all(db).await?;
        emptied.files += files.len() as u64;
        emptied.bytes.extend(files.into_iter().filter_map(|f| f.sha256));
        attachment::Entity::delete_many().filter(attachment::Column::ArticleId.is_in(ids())).exec(db).await?;
        article::Entity::update_many()
            .col_expr(article::Column::HiddenAt, Expr::value(now))
            .filter(article::Column::Id.is_in(ids()))
            .filter(article::Column::HiddenAt.is_null())
            .exec(db)
            .await?;
        let done = article::Entity::update_many()
            .col_expr(article::Column::Body, Expr::value(""))
            .col_expr(article::Column::Undecryptable, Expr::value(false))
            .col_expr(article::Column::EmptiedAt, Expr::value(now))
            .filter(article::Column::Id.is_in(ids()))
            .exec(db)
            .await?;
        emptied.articles += done.rows_affected;
        message_ref::Entity::update_many()
            .col_expr(message_ref::Column::PersonId, Expr::value(Option::<i64>::None))
            .filter(message_ref::Column::ArticleId.is_in(ids()))
            .exec(db)
            .await?;
    }
    Ok(emptied)
}

/// The articles of a ticket, as they are kept.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Vec<article::Model>, DbErr> {
    article::Entity::find()
        .filter(article::Column::TicketId.eq(ticket))
        .order_by_asc(article::Column::Number)
        .all(db)
        .await
}

/// Who a person is from now on.
#[derive(Clone, Copy, Debug)]
pub struct Becomes<'a> {
    /// Whose row stands for them.
    pub person: i64,
    /// How they are called.
    pub name: &'a str,
}

/// The articles of `author` in a ticket are somebody else's.
///
/// # Errors
/// As the database says.
pub async fn author(db: &impl Db, ticket: i64, author: i64, becomes: Becomes<'_>) -> Result<(), DbErr> {
    article::Entity::update_many()
        .col_expr(article::Column::AuthorId, Expr::value(becomes.person))
        .col_expr(article::Column::AuthorName, Expr::value(becomes.name))
        .filter(article::Column::TicketId.eq(ticket))
        .filter(article::Column::AuthorId.eq(author))
        .exec(db)
        .await
        .map(|_| ())
}

/// A ticket is called `title`, whatever it was called, and is `customer`'s.
///
/// # Errors
/// As the database says.
pub async fn ticket(
    db: &impl Db,
    ticket: &mut ticket::Model,
    title: String,
    customer: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    ticket.title = title;
    ticket.customer_id = customer;
    ticket.gather_room = None;
    ticket.gather_until = None;
    ticket.emptied_at = Some(now);
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Title, Expr::value(ticket.title.as_str()))
        .col_expr(ticket::Column::CustomerId, Expr::value(customer))
        .col_expr(ticket::Column::GatherRoom, Expr::value(Option::<String>::None))
        .col_expr(ticket::Column::GatherUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(ticket::Column::EmptiedAt, Expr::value(now))
        .filter(ticket::Column::Id.eq(ticket.id))
        .exec(db)
        .await
        .map(|_| ())
}

/// A ticket has words again.
///
/// # Errors
/// As the database says.
pub async fn refilled(db: &impl Db, ticket: &mut ticket::Model) -> Result<(), DbErr> {
    ticket.emptied_at = None;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::EmptiedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(ticket::Column::Id.eq(ticket.id))
        .exec(db)
        .await
        .map(|_| ())
}

/// The tickets of a queue that were closed before `before` and not emptied yet, who closed first.
///
/// # Errors
/// As the database says.
pub async fn due(
    db: &impl Db,
    queue: i64,
    before: DateTime<Utc>,
    most: u64,
) -> Result<Vec<ticket::Model>, DbErr> {
    waiting(queue).filter(ticket::Column::ClosedAt.lte(before)).limit(most).all(db).await
}

/// When the next one of the others was closed.
///
/// # Errors
/// As the database says.
pub async fn next_due(db: &impl Db, queue: i64) -> Result<Option<DateTime<Utc>>, DbErr> {
    Ok(waiting(queue).limit(1).one(db).await?.and_then(|t| t.closed_at))
}

fn waiting(queue: i64) -> sea_orm::Select<ticket::Entity> {
    ticket::Entity::find()
        .filter(ticket::Column::QueueId.eq(queue))
        // In the words of the partial index.
        .filter(Expr::cust("ticket.closed_at IS NOT NULL AND ticket.emptied_at IS NULL"))
        .order_by_asc(ticket::Column::ClosedAt)
}

/// An event of the history has other details, and another actor.
///
/// # Errors
/// As the database says.
pub async fn event(db: &impl Db, row: history::Model, data: String, actor: Option<i64>) -> Result<(), DbErr> {
    if row.data == data && row.actor_id == actor {
        return Ok(());
    }
    history::Entity::update(history::ActiveModel {
        id: Unchanged(row.id),
        data: Set(data),
        actor_id: Set(actor),
        ..Default::default()
    })
    .exec(db)
    .await
    .map(|_| ())
}

/// The rating of a ticket has no words, and is somebody else's.
///
/// # Errors
/// As the database says.
pub async fn rating(db: &impl Db, ticket: i64, by: i64) -> Result<(), DbErr> {
    rating::Entity::update_many()
        .col_expr(rating::Column::Comment, Expr::value(""))
        .col_expr(rating::Column::PersonId, Expr::value(by))
        .filter(rating::Column::TicketId.eq(ticket))
        .exec(db)
        .await
        .map(|_| ())
}

/// A ticket's direct chats are nobody's; with them goes all that leads to their people.
///
/// # Errors
/// As the database says.
pub async fn direct_chats(db: &impl Db, ticket: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(conversations::LEFT))
        .col_expr(conversation::Column::Person, Expr::value(Option::<String>::None))
        .col_expr(conversation::Column::Room, Expr::value(Option::<String>::None))
        .filter(conversation::Column::TicketId.eq(ticket))
        .filter(conversation::Column::Person.is_not_null())
        .exec(db)
        .await
        .map(|_| ())
}

/// The direct chats that were somebody's before their ticket ran in another's name are nobody's.
async fn former_chats(db: &impl Db, person: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::Person, Expr::value(Option::<String>::None))
        .col_expr(conversation::Column::Room, Expr::value(Option::<String>::None))
        .filter(conversation::Column::FormerId.eq(person))
        .filter(conversation::Column::Person.is_not_null())
        .exec(db)
        .await
        .map(|_| ())
}

/// A delivery that has ended, or is not wanted any more, keeps nothing of what it said.
///
/// # Errors
/// As the database says.
pub async fn delivery(db: &impl Db, row: &delivery::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let state = if row.state == deliveries::SENT { deliveries::SENT } else { deliveries::DROPPED };
    delivery::Entity::update(delivery::ActiveModel {
        id: Unchanged(row.id),
        state: Set(state.to_owned()),
        lane: Set(deliveries::NOWHERE.to_owned()),
        collapse_key: Set(None),
        payload: Set(deliveries::NOTHING.to_owned()),
        trouble: Set(None),
        ended_at: Set(row.ended_at.or(Some(now))),
        ..Default::default()
    })
    .exec(db)
    .await?;
    parts::empty(db, row.id).await
}

/// Whether a delivery keeps nothing any more.
pub fn is_empty(row: &delivery::Model) -> bool {
    row.payload == deliveries::NOTHING
}

/// What was owed for a ticket, oldest first.
///
/// # Errors
/// As the database says.
pub async fn deliveries_of(db: &impl Db, ticket: i64) -> Result<Vec<delivery::Model>, DbErr> {
    delivery::Entity::find()
        .filter(delivery::Column::TicketId.eq(ticket))
        .order_by_asc(delivery::Column::Id)
        .all(db)
        .await
}

/// What was not sent: it waits, is being sent, or failed.
///
/// # Errors
/// As the database says.
pub async fn unsent(db: &impl Db) -> Result<Vec<delivery::Model>, DbErr> {
    // In the words, and the order, of the partial indexes.
    let mut all = delivery::Entity::find()
        .filter(deliveries::is_in_line("delivery"))
        .order_by_asc(delivery::Column::Lane)
        .order_by_asc(delivery::Column::Id)
        .all(db)
        .await?;
    let failed = delivery::Entity::find()
        .filter(Expr::cust("delivery.state = 'failed'"))
        .order_by_asc(delivery::Column::Id)
        .all(db)
        .await?;
    all.extend(failed);
    Ok(all)
}

/// All tickets in a person's name, merged ones too.
///
/// # Errors
/// As the database says.
pub async fn tickets_of(db: &impl Db, person: i64) -> Result<Vec<ticket::Model>, DbErr> {
    ticket::Entity::find()
        .filter(ticket::Column::CustomerId.eq(person))
        .order_by_asc(ticket::Column::Id)
        .all(db)
        .await
}

/// The tickets that a person owns.
///
/// # Errors
/// As the database says.
pub async fn handled_by(db: &impl Db, person: i64) -> Result<Vec<i64>, DbErr> {
    let rows = ticket::Entity::find().filter(ticket::Column::OwnerId.eq(person)).all(db).await?;
    Ok(rows.into_iter().map(|t| t.id).collect())
}

/// The articles that a person has written and that have words still.
///
/// # Errors
/// As the database says.
pub async fn written_by(db: &impl Db, person: i64) -> Result<Vec<article::Model>, DbErr> {
    article::Entity::find()
        .filter(article::Column::AuthorId.eq(person))
        .filter(article::Column::EmptiedAt.is_null())
        .order_by_asc(article::Column::Id)
        .all(db)
        .await
}

/// Somebody watches a ticket no more.
///
/// # Errors
/// As the database says.
pub async fn watchers(db: &impl Db, ticket: i64, people: &[i64]) -> Result<(), DbErr> {
    watcher::Entity::delete_many()
        .filter(watcher::Column::TicketId.eq(ticket))
        .filter(watcher::Column::PersonId.is_in(people.iter().copied()))
        .exec(db)
        .await
        .map(|_| ())
}

/// Whether no ticket, no article and no block names a person.
///
/// # Errors
/// As the database says.
pub async fn is_nowhere(db: &impl Db, id: i64) -> Result<bool, DbErr> {
    for column in [ticket::Column::CustomerId, ticket::Column::OwnerId] {
        if ticket::Entity::find().filter(column.eq(id)).limit(1).one(db).await?.is_some() {
            return Ok(false);
        }
    }
    let wrote = article::Entity::find().filter(article::Column::AuthorId.eq(id)).limit(1).one(db).await?;
    let blocked = block::Entity::find().filter(block::Column::PersonId.eq(id)).count(db).await?;
    let asked = question::Entity::find().filter(question::Column::PersonId.eq(id)).count(db).await?;
    Ok(wrote.is_none() && blocked == 0 && asked == 0)
}

/// What was removed of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many accounts.
    pub accounts: u64,
    /// How many mail addresses.
    pub addresses: u64,
    /// How many messages that waited for an answer of theirs.
    pub held: u64,
}

/// A person loses their accounts, addresses and settings, and is called `name`. Gives also the files of
/// the messages that were held.
///
/// # Errors
/// As the database says.
pub async fn person(
    db: &impl Db,
    row: person::Model,
    name: &str,
) -> Result<(Forgotten, Vec<Option<String>>), DbErr> {
    let id = row.id;
    let mut forgotten = Forgotten { addresses: u64::from(row.mail.is_some()), ..Forgotten::default() };
    let done = identity::Entity::delete_many().filter(identity::Column::PersonId.eq(id)).exec(db).await?;
    forgotten.accounts = done.rows_affected;
    let done = mail_confirmation::Entity::delete_many()
        .filter(mail_confirmation::Column::PersonId.eq(id))
        .exec(db)
        .await?;
    forgotten.addresses += done.rows_affected;
    let asked = question::Entity::find().filter(question::Column::PersonId.eq(id)).all(db).await?;
    let mut files = Vec::new();
    for question in asked {
        let held = super::questions::end(db, question.id).await?;
        forgotten.held += held.len() as u64;
        files.extend(held.into_iter().map(|h| h.files));
    }
    super::identities::forget_code(db, id).await?;
    former_chats(db, id).await?;
    spell::Entity::delete_many().filter(spell::Column::PersonId.eq(id)).exec(db).await?;
    watcher::Entity::delete_many().filter(watcher::Column::PersonId.eq(id)).exec(db).await?;
    turn::Entity::delete_many().filter(turn::Column::PersonId.eq(id)).exec(db).await?;
    block::Entity::delete_many().filter(block::Column::PersonId.eq(id)).exec(db).await?;
    let mut row = row.into_active_model();
    row.name = Set(name.to_owned());
    row.handle = Set(None);
    row.language = Set(None);
    row.guessed_language = Set(None);
    row.mail = Set(None);
    row.mail_wanted = Set(false);
    row.away_since = Set(None);
    row.away_until = Set(None);
    person::Entity::update(row).exec(db).await?;
    Ok((forgotten, files))
}

/// Whether an attachment, or a message that waits for its author's answer, still names these bytes.
///
/// # Errors
/// As the database says.
pub async fn are_named(db: &impl Db, sha256: &str) -> Result<bool, DbErr> {
    let attached =
        attachment::Entity::find().filter(attachment::Column::Sha256.eq(sha256)).limit(1).one(db).await?;
    if attached.is_some() {
        return Ok(true);
    }
    // Few messages wait at any time.
    let held =
        held_message::Entity::find().filter(held_message::Column::Files.contains(sha256)).count(db).await?;
    Ok(held > 0)
}

/// Whether something that is not sent, or was not taken, carries these bytes.
///
/// # Errors
/// As the database says.
pub async fn are_owed(db: &impl Db, sha256: &str) -> Result<bool, DbErr> {
    let carrying = delivery::Entity::find().filter(delivery::Column::Payload.contains(sha256)).limit(1);
    // In the words, and the order, of the partial indexes. Little waits at any time.
    let in_line = carrying
        .clone()
        .filter(deliveries::is_in_line("delivery"))
        .order_by_asc(delivery::Column::Lane)
        .order_by_asc(delivery::Column::Id);
    if in_line.one(db).await?.is_some() {
        return Ok(true);
    }
    let failed = carrying.filter(Expr::cust("delivery.state = 'failed'")).order_by_asc(delivery::Column::Id);
    Ok(failed.one(db).await?.is_some())
}
