//! `list` and `mine`: tickets, a line each.

use super::search::offer_more;
use super::{Act, Actor, Answer, DeskError, filters};
use crate::command::{Filters, ListFilter};
use crate::desk::Refused;
use crate::store::entity::ticket;
use crate::store::{listing, people};
use crate::text::{Args, Language, duration};
use crate::ticket::State;

/// Lines of a page: more is not read in a chat.
const LINES: u64 = 20;

/// Lists tickets of the actor's queues: without any word their own, then those that nobody has.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    filter: ListFilter,
    filters: &Filters,
) -> Result<Answer, DeskError> {
    if !act.desk.is_operator(actor) {
        return Err(Refused::OperatorsOnly.into());
    }
    let states = match filter {
        ListFilter::Work | ListFilter::Active | ListFilter::Mine | ListFilter::Escalated => {
            State::ACTIVE.to_vec()
        }
        ListFilter::New => vec![State::New],
        ListFilter::Open => vec![State::Open],
        ListFilter::Closed => State::CLOSED.to_vec(),
    };
    let mut wanted = filters::of_operator(act, actor, filters, states).await?;
    wanted.since = filters.since.map(|since| since.at(act.now, act.config.desk.time_zone));
    wanted.escalated_by = (filter == ListFilter::Escalated).then_some(act.now);
    wanted.newest_first = wanted.states.iter().all(|state| state.is_closed());
    let own = listing::Filter { owner: Some(actor.person.id), ..wanted.clone() };
    let parts = match filter {
        ListFilter::Work if filters.is_empty() => {
            let free = listing::Filter { unowned: true, states: vec![State::New, State::Open], ..wanted };
            vec![("list-own", own), ("list-free", free)]
        }
        ListFilter::Mine if filters.owner.is_none() => vec![("", own)],
        _ => vec![("", wanted)],
    };
    let word = match filter {
        ListFilter::Work => "",
        ListFilter::Active => "all",
        ListFilter::Mine => "mine",
        ListFilter::New => "new",
        ListFilter::Open => "open",
        ListFilter::Closed => "closed",
        ListFilter::Escalated => "escalated",
    };
    let page = filters.page.max(1);
    let next = Filters { page: page + 1, ..filters.clone() };
    let next = format!("list {word} {next}").split_whitespace().collect::<Vec<_>>().join(" ");
    lines(act, actor, &parts, page, &next, true).await
}

/// Lists the actor's own requests, newest first.
pub async fn mine(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let filter = listing::Filter {
        states: State::WHOLE.to_vec(),
        customer: Some(actor.person.id),
        newest_first: true,
        realm: act.within.clone(),
        ..listing::Filter::default()
    };
    lines(act, actor, &[("", filter)], 1, "", false).await
}

/// A page of tickets, each part below its heading; `next` is the command for the page after it.
async fn lines(
    act: &Act<'_>,
    actor: &Actor,
    parts: &[(&'static str, listing::Filter)],
    page: u32,
    next: &str,
    for_operators: bool,
) -> Result<Answer, DeskError> {
    let language = actor.language;
    let texts = act.desk.texts();
    let mut skip = u64::from(page - 1) * LINES;
    // One more than is shown tells whether there are more.
    let mut room = LINES + 1;
    let mut found = Vec::new();
    for (heading, filter) in parts {
        let part = listing::page(act.tx, filter, skip, room).await?;
        if part.is_empty() && skip > 0 {
            skip = skip.saturating_sub(listing::count(act.tx, filter).await?);
        } else {
            skip = 0;
        }
        room -= part.len() as u64;
        found.extend(part.into_iter().map(|ticket| (*heading, ticket)));
    }
    let more = found.len() as u64 > LINES;
    found.truncate(usize::try_from(LINES).unwrap_or(usize::MAX));
    if found.is_empty() {
        return Ok(Answer::markdown(texts.say(language, "list-empty", &Args::new())));
    }
    let owners = people::by_ids(act.tx, found.iter().filter_map(|(_, t)| t.owner_id)).await?;
    let mut out = Vec::with_capacity(found.len() + 3);
    let mut above = "";
    for (heading, ticket) in &found {
        if *heading != above {
            above = heading;
            // A heading stands apart from the lines above and below it.
            if !out.is_empty() {
                out.push(String::new());
            }
            out.push(format!("{}\n", texts.say(language, heading, &Args::new())));
        }
        let owner = owners.iter().find(|p| Some(p.id) == ticket.owner_id);
        let owner = owner.map(|owner| match act.desk.queue_by_id(ticket.queue_id) {
            Some(queue) if !for_operators => act.signature(queue, owner, language),
            _ => owner.name.clone(),
        });
        out.push(line(act, language, ticket, owner, for_operators));
    }
    if !for_operators && more {
        out.push(texts.say(language, "list-more-of-own", &Args::new().number("lines", LINES)));
    }
    Ok(offer_more(act, actor, out, Some(next).filter(|_| more && for_operators)))
}

fn line(
    act: &Act<'_>,
    language: Language,
    ticket: &ticket::Model,
    owner: Option<String>,
    for_operators: bool,
) -> String {
    let texts = act.desk.texts();
    let queue = act.desk.queue_by_id(ticket.queue_id);
    let queue = queue.map(|q| if for_operators { q } else { act.desk.known_to_customers(q) });
    let age = (act.now - ticket.created_at).to_std().unwrap_or_default();
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("state", act.state_name(&ticket.state, language))
        .text("queue", queue.map(|q| q.title.clone()).unwrap_or_default())
        .text("owner", owner.unwrap_or_else(|| texts.say_plain(language, "operator-nobody", &Args::new())))
        .text("age", duration(texts, age, language));
    texts.say(language, if for_operators { "list-line" } else { "list-own-line" }, &args)
}
