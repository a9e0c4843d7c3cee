//! A ticket loses its words, its files and the names of its people: once it has been closed for long enough,
//! or for a person's sake. That it was there, and what happened to it, stays.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::{Act, DeskError, bytes, schedule};
use crate::notify::mail;
use crate::store::emptying::{self, Becomes, Emptied};
use crate::store::entity::{article, delivery, history, ticket};
use crate::store::{deadlines, deliveries, parts, people, search, tickets};
use crate::text::Args;
use crate::ticket::{ArticleKind, PersonId};

/// What is being sent while its words are removed has ended after this long, or is looked at again.
const SENDING: Duration = Duration::from_secs(2 * 60);

/// People whose names go, and all the words by which they could be told.
#[derive(Clone, Debug, Default)]
pub struct Hidden {
    /// Their rows.
    pub ids: BTreeSet<PersonId>,
    /// Their names, accounts and addresses.
    pub words: BTreeSet<String>,
}

impl Hidden {
    /// Those of `ids`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn of(act: &Act<'_>, ids: BTreeSet<PersonId>) -> Result<Self, DeskError> {
        let mut words = BTreeSet::new();
        for person in people::by_ids(act.tx, ids.iter().copied()).await? {
            words.extend(people::accounts(act.tx, person.id).await?.into_iter().map(|a| a.external_id));
            words.extend(people::confirmation(act.tx, person.id).await?.map(|waiting| waiting.address));
            words.extend(mail::derived(act, person.id).await?);
            words.insert(person.name);
            words.extend(person.handle.into_iter().chain(person.mail));
        }
        Ok(Self { ids, words })
    }
}

/// What was removed.
#[derive(Clone, Debug, Default)]
pub struct Removed {
    /// Of articles.
    pub articles: Emptied,
    /// How many tickets lost all of their words.
    pub tickets: u64,
    /// How many messages and mails that waited are not sent any more.
    pub waiting: u64,
}

impl Removed {
    /// With what else was removed.
    pub fn and(&mut self, more: Emptied) {
        self.articles.articles += more.articles;
        self.articles.versions += more.versions;
        self.articles.files += more.files;
        self.articles.bytes.extend(more.bytes);
    }
}

/// How those are called whose names were removed.
pub fn nobodys_name(act: &Act<'_>) -> String {
    act.desk.texts().say_plain(act.config.desk.language, "admin-nobody", &Args::new())
}

/// A ticket that was closed for long enough, with all that has become a part of it: who asked and who took
/// part is nobody any more, and those who are in no other ticket are forgotten.
///
/// # Errors
/// As the database says.
pub async fn forget(act: &Act<'_>, ticket: &mut ticket::Model) -> Result<(), DeskError> {
    let nobody = people::nobody(act.tx, &nobodys_name(act), act.now).await?;
    let becomes = Becomes { person: nobody.id, name: &nobody.name };
    let mut ids = BTreeSet::new();
    let mut all = tickets::parts(act.tx, ticket.id).await?;
    all.push(ticket.clone());
    for part in &all {
        ids.insert(part.customer_id);
        let written = emptying::of_ticket(act.tx, part.id).await?;
        ids.extend(written.iter().filter(|a| is_of_customers(a)).filter_map(|a| a.author_id));
    }
    ids.remove(&nobody.id);
    let mut whole = BTreeSet::new();
    for id in &ids {
        whole.extend(people::joined(act.tx, *id).await?);
    }
    let hidden = Hidden::of(act, whole).await?;
    let mut removed = Removed::default();
    for part in &mut all {
        empty(act, part, &hidden, Some(becomes), &mut removed).await?;
        if settle_deliveries(act, part, &mut removed).await? {
            look_again(act, part).await?;
        }
        emptying::direct_chats(act.tx, part.id).await?;
    }
    if let Some(emptied) = all.pop() {
        *ticket = emptied;
    }
    bytes::release(act, &mut removed.articles.bytes).await?;
    for id in ids {
        forget_if_nowhere(act, id, &nobody.name).await?;
    }
    Ok(())
}

fn is_of_customers(article: &article::Model) -> bool {
    matches!(ArticleKind::parse(&article.kind), Some(ArticleKind::Request | ArticleKind::Participant))
}

/// Somebody whom no ticket names any more loses accounts and address too, and so do those who have become one with
/// them; those of bot.toml are kept.
async fn forget_if_nowhere(act: &Act<'_>, id: PersonId, name: &str) -> Result<(), DeskError> {
    let Some(person) = people::by_id(act.tx, id).await? else { return Ok(()) };
    if person.handle.is_none() && emptying::is_nowhere(act.tx, id).await? {
        let whole = people::joined(act.tx, id).await?;
        for person in people::by_ids(act.tx, whole).await? {
            emptying::person(act.tx, person, name).await?;
        }
    }
    Ok(())
}

/// Removes all words of one ticket, and the names of those who are hidden; `becomes` stands for them, where
/// they don't keep their row.
///
/// # Errors
/// As the database says.
pub async fn empty(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    hidden: &Hidden,
    becomes: Option<Becomes<'_>>,
    removed: &mut Removed,
) -> Result<(), DeskError> {
    let all: Vec<i64> = emptying::of_ticket(act.tx, ticket.id).await?.into_iter().map(|a| a.id).collect();
    removed.and(emptying::articles(act.tx, &all, act.now).await?);
    removed.tickets += 1;
    unname(act, ticket, hidden, becomes, true).await?;
    let customer = becomes.filter(|_| hidden.ids.contains(&ticket.customer_id));
    let customer = customer.map_or(ticket.customer_id, |b| b.person);
    emptying::rating(act.tx, ticket.id, customer).await?;
    let title = act.say("operator-untitled", &Args::new());
    emptying::ticket(act.tx, ticket, title, customer, act.now).await?;
    Ok(search::refresh(act.tx, ticket).await?)
}

/// The hidden people's names go out of a ticket's articles and history; with `all`, so do the words that
/// anybody wrote into its history.
///
/// # Errors
/// As the database says.
pub async fn unname(
    act: &Act<'_>,
    ticket: &ticket::Model,
    hidden: &Hidden,
    becomes: Option<Becomes<'_>>,
    all: bool,
) -> Result<(), DeskError> {
    let name = nobodys_name(act);
    for id in &hidden.ids {
        let becomes = becomes.unwrap_or(Becomes { person: *id, name: &name });
        emptying::author(act.tx, ticket.id, *id, becomes).await?;
    }
    let ids: Vec<i64> = hidden.ids.iter().copied().collect();
    emptying::watchers(act.tx, ticket.id, &ids).await?;
    for row in crate::store::history::of_ticket(act.tx, ticket.id).await? {
        let data = without_words(&row, hidden, &name, all);
        let actor = row.actor_id.map(|actor| match becomes {
            Some(becomes) if hidden.ids.contains(&actor) => becomes.person,
            _ => actor,
        });
        emptying::event(act.tx, row, data, actor).await?;
    }
    Ok(())
}

/// Words that the desk itself writes into its history, by event: all others may be somebody's.
fn is_the_desks(event: &str, key: &str) -> bool {
    match event {
        "mailed" => key == "mail",
        "opened" => key == "responsible",
        "title" | "given_up" | "undelivered" => false,
        "put_aside" => key == "until",
        "article" | "answered" | "ready_text" | "offered" | "helped" | "edited" | "deleted" | "undone"
        | "decrypted" | "owner" | "owner_away" | "responsible" | "state" | "linked" | "exposed"
        | "priority" | "tags" | "moved" | "merged" | "absorbed" | "escalation_warned" | "escalated"
        | "escalation_stopped" | "rated" | "rerouted" | "unreachable" | "split" | "split_from"
        | "unlinked" | "closed_with" => true,
        _ => matches!(key, "event" | "kind" | "number" | "state" | "platform" | "clock"),
    }
}

/// An event's details without what must not be told any more.
fn without_words(row: &history::Model, hidden: &Hidden, name: &str, all: bool) -> String {
    let Ok(Value::Object(mut details)) = serde_json::from_str(&row.data) else { return row.data.clone() };
    for (key, value) in &mut details {
        let Value::String(text) = value else { continue };
        if hidden.words.contains(text) {
            *text = if row.event == "mailed" { String::new() } else { name.to_owned() };
        } else if all && key != "event" && !is_the_desks(&row.event, key) {
            text.clear();
        }
    }
    Value::Object(details).to_string()
}

/// What was said for a ticket is kept no more; what waits is not sent. What is being sent at this moment is
/// left as it is: then true.
///
/// # Errors
/// As the database says.
pub async fn settle_deliveries(
    act: &Act<'_>,
    ticket: &ticket::Model,
    removed: &mut Removed,
) -> Result<bool, DeskError> {
    let mut busy = false;
    for delivery in emptying::deliveries_of(act.tx, ticket.id).await? {
        match settle_delivery(act, &delivery).await? {
            Left::Dropped => removed.waiting += 1,
            Left::Stopped => {
                removed.waiting += 1;
                busy = true;
            }
            Left::Working => busy = true,
            Left::Ended => {}
        }
    }
    Ok(busy)
}

/// Looks again later at what was being sent while a ticket's words were removed.
///
/// # Errors
/// As the database says.
pub async fn look_again(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    Ok(deadlines::put(act.tx, schedule::ERASE_REST, ticket.id, Some(act.now + SENDING)).await?)
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It had ended before.
    Ended,
    /// It waited, and is not sent any more.
    Dropped,
    /// It was being tried again and again, and is not any more; a try may be under way.
    Stopped,
    /// It is being sent, or nobody knows whether it was.
    Working,
}

/// Has a delivery keep nothing of what it says, unless it is being sent.
///
/// # Errors
/// As the database says.
pub async fn settle_delivery(act: &Act<'_>, delivery: &delivery::Model) -> Result<Left, DeskError> {
    if emptying::is_empty(delivery) {
        return Ok(Left::Ended);
    }
    let left = match delivery.state.as_str() {
        deliveries::WORKING => {
            let parts = parts::of(act.tx, delivery.id).await?;
            let in_doubt = |state: &str| matches!(state, parts::ATTEMPTING | parts::UNKNOWN);
            if parts.iter().any(|part| in_doubt(&part.state)) {
                return Ok(Left::Working);
            }
            Left::Stopped
        }
        deliveries::QUEUED => {
            if deliveries::drop_queued(act.tx, &[delivery.id], act.now).await?.is_empty() {
                return Ok(Left::Working);
            }
            Left::Dropped
        }
        _ => Left::Ended,
    };
    emptying::delivery(act.tx, delivery, act.now).await?;
    Ok(left)
}
