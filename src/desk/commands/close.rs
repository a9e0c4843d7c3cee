//! `close`: the ticket ends, with success or without.

use sportello_chat::{Audience, Body};

use super::{Act, Actor, Answer, DeskError, Heard, Meant, about, ruled};
use crate::config::FollowUp;
use crate::desk::articles::{self, Said};
use crate::desk::owing::Words;
use crate::desk::{open, problem, schedule, settle};
use crate::notify::buttons;
use crate::notify::customer::{CustomerText, notice, together};
use crate::notify::mail::{self, About};
use crate::store::entity::{conversation, ticket};
use crate::store::{conversations, deadlines, history, people};
use crate::text::{Args, duration};
use crate::ticket::{Action, ArticleKind, Change, PersonId, Role, State, decide};

/// Closes the ticket; `text` is a last word to the customer, or of the customer.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    mut meant: Meant,
    successful: bool,
    text: &str,
) -> Result<Answer, DeskError> {
    check(act, heard.actor, &meant, successful).await?;
    let origin = meant.here.as_ref().filter(|_| !meant.among_customers() || meant.role == Role::Customer);
    let said = Said::of_command(heard, text, origin);
    let origin = said.origin;
    let said = Some(said).filter(|_| !text.trim().is_empty());
    if let Some(said) = &said {
        if meant.role == Role::Customer {
            let article =
                articles::write(act, &mut meant.ticket, ArticleKind::Request, heard.actor, said).await?;
            crate::store::held::save(act.tx, &meant.ticket).await?;
            articles::show_to_operators(act, &meant.ticket, &article, &[], origin).await?;
        } else {
            articles::reply(act, meant.ticket.clone(), heard.actor, said.clone()).await?;
            meant.ticket = act.hold(meant.ticket.id).await?;
        }
    }
    end(act, heard.actor, meant, successful, said.as_ref()).await
}

async fn check(act: &Act<'_>, actor: &Actor, meant: &Meant, successful: bool) -> Result<(), DeskError> {
    let rules = Act::rules(act.queue(&meant.ticket)?);
    let action = Action::Close { successful, by_operator: meant.role != Role::Customer };
    match decide(&Act::rules_view(&meant.ticket), &rules, action, actor.person.id, act.now) {
        Ok(_) => Ok(()),
        Err(rule) => Err(ruled(act, &meant.ticket, rule).await?),
    }
}

/// Closes the ticket without a last word.
pub async fn plain(
    act: &Act<'_>,
    actor: &Actor,
    meant: Meant,
    successful: bool,
) -> Result<Answer, DeskError> {
    end(act, actor, meant, successful, None).await
}

/// Closes the ticket after its last word, `said`, and with it what hangs on it.
async fn end(
    act: &Act<'_>,
    actor: &Actor,
    mut meant: Meant,
    successful: bool,
    said: Option<&Said<'_>>,
) -> Result<Answer, DeskError> {
    let by_operator = meant.role != Role::Customer;
    let rules = Act::rules(act.queue(&meant.ticket)?);
    let action = Action::Close { successful, by_operator };
    let changes = match decide(&Act::rules_view(&meant.ticket), &rules, action, actor.person.id, act.now) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    settle::now(act, &mut meant.ticket).await?;
    tell_customer(act, &meant.ticket, successful, None).await?;
    let key = match (by_operator, successful) {
        (false, _) => "operator-closed-by-customer",
        (true, true) => "operator-closed-successful",
        (true, false) => "operator-closed-unsuccessful",
    };
    let line = Body::markdown(act.say(key, &about(&meant.ticket, &actor.person)));
    let line = match by_operator {
        true => problem::close_all(act, actor, &meant.ticket, successful, said).await?.told(act, actor, line),
        false => problem::still_hanging(act, &meant.ticket, line).await?,
    };
    act.tell_operators(&meant.ticket, &line, &[], meant.told(act)).await?;
    mail_customer(act, &meant.ticket, successful).await?;
    let told_here = meant.among_customers() || !by_operator && meant.here.is_some();
    Ok(if told_here { Answer::Nothing } else { Answer::Text(line) })
}

/// Closes a ticket that hangs on `problem`, which `actor` has closed; `answered` says that its customer was
/// told why.
///
/// # Errors
/// As the database says.
pub async fn with_problem(
    act: &Act<'_>,
    actor: &Actor,
    mut ticket: ticket::Model,
    successful: bool,
    problem: &ticket::Model,
    answered: bool,
) -> Result<(), DeskError> {
    let from = State::parse(&ticket.state).unwrap_or(State::Open);
    act.apply(&mut ticket, &[Change::State { from, to: State::closed(successful) }]).await?;
    act.history(&ticket, &history::Event::ClosedWith { problem: problem.number.clone() }).await?;
    settle::now(act, &mut ticket).await?;
    let lead = if answered { None } else { Some("customer-closed-problem") };
    tell_customer(act, &ticket, successful, lead).await?;
    let args = about(&ticket, &actor.person).text("other", problem.number.as_str());
    let line = Body::markdown(act.say("operator-closed-with-problem", &args));
    // Whose ticket it was has been called for the answer.
    let owner = ticket.owner_id.filter(|owner| !answered && *owner != actor.person.id);
    let owner: Vec<PersonId> = owner.into_iter().collect();
    act.tell_operators(&ticket, &line, &owner, None).await?;
    mail_customer(act, &ticket, successful).await
}

/// Why a ticket closes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its time has come, as its customer was told.
    Agreed,
    /// Its customer has not answered.
    Silence,
}

/// The desk closes a ticket whose time has come.
///
/// # Errors
/// As the database says.
pub async fn by_itself(
    act: &Act<'_>,
    mut ticket: ticket::Model,
    successful: bool,
    why: Why,
) -> Result<(), DeskError> {
    let from = State::parse(&ticket.state).unwrap_or(State::Open);
    act.apply(&mut ticket, &[Change::State { from, to: State::closed(successful) }]).await?;
    let (event, key) = match why {
        Why::Agreed => (history::Event::ClosedOnTime, "operator-closed-on-time"),
        Why::Silence => (history::Event::ClosedForSilence, "operator-closed-silence"),
    };
    act.history(&ticket, &event).await?;
    let lead = (why == Why::Silence).then_some("customer-closed-silence");
    tell_customer(act, &ticket, successful, lead).await?;
    let args = Args::new().text("number", ticket.number.as_str()).text("title", ticket.title.as_str());
    let line = problem::still_hanging(act, &ticket, Body::markdown(act.say(key, &args))).await?;
    act.tell_operators(&ticket, &line, &[], None).await?;
    mail_customer(act, &ticket, successful).await
}

/// The closing message, below the sentence `lead`, says how to go on; it goes by direct chat too, where there is one.
async fn tell_customer(
    act: &Act<'_>,
    ticket: &ticket::Model,
    successful: bool,
    lead: Option<&'static str>,
) -> Result<(), DeskError> {
    for conversation in act.customer_conversations(ticket, None).await? {
        let words = say_closed(act, ticket, (successful, lead), &conversation).await?;
        act.say_to_customer(ticket, &conversation, words.0, words.1).await?;
    }
    let queue = act.queue(ticket)?;
    deadlines::set(act.tx, schedule::ARCHIVE, ticket.id, act.now + queue.reopen_within).await?;
    for account in people::accounts(act.tx, ticket.customer_id).await? {
        let Some(chat) = act.desk.chat(&account.platform) else { continue };
        let all = conversations::of_ticket(act.tx, ticket.id).await?;
        let is_direct =
            all.iter().any(|c| c.platform == account.platform && c.person.is_some() && c.is_active());
        let was_here =
            all.iter().any(|c| c.platform == account.platform && c.audience() == Audience::Customer);
        let room = conversations::direct_room(act.tx, &account.platform, &account.external_id).await?;
        if is_direct || !was_here || room.is_none() && !chat.capabilities().direct_always {
            continue;
        }
        let conversation =
            open::direct_conversation(act, ticket, &account.platform, &account.external_id).await?;
        let (text, words) = say_closed(act, ticket, (successful, lead), &conversation).await?;
        act.say_to_customer(ticket, &conversation, text, Words { courtesy: true, ..words }).await?;
        // It is there to be answered; until it is, the conversation goes on where it was.
        conversations::leave(act.tx, conversation.id).await?;
    }
    Ok(())
}

/// The closing message for one conversation, by buttons or by words.
async fn say_closed(
    act: &Act<'_>,
    ticket: &ticket::Model,
    (successful, lead): (bool, Option<&'static str>),
    conversation: &conversation::Model,
) -> Result<(CustomerText, Words<'static>), DeskError> {
    let language = act.customer_language(ticket).await?;
    let texts = act.desk.texts();
    let platform = &conversation.platform;
    let prefix = act.prefix_on(platform);
    let interactive = act.is_interactive(platform);
    let key = if interactive { "customer-rate-buttons" } else { "customer-rate-typed" };
    let ask = notice(texts, language, key, &Args::new().text("prefix", prefix));
    let outcome = if successful { "successful" } else { "unsuccessful" };
    let lead = lead.map(|key| notice(texts, language, key, &Args::new().text("outcome", outcome)));
    let closing = closing(act, ticket, successful, prefix).await?;
    let text = together(lead.into_iter().chain([closing, ask]));
    let may_reopen = act.queue(ticket)?.follow_up == FollowUp::Reopen;
    let buttons = match interactive {
        true => buttons::closing(texts, language, &ticket.number, may_reopen),
        false => Vec::new(),
    };
    Ok((text, Words { buttons, ..Words::notice(Body::default()) }))
}

async fn closing(
    act: &Act<'_>,
    ticket: &ticket::Model,
    successful: bool,
    prefix: &str,
) -> Result<CustomerText, DeskError> {
    let queue = act.queue(ticket)?;
    let language = act.customer_language(ticket).await?;
    let texts = act.desk.texts();
    let key = if successful { "customer-closed-successful" } else { "customer-closed-unsuccessful" };
    let within = duration(texts, queue.reopen_within, language);
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("within", within)
        .text("followup", follow_up_name(queue.follow_up))
        .text("prefix", prefix);
    Ok(notice(texts, language, key, &args))
}

async fn mail_customer(act: &Act<'_>, ticket: &ticket::Model, successful: bool) -> Result<(), DeskError> {
    let Some(customer) = people::by_id(act.tx, ticket.customer_id).await? else { return Ok(()) };
    let language = act.desk.language_of(&customer);
    let state = act.state_name(&ticket.state, language);
    let queue = act.queue(ticket)?;
    let within = duration(act.desk.texts(), queue.reopen_within, language);
    let follow_up = follow_up_name(queue.follow_up);
    let outcome = if successful { "successful" } else { "unsuccessful" };
    let args = Args::new()
        .text("state", state)
        .text("within", within)
        .text("outcome", outcome)
        .text("followup", follow_up);
    mail::owe(act, ticket, &customer, About::Closed, args, Body::default()).await
}

/// How the messages tell what writing in a closed ticket does.
fn follow_up_name(follow_up: FollowUp) -> &'static str {
    match follow_up {
        FollowUp::Reopen => "reopen",
        FollowUp::NewTicket => "new-ticket",
        FollowUp::Reject => "reject",
    }
}
