//! Tickets that have been closed for as long as their queue keeps them are emptied, some at a time: one
//! deadline for each queue, which is set to when its next ticket has come so far.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use crate::config::Config;
use crate::desk::{Act, DeskError, emptying, schedule};
use crate::store::entity::{deadline, ticket};
use crate::store::{Tx, deadlines, emptying as rows, held, history};

/// Tickets in one transaction: others wait meanwhile.
const AT_ONCE: u64 = 20;

/// Has every queue looked at, by what bot.toml says now; `retired` are those that it has no more.
///
/// # Errors
/// As the database says.
pub async fn look_at_all(
    tx: &Tx,
    config: &Config,
    ids: &std::collections::HashMap<String, i64>,
    retired: impl Iterator<Item = i64>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for queue in &config.queues {
        if let Some(id) = ids.get(&queue.name) {
            deadlines::put(tx, schedule::FORGET, *id, queue.closed_after.map(|_| now)).await?;
        }
    }
    for id in retired {
        deadlines::put(tx, schedule::FORGET, id, config.closed_after.map(|_| now)).await?;
    }
    Ok(())
}

/// How long a queue's closed tickets keep their words; none: for ever.
fn kept(act: &Act<'_>, queue: i64) -> Option<Duration> {
    let queue = act.desk.queue_by_id(queue)?;
    match act.desk.queue(&queue.name) {
        Some(queue) => queue.closed_after,
        None => act.config.closed_after,
    }
}

/// A ticket was closed, or has come into a queue: one day it is to be emptied.
///
/// # Errors
/// As the database says.
pub async fn remember(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DbErr> {
    match kept(act, ticket.queue_id) {
        Some(after) => deadlines::set(act.tx, schedule::FORGET, ticket.queue_id, act.now + after).await,
        None => Ok(()),
    }
}

/// Some of the queue's tickets are emptied; then the next.
pub(super) async fn some(act: &Act<'_>, due: &deadline::Model) -> Result<(), DeskError> {
    let queue = due.subject_id;
    let Some(after) = kept(act, queue) else { return Ok(()) };
    let mut done = 0_u64;
    for found in rows::due(act.tx, queue, act.now - after, AT_ONCE).await? {
        let Some(mut ticket) = held::hold(act.tx, found.id).await? else { continue };
        // It may have been opened again, or moved, before it was held.
        let is_due = ticket.emptied_at.is_none()
            && ticket.queue_id == queue
            && ticket.closed_at.is_some_and(|closed| closed + after <= act.now);
        if !is_due {
            continue;
        }
        done += 1;
        emptying::forget(act, &mut ticket).await?;
        act.history(&ticket, &history::Event::Emptied).await?;
    }
    if done > 0 {
        tracing::info!(tickets = done, "closed tickets were emptied");
    }
    let next = rows::next_due(act.tx, queue).await?.map(|closed| (closed + after).max(act.now));
    Ok(deadlines::put(act.tx, schedule::FORGET, queue, next).await?)
}
