//! `list` and `mine`: tickets, a line each.

use super::{Act, Actor, Answer, DeskError};
use crate::command::ListFilter;
use crate::desk::Refused;
use crate::desk::commands::new::find_queue;
use crate::store::entity::ticket;
use crate::store::{people, tickets};
use crate::text::{Args, Language, duration};
use crate::ticket::State;

/// At most this many lines: more is not read in a chat.
const LINES: usize = 20;

/// Lists the tickets of the actor's queues.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    filter: ListFilter,
    queue: Option<&str>,
) -> Result<Answer, DeskError> {
    if !act.desk.is_operator(actor) {
        return Err(Refused::OperatorsOnly.into());
    }
    let served = act.desk.queues_of(actor);
    let names = match queue {
        Some(name) => {
            let root = find_queue(act, name, &served)?.name.clone();
            let below = format!("{root}::");
            served.into_iter().filter(|n| *n == root || n.starts_with(&below)).collect()
        }
        None => served,
    };
    let (states, owner, newest_first): (Vec<State>, Option<i64>, bool) = match filter {
        ListFilter::Active => (State::ACTIVE.to_vec(), None, false),
        ListFilter::Mine => (State::ACTIVE.to_vec(), Some(actor.person.id), false),
        ListFilter::New => (vec![State::New], None, false),
        ListFilter::Open => (vec![State::Open], None, false),
        ListFilter::Closed => (State::CLOSED.to_vec(), None, true),
    };
    let filter = tickets::Filter {
        queues: Some(act.desk.queue_ids(&names)),
        states,
        owner,
        customer: None,
        newest_first,
        realm: act.within.clone(),
    };
    lines(act, actor.language, &filter, true).await
}

/// Lists the actor's own requests, newest first.
pub async fn mine(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let filter = tickets::Filter {
        queues: None,
        states: State::WHOLE.to_vec(),
        owner: None,
        customer: Some(actor.person.id),
        newest_first: true,
        realm: act.within.clone(),
    };
    lines(act, actor.language, &filter, false).await
}

async fn lines(
    act: &Act<'_>,
    language: Language,
    filter: &tickets::Filter,
    for_operators: bool,
) -> Result<Answer, DeskError> {
    let mut found = tickets::list(act.tx, filter, LINES as u64 + 1).await?;
    let more = found.len() > LINES;
    found.truncate(LINES);
    let texts = act.desk.texts();
    if found.is_empty() {
        return Ok(Answer::markdown(texts.say(language, "list-empty", &Args::new())));
    }
    let owners = people::by_ids(act.tx, found.iter().filter_map(|t| t.owner_id)).await?;
    let mut out = Vec::with_capacity(found.len() + 1);
    for ticket in &found {
        let owner = owners.iter().find(|p| Some(p.id) == ticket.owner_id);
        let owner = owner.map(|owner| match act.desk.queue_by_id(ticket.queue_id) {
            Some(queue) if !for_operators => act.signature(queue, owner, language),
            _ => owner.name.clone(),
        });
        out.push(line(act, language, ticket, owner, for_operators));
    }
    if more {
        out.push(texts.say(language, "list-more", &Args::new().number("lines", LINES as u64)));
    }
    Ok(Answer::markdown(out.join("\n")))
}

fn line(
    act: &Act<'_>,
    language: Language,
    ticket: &ticket::Model,
    owner: Option<String>,
    for_operators: bool,
) -> String {
    let texts = act.desk.texts();
    let age = (act.now - ticket.created_at).to_std().unwrap_or_default();
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("state", act.state_name(&ticket.state, language))
        .text("queue", act.desk.queue_by_id(ticket.queue_id).map(|q| q.title.clone()).unwrap_or_default())
        .text("owner", owner.unwrap_or_else(|| texts.say_plain(language, "operator-nobody", &Args::new())))
        .text("age", duration(texts, age, language));
    texts.say(language, if for_operators { "list-line" } else { "list-own-line" }, &args)
}
