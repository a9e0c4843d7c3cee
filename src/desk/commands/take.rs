//! `take`: the operator becomes the ticket's owner.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, join, ruled};
use crate::desk::{presence, settle};
use crate::notify::customer::notice;
use crate::notify::mail::{self, About};
use crate::store::people;
use crate::text::Args;
use crate::ticket::{Action, PersonId, decide};

/// Makes the actor owner; of two at once exactly one is.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant, from: bool) -> Result<Answer, DeskError> {
    let before = meant.ticket.owner_id.filter(|o| *o != actor.person.id);
    let rules = Act::rules(act.queue(&meant.ticket)?);
    let changes = match decide(
        &Act::rules_view(&meant.ticket),
        &rules,
        Action::Take { from },
        actor.person.id,
        act.now,
    ) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    settle::now(act, &mut meant.ticket).await?;
    tell_customer(act, &meant, actor).await?;
    join::invite(act, &meant.ticket, &actor.account).await?;
    let key = if before.is_some() { "operator-taken-from" } else { "operator-taken" };
    let former = match before {
        Some(id) => people::by_id(act.tx, id).await?.map(|p| p.name),
        None => None,
    };
    let mut line =
        act.say(key, &about(&meant.ticket, &actor.person).text("former", former.unwrap_or_default()));
    if let Some(away) = presence::note(act, &actor.person) {
        line = format!("{line}\n{away}");
    }
    let line = Body::markdown(line);
    let mentions: Vec<PersonId> = before.into_iter().collect();
    // Whoever loses a ticket is told by name, here too.
    let told = if before.is_some() { None } else { meant.told(act) };
    act.tell_operators(&meant.ticket, &line, &mentions, told).await?;
    Ok(if meant.among_customers() || before.is_some() && meant.here.is_some() {
        Answer::Nothing
    } else {
        Answer::Text(line)
    })
}

/// The customer is told who takes care now, in the chat and by mail.
pub async fn tell_customer(act: &Act<'_>, meant: &Meant, owner: &Actor) -> Result<(), DeskError> {
    let ticket = &meant.ticket;
    let language = act.customer_language(ticket).await?;
    let name = act.signature(act.queue(ticket)?, &owner.person, language);
    let text = notice(act.desk.texts(), language, "customer-taken", &Args::new().text("name", name.as_str()));
    act.tell_customers(ticket, &text, None).await?;
    let Some(customer) = people::by_id(act.tx, ticket.customer_id).await? else { return Ok(()) };
    mail::owe(act, ticket, &customer, About::Taken, Args::new().text("name", name), Body::default()).await
}
