//! What hangs on a problem is answered and closed with it.

use sportello_chat::{Body, Markup};

use super::articles::{self, Said};
use super::commands::close;
use super::who::Actor;
use super::{Act, DeskError};
use crate::store::entity::ticket;
use crate::store::links;
use crate::text::Args;
use crate::ticket::{Deed, State, allowed};

/// What became of the tickets that hung on a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The numbers of those that are closed with it.
    numbers: Vec<String>,
    /// How many stay open: whoever closed the problem may not close them.
    left: u64,
}

impl Closed {
    /// What operators are told of it below what they are told of the problem.
    pub fn told(&self, act: &Act<'_>, by: &Actor, line: Body) -> Body {
        let mut body = line;
        if !self.numbers.is_empty() {
            let args = Args::new().text("numbers", self.numbers.join(", "));
            body = body.then(act.say("operator-closed-together", &args), Markup::Markdown);
        }
        match self.left {
            0 => body,
            left => {
                let args = Args::new().number("count", left).text("name", by.person.name.as_str());
                body.then(act.say("operator-left-hanging", &args), Markup::Markdown)
            }
        }
    }
}

/// Closes what hangs on `problem`, which `actor` has closed, if they may; with `said`, each customer is
/// answered with it first, in their own conversation.
///
/// # Errors
/// As the database says.
pub async fn close_all(
    act: &Act<'_>,
    actor: &Actor,
    problem: &ticket::Model,
    successful: bool,
    said: Option<&Said<'_>>,
) -> Result<Closed, DeskError> {
    let mut closed = Closed::default();
    for ticket in hanging(act, problem).await? {
        let role = act.role(actor, &ticket);
        if !allowed(role, Deed::Close) || !allowed(role, Deed::Reply) {
            closed.left += 1;
            continue;
        }
        let number = ticket.number.clone();
        let ticket = match said {
            Some(said) => {
                let id = ticket.id;
                // The message itself belongs to the problem.
                let said = Said { origin: None, seen: None, reply_to: None, title: None, ..said.clone() };
                articles::reply(act, ticket, actor, said).await?;
                act.hold(id).await?
            }
            None => ticket,
        };
        close::with_problem(act, actor, ticket, successful, problem, said.is_some()).await?;
        closed.numbers.push(format!("#{number}"));
    }
    Ok(closed)
}

/// The tickets that hang on a problem and are not closed, held.
///
/// # Errors
/// As the database says.
pub async fn hanging(act: &Act<'_>, problem: &ticket::Model) -> Result<Vec<ticket::Model>, DeskError> {
    let mut all = Vec::new();
    for id in links::hanging_on(act.tx, problem.id).await? {
        let ticket = act.hold(id).await?;
        let is_active = State::parse(&ticket.state).is_some_and(State::is_active);
        if ticket.id != problem.id && is_active {
            all.push(ticket);
        }
    }
    Ok(all)
}

/// A problem that no operator has closed closes nothing else: its operators are told that it may be theirs to do.
///
/// # Errors
/// As the database says.
pub async fn still_hanging(act: &Act<'_>, problem: &ticket::Model, line: Body) -> Result<Body, DeskError> {
    Ok(match hanging(act, problem).await?.len() {
        0 => line,
        count => {
            let args = Args::new().number("count", count as u64);
            line.then(act.say("operator-still-hanging", &args), Markup::Markdown)
        }
    })
}
