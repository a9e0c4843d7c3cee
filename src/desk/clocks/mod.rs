//! What happens to a ticket is noted on its clocks, and what they wait for is set as deadlines; here and
//! nowhere else. A queue without targets costs nothing: a deadline is touched only where its time changes.

mod auto_close;
mod escalate;
mod forget;
mod give_back;
mod remind;
mod renew;

pub use auto_close::tell_when_it_closes;
pub use forget::{look_at_all, remember};
pub use renew::renew_changed;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::{Act, DeskError, schedule};
use crate::config::Queue;
use crate::store::entity::{deadline, ticket};
use crate::store::{deadlines, held, history};
use crate::ticket::{
    ClockKind, Clocks, Escalation, Level, PersonId, Policy, State, Timers, Times, Told, clocks,
};

/// Something that matters to a ticket's clocks.
#[derive(Clone, Copy, Debug)]
pub enum Happened<'a> {
    /// Its customer wrote what wants an answer.
    CustomerWrote,
    /// An operator wrote what its customer can see.
    OperatorAnswered,
    /// Its owner wrote something.
    OwnerSpoke,
    /// It has another owner, or none.
    OwnerChanged(Option<PersonId>),
    /// Its state became another.
    StateChanged {
        /// Before.
        from: State,
        /// After.
        to: State,
    },
    /// It was put aside until then.
    PutAside(DateTime<Utc>),
    /// It came from another queue, and is in its new one now.
    Moved {
        /// The queue it was in.
        from: &'a Queue,
    },
    /// It has absorbed that other ticket.
    Absorbed(&'a ticket::Model),
}

/// Notes what happened. The state, owner and queue themselves are written by whoever changes them, a new queue
/// before this is called, the others after; then the ticket is to be saved.
pub async fn note(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    happened: Happened<'_>,
) -> Result<(), DeskError> {
    let Some(queue) = act.desk.queue_by_id(ticket.queue_id).cloned() else { return Ok(()) };
    let old_queue = if let Happened::Moved { from } = happened { from } else { &queue };
    let before = times(ticket);
    let old_timers = before.timers(&policy(old_queue), act.now);
    let mut after = before;
    change(&mut after, happened, act.now, &queue);
    write(ticket, &after);
    set(act, ticket, &queue, after, &old_timers).await?;
    if matches!(happened, Happened::Moved { .. }) && ticket.closed_at.is_some() {
        remember(act, ticket).await?;
    }
    tell_stopped(act, ticket, (&look(&before, old_queue, act.now), &look(&after, &queue, act.now)), before)
        .await
}

/// The clocks of a ticket that was just opened; it is to be saved after.
pub async fn begin(act: &Act<'_>, ticket: &mut ticket::Model, queue: &Queue) -> Result<(), DeskError> {
    let after = times(ticket);
    set(act, ticket, queue, after, &Timers::default()).await
}

fn change(times: &mut Times, happened: Happened<'_>, now: DateTime<Utc>, queue: &Queue) {
    match happened {
        Happened::CustomerWrote => times.escalation.customer_wrote(now),
        Happened::OperatorAnswered => times.escalation.operator_answered(now),
        Happened::OwnerSpoke => times.owner_word_at = Some(now),
        Happened::OwnerChanged(to) => {
            times.owner = to;
            times.owner_word_at = to.map(|_| now);
        }
        Happened::StateChanged { from, to } => {
            times.state = to;
            times.escalation.state_changed(from, to, now, &queue.calendar);
            if !State::PENDING.contains(&to) {
                times.pending_until = None;
            }
            if matches!(to, State::New | State::Open) {
                times.owner_word_at = times.owner.map(|_| now);
            }
        }
        Happened::PutAside(until) => times.pending_until = Some(until),
        Happened::Moved { .. } => times.escalation.moved(),
        Happened::Absorbed(other) => times.escalation.absorbed(&self::times(other).escalation),
    }
}

/// Sets the deadlines whose times are others than `old`.
async fn set(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    queue: &Queue,
    times: Times,
    old: &Timers,
) -> Result<(), DeskError> {
    let new = times.timers(&policy(queue), act.now);
    ticket.escalates_at = escalates_at(&look(&times, queue, act.now));
    for ((kind, was), (_, is)) in rows(old).into_iter().zip(rows(&new)) {
        if was != is {
            deadlines::put(act.tx, kind, ticket.id, is).await?;
        }
    }
    Ok(())
}

/// The deadlines that timers come to.
fn rows(timers: &Timers) -> [(&'static str, Option<DateTime<Utc>>); 6] {
    [
        (schedule::PENDING, timers.pending),
        (schedule::ESCALATION, timers.escalation),
        (schedule::RELEASE_WARNING, timers.release.and_then(|r| r.warns_at)),
        (schedule::RELEASE, timers.release.map(|r| r.releases_at)),
        (schedule::AUTO_CLOSE_WARNING, timers.auto_close.map(|c| c.warns_at)),
        (schedule::AUTO_CLOSE, timers.auto_close.map(|c| c.closes_at)),
    ]
}

/// A clock that operators were told is late has been met.
async fn tell_stopped(
    act: &Act<'_>,
    ticket: &ticket::Model,
    (before, after): (&Clocks, &Clocks),
    was: Times,
) -> Result<(), DeskError> {
    for kind in ClockKind::ALL {
        let was_late =
            before.get(kind).level() == Level::Escalated && was.escalation.told.of(kind) == Level::Escalated;
        if was_late && after.get(kind).level() < Level::Escalated {
            let event = history::Event::EscalationStopped { clock: kind.as_str().to_owned() };
            act.history(ticket, &event).await?;
        }
    }
    Ok(())
}

/// What a ticket's clocks show now.
pub fn shown(ticket: &ticket::Model, queue: &Queue, now: DateTime<Utc>) -> Clocks {
    look(&times(ticket), queue, now)
}

fn look(times: &Times, queue: &Queue, now: DateTime<Utc>) -> Clocks {
    clocks(&times.escalation, &queue.targets, &queue.calendar, now)
}

/// When the first of its running clocks misses its target.
fn escalates_at(clocks: &Clocks) -> Option<DateTime<Utc>> {
    let ends = |kind| match clocks.get(kind) {
        crate::ticket::Clock::Running { escalates_at, .. } => Some(escalates_at),
        _ => None,
    };
    ClockKind::ALL.into_iter().filter_map(ends).min()
}

fn policy(queue: &Queue) -> Policy<'_> {
    Policy {
        targets: &queue.targets,
        calendar: &queue.calendar,
        release: queue.release_after,
        auto_close: queue.auto_close.map(|a| (a.after, a.warn_before)),
    }
}

/// What a ticket's row says of its times.
pub fn times(ticket: &ticket::Model) -> Times {
    let state = State::parse(&ticket.state).unwrap_or(State::Open);
    // A merged ticket has ended too, though it was not closed.
    let merged = (state == State::Merged).then_some(ticket.changed_at);
    Times {
        state,
        owner: ticket.owner_id,
        owner_word_at: ticket.owner_word_at,
        pending_until: ticket.pending_until,
        escalation: Escalation {
            response_from: ticket.response_from.unwrap_or(ticket.created_at),
            first_response_at: ticket.first_response_at,
            solution_from: ticket.solution_from.unwrap_or(ticket.created_at),
            ended_at: ticket.closed_at.or(merged),
            waiting_since: ticket.waiting_since,
            last_reply_at: ticket.last_reply_at,
            pending_since: ticket.pending_since,
            paused: Duration::from_secs(u64::try_from(ticket.update_paused).unwrap_or_default()),
            told: Told::from_bits(ticket.escalation_told).unwrap_or_default(),
        },
    }
}

/// Writes into the row what is not written by whoever changes state and owner.
fn write(ticket: &mut ticket::Model, times: &Times) {
    let escalation = &times.escalation;
    ticket.owner_word_at = times.owner_word_at;
    ticket.pending_until = times.pending_until;
    ticket.response_from = Some(escalation.response_from);
    ticket.solution_from = Some(escalation.solution_from);
    ticket.first_response_at = escalation.first_response_at;
    ticket.waiting_since = escalation.waiting_since;
    ticket.last_reply_at = escalation.last_reply_at;
    ticket.pending_since = escalation.pending_since;
    ticket.update_paused = i64::try_from(escalation.paused.as_secs()).unwrap_or(i64::MAX);
    ticket.escalation_told = escalation.told.to_bits();
}

impl Act<'_> {
    /// One of a ticket's times has come; another in between may have made it void.
    pub(super) async fn time_is_over(&self, kind: &str, ticket: ticket::Model) -> Result<(), DeskError> {
        match kind {
            schedule::PENDING => remind::due(self, ticket).await,
            schedule::ESCALATION => escalate::due(self, ticket).await,
            schedule::RELEASE_WARNING => give_back::warn(self, &ticket).await,
            schedule::RELEASE => give_back::due(self, ticket).await,
            schedule::AUTO_CLOSE_WARNING => auto_close::warn(self, &ticket).await,
            _ => auto_close::due(self, ticket).await,
        }
    }

    /// Tickets of a queue may have been closed for long enough.
    pub(super) async fn forget_old(&self, due: &deadline::Model) -> Result<(), DeskError> {
        forget::some(self, due).await
    }

    /// A queue's times are others than before: some of its tickets get theirs, the rest follows.
    pub(super) async fn renew_clocks(&self, due: &deadline::Model) -> Result<(), DeskError> {
        renew::some(self, due).await
    }
}

/// Saves the ticket with its deadlines as they are by the queue's present policy.
async fn settle_times(act: &Act<'_>, ticket: &mut ticket::Model, queue: &Queue) -> Result<(), DbErr> {
    let times = times(ticket);
    let timers = times.timers(&policy(queue), act.now);
    ticket.escalates_at = escalates_at(&look(&times, queue, act.now));
    for (kind, at) in rows(&timers) {
        deadlines::put(act.tx, kind, ticket.id, at).await?;
    }
    held::save(act.tx, ticket).await
}
