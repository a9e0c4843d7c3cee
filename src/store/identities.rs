//! Several accounts of one person: codes, joining, and taking one out again.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set};

use super::Db;
use super::entity::{
    article, block, conversation, identity, identity_code, mail_confirmation, person, question, rating,
    spell, ticket, watcher,
};
use super::{people, watchers};

/// Keeps the digest of a person's new code, in place of an older one.
///
/// # Errors
/// As the database says.
pub async fn await_code(
    db: &impl Db,
    person: i64,
    digest: &str,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    forget_code(db, person).await?;
    identity_code::ActiveModel {
        person_id: Set(person),
        code: Set(digest.to_owned()),
        expires_at: Set(expires_at),
        ..Default::default()
    }
    .insert(db)
    .await
    .map(|_| ())
}

/// Forgets a person's code.
///
/// # Errors
/// As the database says.
pub async fn forget_code(db: &impl Db, person: i64) -> Result<(), DbErr> {
    identity_code::Entity::delete_many()
        .filter(identity_code::Column::PersonId.eq(person))
        .exec(db)
        .await
        .map(|_| ())
}

/// Whose code has this digest; it is void from now on.
///
/// # Errors
/// As the database says.
pub async fn use_code(
    db: &impl Db,
    digest: &str,
    now: DateTime<Utc>,
) -> Result<Option<person::Model>, DbErr> {
    let found = identity_code::Entity::find().filter(identity_code::Column::Code.eq(digest)).one(db).await?;
    let Some(code) = found else { return Ok(None) };
    // Of two at once only one finds the row.
    let gone = identity_code::Entity::delete_by_id(code.id).exec(db).await?;
    if gone.rows_affected == 0 || code.expires_at <= now {
        return Ok(None);
    }
    people::by_id(db, code.person_id).await
}

/// Everything of one person becomes another's: accounts, tickets, articles, what they watch, mail.
/// History keeps the names of the time.
///
/// # Errors
/// As the database says.
pub async fn join(db: &impl Db, from: &person::Model, into: &person::Model) -> Result<(), DbErr> {
    let (old, new) = (from.id, into.id);
    let tickets = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::CustomerId.eq(old))
        .to_owned();
    rating::Entity::update_many()
        .col_expr(rating::Column::PersonId, Expr::value(new))
        .filter(rating::Column::TicketId.in_subquery(tickets))
        .filter(rating::Column::PersonId.eq(old))
        .exec(db)
        .await?;
    for column in [ticket::Column::CustomerId, ticket::Column::OwnerId, ticket::Column::ResponsibleId] {
        ticket::Entity::update_many()
            .col_expr(column, Expr::value(new))
            .filter(column.eq(old))
            .exec(db)
            .await?;
    }
    join_former(db, old, new).await?;
    article::Entity::update_many()
        .col_expr(article::Column::AuthorId, Expr::value(new))
        .filter(article::Column::AuthorId.eq(old))
        .exec(db)
        .await?;
    identity::Entity::update_many()
        .col_expr(identity::Column::PersonId, Expr::value(new))
        .filter(identity::Column::PersonId.eq(old))
        .exec(db)
        .await?;
    join_watched(db, old, new).await?;
    join_questions(db, old, new).await?;
    join_block(db, old, new).await?;
    for person in [old, new] {
        forget_code(db, person).await?;
    }
    mail_confirmation::Entity::delete_many()
        .filter(mail_confirmation::Column::PersonId.eq(old))
        .exec(db)
        .await?;
    spell::Entity::delete_many().filter(spell::Column::PersonId.eq(old)).exec(db).await?;
    let mut row = into.clone().into_active_model();
    row.mail = Set(into.mail.clone().or_else(|| from.mail.clone()));
    row.language = Set(into.language.clone().or_else(|| from.language.clone()));
    row.update(db).await?;
    // Whoever had become one with them is the other too, in one step.
    person::Entity::update_many()
        .col_expr(person::Column::JoinedId, Expr::value(new))
        .filter(person::Column::JoinedId.eq(old))
        .exec(db)
        .await?;
    let mut row = from.clone().into_active_model();
    row.mail = Set(None);
    row.joined_id = Set(Some(new));
    row.update(db).await.map(|_| ())
}

/// The conversations that were the one's are the other's; those whose ticket is theirs again go on.
async fn join_former(db: &impl Db, old: i64, new: i64) -> Result<(), DbErr> {
    use conversation::Column;
    let tickets = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::CustomerId.eq(new))
        .to_owned();
    conversation::Entity::update_many()
        .col_expr(Column::FormerId, Expr::value(new))
        .filter(Column::FormerId.eq(old))
        .exec(db)
        .await?;
    conversation::Entity::update_many()
        .col_expr(Column::FormerId, Expr::value(Option::<i64>::None))
        .filter(Column::FormerId.eq(new))
        .filter(Column::TicketId.in_subquery(tickets))
        .exec(db)
        .await
        .map(|_| ())
}

async fn join_watched(db: &impl Db, old: i64, new: i64) -> Result<(), DbErr> {
    let watched = watcher::Entity::find().filter(watcher::Column::PersonId.eq(old)).all(db).await?;
    for row in watched {
        watchers::add(db, row.ticket_id, new).await?;
        watchers::remove(db, row.ticket_id, old).await?;
    }
    Ok(())
}

/// A question that was asked on a platform where the other was asked one too stays where it is: its
/// messages find the person when it is answered or its time is over.
async fn join_questions(db: &impl Db, old: i64, new: i64) -> Result<(), DbErr> {
    let asked = question::Entity::find().filter(question::Column::PersonId.is_in([old, new])).all(db).await?;
    let is_asked = |platform: &str| asked.iter().any(|q| q.person_id == new && q.platform == platform);
    for question in asked.iter().filter(|q| q.person_id == old && !is_asked(&q.platform)) {
        let mut row = question.clone().into_active_model();
        row.person_id = Set(new);
        row.update(db).await?;
    }
    Ok(())
}

/// Whoever is blocked does not get rid of it by being somebody else too: the longer block counts.
async fn join_block(db: &impl Db, old: i64, new: i64) -> Result<(), DbErr> {
    let blocks = block::Entity::find().filter(block::Column::PersonId.is_in([old, new])).all(db).await?;
    let Some(longest) = blocks.iter().max_by_key(|b| (b.until.is_none(), b.until)).cloned() else {
        return Ok(());
    };
    block::Entity::delete_many().filter(block::Column::PersonId.is_in([old, new])).exec(db).await?;
    block::ActiveModel {
        person_id: Set(new),
        by_id: Set(longest.by_id),
        reason: Set(longest.reason),
        until: Set(longest.until),
        created_at: Set(longest.created_at),
        told_at: Set(longest.told_at),
        ..Default::default()
    }
    .insert(db)
    .await
    .map(|_| ())
}

/// An account becomes a person of its own, who speaks the same language.
///
/// # Errors
/// As the database says.
pub async fn part(
    db: &impl Db,
    account: identity::Model,
    from: &person::Model,
    now: DateTime<Utc>,
) -> Result<person::Model, DbErr> {
    let name = account.name.clone().unwrap_or_else(|| account.external_id.clone());
    let person = people::create(db, &name, None, now).await?;
    let mut row = person.into_active_model();
    row.language = Set(from.language.clone());
    row.guessed_language = Set(from.guessed_language.clone());
    let person = row.update(db).await?;
    let mut row = account.into_active_model();
    row.person_id = Set(person.id);
    row.update(db).await?;
    Ok(person)
}
