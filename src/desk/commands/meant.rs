//! Which ticket a command is about, and whether its actor may.

use sportello_chat::{Audience, Body};

use super::{Actor, Heard, Located};
use crate::command::Command;
use crate::desk::{Act, Answer, DeskError, Refused};
use crate::store::entity::{conversation, ticket};
use crate::store::{conversations, held, links, tickets};
use crate::ticket::{Deed, Role, allowed};

/// A ticket that a command is about.
pub struct Meant {
    /// The ticket, held.
    pub ticket: ticket::Model,
    /// What the actor is to it.
    pub role: Role,
    /// The conversation the command was given in, if it is the ticket's.
    pub here: Option<conversation::Model>,
}

impl Meant {
    /// Whether the command was given where customers read.
    pub fn among_customers(&self) -> bool {
        self.here.as_ref().is_some_and(|c| c.audience() == Audience::Customer)
    }

    /// What was done is told to operators where the command was not given, and answered where it was.
    pub async fn tell(&self, act: &Act<'_>, line: Body) -> Result<Answer, DeskError> {
        act.tell_operators(&self.ticket, &line, &[], self.told(act)).await?;
        // Among customers nobody else needs to know of it.
        Ok(if self.among_customers() { Answer::React("👌") } else { Answer::Text(line) })
    }

    /// The conversation that need not be told, since the answer goes there. What is answered on the spot
    /// is for one pair of eyes only.
    pub fn told(&self, act: &Act<'_>) -> Option<i64> {
        self.here.as_ref().filter(|_| !act.on_the_spot).map(|c| c.id)
    }
}

/// Holds the tickets that a command of several speaks of, in one order whoever names them first: two who
/// merge the same two tickets don't wait for each other.
pub async fn hold_in_order(
    act: &Act<'_>,
    actor: &Actor,
    here: Option<i64>,
    command: Option<&Command>,
) -> Result<(), DeskError> {
    let (ticket, other) = match command {
        Some(Command::Merge { ticket, other } | Command::Link { ticket, other, .. }) => (ticket, Some(other)),
        // What hangs on it is closed, or answered no more, with it.
        Some(Command::Close { ticket, .. } | Command::Undo { ticket }) => (ticket, None),
        _ => return Ok(()),
    };
    let mut ids: Vec<i64> = here.into_iter().collect();
    for number in ticket.iter().chain(other) {
        if let Some(row) = tickets::by_number(act.tx, number).await?
            && is_visible(act, actor, &row).await?
        {
            ids.push(row.id);
        }
    }
    if other.is_none() {
        for id in ids.clone() {
            ids.extend(links::hanging_on(act.tx, id).await?);
        }
    }
    ids.sort_unstable();
    for id in ids {
        held::hold_current(act.tx, id).await?;
    }
    Ok(())
}

/// The ticket a command names, or its conversation's; the one active ticket of a direct chat.
pub(super) async fn meant(
    act: &Act<'_>,
    heard: &Heard<'_>,
    located: Option<Located>,
    arg: Option<String>,
    deed: Deed,
    command: &'static str,
) -> Result<Meant, DeskError> {
    let located = match (located, &arg) {
        (None, None) if heard.inbound.place.direct => only_direct(act, heard).await?,
        (located, _) => located,
    };
    let (ticket, here) = match (arg, located) {
        (Some(number), Some(here)) if here.ticket.number == number => (here.ticket, Some(here.conversation)),
        (Some(number), _) => match tickets::by_number(act.tx, &number).await? {
            Some(row) if is_visible(act, heard.actor, &row).await? => (act.hold(row.id).await?, None),
            _ => return Err(Refused::NoSuchTicket { number }.into()),
        },
        (None, Some(here)) => (here.ticket, Some(here.conversation)),
        (None, None) => return Err(Refused::WhichTicket { command }.into()),
    };
    let role = act.role(heard.actor, &ticket);
    if !allowed(role, deed) {
        let own = deed == Deed::Rate && allowed(role, Deed::Status);
        let refused = if own { Refused::CustomersOnly } else { hidden_or_refused(role, &ticket.number) };
        return Err(refused.into());
    }
    // Nobody could go on with it, or would know whose it was.
    if ticket.emptied_at.is_some() && matches!(deed, Deed::Reopen | Deed::Customer | Deed::Merge) {
        return Err(Refused::Emptied { number: ticket.number }.into());
    }
    Ok(Meant { ticket, role, here })
}

/// Whether a ticket is there for somebody. Asked before it is held: whoever may not know of it must not wait
/// until others are done with it, and so learn that it is there.
async fn is_visible(act: &Act<'_>, actor: &Actor, row: &ticket::Model) -> Result<bool, DeskError> {
    let part = row.merged_into_id.is_some();
    let whole = if part { tickets::current(act.tx, row.id).await? } else { None };
    let role = act.role(actor, whole.as_ref().unwrap_or(row));
    Ok(allowed(role, Deed::Status))
}

async fn only_direct(act: &Act<'_>, heard: &Heard<'_>) -> Result<Option<Located>, DeskError> {
    let mut active =
        conversations::active_direct(act.tx, act.platform.as_str(), &heard.actor.account).await?;
    if active.len() > 1 {
        return Ok(None);
    }
    let found = match active.pop() {
        Some(found) => Some(found),
        // `reopen` and `status` are asked of what was closed last.
        None => conversations::newest_direct(act.tx, act.platform.as_str(), &heard.actor.account).await?,
    };
    let Some((conversation, ticket)) = found else { return Ok(None) };
    Ok(Some(Located { conversation, ticket: act.hold(ticket.id).await? }))
}

/// To whom may not see a ticket it does not exist; others are told that it is the operators' business.
pub fn hidden_or_refused(role: Role, number: &str) -> Refused {
    if allowed(role, Deed::Status) {
        Refused::OperatorsOnly
    } else {
        Refused::NoSuchTicket { number: number.to_owned() }
    }
}
