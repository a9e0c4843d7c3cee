//! What is owed, claimed, sent.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, LockBehavior, LockType, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};

use super::Db;
use super::adding::Adds;
use super::db::Text;
use super::entity::delivery;
use super::parts;
use super::ready::{Changes, Ready};

/// Waits for its turn.
pub const QUEUED: &str = "queued";
/// Has parts that are being sent.
pub const WORKING: &str = "working";
/// All its parts are sent.
pub const SENT: &str = "sent";
/// Gave up; kept for the operators.
pub const FAILED: &str = "failed";
/// No longer wanted.
pub const DROPPED: &str = "dropped";

/// What stands where words stood.
pub const NOTHING: &str = "{}";
/// The lane of what is delivered no more.
pub const NOWHERE: &str = "-";

/// The priority of what says that somebody was heard, and of what answers them: it goes first.
pub const RECEIPT: i16 = 0;
/// The priority of words.
pub const WORDS: i16 = 1;
/// The priority of mails.
pub const MAIL: i16 = 2;
/// The priority of what is only kept current.
pub const UPKEEP: i16 = 3;

/// A delivery to be queued.
#[derive(Clone, Debug)]
pub struct New {
    /// Through which outlet.
    pub platform: String,
    /// What keeps its order.
    pub lane: String,
    /// Smaller goes first, where lanes compete.
    pub priority: i16,
    /// Of which ticket.
    pub ticket: Option<i64>,
    /// Which article it carries.
    pub article: Option<i64>,
    /// To which conversation.
    pub conversation: Option<i64>,
    /// Who reads it.
    pub audience: &'static str,
    /// A newer one with the same key stands for it.
    pub collapse_key: Option<String>,
    /// What: JSON.
    pub payload: String,
    /// Whether it is one place more, not the only one: that it can't be reached is no news.
    pub courtesy: bool,
    /// Not before.
    pub due_at: DateTime<Utc>,
}

/// What is owed since when.
#[derive(Clone, Debug)]
pub struct Owed {
    pub(super) new: New,
    pub(super) since: DateTime<Utc>,
}

/// Queues a delivery, in a transaction with others at its end. One with a collapse key is not queued twice: what
/// waits is rendered when its turn comes, so it is the newest anyway.
///
/// # Errors
/// As the database says.
pub async fn queue(db: &impl Db, new: New, now: DateTime<Utc>) -> Result<(), DbErr> {
    let owed = Owed { new, since: now };
    match db.late() {
        Some(late) => late.rows().deliveries.push(owed),
        None => write(db, vec![owed]).await?,
    }
    Ok(())
}

/// Queues deliveries on SQLite.
static ADDS: Adds<delivery::Entity> = Adds::new();

/// Queues deliveries in their order; of those with the same collapse key the first, if none waits.
pub(super) async fn write(db: &impl Db, owed: Vec<Owed>) -> Result<(), DbErr> {
    static QUEUE: Changes = Changes::new();
    static QUEUE_UNLESS: Changes = Changes::new();
    let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let mut waiting = if is_sqlite { waiting_for(db, &owed).await? } else { HashSet::new() };
    let wanted = |owed: &Owed| owed.new.collapse_key.clone().is_none_or(|key| waiting.insert(key));
    let owed: Vec<Owed> = owed.into_iter().filter(wanted).collect();
    if owed.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> = owed.iter().filter_map(|owed| owed.new.collapse_key.clone()).collect();
    let rows = move || owed.into_iter().map(Owed::into_row).collect();
    match is_sqlite {
        true => ADDS.add(db, rows, keys).await,
        false if keys.is_empty() => QUEUE.insert(db, rows()).await,
        false => QUEUE_UNLESS.insert_where(db, rows(), nothing_waits_for_it).await,
    }
}

/// Whether nothing waits for the collapse key of a row that is to be inserted, of which each column has this name.
/// What is being rendered is waited for: then it may be older than what is to be shown. Others may rely on what waits
/// at the same time.
fn nothing_waits_for_it(of: &dyn Fn(delivery::Column) -> Expr) -> Condition {
    let mut waiting = Query::select();
    waiting
        .expr(Expr::cust("1"))
        .from(delivery::Entity)
        .and_where(delivery::Column::CollapseKey.into_expr().eq(of(delivery::Column::CollapseKey)))
        .and_where(is_queued())
        .lock(LockType::Share);
    Condition::any().add(of(delivery::Column::CollapseKey).is_null()).add(Expr::exists(waiting).not())
}

/// Whether a delivery is queued, asked so that only the index of collapse keys has it, and not that of all that waits.
fn is_queued() -> Expr {
    Expr::cust("(delivery.state = 'queued') IS TRUE")
}

/// The collapse keys of these for which a delivery waits, on SQLite.
async fn waiting_for(db: &impl Db, owed: &[Owed]) -> Result<HashSet<String>, DbErr> {
    static WAITING: Ready = Ready::without_added();
    let query = |backend| {
        delivery::Entity::find()
            .select_only()
            .column(delivery::Column::CollapseKey)
            .filter(delivery::Column::CollapseKey.eq(""))
            .filter(is_queued())
            .build(backend)
    };
    let keys: BTreeSet<&str> = owed.iter().filter_map(|o| o.new.collapse_key.as_deref()).collect();
    let mut waiting = HashSet::new();
    // SQLite makes a table of those of a list each time; a question for each costs less.
    for key in keys {
        if ADDS.has(db, key) {
            waiting.insert(key.to_owned());
            continue;
        }
        let rows = WAITING.rows::<Text>(db, query, [key.into()]).await?;
        waiting.extend(rows.iter().map(|Text(key)| key.clone()));
    }
    Ok(waiting)
}

impl Owed {
    fn into_row(self) -> delivery::ActiveModel {
        let Self { new, since } = self;
        delivery::ActiveModel {
            platform: Set(new.platform),
            lane: Set(new.lane),
            priority: Set(new.priority),
            state: Set(QUEUED.to_owned()),
            ticket_id: Set(new.ticket),
            article_id: Set(new.article),
            conversation_id: Set(new.conversation),
            audience: Set(new.audience.to_owned()),
            collapse_key: Set(new.collapse_key),
            payload: Set(new.payload),
            courtesy: Set(new.courtesy),
            attempts: Set(0),
            due_at: Set(new.due_at),
            created_at: Set(since),
            ended_at: Set(None),
            trouble: Set(None),
            ..Default::default()
        }
    }
}

/// What is not to be looked at: deliveries that are under way, or somebody else's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Except<'a> {
    /// Those of these lanes.
    pub lanes: &'a [String],
    /// Those to these platforms.
    pub platforms: &'a [String],
}

impl Except<'_> {
    fn from(self, mut query: sea_orm::Select<delivery::Entity>) -> sea_orm::Select<delivery::Entity> {
        if !self.lanes.is_empty() {
            query = query.filter(delivery::Column::Lane.is_not_in(self.lanes.iter().map(String::as_str)));
        }
        if !self.platforms.is_empty() {
            let platforms = self.platforms.iter().map(String::as_str);
            query = query.filter(delivery::Column::Platform.is_not_in(platforms));
        }
        query
    }
}

/// The deliveries that are first in their lanes and due, most urgent first.
///
/// # Errors
/// As the database says.
pub async fn due(
    db: &impl Db,
    except: Except<'_>,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<delivery::Model>, DbErr> {
    let query = delivery::Entity::find()
        .filter(is_open("delivery"))
        .filter(delivery::Column::DueAt.lte(now))
        .filter(Expr::exists(earlier_in_lane()).not())
        .order_by_asc(delivery::Column::Priority)
        .order_by_asc(delivery::Column::Id)
        .limit(most);
    except.from(query).all(db).await
}

/// The same, those of the oldest tickets first: what a flood adds stands behind all that was there before.
///
/// # Errors
/// As the database says.
pub async fn due_of_oldest(
    db: &impl Db,
    except: Except<'_>,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<delivery::Model>, DbErr> {
    let query = delivery::Entity::find()
        .filter(is_open("delivery"))
        .filter(delivery::Column::DueAt.lte(now))
        .filter(delivery::Column::TicketId.is_not_null())
        .filter(Expr::exists(earlier_in_lane()).not())
        .order_by_asc(delivery::Column::TicketId)
        .order_by_asc(delivery::Column::Priority)
        .order_by_asc(delivery::Column::Id)
        .limit(most);
    except.from(query).all(db).await
}

/// `table` is queued or working, in the words of the partial indexes: with the states as parameters a
/// planner can't know that these cover it.
fn is_open(table: &'static str) -> SimpleExpr {
    Expr::cust(format!("{table}.state IN ('queued', 'working')"))
}

/// The same, asked so that only the index of lanes has it.
pub(super) fn is_in_line(table: &'static str) -> SimpleExpr {
    Expr::cust(format!("({table}.state IN ('queued', 'working')) IS TRUE"))
}

/// What waits in the same lane before a delivery, looked up for each. PostgreSQL would join what waits with itself, by a
/// plan that was made when hardly anything did and stands while the archive is large: with thousands of either that is a
/// matter of milliseconds. What has an offset it doesn't join.
fn earlier_in_lane() -> sea_orm::sea_query::SelectStatement {
    let earlier = Alias::new("earlier");
    Query::select()
        .expr(Expr::cust("1"))
        .from_as(delivery::Entity, earlier.clone())
        .and_where(is_in_line("earlier"))
        .and_where(
            Expr::col((earlier.clone(), delivery::Column::Lane))
                .equals((delivery::Entity, delivery::Column::Lane)),
        )
        .and_where(
            Expr::col((earlier, delivery::Column::Id))
                .lt(Expr::col((delivery::Entity, delivery::Column::Id))),
        )
        .limit(1)
        .offset(0)
        .take()
}

/// When the next delivery that is first in its lane falls due, if any waits.
///
/// # Errors
/// As the database says.
pub async fn next_due(db: &impl Db, except: Except<'_>) -> Result<Option<DateTime<Utc>>, DbErr> {
    let query = delivery::Entity::find()
        .filter(is_open("delivery"))
        .filter(Expr::exists(earlier_in_lane()).not())
        .order_by_asc(delivery::Column::DueAt)
        .limit(1);
    Ok(except.from(query).one(db).await?.map(|d| d.due_at))
}

/// How many lanes have something to deliver that was not put off by a failure.
///
/// # Errors
/// As the database says.
pub async fn owed(db: &impl Db, except: Except<'_>) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    let query = delivery::Entity::find()
        .filter(is_open("delivery"))
        .filter(delivery::Column::Attempts.eq(0))
        .filter(Expr::exists(earlier_in_lane()).not());
    except.from(query).count(db).await
}

/// What a platform does not take: something was tried in vain, and has waited since.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Stalled {
    /// Through which outlet.
    pub platform: String,
    /// When the oldest of what waits was queued.
    pub since: DateTime<Utc>,
    /// How much waits.
    pub waiting: i64,
}

/// The platforms that have not taken something for which was tried since before `before`, by name.
///
/// # Errors
/// As the database says.
pub async fn stalled(db: &impl Db, before: DateTime<Utc>) -> Result<Vec<Stalled>, DbErr> {
    delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Platform)
        .column_as(delivery::Column::CreatedAt.min(), "since")
        .column_as(delivery::Column::Id.count(), "waiting")
        .filter(is_open("delivery"))
        .filter(delivery::Column::CreatedAt.lte(before))
        .group_by(delivery::Column::Platform)
        .having(delivery::Column::Attempts.max().gt(0))
        .order_by_asc(delivery::Column::Platform)
        .into_model()
        .all(db)
        .await
}

/// What waits for one outlet.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Waiting {
    /// Which.
    pub platform: String,
    /// How many deliveries.
    pub deliveries: i64,
    /// When the oldest was queued.
    pub oldest: DateTime<Utc>,
}

/// What waits, by outlet.
///
/// # Errors
/// As the database says.
pub async fn waiting(db: &impl Db) -> Result<Vec<Waiting>, DbErr> {
    delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Platform)
        .column_as(delivery::Column::CreatedAt.min(), "oldest")
        .column_as(delivery::Column::Id.count(), "deliveries")
        .filter(is_open("delivery"))
        .group_by(delivery::Column::Platform)
        .order_by_asc(delivery::Column::Platform)
        .into_model()
        .all(db)
        .await
}

/// All that waits untried is due now.
///
/// # Errors
/// As the database says.
pub async fn hasten(db: &impl Db, now: DateTime<Utc>) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(now))
        .filter(is_open("delivery"))
        .filter(delivery::Column::State.eq(QUEUED))
        .filter(delivery::Column::Attempts.eq(0))
        .filter(delivery::Column::DueAt.gt(now))
        .exec(db)
        .await
        .map(|_| ())
}

/// The delivery with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<delivery::Model>, DbErr> {
    delivery::Entity::find_by_id(id).one(db).await
}

/// The delivery with this row id, for whoever is to send it; `None` also while somebody else has it in hand.
/// On PostgreSQL its row is held until the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn claim(db: &impl Db, id: i64) -> Result<Option<delivery::Model>, DbErr> {
    delivery::Entity::find_by_id(id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(db)
        .await
}

/// Whether a delivery still waits or is under way: it may have been erased or given up meanwhile. On PostgreSQL
/// its row is held until the transaction ends.
///
/// # Errors
/// As the database says.
pub async fn is_still_open(db: &impl Db, id: i64) -> Result<bool, DbErr> {
    let row = delivery::Entity::find_by_id(id).lock(LockType::Update).one(db).await?;
    Ok(row.is_some_and(|row| matches!(row.state.as_str(), QUEUED | WORKING)))
}

/// The deliveries that carry an article, oldest first.
///
/// # Errors
/// As the database says.
pub async fn of_article(db: &impl Db, article: i64) -> Result<Vec<delivery::Model>, DbErr> {
    delivery::Entity::find()
        .filter(delivery::Column::ArticleId.eq(article))
        .order_by_asc(delivery::Column::Id)
        .all(db)
        .await
}

/// A delivery carries another article.
///
/// # Errors
/// As the database says.
pub async fn set_article(db: &impl Db, id: i64, article: i64) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::ArticleId, Expr::value(article))
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// All of a delivery is sent: of what it said, `kept` stays; without it, nor does what kept its order.
///
/// # Errors
/// As the database says.
pub async fn sent(db: &impl Db, id: i64, kept: Option<String>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let mut update = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(SENT))
        .col_expr(delivery::Column::Trouble, Expr::value(Option::<String>::None))
        .col_expr(delivery::Column::EndedAt, Expr::value(now));
    if kept.is_none() {
        update = update.col_expr(delivery::Column::Lane, Expr::value(NOWHERE));
    }
    let kept = kept.unwrap_or_else(|| NOTHING.to_owned());
    update
        .col_expr(delivery::Column::Payload, Expr::value(kept))
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// A delivery is not sent and not kept.
///
/// # Errors
/// As the database says.
pub async fn give_up(db: &impl Db, id: i64, cause: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DROPPED))
        .col_expr(delivery::Column::Payload, Expr::value(NOTHING))
        .col_expr(delivery::Column::Lane, Expr::value(NOWHERE))
        .col_expr(delivery::Column::Trouble, Expr::value(cause))
        .col_expr(delivery::Column::EndedAt, Expr::value(now))
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await?;
    parts::empty(db, id).await
}

/// Writes how a delivery stands.
///
/// # Errors
/// As the database says.
pub async fn set_state(
    db: &impl Db,
    id: i64,
    state: &str,
    trouble: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let ended = !matches!(state, QUEUED | WORKING);
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(delivery::Column::Trouble, Expr::value(trouble.map(str::to_owned)))
        .col_expr(delivery::Column::EndedAt, Expr::value(ended.then_some(now)))
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// Puts a delivery off after a failed try.
///
/// # Errors
/// As the database says.
pub async fn put_off(db: &impl Db, id: i64, until: DateTime<Utc>, trouble: &str) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(until))
        .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).add(1))
        .col_expr(delivery::Column::Trouble, Expr::value(trouble))
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// Drops what waits untried for these deliveries; says which were dropped.
///
/// # Errors
/// As the database says.
pub async fn drop_queued(db: &impl Db, ids: &[i64], now: DateTime<Utc>) -> Result<Vec<i64>, DbErr> {
    let mut dropped = Vec::new();
    for id in ids {
        let done = delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(DROPPED))
            .col_expr(delivery::Column::Payload, Expr::value(NOTHING))
            .col_expr(delivery::Column::EndedAt, Expr::value(now))
            .filter(delivery::Column::Id.eq(*id))
            .filter(delivery::Column::State.eq(QUEUED))
            .exec(db)
            .await?;
        if done.rows_affected > 0 {
            dropped.push(*id);
        }
    }
    Ok(dropped)
}

/// Drops what is not sent of a delivery, be it that it waits untried or that it has failed. Says whether nothing
/// of it can stand anywhere.
///
/// # Errors
/// As the database says.
pub async fn withdraw(db: &impl Db, delivery: &delivery::Model, now: DateTime<Utc>) -> Result<bool, DbErr> {
    if !drop_queued(db, &[delivery.id], now).await?.is_empty() {
        return Ok(true);
    }
    if delivery.state != FAILED {
        return Ok(false);
    }
    let stands = parts::of(db, delivery.id).await?.iter().any(|part| part.state == SENT);
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DROPPED))
        .filter(delivery::Column::Id.eq(delivery.id))
        .filter(delivery::Column::State.eq(FAILED))
        .exec(db)
        .await?;
    parts::empty(db, delivery.id).await?;
    Ok(!stands)
}

/// What failed because these conversations could not be reached is owed again.
///
/// # Errors
/// As the database says.
pub async fn revive(db: &impl Db, conversations: &[i64], now: DateTime<Utc>) -> Result<u64, DbErr> {
    let done = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(WORKING))
        .col_expr(delivery::Column::DueAt, Expr::value(now))
        .col_expr(delivery::Column::Attempts, Expr::value(0))
        .col_expr(delivery::Column::EndedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(delivery::Column::ConversationId.is_in(conversations.iter().copied()))
        .filter(Expr::cust("delivery.state = 'failed'"))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

/// Has a delivery made anew: what it takes is planned again on its next turn, by what is then so.
///
/// # Errors
/// As the database says.
pub async fn start_over(db: &impl Db, id: i64, now: DateTime<Utc>) -> Result<(), DbErr> {
    parts::forget(db, id).await?;
    set_state(db, id, QUEUED, None, now).await
}
