//! One delivery, from its first part to its last.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use sea_orm::DbErr;
use sportello_chat::{Attempt, Found, Operation, Outlet, SendError, Sent, Target, Uncertain};

use super::backoff;
use super::prepare::{Prepared, Ready, Step, prepare};
use super::sender::Sender;
use crate::crash::may_die;
use crate::desk::{Desk, Tenure, stalled, trouble};
use crate::store::entity::{delivery, delivery_part};
use crate::store::leases::Fenced;
use crate::store::{Tx, conversations, deliveries, messages, parts, places};

/// An adapter has its own patience with its platform, which is shorter; this is for one that has none.
const LONGEST_TRY: TimeDelta = TimeDelta::minutes(15);

/// How one try of a part went.
enum Tried {
    Sent(Sent),
    Failed(SendError),
    /// Nobody can say whether it happened, and it is not to be repeated.
    Uncertain,
}

/// Why a delivery is kept as failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// The platform refuses it for good.
    Refused,
    /// Its conversation can't be reached any more.
    Unreachable,
    /// Neither: it was tried for too long, or can't be made.
    Kept,
}

/// What came of a delivery's turn.
pub enum Turn {
    /// It went as far as it goes now.
    Done,
    /// Somebody else has it in hand for the moment.
    InOtherHands,
}

/// Brings one delivery as far as it goes now.
///
/// # Errors
/// As the database says, or when another instance has taken the platform over; then it goes on from what is
/// stored.
pub async fn deliver(desk: &Desk, tenure: Option<&Tenure>, id: i64) -> Result<Turn, Fenced> {
    let desk = Sender { desk, tenure };
    match prepare(desk, id).await? {
        Prepared::Ready(ready) => send(desk, *ready).await.map(|()| Turn::Done),
        Prepared::Nothing => Ok(Turn::Done),
        Prepared::InOtherHands => Ok(Turn::InOtherHands),
    }
}

async fn send(desk: Sender<'_>, ready: Ready) -> Result<(), Fenced> {
    let Ready { delivery, outlet, mut parts, mut begun } = ready;
    let delivery = &delivery;
    let mut earlier: Vec<Sent> = Vec::new();
    for index in 0..parts.len() {
        if parts[index].state == deliveries::SENT {
            earlier.push(read_sent(&parts[index]));
            continue;
        }
        let Ok(step) = serde_json::from_str::<Step>(&parts[index].operation) else {
            return fail(desk, delivery, &mut parts[index], "its operation can't be read", Failure::Kept)
                .await;
        };
        let begun = std::mem::take(&mut begun);
        let doubtful = !begun && parts[index].state != deliveries::QUEUED;
        if !begun {
            let tx = desk.begin().await?;
            parts::attempt(&tx, &mut parts[index], desk.epoch(), desk.now()).await?;
            tx.commit().await?;
        }
        if doubtful {
            // Whatever hinders the search for it leaves it in doubt.
            parts[index].state = parts::UNKNOWN.to_owned();
        }
        let attempt = match make_attempt(&desk, &parts[index], &step, &earlier).await {
            Ok(attempt) => attempt,
            Err(cause) => return fail(desk, delivery, &mut parts[index], &cause, Failure::Kept).await,
        };
        let once_more = doubtful && outlet.policy(&step.operation) == Uncertain::RepeatOnce;
        let asked = Instant::now();
        may_die!(desk, BeforeSend);
        let answer = try_part(outlet.as_ref(), &step.operation, &attempt, doubtful);
        let tried = tokio::select! {
            tried = answer => tried,
            () = desk.clock().wait_until(desk.now() + LONGEST_TRY) => never_answered(),
        };
        may_die!(desk, Sent);
        desk.metrics().answered(&delivery.platform, asked.elapsed());
        match tried {
            Tried::Sent(sent) => {
                let last = index + 1 == parts.len();
                record(desk, delivery, &step, &mut parts[index], &sent, last).await?;
                earlier.push(sent);
            }
            Tried::Failed(SendError::Retry { after, cause }) => {
                // That it did not happen now says nothing of an earlier try.
                let state = if once_more { parts::UNKNOWN } else { deliveries::QUEUED };
                return put_off(desk, delivery, &mut parts[index], state, after, &cause).await;
            }
            Tried::Failed(SendError::Unknown { cause }) if once_more => {
                let cause = format!("it was sent twice, and nobody can say whether it arrived: {cause}");
                return fail(desk, delivery, &mut parts[index], &cause, Failure::Kept).await;
            }
            Tried::Failed(SendError::Unknown { cause }) => {
                return put_off(desk, delivery, &mut parts[index], parts::UNKNOWN, None, &cause).await;
            }
            Tried::Failed(SendError::Permanent { cause }) => {
                return fail(desk, delivery, &mut parts[index], &cause, Failure::Refused).await;
            }
            Tried::Failed(SendError::Unreachable { cause }) => {
                return fail(desk, delivery, &mut parts[index], &cause, Failure::Unreachable).await;
            }
            Tried::Uncertain => {
                let cause = "the platform can't say whether it was sent, and it is not sent twice";
                // Who has it tried again knows that, and wants it repeated.
                parts[index].state = deliveries::QUEUED.to_owned();
                return fail(desk, delivery, &mut parts[index], cause, Failure::Kept).await;
            }
        }
    }
    Ok(())
}

async fn make_attempt(
    desk: &Desk,
    part: &delivery_part::Model,
    step: &Step,
    earlier: &[Sent],
) -> Result<Attempt, String> {
    let file = match &step.operation {
        Operation::SendFile { file, .. } => Some(
            desk.files()
                .get(&file.sha256)
                .await
                .map_err(|e| format!("the file {} can't be read: {e}", file.name))?,
        ),
        _ => None,
    };
    let mut attached = Vec::new();
    if let Operation::Mail(mail) = &step.operation {
        for file in &mail.files {
            let bytes = desk.files().get(&file.sha256).await;
            attached.push(bytes.map_err(|e| format!("the file {} can't be read: {e}", file.name))?);
        }
    }
    Ok(Attempt {
        key: part.key.clone(),
        serial: part.id,
        since: part.since.unwrap_or_else(|| desk.now()),
        earlier: earlier.to_vec(),
        outbound: Arc::new(step.outbound.clone()),
        file,
        attached,
    })
}

/// Nobody knows what became of it, and others wait for its lane.
fn never_answered() -> Tried {
    Tried::Failed(SendError::Unknown { cause: "the platform never answered".to_owned() })
}

/// Carries the part out; one that may have happened already is looked for first.
async fn try_part(outlet: &dyn Outlet, operation: &Operation, attempt: &Attempt, doubtful: bool) -> Tried {
    if doubtful {
        match outlet.find(operation, attempt).await {
            Ok(Found::Found(sent)) => return Tried::Sent(sent),
            Ok(Found::Absent) => {}
            Ok(Found::CannotTell) if outlet.policy(operation) == Uncertain::Report => {
                return Tried::Uncertain;
            }
            Ok(Found::CannotTell) => {}
            // What can't be looked for now stays in doubt.
            Err(SendError::Retry { cause, .. } | SendError::Unknown { cause }) => {
                return Tried::Failed(SendError::Unknown { cause });
            }
            Err(error) => return Tried::Failed(error),
        }
    }
    match outlet.perform(operation, attempt).await {
        Ok(sent) => Tried::Sent(sent),
        Err(error) => Tried::Failed(error),
    }
}

/// Keeps what the platform answered, so that edits, replies and reactions find their article.
async fn record(
    desk: Sender<'_>,
    delivery: &delivery::Model,
    step: &Step,
    part: &mut delivery_part::Model,
    sent: &Sent,
    last: bool,
) -> Result<(), Fenced> {
    let tx = desk.begin().await?;
    remember(&tx, delivery, step, sent).await?;
    if last {
        // Which messages they became was remembered, and nothing else is asked of them.
        parts::forget(&tx, delivery.id).await?;
        deliveries::sent(&tx, delivery.id, kept(delivery)?, desk.now()).await?;
        if delivery.attempts > 0 {
            stalled::ends(&tx, desk.now()).await?;
        }
    } else {
        part.state = deliveries::SENT.to_owned();
        part.sent = Some(serde_json::to_string(sent).map_err(|e| DbErr::Json(e.to_string()))?);
        parts::write(&tx, part).await?;
    }
    may_die!(desk, BeforeRecord);
    tx.commit().await?;
    may_die!(desk, Recorded);
    if last {
        let after = (desk.now() - delivery.created_at).to_std().unwrap_or_default();
        desk.metrics().delivered(&delivery.platform, after);
    }
    Ok(())
}

/// What is kept of a delivery that was sent: its words stand in its article, and what belongs to no ticket is
/// not needed any more.
fn kept(delivery: &delivery::Model) -> Result<Option<String>, DbErr> {
    let payload = serde_json::from_str::<super::Payload>(&delivery.payload).ok();
    let said = payload.filter(|_| delivery.ticket_id.is_some()).and_then(super::Payload::said);
    said.map(|said| serde_json::to_string(&said).map_err(|e| DbErr::Json(e.to_string()))).transpose()
}

async fn remember(tx: &Tx, delivery: &delivery::Model, step: &Step, sent: &Sent) -> Result<(), DbErr> {
    if let Some(conversation) = delivery.conversation_id {
        conversations::opened(tx, conversation, sent.room.as_deref(), sent.thread.as_deref()).await?;
    }
    let Some(id) = sent.id.as_deref() else { return Ok(()) };
    if let (Operation::Send { target, .. } | Operation::SendFile { target, .. }, false) =
        (&step.operation, delivery.platform == "mail")
    {
        let room = room_of(target).or(sent.room.as_deref());
        let said = messages::Said {
            platform: &delivery.platform,
            id,
            room,
            article: delivery.article_id,
            conversation: delivery.conversation_id,
            delivery: delivery.id,
            is_file: matches!(step.operation, Operation::SendFile { .. }),
        };
        messages::said(tx, said).await?;
    }
    if !matches!(step.operation, Operation::Send { .. }) {
        return Ok(());
    }
    match serde_json::from_str(&delivery.payload) {
        Ok(super::Payload::Header) => match delivery.conversation_id {
            Some(conversation) => conversations::set_header(tx, conversation, id).await,
            None => Ok(()),
        },
        Ok(super::Payload::Board { place }) => places::set_board(tx, place, id).await,
        _ => Ok(()),
    }
}

fn room_of(target: &Target) -> Option<&str> {
    match target {
        Target::Room { room } | Target::Thread { room, .. } => Some(room),
        Target::Direct { room, .. } => room.as_deref(),
        Target::Answer { room, .. } => Some(room),
        Target::Mailbox { .. } => None,
    }
}

fn read_sent(part: &delivery_part::Model) -> Sent {
    part.sent.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

async fn put_off(
    desk: Sender<'_>,
    delivery: &delivery::Model,
    part: &mut delivery_part::Model,
    state: &str,
    asked: Option<Duration>,
    cause: &str,
) -> Result<(), Fenced> {
    let age = (desk.now() - delivery.created_at).to_std().unwrap_or_default();
    if age > backoff::GIVE_UP {
        part.state = state.to_owned();
        return fail(desk, delivery, part, cause, Failure::Kept).await;
    }
    let tx = desk.begin().await?;
    if !deliveries::is_still_open(&tx, delivery.id).await? {
        return Ok(());
    }
    let attempts = u32::try_from(delivery.attempts).unwrap_or_default();
    desk.metrics().tried(&delivery.platform, "put_off");
    let wait = backoff::wait(attempts, desk.random_fraction(), asked);
    // Once for each outage of a lane, not once for each try.
    if attempts == 0 {
        tracing::warn!(
            delivery = delivery.id,
            platform = delivery.platform,
            cause,
            "not delivered, will be tried again"
        );
    } else {
        tracing::debug!(
            delivery = delivery.id,
            platform = delivery.platform,
            cause,
            attempts,
            "still not delivered"
        );
    }
    part.state = state.to_owned();
    parts::write(&tx, part).await?;
    deliveries::put_off(&tx, delivery.id, desk.now() + wait, cause).await?;
    if attempts == 0 {
        stalled::begins(&tx, delivery).await?;
    }
    Ok(tx.commit().await?)
}

/// A delivery that the database won't have is put off as one that a platform refuses: it must not be tried
/// in a loop, and keeps only its own lane waiting.
///
/// # Errors
/// As the database says, or when another instance has taken the platform over.
pub async fn put_off_faulty(
    desk: &Desk,
    tenure: Option<&Tenure>,
    id: i64,
    error: &DbErr,
) -> Result<(), Fenced> {
    let tx = Sender { desk, tenure }.begin().await?;
    let Some(delivery) = deliveries::by_id(&tx, id).await? else { return Ok(()) };
    if !deliveries::is_still_open(&tx, id).await? {
        return Ok(());
    }
    let attempts = u32::try_from(delivery.attempts).unwrap_or_default();
    if attempts == 0 {
        tracing::error!(%error, delivery = id, platform = delivery.platform, "can't be worked on; again later");
    } else {
        tracing::debug!(%error, delivery = id, attempts, "still can't be worked on");
    }
    let age = (desk.now() - delivery.created_at).to_std().unwrap_or_default();
    if age > backoff::GIVE_UP {
        let cause = error.to_string();
        desk.metrics().tried(&delivery.platform, "failed");
        deliveries::set_state(&tx, id, deliveries::FAILED, Some(&cause), desk.now()).await?;
        trouble::delivery_failed(desk, &tx, &delivery, &cause, false).await?;
        return Ok(tx.commit().await?);
    }
    desk.metrics().tried(&delivery.platform, "put_off");
    let wait = backoff::wait(attempts, desk.random_fraction(), None);
    deliveries::put_off(&tx, id, desk.now() + wait, &error.to_string()).await?;
    if attempts == 0 {
        stalled::begins(&tx, &delivery).await?;
    }
    Ok(tx.commit().await?)
}

async fn fail(
    desk: Sender<'_>,
    delivery: &delivery::Model,
    part: &mut delivery_part::Model,
    cause: &str,
    failure: Failure,
) -> Result<(), Fenced> {
    let tx = desk.begin().await?;
    if !deliveries::is_still_open(&tx, delivery.id).await? {
        return Ok(());
    }
    if failure == Failure::Refused && forget_what_is_gone(&tx, delivery, part).await? {
        desk.metrics().tried(&delivery.platform, "put_off");
        deliveries::start_over(&tx, delivery.id, desk.now()).await?;
        tx.commit().await?;
        desk.wake();
        return Ok(());
    }
    tracing::warn!(delivery = delivery.id, platform = delivery.platform, cause, "not delivered, kept");
    // Queued again in the part, failed in the delivery: a retry begins with this part. What may have
    // happened stays in doubt, and is looked for first.
    if part.state != parts::UNKNOWN {
        part.state = deliveries::QUEUED.to_owned();
    }
    parts::write(&tx, part).await?;
    // What was one place more, and belongs to none that can come back, is of no use to anybody.
    if delivery.courtesy && delivery.conversation_id.is_none() && delivery.ticket_id.is_none() {
        desk.metrics().tried(&delivery.platform, "given_up");
        deliveries::give_up(&tx, delivery.id, cause, desk.now()).await?;
        tx.commit().await?;
        return Ok(());
    }
    desk.metrics().tried(&delivery.platform, "failed");
    deliveries::set_state(&tx, delivery.id, deliveries::FAILED, Some(cause), desk.now()).await?;
    trouble::delivery_failed(&desk, &tx, delivery, cause, failure == Failure::Unreachable).await?;
    tx.commit().await?;
    desk.wake();
    Ok(())
}

/// A board or a header that can't be edited any more was deleted: then there is none, unless there is another
/// by now, and the delivery is made anew by what is so. False if it is nothing of the kind.
async fn forget_what_is_gone(
    tx: &Tx,
    delivery: &delivery::Model,
    part: &delivery_part::Model,
) -> Result<bool, DbErr> {
    let Ok(Step { operation: Operation::Edit { message, .. }, .. }) = serde_json::from_str(&part.operation)
    else {
        return Ok(false);
    };
    match (serde_json::from_str(&delivery.payload), delivery.conversation_id) {
        (Ok(super::Payload::Board { place }), _) => places::forget_board(tx, place, &message).await?,
        (Ok(super::Payload::Header), Some(conversation)) => {
            conversations::forget_header(tx, conversation, &message).await?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}
