//! A ticket settles: after a moment for more than a greeting, its operators are told and mails go out.

use std::time::Duration;

use sportello_chat::{Audience, Body};

use super::Act;
use super::articles::Said;
use super::assignment::{self, Given};
use super::owing::Words;
use super::{DeskError, open, outage, presence, rooms, schedule, suggestions};
use crate::notify::customer::notice;
use crate::notify::mail::{self, About};
use crate::notify::operators;
use crate::store::entity::ticket;
use crate::store::{articles, conversations, deadlines, forms, held, history, people, places};
use crate::text::{Args, Language};
use crate::ticket::{Article, ArticleKind, PersonId};

/// After a lone greeting its operators are told anyway, this long after its author was asked.
const LONE_GREETING: Duration = Duration::from_secs(15 * 60);

/// The time to settle is over: a lone greeting is asked what is wrong, anything else is settled.
pub async fn due(act: &Act<'_>, mut ticket: ticket::Model) -> Result<(), DeskError> {
    if ticket.settled || !ticket.title.is_empty() {
        now(act, &mut ticket).await?;
        return suggestions::offer(act, &ticket).await;
    }
    let language = act.customer_language(&ticket).await?;
    let ask = notice(act.desk.texts(), language, "customer-greeting", &Args::new());
    act.tell_customers(&ticket, &ask, None).await?;
    deadlines::set(act.tx, schedule::SETTLE_LATE, ticket.id, act.now + LONE_GREETING).await?;
    Ok(())
}

/// The customer has written more while the ticket was not settled yet.
pub async fn heard_more(act: &Act<'_>, ticket: &ticket::Model, said: &Said<'_>) -> Result<(), DeskError> {
    if !ticket.title.is_empty() {
        return Ok(());
    }
    let title = open::title(said);
    if title.is_empty() {
        return Ok(());
    }
    let mut ticket = ticket.clone();
    ticket.title = title;
    held::save(act.tx, &ticket).await?;
    act.history(&ticket, &history::Event::Title { to: ticket.title.clone() }).await?;
    deadlines::clear(act.tx, schedule::SETTLE_LATE, ticket.id).await?;
    if forms::of_ticket(act.tx, ticket.id).await?.is_some() {
        // It settles when the questions are answered.
        return Ok(());
    }
    let settle = act.queue(&ticket)?.settle;
    Ok(deadlines::set(act.tx, schedule::SETTLE, ticket.id, act.now + settle).await?)
}

/// Settles the ticket now, if it has not yet: an owner, where the queue assigns by itself; threads in
/// the operators' channels, mails, the board.
pub async fn now(act: &Act<'_>, ticket: &mut ticket::Model) -> Result<(), DeskError> {
    if ticket.settled {
        return Ok(());
    }
    new(act, ticket).await?;
    mail_received(act, ticket).await
}

/// The same, but its customer is mailed by whoever asks for it.
pub async fn new(act: &Act<'_>, ticket: &mut ticket::Model) -> Result<(), DeskError> {
    let given = assignment::give(act, ticket, None).await?;
    settle(act, ticket, &given).await
}

/// The same for a ticket that is about to leave its queue, which gives it to nobody any more.
pub async fn leaving(act: &Act<'_>, ticket: &mut ticket::Model) -> Result<(), DeskError> {
    if ticket.settled {
        return Ok(());
    }
    settle(act, ticket, &Given::NotAsked).await?;
    mail_received(act, ticket).await
}

async fn settle(act: &Act<'_>, ticket: &mut ticket::Model, given: &Given) -> Result<(), DeskError> {
    let waits = [schedule::SETTLE, schedule::SETTLE_LATE, schedule::FORM];
    deadlines::clear_three(act.tx, waits, ticket.id).await?;
    ticket.settled = true;
    if ticket.title.is_empty() {
        ticket.title = act.say("operator-untitled", &Args::new());
        act.history(ticket, &history::Event::Title { to: ticket.title.clone() }).await?;
    }
    held::save(act.tx, ticket).await?;
    let queue = act.queue(ticket)?.clone();
    for channel in rooms::operator_channels(&act.config, &queue.name) {
        let place = places::by_name(act.tx, channel.platform.as_str(), &channel.name).await?;
        let room = place.map_or_else(|| channel.name.clone(), |p| p.room);
        open_thread(act, ticket, channel.platform.as_str(), &room, true).await?;
    }
    assignment::tell(act, ticket, given).await?;
    act.refresh(ticket).await?;
    mail_new(act, ticket, &queue).await
}

/// Begins a thread for the ticket in an operators' room: its header, then all its articles.
pub async fn open_thread(
    act: &Act<'_>,
    ticket: &ticket::Model,
    platform: &str,
    room: &str,
    call: bool,
) -> Result<(), DeskError> {
    let new = conversations::New {
        ticket: ticket.id,
        platform,
        audience: Audience::Operators,
        room: Some(room),
        thread: None,
        person: None,
        encrypted: false,
        begun: false,
        private: false,
    };
    let conversation = conversations::create(act.tx, new, act.now).await?;
    act.owe_header(ticket, &conversation).await?;
    let on_call = if call { on_call(act, ticket).await? } else { Vec::new() };
    for (i, article) in articles::of_ticket(act.tx, ticket.id, 0).await?.iter().enumerate() {
        let words = Words {
            body: operators::article(act.desk.texts(), act.config.desk.language, article),
            files: article.files.clone(),
            mentions: if i == 0 { &on_call } else { &[] },
            article: Some(article.id),
            notice: i > 0 || on_call.is_empty(),
            reply_to: article.reply_to,
            ..Words::notice(Body::default())
        };
        act.say_to_operators(ticket, &conversation, words).await?;
    }
    Ok(())
}

/// The operators of the queue who want to be called for each new ticket.
pub async fn on_call(act: &Act<'_>, ticket: &ticket::Model) -> Result<Vec<PersonId>, DeskError> {
    let queue = act.queue(ticket)?;
    let mut people = Vec::new();
    for operator in act.config.operators.iter().filter(|o| o.on_call && queue.operators.contains(&o.name)) {
        if let Some(person) = act.desk.operator_person(act.tx, &operator.name).await? {
            people.push(person.id);
        }
    }
    // Its owner is told that it is theirs.
    people.retain(|p| ticket.owner_id != Some(*p));
    presence::present(act, people).await
}

async fn mail_received(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let Some(customer) = people::by_id(act.tx, ticket.customer_id).await? else { return Ok(()) };
    if mail::goes_to(act, ticket, &customer, About::Received).await?.is_none() {
        return Ok(());
    }
    let requests = articles::of_ticket(act.tx, ticket.id, 0).await?;
    let language = act.desk.language_of(&customer);
    let about = match requests.first().map(|a| a.kind) {
        Some(ArticleKind::Phone) => About::Called,
        _ => About::Received,
    };
    let mut words = quoted(act, language, requests.iter().filter(|a| a.kind.is_customers()));
    for banner in outage::banners(act, act.queue(ticket)?, language).await? {
        words.0.extend(banner.into_body().0);
    }
    mail::owe(act, ticket, &customer, about, Args::new(), words).await
}

async fn mail_new(
    act: &Act<'_>,
    ticket: &ticket::Model,
    queue: &crate::config::Queue,
) -> Result<(), DeskError> {
    let wanted = act.config.operators.iter().filter(|o| o.mail_new && queue.operators.contains(&o.name));
    for operator in wanted {
        let Some(person) = act.desk.operator_person(act.tx, &operator.name).await? else { continue };
        // Its owner was told that it is theirs.
        if person.is_away(act.now) || ticket.owner_id == Some(person.id) {
            continue;
        }
        let requests = articles::of_ticket(act.tx, ticket.id, 0).await?;
        let customer = people::by_id(act.tx, ticket.customer_id).await?.map(|p| p.name).unwrap_or_default();
        let words = quoted(act, act.desk.language_of(&person), requests.iter());
        mail::owe(act, ticket, &person, About::New, Args::new().text("customer", customer), words).await?;
    }
    Ok(())
}

/// The words of articles for a mail; what was said where words are encrypted only if bot.toml wants it.
pub fn quoted<'a>(act: &Act<'_>, language: Language, articles: impl Iterator<Item = &'a Article>) -> Body {
    let include = act.config.mail.as_ref().is_some_and(|m| m.include_text);
    let mut body = Body::default();
    for article in articles.filter(|a| !a.hidden && !a.undecryptable && a.moved.is_none()) {
        if article.encrypted && !include {
            let instead = act.desk.texts().say(language, "mail-encrypted", &Args::new());
            body = body.then(instead, sportello_chat::Markup::Markdown);
            continue;
        }
        body = body.then(article.body.clone(), article.markup);
        for file in &article.files {
            body = body.then(format!("📎 {}", file.name), sportello_chat::Markup::Plain);
        }
    }
    body
}
