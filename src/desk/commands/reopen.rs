//! `reopen`: a closed ticket is open again, its last owner's.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, ruled};
use crate::desk::{Refused, presence};
use crate::notify::customer::notice;
use crate::notify::mail::About;
use crate::store::entity::ticket;
use crate::store::people;
use crate::text::Args;
use crate::ticket::{Action, PersonId, Role, decide};

/// Opens the ticket again.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant) -> Result<Answer, DeskError> {
    let by_operator = meant.role != Role::Customer;
    let queue = act.queue(&meant.ticket)?;
    if act.desk.queue(&queue.name).is_none() {
        let (number, queue) = (meant.ticket.number.clone(), queue.title.clone());
        return Err(Refused::QueueGone { number, queue }.into());
    }
    let rules = Act::rules(queue);
    let action = Action::Reopen { by_operator };
    let changes = match decide(&Act::rules_view(&meant.ticket), &rules, action, actor.person.id, act.now) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    presence::give_back(act, &mut meant.ticket).await?;
    let language = act.customer_language(&meant.ticket).await?;
    let args = Args::new().text("number", meant.ticket.number.as_str());
    act.tell_customers(&meant.ticket, &notice(act.desk.texts(), language, "customer-reopened", &args), None)
        .await?;
    let key = if by_operator { "operator-reopened" } else { "operator-reopened-by-customer" };
    let line = Body::markdown(act.say(key, &about(&meant.ticket, &actor.person)));
    let mentions: Vec<PersonId> =
        meant.ticket.owner_id.filter(|o| *o != actor.person.id).into_iter().collect();
    act.tell_operators(&meant.ticket, &line, &mentions, meant.told(act)).await?;
    mail(act, &meant.ticket).await?;
    Ok(if meant.among_customers() { Answer::Nothing } else { Answer::Text(line) })
}

/// The customer is mailed that the ticket is open again.
pub async fn mail(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let Some(customer) = people::by_id(act.tx, ticket.customer_id).await? else { return Ok(()) };
    crate::notify::mail::owe(act, ticket, &customer, About::Reopened, Args::new(), Body::default()).await
}
