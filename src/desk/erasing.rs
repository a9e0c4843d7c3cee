//! A person is erased: their words wherever they are, their tickets' words, their accounts and addresses. That
//! something happened stays; what it was does not.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DbErr;

use super::emptying::{self, Hidden, Left, Removed};
use super::{Act, Desk, DeskError, Refused, bytes, exporting, find, schedule, withdrawing};
use crate::notify::title_of;
use crate::store::articles::StoredFile;
use crate::store::emptying::{self as rows, Forgotten};
use crate::store::entity::{article, delivery, person, ticket};
use crate::store::{deadlines, deliveries, forms, held, history, people, search};
use crate::text::{Args, Language};
use crate::ticket::{Change, PersonId, State};

/// What is known of a person before they are erased.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Their accounts, and their addresses.
    pub accounts: Vec<String>,
    /// How many tickets run in their name.
    pub tickets: u64,
    /// How many articles they have written in others' tickets.
    pub articles: u64,
}

/// What was erased.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    /// The words.
    pub removed: Removed,
    /// The accounts and addresses.
    pub forgotten: Forgotten,
    /// How many of their tickets were open, and were closed.
    pub closed: u64,
    /// How many messages the platforms are asked to remove.
    pub copies: u64,
    /// How many files' bytes are deleted if nothing else names them.
    pub bytes: u64,
    /// How many exports are in their folder, which may hold it all still.
    pub exports: u64,
}

/// The person meant by `typed`, if they can be erased: whoever bot.toml names would come back at once.
///
/// # Errors
/// When there is none, more than one, or bot.toml names them; and as the database says.
pub async fn whom(act: &Act<'_>, typed: &str) -> Result<person::Model, DeskError> {
    let mut person = find::person(act, typed).await?;
    if let Some(joined) = person.joined_id
        && let Some(whole) = people::by_id(act.tx, joined).await?
    {
        person = whole;
    }
    if people::is_nobody(&person) {
        return Err(Refused::NoSuchPerson { found: typed.to_owned() }.into());
    }
    let config = &act.config;
    let named = |handle: &String| {
        config.operators.iter().any(|o| o.name == *handle)
            || config.customers.iter().any(|c| c.name == *handle)
    };
    if person.handle.as_ref().is_some_and(named) {
        return Err(Refused::StillNamed { name: person.name }.into());
    }
    Ok(person)
}

/// What would be erased.
///
/// # Errors
/// As the database says.
pub async fn known(act: &Act<'_>, person: &person::Model) -> Result<Known, DeskError> {
    let mut known = Known::default();
    for id in people::joined(act.tx, person.id).await? {
        let accounts = people::accounts(act.tx, id).await?;
        known.accounts.extend(accounts.into_iter().map(|a| format!("{} ({})", a.external_id, a.platform)));
        let own = rows::tickets_of(act.tx, id).await?;
        known.tickets += own.iter().filter(|t| t.merged_into_id.is_none()).count() as u64;
        let own: BTreeSet<i64> = own.into_iter().map(|t| t.id).collect();
        let written = rows::written_by(act.tx, id).await?;
        known.articles += written.iter().filter(|a| !own.contains(&a.ticket_id)).count() as u64;
    }
    known.accounts.extend(person.mail.clone());
    Ok(known)
}

/// Erases a person.
///
/// # Errors
/// As the database says.
pub async fn erase(act: &Act<'_>, person: &person::Model) -> Result<Receipt, DeskError> {
    let ids: BTreeSet<PersonId> = people::joined(act.tx, person.id).await?.into_iter().collect();
    let hidden = Hidden::of(act, ids).await?;
    let mut receipt = Receipt { exports: exporting::count(&act.config), ..Receipt::default() };
    receipt.removed.waiting += stop_waiting(act, &hidden).await?;
    let mut own = BTreeMap::new();
    for id in &hidden.ids {
        own.extend(rows::tickets_of(act.tx, *id).await?.into_iter().map(|t| (t.id, t)));
    }
    for id in own.keys().copied().collect::<Vec<_>>() {
        let held = held::hold(act.tx, id).await?;
        // It may have become another's before it was held.
        match held.filter(|ticket| hidden.ids.contains(&ticket.customer_id)) {
            Some(mut ticket) => own_ticket(act, &mut ticket, &hidden, &mut receipt).await?,
            None => {
                own.remove(&id);
            }
        }
    }
    elsewhere(act, &own, &hidden, &mut receipt).await?;
    let name = emptying::nobodys_name(act);
    for id in &hidden.ids {
        let Some(person) = people::by_id(act.tx, *id).await? else { continue };
        let (forgotten, files) = rows::person(act.tx, person, &name).await?;
        receipt.forgotten.accounts += forgotten.accounts;
        receipt.forgotten.addresses += forgotten.addresses;
        receipt.forgotten.held += forgotten.held;
        let held =
            files.into_iter().flatten().filter_map(|f| serde_json::from_str::<Vec<StoredFile>>(&f).ok());
        receipt.removed.articles.bytes.extend(held.flatten().filter_map(|f| f.sha256));
    }
    receipt.bytes = bytes::release(act, &mut receipt.removed.articles.bytes).await?;
    tracing::info!(person = person.id, articles = receipt.removed.articles.articles, "erased");
    Ok(receipt)
}

/// What waits for their direct chats and mailboxes is not sent; what failed there is not kept.
async fn stop_waiting(act: &Act<'_>, hidden: &Hidden) -> Result<u64, DeskError> {
    let mut stopped = 0;
    for delivery in rows::unsent(act.tx).await? {
        let to = delivery.lane.strip_prefix("m:").or_else(|| {
            let place = delivery.lane.strip_prefix("d:")?.strip_prefix(delivery.platform.as_str())?;
            place.strip_prefix(':')
        });
        if to.is_some_and(|to| hidden.words.contains(to))
            && matches!(emptying::settle_delivery(act, &delivery).await?, Left::Dropped | Left::Stopped)
        {
            stopped += 1;
        }
    }
    Ok(stopped)
}

/// A ticket in their name: it is closed if it is open, what was said of it is removed from the chats, and it
/// loses all of its words.
async fn own_ticket(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    hidden: &Hidden,
    receipt: &mut Receipt,
) -> Result<(), DeskError> {
    let state = State::parse(&ticket.state).unwrap_or(State::Open);
    if State::ACTIVE.contains(&state) {
        ticket.settled = true;
        act.apply(ticket, &[Change::State { from: state, to: State::ClosedUnsuccessful }]).await?;
        receipt.closed += 1;
    }
    for kind in [
        schedule::SETTLE,
        schedule::SETTLE_LATE,
        schedule::MAIL_ANSWERS,
        schedule::MAIL_FOLLOW_UP,
        schedule::FORM,
    ] {
        deadlines::clear(act.tx, kind, ticket.id).await?;
    }
    forms::end(act.tx, ticket.id).await?;
    let copies = withdrawing::of_ticket(act, ticket).await?;
    let mut busy = emptying::settle_deliveries(act, ticket, &mut receipt.removed).await?;
    // What was said of an article before it came into this ticket is kept with the ticket it came from.
    for article in rows::of_ticket(act.tx, ticket.id).await? {
        for delivery in deliveries::of_article(act.tx, article.id).await? {
            match emptying::settle_delivery(act, &delivery).await? {
                Left::Dropped => receipt.removed.waiting += 1,
                Left::Stopped | Left::Working => busy = true,
                Left::Ended => {}
            }
        }
    }
    if busy {
        emptying::look_again(act, ticket).await?;
    }
    let before = receipt.removed.articles.articles;
    emptying::empty(act, ticket, hidden, None, &mut receipt.removed).await?;
    rows::direct_chats(act.tx, ticket.id).await?;
    receipt.copies += withdrawing::remove(act, ticket, copies).await?;
    if ticket.merged_into_id.is_none() {
        let articles = receipt.removed.articles.articles - before;
        act.history(ticket, &history::Event::Erased { articles }).await?;
        act.refresh(ticket).await?;
    }
    Ok(())
}

/// What they wrote in others' tickets, and their name in what they had to do with.
async fn elsewhere(
    act: &Act<'_>,
    own: &BTreeMap<i64, ticket::Model>,
    hidden: &Hidden,
    receipt: &mut Receipt,
) -> Result<(), DeskError> {
    let mut written: BTreeMap<i64, Vec<article::Model>> = BTreeMap::new();
    for id in &hidden.ids {
        for article in rows::written_by(act.tx, *id).await? {
            written.entry(article.ticket_id).or_default().push(article);
        }
        for ticket in rows::handled_by(act.tx, *id).await? {
            written.entry(ticket).or_default();
        }
    }
    for (id, articles) in written {
        if own.contains_key(&id) {
            continue;
        }
        let Some(mut ticket) = held::hold(act.tx, id).await? else { continue };
        words_in(act, &mut ticket, &articles, hidden, receipt).await?;
    }
    Ok(())
}

async fn words_in(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    articles: &[article::Model],
    hidden: &Hidden,
    receipt: &mut Receipt,
) -> Result<(), DeskError> {
    let ids: Vec<i64> = articles.iter().map(|a| a.id).collect();
    let mut copies = Vec::new();
    let mut said = Vec::new();
    for article in &ids {
        copies.extend(withdrawing::of_article(act, ticket, *article).await?);
        said.extend(deliveries::of_article(act.tx, *article).await?);
    }
    if !ids.is_empty() {
        said.extend(rows::deliveries_of(act.tx, ticket.id).await?.into_iter().filter(may_quote));
    }
    for delivery in &said {
        let left = emptying::settle_delivery(act, delivery).await?;
        if matches!(left, Left::Dropped | Left::Stopped) {
            receipt.removed.waiting += 1;
        }
        if matches!(left, Left::Stopped | Left::Working) {
            emptying::look_again(act, ticket).await?;
        }
    }
    // The title may be its first words.
    let titled = articles.iter().any(|a| a.number == 1 && title_of(&a.body) == ticket.title);
    if titled {
        ticket.title = act.say("operator-untitled", &Args::new());
        held::save(act.tx, ticket).await?;
    }
    receipt.removed.and(rows::articles(act.tx, &ids, act.now).await?);
    emptying::unname(act, ticket, hidden, None, false).await?;
    search::refresh(act.tx, ticket).await?;
    receipt.copies += withdrawing::remove(act, ticket, copies).await?;
    if !ids.is_empty() {
        act.history(ticket, &history::Event::Erased { articles: ids.len() as u64 }).await?;
    }
    act.refresh(ticket).await
}

/// Whether it is a mail that is not sent yet: that may quote whatever was said in its ticket.
fn may_quote(delivery: &delivery::Model) -> bool {
    delivery.platform == "mail"
        && matches!(delivery.state.as_str(), deliveries::QUEUED | deliveries::WORKING | deliveries::FAILED)
}

/// What was being sent when a ticket's words were removed has ended by now, or is looked at again.
pub(super) async fn rest(act: &Act<'_>, ticket: ticket::Model) -> Result<(), DeskError> {
    let articles = rows::of_ticket(act.tx, ticket.id).await?;
    let emptied: BTreeSet<i64> = articles.iter().filter(|a| a.emptied_at.is_some()).map(|a| a.id).collect();
    let last = articles.iter().filter_map(|a| a.emptied_at).max();
    let concerned = |d: &delivery::Model| {
        ticket.emptied_at.is_some()
            || d.article_id.is_some_and(|a| emptied.contains(&a))
            || may_quote(d) && last.is_some_and(|last| d.created_at <= last)
    };
    let late: Vec<delivery::Model> = rows::deliveries_of(act.tx, ticket.id)
        .await?
        .into_iter()
        .filter(|d| concerned(d) && !rows::is_empty(d) && !withdrawing::is_upkeep(d))
        .collect();
    let copies = withdrawing::of_deliveries(act, &ticket, &late).await?;
    let mut busy = false;
    for delivery in &late {
        busy |= matches!(emptying::settle_delivery(act, delivery).await?, Left::Stopped | Left::Working);
    }
    withdrawing::remove(act, &ticket, copies).await?;
    if busy {
        emptying::look_again(act, &ticket).await?;
    }
    Ok(())
}

/// The receipt in words, a line each.
pub fn told(act: &Act<'_>, receipt: &Receipt) -> Vec<(&'static str, Args)> {
    let words = &receipt.removed.articles;
    let mut lines = vec![
        ("admin-erased", Args::new()),
        (
            "admin-erased-words",
            Args::new()
                .number("articles", words.articles)
                .number("versions", words.versions)
                .number("files", words.files),
        ),
        (
            "admin-erased-tickets",
            Args::new().number("tickets", receipt.removed.tickets).number("closed", receipt.closed),
        ),
        (
            "admin-erased-person",
            Args::new()
                .number("accounts", receipt.forgotten.accounts)
                .number("addresses", receipt.forgotten.addresses),
        ),
        (
            "admin-erased-waiting",
            Args::new().number("waiting", receipt.removed.waiting + receipt.forgotten.held),
        ),
        ("admin-erased-copies", Args::new().number("copies", receipt.copies)),
        ("admin-erased-bytes", Args::new().number("files", receipt.bytes)),
        ("admin-erased-not", Args::new()),
    ];
    if receipt.exports > 0 {
        let folder = exporting::folder(&act.config).display().to_string();
        lines.push((
            "admin-erased-exports",
            Args::new().number("exports", receipt.exports).text("folder", folder),
        ));
    }
    lines
}

/// What came of asking for somebody to be erased.
pub enum Asked {
    /// It was not confirmed: what would be erased.
    Confirm(Box<person::Model>, Known),
    /// It is done: the receipt, a line each.
    Done(Vec<String>),
    /// Why it is not done.
    Refused(String),
}

impl Desk {
    /// Erases the person meant by `typed`, if `yes`; without anybody who asks in a chat.
    ///
    /// # Errors
    /// As the database says.
    pub async fn erase(&self, typed: &str, yes: bool, language: Language) -> Result<Asked, DbErr> {
        let tx = self.store().begin().await?;
        let view = self.view();
        let act = Act::of_desk(&view, &tx);
        let done = async {
            let person = whom(&act, typed).await?;
            if !yes {
                return Ok(Asked::Confirm(Box::new(person.clone()), known(&act, &person).await?));
            }
            let receipt = erase(&act, &person).await?;
            let lines = told(&act, &receipt).into_iter();
            Ok(Asked::Done(lines.map(|(key, args)| self.texts().say_plain(language, key, &args)).collect()))
        };
        match done.await {
            Ok(asked) => {
                act.finish().await?;
                tx.commit().await?;
                self.wake();
                Ok(asked)
            }
            Err(DeskError::Refused(refused)) => Ok(Asked::Refused(refused.say(self.texts(), language, ""))),
            Err(DeskError::Database(error)) => Err(error),
        }
    }
}
