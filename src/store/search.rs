//! The full-text index of articles: what is written into it, and what is asked of it.
//!
//! What is indexed are stems of our own making ([`crate::search`]), so that both databases answer alike. The
//! index is a table with a row for each article, `article_search`: on SQLite a contentless FTS5 table with a
//! column for what customers may see and one for what only operators may; on PostgreSQL a `tsvector` under a
//! GIN index, in which the stems that customers may see have the weight A. A customer's search names that
//! column, or that weight, in every term: a note matches nothing of it.
//!
//! - *Writing* is one statement an article, in the transaction that writes, edits, fills, hides or removes
//!   it ([`super::articles`] does it, so no use case can forget). A new title or owner writes the rows of the
//!   ticket anew. No row holds a queue or a state: moving or closing a ticket costs the index nothing.
//! - *Asking* gives the newest 1,000 matches, which the caller ranks. Where the filter leaves few tickets (a
//!   customer's own, say), their articles are looked up in the index one by one. Otherwise the index is read
//!   from its newest match on, and each match is held against the filter, until there are enough or the
//!   newest 100,000 have been looked at: a common word costs no more with ten million articles than with
//!   one. FTS5 keeps its rows in this order; PostgreSQL walks the primary key backwards for a common word
//!   and gathers a rare one from the GIN index. Which it is, is asked of some thousand of the newest articles:
//!   its own statistics know the commonest stems only, and take any other for one in two hundred articles.
//! - *What was there before the index* is indexed newest first, some hundred articles a transaction, as a
//!   deadline that sets itself again ([`older`]); what is written meanwhile is indexed at once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    self, Condition, Expr, ExprTrait, IntoColumnRef, IntoTableRef, JoinType, Order, SelectStatement,
    SimpleExpr, TableRef,
};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::Db;
use super::articles::to_article;
use super::entity::{article, ticket};
use super::ready::Ready;
use super::sql::Sql;
use super::{listing, people, tickets};
use crate::search::{Heading, Indexed, Query, indexed};
use crate::ticket::Article;

/// So many matches are ranked: the newest.
const MATCHES: u64 = 1000;
/// So many matches of the whole desk are held against a filter, at most.
const LOOKED_AT: u64 = 100_000;
/// Of so many of the newest articles PostgreSQL is asked how many match …
const PROBED: i64 = 4000;
/// … and where so many do, a thousand matches are found sooner by looking at one article after another than by
/// gathering all there are: at one in four hundred, both take as long with ten million.
const COMMON: u64 = 10;
/// With no more tickets than these, asking the index for each of their articles is quicker.
const FEW_TICKETS: u64 = 500;
/// Rows written by one statement on PostgreSQL.
const AT_ONCE: usize = 100;

/// For whom is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eyes {
    /// For a customer: what operators say among themselves does not exist.
    Customer,
    /// For an operator.
    Operator,
}

/// Indexes articles of a ticket, anew if they were.
///
/// # Errors
/// As the database says.
pub async fn index(db: &impl Db, ticket: &ticket::Model, articles: &[Article]) -> Result<(), DbErr> {
    let wants_owner = articles.iter().any(|a| a.number == 1);
    let owner = ticket.owner_id.filter(|_| wants_owner);
    let own = articles.iter().find(|a| a.author == Some(ticket.customer_id)).map(|a| a.author_name.clone());
    let customer = match own {
        Some(own) => own,
        None => name_of(db, ticket.customer_id).await?.unwrap_or_default(),
    };
    let owner = match owner {
        Some(owner) => name_of(db, owner).await?,
        None => None,
    };
    let (number, title, articles) = (ticket.number.clone(), ticket.title.clone(), articles.to_vec());
    let rows = move || {
        let heading =
            Heading { number: &number, title: &title, customer: &customer, owner: owner.as_deref() };
        articles.iter().map(|a| (a.id, indexed(&heading, a))).collect::<Vec<_>>()
    };
    if db.get_database_backend() == DbBackend::Sqlite {
        return db.later(FOR_SQLITE, Box::new(move || rows().iter().map(for_sqlite).collect())).await;
    }
    let words: Vec<(i64, String)> = rows().iter().map(|(id, of)| (*id, vector(of))).collect();
    match db.late().filter(|_| words.len() <= AT_ONCE) {
        Some(late) => late.rows().indexed.extend(words),
        None => write(db, words).await?,
    }
    Ok(())
}

/// Writes what articles are found by, on PostgreSQL.
pub(super) async fn write(db: &impl Db, words: impl IntoIterator<Item = (i64, String)>) -> Result<(), DbErr> {
    let words: Vec<(i64, String)> = words.into_iter().collect();
    for words in words.chunks(AT_ONCE) {
        let values = words.iter().flat_map(|(id, words)| [Value::from(*id), words.as_str().into()]);
        db.run(for_postgres(words.len()).as_str().into(), values.collect()).await?;
    }
    Ok(())
}

async fn name_of(db: &impl Db, person: i64) -> Result<Option<String>, DbErr> {
    Ok(people::by_id(db, person).await?.map(|person| person.name))
}

/// Indexes a ticket's articles anew: its title, its owner or its customer has changed.
///
/// # Errors
/// As the database says.
pub async fn refresh(db: &impl Db, ticket: &ticket::Model) -> Result<(), DbErr> {
    let rows = article::Entity::find().filter(article::Column::TicketId.eq(ticket.id)).all(db).await?;
    let articles: Vec<Article> = rows.into_iter().map(|row| to_article(row, Vec::new())).collect();
    index(db, ticket, &articles).await
}

/// Indexes a ticket's first article anew, which is found by the owner: there is another one.
///
/// # Errors
/// As the database says.
pub async fn refresh_owner(db: &impl Db, ticket: &ticket::Model) -> Result<(), DbErr> {
    static FIRST: Ready = Ready::new();
    let query = || {
        article::Entity::find()
            .filter(article::Column::TicketId.eq(0))
            .filter(article::Column::Number.eq(1))
            .limit(1)
    };
    let first = FIRST.one(db, query, [ticket.id.into()]).await?;
    match first {
        Some(row) => index(db, ticket, &[to_article(row, Vec::new())]).await,
        None => Ok(()),
    }
}

/// Indexes an article anew: its text, or who may see it, has changed.
pub(super) async fn again(db: &impl Db, article: i64) -> Result<(), DbErr> {
    let Some(row) = article::Entity::find_by_id(article).one(db).await? else { return Ok(()) };
    let Some(ticket) = tickets::by_id(db, row.ticket_id).await? else { return Ok(()) };
    index(db, &ticket, &[to_article(row, Vec::new())]).await
}

/// Indexes at most `most` articles from `newest` downwards; says which comes next, if any.
///
/// # Errors
/// As the database says.
pub async fn older(db: &impl Db, newest: i64, most: u64) -> Result<Option<i64>, DbErr> {
    let rows = article::Entity::find()
        .filter(article::Column::Id.lte(newest))
        .order_by_desc(article::Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let next = rows.last().map(|row| row.id - 1).filter(|id| *id > 0);
    let mut of_ticket: HashMap<i64, Vec<Article>> = HashMap::new();
    for row in rows {
        of_ticket.entry(row.ticket_id).or_default().push(to_article(row, Vec::new()));
    }
    for ticket in tickets::by_ids(db, of_ticket.keys().copied()).await? {
        index(db, &ticket, of_ticket.get(&ticket.id).map(Vec::as_slice).unwrap_or_default()).await?;
    }
    Ok(next)
}

/// Writes an article's row, in place of the one that there may be.
const FOR_SQLITE: &str = "INSERT OR REPLACE INTO article_search (rowid, seen, inside) VALUES (?, ?, ?)";

fn for_sqlite((id, of): &(i64, Indexed)) -> Vec<Value> {
    vec![Value::from(*id), of.seen.join(" ").into(), of.inside.join(" ").into()]
}

fn for_postgres(rows: usize) -> String {
    let places: Vec<String> =
        (0..rows).map(|i| format!("(${}, CAST(${} AS tsvector))", 2 * i + 1, 2 * i + 2)).collect();
    format!(
        "INSERT INTO article_search (article_id, words) VALUES {} \
         ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words",
        places.join(", ")
    )
}

/// A `tsvector` as PostgreSQL spells it. A stem is letters and digits only, so nothing in it needs escaping.
fn vector(of: &Indexed) -> String {
    let seen = of.seen.iter().map(|stem| format!("'{stem}':1A"));
    let inside = of.inside.iter().map(|stem| format!("'{stem}':1"));
    seen.chain(inside).collect::<Vec<_>>().join(" ")
}

/// The newest articles that match, with their tickets' row ids: of the tickets that `filter` leaves, and with
/// `since` none that is older.
///
/// # Errors
/// As the database says.
pub async fn newest(
    db: &impl Db,
    query: &Query,
    eyes: Eyes,
    filter: &listing::Filter,
    since: Option<DateTime<Utc>>,
) -> Result<Vec<(i64, Article)>, DbErr> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let index = Index(db.get_database_backend());
    let mut select = SelectStatement::new();
    select.columns(article::Column::iter().map(|column| (article::Entity, column)));
    // SQLite joins in the order that is written if it is told to cross; PostgreSQL finds its own.
    let cross = |select: &mut SelectStatement, table: TableRef| {
        select.join(JoinType::CrossJoin, table, Condition::all());
    };
    let is_narrow = is_narrow(db, filter).await?;
    let rows = planned_for_its_words(db, async {
        let key = if is_narrow {
            select.from(ticket::Entity);
            cross(&mut select, article::Entity.into_table_ref());
            cross(&mut select, Index::TABLE.into_table_ref());
            select.and_where(index.matches(query, eyes));
            index.key()
        } else {
            select.from_subquery(index.newest(db, query, eyes).await?, Index::MATCH);
            cross(&mut select, article::Entity.into_table_ref());
            cross(&mut select, ticket::Entity.into_table_ref());
            Expr::col((Index::MATCH, Index::ARTICLE))
        };
        let of_ticket = Expr::col((article::Entity, article::Column::TicketId))
            .equals((ticket::Entity, ticket::Column::Id));
        select
            .and_where(of_ticket)
            .and_where(key.clone().equals((article::Entity, article::Column::Id)))
            .and_where_option(since.map(|since| article::Column::CreatedAt.gte(since)))
            .cond_where(filter.condition())
            .order_by_expr(key, Order::Desc)
            .limit(MATCHES);
        db.query_all(&select).await
    })
    .await?;
    rows.iter()
        .map(|row| article::Model::from_query_result(row, ""))
        .map(|row| row.map(|row| (row.ticket_id, to_article(row, Vec::new()))))
        .collect()
}

/// Asks with the words in sight, and has each match's article looked up. PostgreSQL has one plan for any words otherwise,
/// by which a rare one is looked for in all articles; and where it expects thousands of matches, though there are dozens,
/// it reads all articles in their order to join them.
async fn planned_for_its_words<T>(
    db: &impl Db,
    asking: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    if db.get_database_backend() == DbBackend::Sqlite {
        return asking.await;
    }
    let so = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), \
              set_config('enable_mergejoin', 'off', true), set_config('enable_hashjoin', 'off', true)";
    let as_before = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), \
                     set_config('enable_mergejoin', 'on', true), set_config('enable_hashjoin', 'on', true)";
    db.run(Sql::seen_to(so), Vec::new()).await?;
    let found = asking.await?;
    db.run(Sql::seen_to(as_before), Vec::new()).await?;
    Ok(found)
}

/// Whether a filter leaves few tickets.
async fn is_narrow(db: &impl Db, filter: &listing::Filter) -> Result<bool, DbErr> {
    let some = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(filter.condition())
        .limit(FEW_TICKETS + 1);
    let some: Vec<i64> = some.into_tuple().all(db).await?;
    Ok(some.len() as u64 <= FEW_TICKETS)
}

/// The index as a database spells it.
struct Index(DbBackend);

impl Index {
    const TABLE: &'static str = "article_search";
    /// What is found, of which there is the row id of an article.
    const MATCH: &'static str = "found";
    const ARTICLE: &'static str = "id";

    fn is_fts5(&self) -> bool {
        self.0 == DbBackend::Sqlite
    }

    fn key(&self) -> SimpleExpr {
        let key = if self.is_fts5() { "rowid" } else { "article_id" };
        Expr::col((Self::TABLE, key).into_column_ref())
    }

    fn matches(&self, query: &Query, eyes: Eyes) -> SimpleExpr {
        if self.is_fts5() {
            use sea_query::extension::sqlite::SqliteExpr;
            Expr::col(Self::TABLE).matches(for_fts5(query, eyes))
        } else {
            use sea_query::extension::postgres::PgExpr;
            let words = Expr::col((Self::TABLE, "words"));
            words.matches(Expr::value(for_tsquery(query, eyes)).cast_as("tsquery"))
        }
    }

    /// The newest matches, as many as are looked at: read one by one, and no further than is asked for, or of a rare word
    /// from all there are.
    async fn newest(&self, db: &impl Db, query: &Query, eyes: Eyes) -> Result<SelectStatement, DbErr> {
        let is_walked = self.is_fts5() || self.is_common(db, query, eyes).await?;
        // By a sum PostgreSQL has no articles in order, and can't walk.
        let order = if is_walked { self.key() } else { self.key().add(0) };
        Ok(self.matching(query, eyes).order_by_expr(order, Order::Desc).limit(LOOKED_AT).take())
    }

    /// Whether so many of the newest articles match that those wanted are found by looking at one after another.
    async fn is_common(&self, db: &impl Db, query: &Query, eyes: Eyes) -> Result<bool, DbErr> {
        let newest = SelectStatement::new().expr_as(self.key().max(), "newest").from(Self::TABLE).take();
        let newest = match db.query_one(&newest).await? {
            Some(row) => row.try_get_by_index::<Option<i64>>(0)?.unwrap_or_default(),
            None => 0,
        };
        let mut probed = self.matching(query, eyes);
        probed.and_where(self.key().gt(newest - PROBED)).limit(COMMON);
        Ok(db.query_all(&probed).await?.len() as u64 == COMMON)
    }

    /// The row ids of the articles that match.
    fn matching(&self, query: &Query, eyes: Eyes) -> SelectStatement {
        SelectStatement::new()
            .expr_as(self.key(), Self::ARTICLE)
            .from(Self::TABLE)
            .and_where(self.matches(query, eyes))
            .take()
    }
}

/// A match as FTS5 spells it: each stem is a string, of which none is syntax.
fn for_fts5(query: &Query, eyes: Eyes) -> String {
    let terms = query.terms.iter().map(|term| {
        let stems: Vec<String> = term.stems.iter().map(|stem| format!("\"{stem}\"")).collect();
        format!("({})", stems.join(" OR "))
    });
    let all = terms.collect::<Vec<_>>().join(" AND ");
    match eyes {
        Eyes::Customer => format!("{{seen}} : ({all})"),
        Eyes::Operator => all,
    }
}

/// A match as PostgreSQL spells it.
fn for_tsquery(query: &Query, eyes: Eyes) -> String {
    let weight = match eyes {
        Eyes::Customer => ":A",
        Eyes::Operator => "",
    };
    let terms = query.terms.iter().map(|term| {
        let stems: Vec<String> = term.stems.iter().map(|stem| format!("'{stem}'{weight}")).collect();
        format!("({})", stems.join(" | "))
    });
    terms.collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_match_names_what_is_seen_in_every_term() {
        let query = Query::of("certificates \"vpn\"");
        assert_eq!(
            for_fts5(&query, Eyes::Customer),
            "{seen} : ((\"certif\" OR \"certificates\") AND (\"vpn\"))"
        );
        assert_eq!(for_tsquery(&query, Eyes::Customer), "('certif':A | 'certificates':A) & ('vpn':A)");
        assert_eq!(for_tsquery(&query, Eyes::Operator), "('certif' | 'certificates') & ('vpn')");
    }
}
