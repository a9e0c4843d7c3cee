//! `link`: two tickets belong together.

use sportello_chat::Body;

use super::{Act, Answer, DeskError, Heard, Meant, about, meant as other_meant};
use crate::command::LinkKind;
use crate::desk::Refused;
use crate::store::entity::ticket;
use crate::store::{history, links};
use crate::ticket::{Deed, Hanging, State, may_hang};

/// The links that operators make and end; those that a ticket came with stay.
const BY_HAND: &[&str] = &["related", "parent", links::PROBLEM];

/// Links them; who links must serve both.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    other: String,
    kind: LinkKind,
) -> Result<Answer, DeskError> {
    let other = other_meant(act, heard, None, Some(other), Deed::Link, "link").await?.ticket;
    if other.id == meant.ticket.id {
        return Err(Refused::ItsOwnLink.into());
    }
    let of = &meant.ticket;
    // A parent, or a problem, is written once, from what is part of it or hangs on it.
    let link = match kind {
        LinkKind::Related => Some((of, &other, "related")),
        LinkKind::Parent => Some((of, &other, "parent")),
        LinkKind::Child => Some((&other, of, "parent")),
        LinkKind::Problem => Some((of, &other, links::PROBLEM)),
        LinkKind::Incident => Some((&other, of, links::PROBLEM)),
        LinkKind::Nothing => None,
    };
    if let Some((ticket, problem, links::PROBLEM)) = link {
        may_hang(standing(act, ticket).await?, standing(act, problem).await?).map_err(|rule| {
            let (number, problem) = (ticket.number.clone(), problem.number.clone());
            Refused::Problem { rule, number, problem }
        })?;
    }
    let is_news = match link {
        Some((from, to, name)) => links::link(act.tx, from.id, to.id, name, act.now).await?,
        None => links::unlink(act.tx, of.id, other.id, BY_HAND).await?,
    };
    if !is_news {
        return Err(Refused::Unchanged.into());
    }
    for (of, to, kind) in [(of, &other, kind), (&other, of, seen_from_there(kind))] {
        let to = to.number.clone();
        let event = match link {
            Some(_) => history::Event::Linked { to, kind: written(kind).to_owned() },
            None => history::Event::Unlinked { from: to },
        };
        act.history(of, &event).await?;
        act.refresh(of).await?;
    }
    let key = match kind {
        LinkKind::Related => "operator-linked-related",
        LinkKind::Parent => "operator-linked-parent",
        LinkKind::Child => "operator-linked-child",
        LinkKind::Problem => "operator-linked-problem",
        LinkKind::Incident => "operator-linked-incident",
        LinkKind::Nothing => "operator-unlinked",
    };
    let args = about(&meant.ticket, &heard.actor.person).text("other", other.number.as_str());
    let line = Body::markdown(act.say(key, &args));
    act.tell_operators(&other, &line, &[], meant.told(act)).await?;
    meant.tell(act, line).await
}

/// A link as its other end has it.
fn seen_from_there(kind: LinkKind) -> LinkKind {
    match kind {
        LinkKind::Parent => LinkKind::Child,
        LinkKind::Child => LinkKind::Parent,
        LinkKind::Problem => LinkKind::Incident,
        LinkKind::Incident => LinkKind::Problem,
        LinkKind::Related | LinkKind::Nothing => kind,
    }
}

/// A kind of link as the history keeps it.
fn written(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Parent => "parent",
        LinkKind::Child => "child",
        LinkKind::Problem => "problem",
        LinkKind::Incident => "incident",
        LinkKind::Related | LinkKind::Nothing => "related",
    }
}

/// What the rule of problems needs to know of a ticket.
async fn standing(act: &Act<'_>, ticket: &ticket::Model) -> Result<Hanging, DeskError> {
    Ok(Hanging {
        state: State::parse(&ticket.state).unwrap_or(State::Open),
        hangs: !links::problems_of(act.tx, ticket.id).await?.is_empty(),
        is_problem: !links::hanging_on(act.tx, ticket.id).await?.is_empty(),
    })
}
