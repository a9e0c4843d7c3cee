//! A queue that assigns by itself: who is there, who is chosen, who is told.

use sportello_chat::Body;

use super::Act;
use super::DeskError;
use crate::config::{Assignment, Queue};
use crate::notify::mail::{self, About};
use crate::store::entity::{person, ticket};
use crate::store::{counters, counting, people, turns};
use crate::text::Args;
use crate::ticket::{Action, Candidate, PersonId, choose, decide};

/// The counter that numbers the turns of all queues.
const TURNS: &str = "turn";

/// What came of looking for an owner.
#[expect(clippy::large_enum_variant, reason = "one lives at a time, for a moment")]
pub enum Given {
    /// This is the owner now.
    To(person::Model),
    /// There is nobody who could be.
    Nobody,
    /// The queue assigns by hand, or the ticket needs no owner.
    NotAsked,
}

/// Gives a ticket that nobody has to one of the operators who are there, if its queue does so; `except`
/// has just given it back. Tells nobody.
///
/// # Errors
/// As the database says.
pub async fn give(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    except: Option<PersonId>,
) -> Result<Given, DeskError> {
    let queue = act.queue(ticket)?.clone();
    let view = Act::rules_view(ticket);
    if queue.assignment == Assignment::Manual || view.owner.is_some() || view.state.is_closed() {
        return Ok(Given::NotAsked);
    }
    // Asked for first: of two tickets at once the second waits here until the first has its owner.
    let number = counters::next(act.tx, TURNS).await?;
    let there = present(act, &queue, except).await?;
    let candidates = candidates(act, ticket.queue_id, &there).await?;
    let Some(chosen) = choose(queue.assignment, &candidates) else { return Ok(Given::Nobody) };
    let action = Action::Given { to: chosen };
    let Ok(changes) = decide(&view, &Act::rules(&queue), action, chosen, act.now) else {
        return Ok(Given::NotAsked);
    };
    turns::note(act.tx, ticket.queue_id, chosen, number).await?;
    act.by_itself().apply(ticket, &changes).await?;
    Ok(there.into_iter().find(|p| p.id == chosen).map_or(Given::Nobody, Given::To))
}

/// The operators that the queue names and who are there, in its order.
async fn present(
    act: &Act<'_>,
    queue: &Queue,
    except: Option<PersonId>,
) -> Result<Vec<person::Model>, DeskError> {
    let found = people::by_handles(act.tx, &queue.operators).await?;
    let named = |handle: &String| found.iter().find(|p| p.handle.as_ref() == Some(handle)).cloned();
    let is_there = |p: &person::Model| !p.is_away(act.now) && Some(p.id) != except;
    Ok(queue.operators.iter().filter_map(named).filter(is_there).collect())
}

async fn candidates(act: &Act<'_>, queue: i64, there: &[person::Model]) -> Result<Vec<Candidate>, DeskError> {
    let ids: Vec<PersonId> = there.iter().map(|p| p.id).collect();
    let turns = turns::of_queue(act.tx, queue).await?;
    let active = counting::active_of(act.tx, &ids).await?;
    let candidate = |person: &PersonId| Candidate {
        person: *person,
        last_turn: turns.get(person).copied(),
        active: active.get(person).copied().unwrap_or_default(),
    };
    Ok(ids.iter().map(candidate).collect())
}

/// Tells the new owner, or that there is nobody.
///
/// # Errors
/// As the database says.
pub async fn tell(act: &Act<'_>, ticket: &ticket::Model, given: &Given) -> Result<(), DeskError> {
    let args = Args::new().text("number", ticket.number.as_str()).text("title", ticket.title.as_str());
    match given {
        Given::To(owner) => {
            let line = act.say("operator-given", &args.text("to", owner.name.as_str()));
            act.tell_operators(ticket, &Body::markdown(line), &[owner.id], None).await?;
            let by = Args::new().text("name", act.config.desk.name.as_str());
            mail::owe(act, ticket, owner, About::Assigned, by, Body::default()).await
        }
        Given::Nobody => {
            let line = act.say("operator-nobody-there", &args);
            act.tell_operators(ticket, &Body::markdown(line), &[], None).await
        }
        Given::NotAsked => Ok(()),
    }
}

/// A ticket that has lost its owner is given to another, who is told; `except` has just given it back.
///
/// # Errors
/// As the database says.
pub async fn pass_on(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    except: Option<PersonId>,
) -> Result<(), DeskError> {
    // What has not settled yet is given to somebody when it does.
    if !ticket.settled {
        return Ok(());
    }
    let given = give(act, ticket, except).await?;
    tell(act, ticket, &given).await
}
