//! How much one person may ask of the desk: who is blocked, who writes too fast, has too many open
//! tickets or too new an account. Operators are exempt. What is written with an open ticket is kept in
//! any case; its author is told once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sportello_chat::{Audience, Body, Inbound, Place};

use super::Act;
use super::articles::{self, Said};
use super::messages::Heard;
use super::who::Actor;
use super::{DeskError, Refused};
use crate::config::{FileRefusal, Queue, size};
use crate::store::articles::StoredFile;
use crate::store::entity::{block, ticket};
use crate::store::{articles as rows, blocks, held, listing, messages as seen, spells};
use crate::text::{Args, date_time};
use crate::ticket::{ArticleKind, State};

/// The emoji that says that a message was kept with a ticket.
const KEPT: &str = "📝";
/// Who writes too fast is told anew after a minute in which they did not.
const TOO_FAST: (&str, Duration) = ("too-fast", Duration::from_secs(60));
/// Another request after this long is not part of the same burst: its author is told again.
const TOO_MANY: (&str, Duration) = ("too-many", Duration::from_secs(10 * 60));
/// So is one from too new an account.
const TOO_NEW: (&str, Duration) = ("too-new", Duration::from_secs(60 * 60));
/// So many of somebody's open tickets are named to them.
const NAMED: usize = 10;

/// Why a person's words call nobody, or open nothing.
#[derive(Clone, Debug)]
pub enum Stop {
    /// They are blocked.
    Blocked(block::Model),
    /// They have just written more than anybody reads.
    TooFast,
    /// They have as many open tickets as they may.
    TooMany(Vec<ticket::Model>),
    /// Their account is too new, until then.
    TooNew(DateTime<Utc>),
}

/// Words that opened nothing.
pub struct Held {
    /// The ticket they were kept with.
    ticket: Option<ticket::Model>,
    /// What their author is told.
    pub words: Body,
    /// Whether their author was told before, so that it need not be said again.
    known: bool,
}

/// Why nobody is called for what this person writes; none if somebody is.
///
/// # Errors
/// As the database says.
pub async fn hush(act: &Act<'_>, actor: &Actor) -> Result<Option<Stop>, DeskError> {
    if act.desk.is_operator(actor) {
        return Ok(None);
    }
    if let Some(block) = blocks::of(act.tx, actor.person.id, act.now).await? {
        return Ok(Some(Stop::Blocked(block)));
    }
    let Some(most) = act.config.limits.messages_per_minute else { return Ok(None) };
    let lately = rows::written_since(act.tx, actor.person.id, act.now - TimeDelta::minutes(1)).await?;
    Ok((lately >= most).then_some(Stop::TooFast))
}

/// Why this person opens no ticket in this queue; none if they may.
async fn stop(
    act: &Act<'_>,
    customer: &Actor,
    queue: Option<&Queue>,
    since: Option<DateTime<Utc>>,
) -> Result<Option<Stop>, DeskError> {
    if act.desk.is_operator(customer) {
        return Ok(None);
    }
    let hush = hush(act, customer).await?;
    if matches!(hush, Some(Stop::Blocked(_))) {
        return Ok(hush);
    }
    let own = queue.map(|q| q.limits).unwrap_or_default();
    let age = own.account_age.or(act.config.limits.account_age);
    if let (Some(age), Some(since)) = (age, since)
        && since + age > act.now
    {
        return Ok(Some(Stop::TooNew(since + age)));
    }
    if hush.is_some() {
        return Ok(hush);
    }
    let everywhere = act.config.limits.open_tickets.map(|most| (most, None));
    let here = own.open_tickets.zip(queue).map(|(most, queue)| (most, Some(ids_below(act, queue))));
    for (most, queues) in everywhere.into_iter().chain(here) {
        let own = open_tickets(act, customer, queues, most).await?;
        if own.len() as u64 >= most {
            return Ok(Some(Stop::TooMany(own)));
        }
    }
    Ok(None)
}

fn ids_below(act: &Act<'_>, queue: &Queue) -> Vec<i64> {
    let below = format!("{}::", queue.name);
    let names = act.config.queues.iter().map(|q| q.name.clone());
    let names: Vec<String> = names.filter(|n| *n == queue.name || n.starts_with(&below)).collect();
    act.desk.queue_ids(&names)
}

async fn open_tickets(
    act: &Act<'_>,
    customer: &Actor,
    queues: Option<Vec<i64>>,
    most: u64,
) -> Result<Vec<ticket::Model>, DeskError> {
    let filter = listing::Filter {
        queues,
        states: State::ACTIVE.to_vec(),
        customer: Some(customer.person.id),
        newest_first: true,
        ..listing::Filter::default()
    };
    Ok(listing::list(act.tx, &filter, most).await?)
}

/// Keeps what would open a ticket in `queue` (none: one that is still to be chosen) with the newest one
/// its author has open, where a limit wants it so; none where the ticket may be opened. `since` is when
/// their account was made.
///
/// # Errors
/// The refusal, where there is nothing to keep it with; and as the database says.
pub async fn hold(
    act: &Act<'_>,
    customer: &Actor,
    queue: Option<&Queue>,
    since: Option<DateTime<Utc>>,
    said: &Said<'_>,
) -> Result<Option<Held>, DeskError> {
    let Some(stop) = stop(act, customer, queue, since).await? else { return Ok(None) };
    let newest = match &stop {
        Stop::TooMany(own) => own.first().cloned(),
        Stop::TooNew(_) => None,
        Stop::Blocked(_) | Stop::TooFast => open_tickets(act, customer, None, 1).await?.pop(),
    };
    let Some(newest) = newest else {
        let refused = match &stop {
            Stop::Blocked(block) => Refused::Blocked { until: block.until.map(|at| time(act, customer, at)) },
            Stop::TooNew(from) => Refused::TooNew { from: time(act, customer, *from) },
            // The first ticket is no flood yet.
            Stop::TooFast | Stop::TooMany(_) => return Ok(None),
        };
        // Whoever picks or fills in something is answered in any case.
        if is_known(act, customer, &stop).await? && !act.on_the_spot {
            return Ok(Some(Held { ticket: None, words: Body::default(), known: true }));
        }
        return Err(refused.into());
    };
    let ticket = keep(act, customer, newest.id, said).await?;
    let known = is_known(act, customer, &stop).await?;
    let words = words(act, customer, &stop, &ticket);
    Ok(Some(Held { ticket: Some(ticket), words, known }))
}

fn time(act: &Act<'_>, person: &Actor, at: DateTime<Utc>) -> String {
    date_time(at, act.config.desk.time_zone, person.language)
}

/// Adds words to a ticket; operators see them and are not called.
async fn keep(
    act: &Act<'_>,
    customer: &Actor,
    ticket: i64,
    said: &Said<'_>,
) -> Result<ticket::Model, DeskError> {
    let mut ticket = act.hold(ticket).await?;
    let said = Said { origin: None, ..said.clone() };
    let article = articles::write(act, &mut ticket, ArticleKind::Request, customer, &said).await?;
    held::save(act.tx, &ticket).await?;
    articles::show_to_operators(act, &ticket, &article, &[], None).await?;
    Ok(ticket)
}

/// Tells the author of words that were kept, unless they know.
///
/// # Errors
/// As the database says.
pub async fn acknowledge(act: &Act<'_>, heard: &Heard<'_>, held: Held) -> Result<(), DeskError> {
    let place = &heard.inbound.place;
    if let (Some(ticket), false) = (&held.ticket, place.direct) {
        act.react(place, &heard.actor.account, KEPT, Audience::Customer, Some(ticket)).await?;
    }
    if held.known {
        return Ok(());
    }
    act.answer_privately(place, &heard.actor.account, held.words, held.ticket.as_ref()).await
}

/// Tells somebody once why nobody is called for what they write in their ticket.
///
/// # Errors
/// As the database says.
pub async fn tell(
    act: &Act<'_>,
    place: &Place,
    author: &Actor,
    stop: &Stop,
    ticket: &ticket::Model,
) -> Result<(), DeskError> {
    if is_known(act, author, stop).await? {
        return Ok(());
    }
    let words = words(act, author, stop, ticket);
    act.answer_privately(place, &author.account, words, Some(ticket)).await
}

/// Whether a person knows already; from now on they do.
async fn is_known(act: &Act<'_>, actor: &Actor, stop: &Stop) -> Result<bool, DeskError> {
    let (kind, quiet) = match stop {
        Stop::Blocked(block) => {
            blocks::told(act.tx, block.id, act.now).await?;
            return Ok(block.told_at.is_some());
        }
        Stop::TooFast => TOO_FAST,
        Stop::TooMany(_) => TOO_MANY,
        Stop::TooNew(_) => TOO_NEW,
    };
    Ok(spells::note(act.tx, actor.person.id, kind, quiet, act.now).await? > 1)
}

/// What the author of kept words is told.
fn words(act: &Act<'_>, actor: &Actor, stop: &Stop, ticket: &ticket::Model) -> Body {
    let texts = act.desk.texts();
    let language = actor.language;
    let args = Args::new().text("number", ticket.number.as_str()).text("prefix", act.prefix());
    let own = match stop {
        Stop::Blocked(_) | Stop::TooNew(_) => {
            return Body::markdown(texts.say(language, "customer-kept-blocked", &args));
        }
        Stop::TooFast => return Body::markdown(texts.say(language, "customer-kept-too-fast", &args)),
        Stop::TooMany(own) => own,
    };
    let head = texts.say(language, "customer-kept-too-many", &args.number("tickets", own.len() as u64));
    let lines = own.iter().take(NAMED).map(|ticket| {
        let args = Args::new().text("number", ticket.number.as_str()).text("title", ticket.title.as_str());
        texts.say(language, "customer-own-open", &args)
    });
    Body::markdown(std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
}

/// Tells the author of an article which of their files were not taken in, and why.
///
/// # Errors
/// As the database says.
pub async fn name_refused(
    act: &Act<'_>,
    inbound: &Inbound,
    actor: &Actor,
    files: &[StoredFile],
) -> Result<(), DeskError> {
    let refused: Vec<(&str, FileRefusal)> =
        files.iter().filter_map(|f| Some((f.name.as_str(), f.refused?))).collect();
    if refused.is_empty() {
        return Ok(());
    }
    // What is none of the desk's business has no article.
    let message = seen::by_id(act.tx, act.platform.as_str(), &inbound.id).await?;
    if message.is_none_or(|m| m.article_id.is_none()) {
        return Ok(());
    }
    let lines: Vec<String> = refused
        .into_iter()
        .map(|(name, refusal)| {
            let args = Args::new().text("file", name);
            let (key, args) = match refusal {
                FileRefusal::Kind => ("customer-file-not-accepted", args),
                FileRefusal::Larger(most) => ("customer-file-too-large", args.text("size", size(most))),
            };
            act.desk.texts().say(actor.language, key, &args)
        })
        .collect();
    act.answer_privately(&inbound.place, &actor.account, Body::markdown(lines.join("\n")), None).await
}
