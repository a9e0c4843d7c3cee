//! Operators are warned before a target is missed, and told when it is: each once.

use sportello_chat::Body;

use super::{look, policy, times, write};
use crate::config::Queue;
use crate::desk::{Act, DeskError, presence, schedule, settle};
use crate::notify::mail::About;
use crate::store::entity::ticket;
use crate::store::{deadlines, held, history};
use crate::text::{Args, date_time};
use crate::ticket::{Clock, ClockKind, Level, PersonId};

/// Tells what is to be told now, and sets when to look again.
pub(super) async fn due(act: &Act<'_>, mut ticket: ticket::Model) -> Result<(), DeskError> {
    let Some(queue) = act.desk.queue_by_id(ticket.queue_id).cloned() else { return Ok(()) };
    let mut times = times(&ticket);
    let clocks = look(&times, &queue, act.now);
    let untold = clocks.untold(times.escalation.told);
    if !untold.is_empty() {
        settle::now(act, &mut ticket).await?;
    }
    for (kind, level) in &untold {
        times.escalation.told.note(*kind, *level);
    }
    write(&mut ticket, &times);
    ticket.escalates_at = super::escalates_at(&clocks);
    deadlines::put(
        act.tx,
        schedule::ESCALATION,
        ticket.id,
        times.timers(&policy(&queue), act.now).escalation,
    )
    .await?;
    held::save(act.tx, &ticket).await?;
    if untold.iter().any(|(_, level)| *level == Level::Escalated) {
        presence::give_back(act, &mut ticket).await?;
    }
    for (kind, level) in untold {
        if let Clock::Running { escalates_at, .. } = clocks.get(kind) {
            tell(act, &ticket, &queue, (kind, level), escalates_at).await?;
        }
    }
    act.refresh(&ticket).await
}

async fn tell(
    act: &Act<'_>,
    ticket: &ticket::Model,
    queue: &Queue,
    (kind, level): (ClockKind, Level),
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DeskError> {
    let late = level == Level::Escalated;
    let clock = kind.as_str().to_owned();
    let event = match late {
        true => history::Event::Escalated { clock },
        false => history::Event::EscalationWarned { clock },
    };
    act.history(ticket, &event).await?;
    let language = act.config.desk.language;
    let args = |language| {
        Args::new()
            .text("number", ticket.number.as_str())
            .text("title", ticket.title.as_str())
            .markdown("clock", kind.as_str())
            .text("at", date_time(at, act.config.desk.time_zone, language))
    };
    let key = if late { "operator-escalated" } else { "operator-escalation-near" };
    let line = Body::markdown(act.say(key, &args(language)));
    let called = called(act, ticket, late).await?;
    act.tell_operators(ticket, &line, &called, None).await?;
    let about = if late { About::Escalated } else { About::EscalationNear };
    super::remind::mail(act, ticket, queue, about, &args).await
}

/// Its owner is called; when it is late, who answers for it too; where nobody has it, those on call.
async fn called(act: &Act<'_>, ticket: &ticket::Model, late: bool) -> Result<Vec<PersonId>, DeskError> {
    let mut called: Vec<PersonId> = ticket.owner_id.into_iter().collect();
    if called.is_empty() {
        called = settle::on_call(act, ticket).await?;
    }
    if late {
        called.extend(ticket.responsible_id.filter(|r| !called.contains(r)));
    }
    presence::present(act, called).await
}
