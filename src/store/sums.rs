//! What the running sums come to, for whoever asks: of a range of days, and of what stands now.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::Db;
use super::entity::figure;
use super::figures::{NO_DAY, SINCE, amount, whole};
use crate::ticket::figures::What;

/// Whose figures, of which days.
#[derive(Clone, Debug)]
pub struct Range {
    /// Of these queues.
    pub queues: Vec<i64>,
    /// Of this owner only.
    pub owner: Option<i64>,
    /// The first day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Range {
    fn condition(&self) -> Condition {
        Condition::all()
            .add(figure::Column::Day.between(self.from, self.to))
            .add(figure::Column::QueueId.is_in(self.queues.iter().copied()))
            .add_option(self.owner.map(|owner| figure::Column::OwnerId.eq(owner)))
    }
}

/// A sum of a queue or an owner over all days of a range.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Sum {
    /// The row of the queue or of the owner; 0 for nobody.
    pub of: i64,
    /// What.
    pub what: String,
    /// Of which size.
    pub bucket: i32,
    /// How often.
    pub amount: i64,
}

/// The sums of each queue.
///
/// # Errors
/// As the database says.
pub async fn by_queue(db: &impl Db, range: &Range) -> Result<Vec<Sum>, DbErr> {
    sums_by(db, range, figure::Column::QueueId).await
}

/// The sums of each owner, and of nobody.
///
/// # Errors
/// As the database says.
pub async fn by_owner(db: &impl Db, range: &Range) -> Result<Vec<Sum>, DbErr> {
    sums_by(db, range, figure::Column::OwnerId).await
}

async fn sums_by(db: &impl Db, range: &Range, column: figure::Column) -> Result<Vec<Sum>, DbErr> {
    whole(db, figure::Entity::find())
        .select_only()
        .column_as(column, "of")
        .column(figure::Column::What)
        .column(figure::Column::Bucket)
        .column_as(amount(), "amount")
        .filter(range.condition())
        .filter(figure::Column::What.ne(What::Active.as_str()))
        .group_by(column)
        .group_by(figure::Column::What)
        .group_by(figure::Column::Bucket)
        .into_model()
        .all(db)
        .await
}

/// A sum of a day.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OfDay {
    /// The day.
    pub day: NaiveDate,
    /// What.
    pub what: String,
    /// How often.
    pub amount: i64,
}

/// What was opened, taken and closed on each day, and how the number of active tickets changed.
///
/// # Errors
/// As the database says.
pub async fn by_day(db: &impl Db, range: &Range) -> Result<Vec<OfDay>, DbErr> {
    let counted = [What::Opened, What::Taken, What::ClosedSuccessful, What::ClosedUnsuccessful, What::Active];
    whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::Day)
        .column(figure::Column::What)
        .column_as(amount(), "amount")
        .filter(range.condition())
        .filter(figure::Column::What.is_in(counted.map(What::as_str)))
        .group_by(figure::Column::Day)
        .group_by(figure::Column::What)
        .into_model()
        .all(db)
        .await
}

/// How many tickets of a queue an owner has that are not closed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Load {
    /// The queue.
    pub queue_id: i64,
    /// The owner; 0 for nobody.
    pub owner_id: i64,
    /// How many.
    pub tickets: i64,
}

/// How many tickets of these queues are not closed, by queue and owner.
///
/// # Errors
/// As the database says.
pub async fn load(db: &impl Db, queues: &[i64]) -> Result<Vec<Load>, DbErr> {
    whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::QueueId)
        .column(figure::Column::OwnerId)
        .column_as(amount(), "tickets")
        .filter(figure::Column::Day.eq(NO_DAY))
        .filter(figure::Column::QueueId.is_in(queues.iter().copied()))
        .filter(figure::Column::What.eq(What::Standing.as_str()))
        .group_by(figure::Column::QueueId)
        .group_by(figure::Column::OwnerId)
        .having(Func::sum(Expr::col(figure::Column::Amount)).gt(0))
        .into_model()
        .all(db)
        .await
}

/// How many tickets that were opened on a day are not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedOn {
    /// The day.
    pub day: NaiveDate,
    /// How many.
    pub tickets: i64,
}

/// How many tickets of these queues, and of this owner if one is meant, are not closed, by the day they were opened on.
///
/// # Errors
/// As the database says.
pub async fn standing_since(
    db: &impl Db,
    queues: &[i64],
    owner: Option<i64>,
) -> Result<Vec<OpenedOn>, DbErr> {
    let rows: Vec<(i32, i64)> = whole(db, figure::Entity::find())
        .select_only()
        .column(figure::Column::Bucket)
        .column_as(amount(), "tickets")
        .filter(figure::Column::Day.eq(SINCE))
        .filter(figure::Column::QueueId.is_in(queues.iter().copied()))
        .filter(Condition::all().add_option(owner.map(|owner| figure::Column::OwnerId.eq(owner))))
        .group_by(figure::Column::Bucket)
        .into_tuple()
        .all(db)
        .await?;
    let opened = |(day, tickets)| Some(OpenedOn { day: NaiveDate::from_epoch_days(day)?, tickets });
    Ok(rows.into_iter().filter_map(opened).collect())
}
