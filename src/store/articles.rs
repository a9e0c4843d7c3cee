//! Articles, their versions and files. Whatever changes one here has the search index follow.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationDef, Set,
};
use sportello_chat::{FileRef, Markup};

use super::Db;
use super::entity::{article, article_version, attachment, ticket};
use super::ready::Ready;
use super::search;
use crate::config::FileRefusal;
use crate::ticket::{Article, ArticleKind, Origin};

/// An article to be written.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// What it is.
    pub kind: ArticleKind,
    /// Who wrote it.
    pub author: Option<i64>,
    /// How they are called.
    pub author_name: &'a str,
    /// From where.
    pub platform: &'a str,
    /// The text.
    pub body: &'a str,
    /// How to read it.
    pub markup: Markup,
    /// Whether it was written where words are encrypted.
    pub encrypted: bool,
    /// Whether it waits for its key.
    pub undecryptable: bool,
    /// The article it visibly answers.
    pub reply_to: Option<i64>,
    /// Its files, stored by now.
    pub files: &'a [StoredFile],
}

/// A file that came with a message, in the file store or known to be missing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredFile {
    /// As its sender named it.
    pub name: String,
    /// The media type claimed.
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// Its name in the file store.
    pub sha256: Option<String>,
    /// Why it could not be had.
    pub trouble: Option<String>,
    /// Which limit it goes beyond, if that is why.
    #[serde(default)]
    pub refused: Option<FileRefusal>,
}

fn markup_name(markup: Markup) -> &'static str {
    match markup {
        Markup::Plain => "plain",
        Markup::Markdown => "markdown",
    }
}

fn markup(name: &str) -> Markup {
    if name == "markdown" { Markup::Markdown } else { Markup::Plain }
}

/// Writes the next article of `ticket`, whose count of articles it raises (not saved here).
///
/// # Errors
/// As the database says.
pub async fn add(
    db: &impl Db,
    ticket: &mut ticket::Model,
    new: New<'_>,
    now: DateTime<Utc>,
) -> Result<Article, DbErr> {
    ticket.articles += 1;
    static ADD: Ready = Ready::new();
    let row = article::Model {
        id: 0,
        ticket_id: ticket.id,
        number: ticket.articles,
        kind: new.kind.as_str().to_owned(),
        author_id: new.author,
        author_name: new.author_name.to_owned(),
        platform: new.platform.to_owned(),
        body: new.body.to_owned(),
        markup: markup_name(new.markup).to_owned(),
        encrypted: new.encrypted,
        undecryptable: new.undecryptable,
        origin_ticket: None,
        origin_number: None,
        moved_ticket: None,
        moved_number: None,
        reply_to_id: new.reply_to,
        question: None,
        hidden_at: None,
        emptied_at: None,
        created_at: now,
    };
    let row = ADD.create(db, row).await?;
    let files = add_files(db, row.id, new.files).await?;
    let article = to_article(row, files);
    search::index(db, ticket, std::slice::from_ref(&article)).await?;
    Ok(article)
}

async fn add_files(
    db: &impl Db,
    article: i64,
    files: &[StoredFile],
) -> Result<Vec<attachment::Model>, DbErr> {
    let mut rows = Vec::with_capacity(files.len());
    for (position, file) in files.iter().enumerate() {
        let row = attachment::ActiveModel {
            article_id: Set(article),
            position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
            name: Set(file.name.clone()),
            mime: Set(file.mime.clone()),
            size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
            sha256: Set(file.sha256.clone()),
            trouble: Set(file.trouble.clone()),
            ..Default::default()
        };
        rows.push(row.insert(db).await?);
    }
    Ok(rows)
}

/// The article with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<(i64, Article)>, DbErr> {
    let Some(row) = article::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let files = files_of(db, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(Some((row.ticket_id, to_article(row, files))))
}

/// The articles of a ticket after number `after`, by the time they were written.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64, after: i32) -> Result<Vec<Article>, DbErr> {
    static OF_TICKET: Ready = Ready::new();
    let query = || {
        article::Entity::find()
            .filter(article::Column::TicketId.eq(0))
            .filter(article::Column::Number.gt(0))
            .order_by_asc(article::Column::Number)
    };
    let rows = OF_TICKET.all(db, query, [ticket.into(), after.into()]).await?;
    let mut files = files_of_ticket(db, ticket, after).await?;
    let mut all: Vec<Article> = rows
        .into_iter()
        .map(|row| {
            let files = files.remove(&row.id).unwrap_or_default();
            to_article(row, files)
        })
        .collect();
    // Those that came with another ticket were numbered late.
    all.sort_by_key(|article| (article.at, article.number));
    Ok(all)
}

/// All articles of `absorbed` become articles of `survivor`, whose count they raise (not saved here):
/// with its following numbers, and a note of what they were before.
///
/// # Errors
/// As the database says.
pub async fn hand_over(
    db: &impl Db,
    absorbed: &ticket::Model,
    survivor: &mut ticket::Model,
) -> Result<(), DbErr> {
    use article::Column;
    let first =
        |column: Column, instead: SimpleExpr| SimpleExpr::from(Func::coalesce([Expr::col(column), instead]));
    article::Entity::update_many()
        .col_expr(Column::OriginTicket, first(Column::OriginTicket, Expr::value(absorbed.number.as_str())))
        .col_expr(Column::OriginNumber, first(Column::OriginNumber, Expr::col(Column::Number)))
        .col_expr(Column::TicketId, Expr::value(survivor.id))
        .col_expr(Column::Number, Expr::col(Column::Number).add(survivor.articles))
        .filter(Column::TicketId.eq(absorbed.id))
        .exec(db)
        .await?;
    survivor.articles += absorbed.articles;
    search::refresh(db, survivor).await
}

/// An article of `old` becomes the next article of `new`, whose count it raises (not saved here), as one
/// of `kind`; gives what is left in its place, without any of its words.
///
/// # Errors
/// As the database says.
pub async fn part(
    db: &impl Db,
    moved: &Article,
    old: &ticket::Model,
    new: &mut ticket::Model,
    kind: ArticleKind,
) -> Result<Article, DbErr> {
    let row = article::Entity::find_by_id(moved.id)
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("article row {}", moved.id)))?;
    new.articles += 1;
    article::ActiveModel {
        id: Set(row.id),
        ticket_id: Set(new.id),
        number: Set(new.articles),
        kind: Set(kind.as_str().to_owned()),
        origin_ticket: Set(Some(old.number.clone())),
        origin_number: Set(Some(row.number)),
        ..Default::default()
    }
    .update(db)
    .await?;
    let left = article::ActiveModel {
        ticket_id: Set(old.id),
        number: Set(row.number),
        kind: Set(row.kind),
        author_id: Set(row.author_id),
        author_name: Set(row.author_name),
        platform: Set(row.platform),
        body: Set(String::new()),
        markup: Set(row.markup),
        encrypted: Set(row.encrypted),
        undecryptable: Set(false),
        origin_ticket: Set(row.origin_ticket),
        origin_number: Set(row.origin_number),
        moved_ticket: Set(Some(new.number.clone())),
        moved_number: Set(Some(new.articles)),
        created_at: Set(row.created_at),
        ..Default::default()
    }
    .insert(db)
    .await?;
    search::again(db, row.id).await?;
    Ok(to_article(left, Vec::new()))
}

async fn files_of_ticket(
    db: &impl Db,
    ticket: i64,
    after: i32,
) -> Result<HashMap<i64, Vec<attachment::Model>>, DbErr> {
    static FILES: Ready = Ready::new();
    let query = || {
        let of: RelationDef = attachment::Entity::belongs_to(article::Entity)
            .from(attachment::Column::ArticleId)
            .to(article::Column::Id)
            .into();
        attachment::Entity::find()
            .join(JoinType::InnerJoin, of)
            .filter(article::Column::TicketId.eq(0))
            .filter(article::Column::Number.gt(0))
            .order_by_asc(attachment::Column::Position)
    };
    let mut by_article: HashMap<i64, Vec<attachment::Model>> = HashMap::new();
    for row in FILES.all(db, query, [ticket.into(), after.into()]).await? {
        by_article.entry(row.article_id).or_default().push(row);
    }
    Ok(by_article)
}

async fn files_of(db: &impl Db, articles: &[i64]) -> Result<HashMap<i64, Vec<attachment::Model>>, DbErr> {
    let mut by_article: HashMap<i64, Vec<attachment::Model>> = HashMap::new();
    if articles.is_empty() {
        return Ok(by_article);
    }
    let rows = attachment::Entity::find()
        .filter(attachment::Column::ArticleId.is_in(articles.iter().copied()))
        .order_by_asc(attachment::Column::Position)
        .all(db)
        .await?;
    for row in rows {
        by_article.entry(row.article_id).or_default().push(row);
    }
    Ok(by_article)
}

/// Whether somebody has written an article of this kind in a ticket.
///
/// # Errors
/// As the database says.
pub async fn has_written(db: &impl Db, ticket: i64, author: i64, kind: ArticleKind) -> Result<bool, DbErr> {
    static WRITTEN: Ready = Ready::new();
    let query = || {
        article::Entity::find()
            .filter(article::Column::TicketId.eq(0))
            .filter(article::Column::AuthorId.eq(0))
            .filter(article::Column::Kind.eq(""))
            .limit(1)
    };
    let values = [ticket.into(), author.into(), kind.as_str().into()];
    Ok(WRITTEN.one(db, query, values).await?.is_some())
}

/// How many articles somebody has written since `since`.
///
/// # Errors
/// As the database says.
pub async fn written_since(db: &impl Db, author: i64, since: DateTime<Utc>) -> Result<u64, DbErr> {
    article::Entity::find()
        .filter(article::Column::AuthorId.eq(author))
        .filter(article::Column::CreatedAt.gt(since))
        .count(db)
        .await
}

/// Gives an article a new text; the old one becomes a version.
///
/// # Errors
/// As the database says.
pub async fn revise(
    db: &impl Db,
    id: i64,
    body: &str,
    new_markup: Markup,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(row) = article::Entity::find_by_id(id).one(db).await? else {
        return Ok(());
    };
    let version =
        article_version::Entity::find().filter(article_version::Column::ArticleId.eq(id)).count(db).await?;
    article_version::ActiveModel {
        article_id: Set(id),
        version: Set(i32::try_from(version).unwrap_or(i32::MAX - 1) + 1),
        body: Set(row.body.clone()),
        markup: Set(row.markup.clone()),
        replaced_at: Set(now),
        ..Default::default()
    }
    .insert(db)
    .await?;
    let mut row = row.into_active_model();
    row.body = Set(body.to_owned());
    row.markup = Set(markup_name(new_markup).to_owned());
    row.update(db).await?;
    search::again(db, id).await
}

/// Fills a placeholder whose key has come.
///
/// # Errors
/// As the database says.
pub async fn fill(
    db: &impl Db,
    id: i64,
    body: &str,
    new_markup: Markup,
    files: &[StoredFile],
) -> Result<(), DbErr> {
    article::ActiveModel {
        id: Set(id),
        body: Set(body.to_owned()),
        markup: Set(markup_name(new_markup).to_owned()),
        undecryptable: Set(false),
        ..Default::default()
    }
    .update(db)
    .await?;
    add_files(db, id, files).await?;
    search::again(db, id).await
}

/// Hides an article from customers; with `remove`, its text, its versions and its files are gone too.
///
/// # Errors
/// As the database says.
pub async fn hide(db: &impl Db, id: i64, remove: bool, now: DateTime<Utc>) -> Result<(), DbErr> {
    let mut row = article::ActiveModel { id: Set(id), hidden_at: Set(Some(now)), ..Default::default() };
    if remove {
        row.body = Set(String::new());
        article_version::Entity::delete_many()
            .filter(article_version::Column::ArticleId.eq(id))
            .exec(db)
            .await?;
        attachment::Entity::delete_many().filter(attachment::Column::ArticleId.eq(id)).exec(db).await?;
    }
    row.update(db).await?;
    search::again(db, id).await
}

pub(super) fn to_article(row: article::Model, files: Vec<attachment::Model>) -> Article {
    let mut article = Article {
        id: row.id,
        number: row.number,
        // What the database spells wrongly is a note: the careful reading.
        kind: ArticleKind::parse(&row.kind).unwrap_or(ArticleKind::Note),
        author: row.author_id,
        author_name: row.author_name,
        body: row.body,
        markup: markup(&row.markup),
        encrypted: row.encrypted,
        undecryptable: row.undecryptable,
        hidden: row.hidden_at.is_some(),
        emptied: row.emptied_at.is_some(),
        at: row.created_at,
        origin: row.origin_ticket.zip(row.origin_number).map(|(ticket, number)| Origin { ticket, number }),
        moved: row.moved_ticket.zip(row.moved_number).map(|(ticket, number)| Origin { ticket, number }),
        reply_to: row.reply_to_id,
        question: row.question,
        files: Vec::new(),
        missing_files: Vec::new(),
    };
    for file in files {
        match file.sha256 {
            Some(sha256) => article.files.push(FileRef {
                name: file.name,
                mime: file.mime,
                size: u64::try_from(file.size).unwrap_or_default(),
                sha256,
            }),
            None => article.missing_files.push((file.name, file.trouble.unwrap_or_default())),
        }
    }
    article
}
