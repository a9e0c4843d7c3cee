//! The beginning of a delivery's turn: claimed, rendered and planned where it is not yet, its first part begun.

use std::sync::Arc;

use sea_orm::DbErr;
use sportello_chat::{Operation, Outbound, Outlet};

use super::render::{Rendered, render};
use super::sender::Sender;
use crate::store::entity::{delivery, delivery_part};
use crate::store::leases::Fenced;
use crate::store::{deliveries, parts};

/// A part with what it does, as the database keeps it.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Step {
    pub(super) outbound: Outbound,
    pub(super) operation: Operation,
}

/// What a delivery's turn begins with.
pub(super) enum Prepared {
    /// There is nothing to do.
    Nothing,
    /// Somebody else has it in hand.
    InOtherHands,
    /// This is.
    Ready(Box<Ready>),
}

/// What is to be done.
pub(super) struct Ready {
    pub(super) delivery: delivery::Model,
    pub(super) outlet: Arc<dyn Outlet>,
    pub(super) parts: Vec<delivery_part::Model>,
    /// Whether the first part to be sent is one that nobody has tried: then that it is tried is written down.
    pub(super) begun: bool,
}

/// Renders and plans the delivery on its first turn, and begins with it.
pub(super) async fn prepare(desk: Sender<'_>, id: i64) -> Result<Prepared, Fenced> {
    let tx = desk.begin().await?;
    let Some(delivery) = deliveries::claim(&tx, id).await? else { return Ok(Prepared::InOtherHands) };
    if !matches!(delivery.state.as_str(), deliveries::QUEUED | deliveries::WORKING) {
        return Ok(Prepared::Nothing);
    }
    let Some(outlet) = desk.outlet(&delivery.platform) else {
        let cause = format!("{} is not enabled", delivery.platform);
        deliveries::set_state(&tx, id, deliveries::FAILED, Some(&cause), desk.now()).await?;
        tx.commit().await?;
        tracing::warn!(delivery = id, platform = delivery.platform, "kept: the platform is not enabled");
        return Ok(Prepared::Nothing);
    };
    let mut parts = parts::of(&tx, id).await?;
    // Of what shows how something stands, only the newest is sent.
    let untried = !parts.is_empty() && parts.iter().all(|part| part.state == deliveries::QUEUED);
    if delivery.collapse_key.is_some() && untried {
        parts::forget(&tx, id).await?;
        parts.clear();
    }
    if parts.is_empty() {
        let outbounds = match render(&desk.view(), &tx, &delivery).await? {
            Rendered::Do(outbounds) => outbounds,
            Rendered::Nothing => Vec::new(),
            Rendered::Forbidden(cause) => {
                deliveries::set_state(&tx, id, deliveries::FAILED, Some(cause), desk.now()).await?;
                tx.commit().await?;
                return Ok(Prepared::Nothing);
            }
        };
        for outbound in outbounds {
            for operation in outlet.plan(&outbound) {
                let step = Step { outbound: outbound.clone(), operation };
                let json = serde_json::to_string(&step).map_err(|e| DbErr::Json(e.to_string()))?;
                parts.push(parts::add(&tx, id, parts.len(), desk.random_key(), json).await?);
            }
        }
    }
    let state = if parts.is_empty() { deliveries::DROPPED } else { deliveries::WORKING };
    deliveries::set_state(&tx, id, state, delivery.trouble.as_deref(), desk.now()).await?;
    // With the same commit, since each is waited for.
    let first = parts.iter_mut().find(|part| part.state != deliveries::SENT);
    let first = first.filter(|part| part.state == deliveries::QUEUED);
    let begun = first.is_some();
    if let Some(first) = first {
        parts::attempt(&tx, first, desk.epoch(), desk.now()).await?;
    }
    tx.commit().await?;
    Ok(if parts.is_empty() {
        Prepared::Nothing
    } else {
        Prepared::Ready(Box::new(Ready { delivery, outlet, parts, begun }))
    })
}
