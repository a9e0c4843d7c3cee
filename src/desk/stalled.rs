//! What a platform does not take: the boards of the operators' channels say it, and since when.

use std::time::Duration;

use sea_orm::DbErr;

use super::{Act, DeskError, schedule};
use crate::store::entity::{deadline, delivery};
use crate::store::{Tx, deadlines, deliveries};

/// For so long a platform may be away before anybody is told: a moment's trouble is nobody's business.
pub const PATIENCE: Duration = Duration::from_secs(2 * 60);
/// How often the boards are brought up to date while it lasts.
const AGAIN: Duration = Duration::from_secs(5 * 60);
/// What the deadline keeps once the boards tell of it.
const TOLD: &str = r#"{"told":true}"#;

/// A delivery was tried in vain for the first time.
///
/// # Errors
/// As the database says.
pub async fn begins(tx: &Tx, delivery: &delivery::Model) -> Result<(), DbErr> {
    deadlines::set(tx, schedule::STALLED, 0, delivery.created_at + PATIENCE).await
}

/// A delivery that had been tried in vain went through: perhaps the trouble is over.
///
/// # Errors
/// As the database says.
pub async fn ends(tx: &Tx, now: chrono::DateTime<chrono::Utc>) -> Result<(), DbErr> {
    deadlines::hasten(tx, schedule::STALLED, now).await
}

/// Has the boards tell what is not taken, or that it is over.
///
/// # Errors
/// As the database says.
pub async fn look(act: &Act<'_>, due: &deadline::Model) -> Result<(), DeskError> {
    let lasts = !deliveries::stalled(act.tx, act.now - PATIENCE).await?.is_empty();
    if lasts || due.data == TOLD {
        act.refresh_all_boards(&act.config.queues);
    }
    if lasts {
        deadlines::put_with(act.tx, schedule::STALLED, 0, act.now + AGAIN, TOLD).await?;
    }
    Ok(())
}
