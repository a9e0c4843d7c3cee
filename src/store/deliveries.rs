//! What waits to be delivered, is claimed, and sent.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query, SimpleExpr};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::Db;
use super::entity::delivery;
use super::parts;
pub use super::queueing::{New, queue};

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

/// What failed because these conversations could not be reached is owed again: what failed before something else was
/// said there did so for another reason, and would come too late.
///
/// # Errors
/// As the database says.
pub async fn revive(db: &impl Db, conversations: &[i64], now: DateTime<Utc>) -> Result<u64, DbErr> {
    let later = Alias::new("later");
    let same = |column| Expr::col((later.clone(), column)).equals((delivery::Entity, column));
    let said_later = Query::select()
        .expr(Expr::cust("1"))
        .from_as(delivery::Entity, later.clone())
        .and_where(same(delivery::Column::TicketId))
        .and_where(same(delivery::Column::ConversationId))
        .and_where(Expr::col((later.clone(), delivery::Column::State)).eq(SENT))
        .and_where(
            Expr::col((later.clone(), delivery::Column::Id))
                .gt(Expr::col((delivery::Entity, delivery::Column::Id))),
        )
        .take();
    let done = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(WORKING))
        .col_expr(delivery::Column::DueAt, Expr::value(now))
        .col_expr(delivery::Column::Attempts, Expr::value(0))
        .col_expr(delivery::Column::EndedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(delivery::Column::ConversationId.is_in(conversations.iter().copied()))
        .filter(Expr::cust("delivery.state = 'failed'"))
        .filter(Expr::exists(said_later).not())
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
