//! What is owed is queued; of what stands for each other, once.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, Query};
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set};

use super::Db;
use super::adding::Adds;
use super::db::Text;
use super::deliveries::QUEUED;
use super::entity::delivery;
use super::ready::{Changes, Ready};

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
