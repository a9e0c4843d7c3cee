//! `search`: tickets by what was said in them, of what whoever asks may see.

use std::collections::{HashMap, HashSet};

use sportello_chat::{Audience, Body, Button};

use super::{Act, Actor, Answer, DeskError, Heard, filters};
use crate::command::{Filters, ticket_number};
use crate::desk::Refused;
use crate::notify::buttons;
use crate::search::{Query, snippet};
use crate::store::entity::ticket;
use crate::store::search::{self, Eyes};
use crate::store::{listing, tickets};
use crate::text::Args;
use crate::ticket::{Article, CustomerArticle, Deed, State, allowed};

/// Lines of a page: with their snippets, as many as fit into one message everywhere.
const LINES: usize = 8;

/// A ticket that was found, and the article by which.
struct Hit {
    ticket: ticket::Model,
    article: Article,
    score: u32,
}

/// Finds tickets, best first; a number finds its ticket at once.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    words: &str,
    filters: &Filters,
) -> Result<Answer, DeskError> {
    let actor = heard.actor;
    let is_operator = act.desk.is_operator(actor);
    let among_customers = heard.audience(act) == Audience::Customer && !heard.inbound.place.direct;
    if is_operator && among_customers && !heard.is_picked() {
        return Err(Refused::NotInPublic { command: "search" }.into());
    }
    if let Some(ticket) = by_number(act, actor, words).await? {
        let line = line(act, actor, &ticket, None);
        return Ok(Answer::markdown(line));
    }
    let query = Query::of(words);
    if query.is_empty() {
        return Err(Refused::NothingToFind.into());
    }
    let mut matches = Vec::new();
    if is_operator {
        let filter = filters::of_operator(act, actor, filters, State::ALL.to_vec()).await?;
        matches = newest(act, &query, Eyes::Operator, &filter, filters).await?;
    }
    // An operator may be somebody's customer, too; owners and tags they then have no eyes for.
    if !is_operator || filters.owner.is_none() && filters.tag.is_none() && filters.queue.is_none() {
        let filter = filters::of_customer(act, actor, filters)?;
        let seen: HashSet<i64> = matches.iter().map(|(_, article)| article.id).collect();
        let own = newest(act, &query, Eyes::Customer, &filter, filters).await?;
        let own = own.into_iter().filter(|(_, article)| !seen.contains(&article.id));
        matches.extend(own.filter_map(|(ticket, a)| Some((ticket, CustomerArticle::from(a)?.get().clone()))));
    }
    let hits = ranked(act, actor, &query, matches).await?;
    Ok(page(act, actor, words, filters, &query, &hits))
}

/// The ticket with this number, if that is all that was typed and it may be seen.
async fn by_number(act: &Act<'_>, actor: &Actor, words: &str) -> Result<Option<ticket::Model>, DeskError> {
    let Some(number) = ticket_number(words) else { return Ok(None) };
    let found = tickets::by_number(act.tx, number).await?;
    Ok(found.filter(|ticket| allowed(act.role(actor, ticket), Deed::Status)))
}

async fn newest(
    act: &Act<'_>,
    query: &Query,
    eyes: Eyes,
    filter: &listing::Filter,
    filters: &Filters,
) -> Result<Vec<(i64, Article)>, DeskError> {
    let since = filters.since.map(|since| since.at(act.now, act.config.desk.time_zone));
    Ok(search::newest(act.tx, query, eyes, filter, since).await?)
}

/// Each ticket once, by its best article; of equals the newer first.
async fn ranked(
    act: &Act<'_>,
    actor: &Actor,
    query: &Query,
    matches: Vec<(i64, Article)>,
) -> Result<Vec<Hit>, DeskError> {
    let ids: HashSet<i64> = matches.iter().map(|(ticket, _)| *ticket).collect();
    let mut tickets: HashMap<i64, ticket::Model> =
        tickets::by_ids(act.tx, ids).await?.into_iter().map(|ticket| (ticket.id, ticket)).collect();
    let mut scored: Vec<(i64, u32, Article)> = matches
        .into_iter()
        .filter_map(|(ticket, article)| {
            let title = &tickets.get(&ticket)?.title;
            Some((ticket, query.score(title, &article.body), article))
        })
        .collect();
    scored.sort_by_key(|(_, score, article)| std::cmp::Reverse((*score, article.id)));
    Ok(scored
        .into_iter()
        .filter_map(|(id, score, article)| Some(Hit { ticket: tickets.remove(&id)?, article, score }))
        .filter(|hit| allowed(act.role(actor, &hit.ticket), Deed::Status))
        .collect())
}

fn page(act: &Act<'_>, actor: &Actor, words: &str, filters: &Filters, query: &Query, hits: &[Hit]) -> Answer {
    let say = |key: &str, args: &Args| act.desk.texts().say(actor.language, key, args);
    if hits.is_empty() {
        return Answer::markdown(say("search-nothing", &Args::new().text("words", words)));
    }
    let pages = hits.len().div_ceil(LINES);
    let page = (filters.page.max(1) as usize).min(pages);
    let mut lines = vec![say(
        "search-found",
        &Args::new()
            .text("words", words)
            .number("found", hits.len() as u64)
            .number("page", page as u64)
            .number("pages", pages as u64),
    )];
    for hit in hits.iter().skip((page - 1) * LINES).take(LINES) {
        tracing::debug!(ticket = hit.ticket.number, score = hit.score, "found");
        lines.push(line(act, actor, &hit.ticket, Some((&hit.article, query))));
    }
    let next = (page < pages)
        .then(|| Filters { page: u32::try_from(page + 1).unwrap_or(u32::MAX), ..filters.clone() });
    let next = next.map(|filters| format!("search {words} {filters}"));
    offer_more(act, actor, lines, next.as_deref())
}

/// A page of lines; how to see the next one, by a button where there are such, and in words elsewhere.
pub fn offer_more(act: &Act<'_>, actor: &Actor, mut lines: Vec<String>, next: Option<&str>) -> Answer {
    let texts = act.desk.texts();
    let button: Option<Button> = next
        .filter(|_| act.is_interactive(act.platform.as_str()))
        .and_then(|next| buttons::more(texts, actor.language, next));
    if let (Some(next), None) = (next, &button) {
        let args = Args::new().text("prefix", act.prefix()).text("command", next);
        lines.push(texts.say(actor.language, "list-more", &args));
    }
    Answer::Offer(Body::markdown(lines.join("\n")), button.into_iter().collect())
}

fn line(act: &Act<'_>, actor: &Actor, ticket: &ticket::Model, by: Option<(&Article, &Query)>) -> String {
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("state", act.state_name(&ticket.state, actor.language));
    let mut line = act.desk.texts().say(actor.language, "search-line", &args);
    if let Some((article, query)) = by {
        let lock = if article.kind.is_for_customers() { "" } else { "🔒 " };
        let shown = snippet(&article.body, query);
        if !shown.is_empty() {
            line.push_str(&format!(" · {lock}“{shown}”"));
        }
    }
    line
}
