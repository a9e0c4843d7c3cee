//! A ready text is offered when a ticket opens: does this help? A yes closes it, after a no it goes on.

use sportello_chat::{Body, Inbound};

use super::Act;
use super::commands::{self, Meant, close};
use super::owing::Words;
use super::who::Actor;
use super::{DeskError, Refused};
use crate::answers::{self, Values};
use crate::notify::buttons;
use crate::notify::customer::{self, notice, together};
use crate::store::entity::{conversation, ticket};
use crate::store::{articles, history, people, suggestions, tickets};
use crate::text::{Args, yes_or_no};
use crate::ticket::{ArticleKind, Deed, Role, State, allowed};

/// Offers the text that fits best, if the queue suggests and one fits; once for each ticket, and not where
/// an operator has answered.
pub async fn offer(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let queue = act.queue(ticket)?;
    let closed = State::parse(&ticket.state).is_none_or(State::is_closed);
    if !queue.suggest || closed || ticket.first_response_at.is_some() {
        return Ok(());
    }
    let usable = act.config.answers.iter().filter(|text| text.suggest && text.is_for(&queue.name));
    let Some(text) = answers::best(usable, &request(act, ticket).await?) else { return Ok(()) };
    let conversations = act.customer_conversations(ticket, None).await?;
    if conversations.is_empty() || !suggestions::offer(act.tx, ticket.id, &text.name, act.now).await? {
        return Ok(());
    }
    let language = act.customer_language(ticket).await?;
    let customer = people::by_id(act.tx, ticket.customer_id).await?.map(|p| p.name).unwrap_or_default();
    let values = Values {
        customer: &customer,
        ticket: &ticket.number,
        // Texts that name an operator are not suggested: bot.toml sees to it.
        operator: &act.config.desk.name,
        queue: &act.desk.known_to_customers(queue).title,
    };
    let texts = act.desk.texts();
    let filled = text.version(language).text.fill(&values);
    for conversation in conversations {
        let interactive = act.is_interactive(&conversation.platform);
        let ask = if interactive { "customer-suggestion-ask" } else { "customer-suggestion-ask-typed" };
        let offer = together([
            notice(texts, language, "customer-suggestion", &Args::new()),
            customer::ready_text(filled.clone()),
            notice(texts, language, ask, &Args::new()),
        ]);
        let buttons = match interactive {
            true => buttons::helps(texts, language, &ticket.number),
            false => Vec::new(),
        };
        act.say_to_customer(
            ticket,
            &conversation,
            offer,
            Words { buttons, ..Words::notice(Body::default()) },
        )
        .await?;
    }
    act.history(ticket, &history::Event::Offered { name: text.name.clone() }).await?;
    let args = Args::new().text("number", ticket.number.as_str()).text("name", text.name.as_str());
    act.tell_operators(ticket, &Body::markdown(act.say("operator-suggestion", &args)), &[], None).await
}

/// What the customer has said so far.
async fn request(act: &Act<'_>, ticket: &ticket::Model) -> Result<String, DeskError> {
    let all = articles::of_ticket(act.tx, ticket.id, 0).await?;
    let said = all.into_iter().filter(|a| a.kind == ArticleKind::Request && !a.hidden).map(|a| a.body);
    Ok(std::iter::once(ticket.title.clone()).chain(said).collect::<Vec<_>>().join("\n"))
}

/// Whether the customer's words are the yes or no that the ticket's offer waits for.
pub async fn told(act: &Act<'_>, ticket: &ticket::Model, words: &str) -> Result<Option<bool>, DeskError> {
    let Some(helped) = yes_or_no(words) else { return Ok(None) };
    if ticket.first_response_at.is_some() {
        return Ok(None);
    }
    Ok(suggestions::open(act.tx, ticket.id).await?.map(|_| helped))
}

/// A click on yes or no.
pub async fn clicked(
    act: &Act<'_>,
    inbound: &Inbound,
    actor: &Actor,
    number: &str,
    helped: bool,
) -> Result<(), DeskError> {
    let Some(found) = tickets::by_number(act.tx, number).await? else {
        return Err(Refused::NoSuchTicket { number: number.to_owned() }.into());
    };
    let ticket = act.hold(found.id).await?;
    let role = act.role(actor, &ticket);
    if !allowed(role, Deed::Helps) {
        return Err(commands::hidden_or_refused(role, number).into());
    }
    let key = if helped { "customer-suggestion-yes" } else { "customer-suggestion-no" };
    if !answered(act, actor, ticket, None, helped).await? {
        return Err(Refused::Outdated.into());
    }
    let body = Body::markdown(act.desk.texts().say(actor.language, key, &Args::new()));
    act.answer_privately(&inbound.place, &actor.account, body, None).await
}

/// Keeps the answer: a yes closes the ticket, a no is told to its operators. False if there was nothing to
/// be answered.
pub async fn answered(
    act: &Act<'_>,
    actor: &Actor,
    ticket: ticket::Model,
    here: Option<conversation::Model>,
    helped: bool,
) -> Result<bool, DeskError> {
    let Some(offered) = suggestions::open(act.tx, ticket.id).await? else { return Ok(false) };
    if State::parse(&ticket.state).is_none_or(State::is_closed)
        || !suggestions::answer(act.tx, ticket.id, helped, act.now).await?
    {
        return Ok(false);
    }
    act.history(&ticket, &history::Event::Helped { name: offered.name.clone(), helped }).await?;
    let key = if helped { "operator-suggestion-helped" } else { "operator-suggestion-refused" };
    let args = Args::new().text("number", ticket.number.as_str()).text("name", offered.name);
    act.tell_operators(&ticket, &Body::markdown(act.say(key, &args)), &[], None).await?;
    if helped {
        close::plain(act, actor, Meant { ticket, role: Role::Customer, here }, true).await?;
    }
    Ok(true)
}
