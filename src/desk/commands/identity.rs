//! `identity`: the accounts of one person, joined by a code or by a mail address, and parted again.
//!
//! What keeps others out: a code is random, is shown where only its person reads, holds ten minutes and
//! once, and can be guessed at only five times an hour; an address counts once it was confirmed by a code
//! mailed there. Operators are joined in bot.toml alone: their accounts open the desk, so no message
//! may give anybody theirs.

use std::time::Duration;

use sha2::{Digest, Sha256};
use sportello_chat::{Audience, Body, Content, NewMessage, Platform, Target};

use super::{Act, Actor, Answer, DeskError};
use crate::command::IdentityArg;
use crate::config::Account;
use crate::desk::Refused;
use crate::store::entity::{identity, person};
use crate::store::history::Event;
use crate::store::{conversations, counters, history, identities, listing, people, spells};
use crate::text::Args;
use crate::ticket::State;

/// How long a code holds.
const CODE_LIFE: Duration = Duration::from_secs(10 * 60);
/// How often a code may be tried before one has to wait; a code has 31 to the 8th possibilities.
const TRIES: i64 = 5;
/// So long without a try, and one may try again.
const WAIT: Duration = Duration::from_secs(60 * 60);
/// In the history of so many open tickets it is noted.
const MOST_TICKETS: u64 = 50;

/// Does what was asked.
pub async fn run(act: &Act<'_>, actor: &Actor, arg: IdentityArg) -> Result<Answer, DeskError> {
    match arg {
        IdentityArg::Show => show(act, actor).await,
        IdentityArg::Code(code) => by_code(act, actor, &code).await,
        IdentityArg::Mail => by_mail(act, actor).await,
        IdentityArg::Leave(account) => leave(act, actor, &account).await,
    }
}

/// A code that was typed where others read is void.
pub async fn spoil(act: &Act<'_>, code: &str) -> Result<(), DeskError> {
    identities::use_code(act.tx, &digest(code), act.now).await.map(|_| ()).map_err(Into::into)
}

fn say(act: &Act<'_>, actor: &Actor, key: &str, args: &Args) -> String {
    act.desk.texts().say(actor.language, key, args)
}

async fn show(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let accounts = people::accounts(act.tx, actor.person.id).await?;
    let args = Args::new().text("accounts", named(&accounts)).text("prefix", act.prefix());
    if is_operator(act, actor, &actor.person) {
        return Ok(Answer::markdown(say(act, actor, "identity-operator", &args)));
    }
    let code = act.desk.random_word();
    identities::await_code(act.tx, actor.person.id, &digest(&code), act.now + CODE_LIFE).await?;
    let args = args.text("number", written(&code));
    Ok(Answer::markdown(say(act, actor, "identity-code", &args)))
}

async fn by_code(act: &Act<'_>, actor: &Actor, code: &str) -> Result<Answer, DeskError> {
    if spells::note(act.tx, actor.person.id, "identity-code", WAIT, act.now).await? > TRIES {
        return Err(Refused::TooManyTries.into());
    }
    let Some(other) = identities::use_code(act.tx, &digest(code), act.now).await? else {
        return Err(Refused::NoSuchIdentityCode.into());
    };
    join(act, actor, other).await
}

async fn by_mail(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let mut others = same_address(act, actor).await?;
    let Some(other) = others.pop() else { return Err(Refused::NobodyElse.into()) };
    join(act, actor, other).await
}

/// Others who have confirmed the address that is the actor's, but for operators.
pub async fn same_address(act: &Act<'_>, actor: &Actor) -> Result<Vec<person::Model>, DeskError> {
    let Some(me) = people::by_id(act.tx, actor.person.id).await? else { return Ok(Vec::new()) };
    let Some(address) = me.mail.clone().filter(|_| !is_operator(act, actor, &me)) else {
        return Ok(Vec::new());
    };
    let mut others = people::by_mail(act.tx, &address).await?;
    others.retain(|p| p.id != me.id && may_be_one(act, &me, p));
    Ok(others)
}

/// What is said to somebody who shares an address with another.
pub async fn offer(act: &Act<'_>, actor: &Actor) -> Result<Option<String>, DeskError> {
    let Some(other) = same_address(act, actor).await?.pop() else { return Ok(None) };
    let accounts = people::accounts(act.tx, other.id).await?;
    let args =
        Args::new().text("name", other.name).text("accounts", named(&accounts)).text("prefix", act.prefix());
    Ok(Some(say(act, actor, "identity-same-address", &args)))
}

async fn join(act: &Act<'_>, actor: &Actor, other: person::Model) -> Result<Answer, DeskError> {
    // Two that join at once would each take the other for what it no longer is.
    counters::next(act.tx, "join").await?;
    let (Some(me), Some(other)) =
        (people::by_id(act.tx, actor.person.id).await?, people::by_id(act.tx, other.id).await?)
    else {
        return Err(Refused::NoSuchIdentityCode.into());
    };
    if me.id == other.id {
        return Err(Refused::SamePerson.into());
    }
    if is_operator(act, actor, &me) || !may_be_one(act, &me, &other) || other.joined_id.is_some() {
        return Err(Refused::NotToBeJoined.into());
    }
    let others = people::accounts(act.tx, other.id).await?;
    // Whom bot.toml names stays who they are, else whom the desk has known longer.
    let (from, into) = match (&me.handle, &other.handle) {
        (Some(_), _) => (&other, &me),
        (None, Some(_)) => (&me, &other),
        (None, None) if me.id < other.id => (&other, &me),
        (None, None) => (&me, &other),
    };
    identities::join(act.tx, from, into).await?;
    note(act, into, &from.name).await?;
    let accounts = people::accounts(act.tx, into.id).await?;
    for account in &others {
        tell(act, account, &accounts, into).await?;
    }
    tracing::info!(from = from.id, into = into.id, "two people are one");
    let args = Args::new().text("accounts", named(&accounts)).text("prefix", act.prefix());
    Ok(Answer::markdown(say(act, actor, "identity-joined", &args)))
}

/// Whether two may be one: operators and two whom bot.toml names may not.
fn may_be_one(act: &Act<'_>, one: &person::Model, other: &person::Model) -> bool {
    let both_named = one.handle.is_some() && other.handle.is_some();
    !act.desk.is_named_operator(one) && !act.desk.is_named_operator(other) && !both_named
}

/// Whether somebody is an operator, by bot.toml or by a group of the account they write with.
fn is_operator(act: &Act<'_>, actor: &Actor, person: &person::Model) -> bool {
    act.desk.is_operator(actor) || act.desk.is_named_operator(person)
}

async fn note(act: &Act<'_>, person: &person::Model, also: &str) -> Result<(), DeskError> {
    let filter = listing::Filter {
        states: State::ACTIVE.to_vec(),
        customer: Some(person.id),
        newest_first: true,
        ..listing::Filter::default()
    };
    for ticket in listing::list(act.tx, &filter, MOST_TICKETS).await? {
        let event: history::Event = Event::OnePerson { name: person.name.clone(), also: also.to_owned() };
        act.history(&ticket, &event).await?;
    }
    Ok(())
}

/// The other side hears of it in its direct chats: had somebody else used the code, they would know.
async fn tell(
    act: &Act<'_>,
    account: &identity::Model,
    all: &[identity::Model],
    person: &person::Model,
) -> Result<(), DeskError> {
    if act.desk.chat(&account.platform).is_none() {
        return Ok(());
    }
    let there = Act { platform: Platform::from(account.platform.clone()), ..act.by_itself() };
    let language = act.desk.language_of(person);
    let args = Args::new().text("accounts", named(all)).text("prefix", there.prefix());
    let body = Body::markdown(act.desk.texts().say(language, "identity-joined-elsewhere", &args));
    let room = conversations::direct_room(act.tx, &account.platform, &account.external_id).await?;
    let target = Target::Direct { person: account.external_id.clone(), room };
    there.owe_at(target, Audience::Customer, Content::Message(NewMessage::notice(body)), None).await
}

async fn leave(act: &Act<'_>, actor: &Actor, typed: &str) -> Result<Answer, DeskError> {
    let accounts = people::accounts(act.tx, actor.person.id).await?;
    let is_meant = |a: &&identity::Model| a.external_id.eq_ignore_ascii_case(typed);
    let Some(account) = accounts.iter().find(is_meant).cloned() else {
        return Err(Refused::NoSuchAccount { found: typed.to_owned(), allowed: named(&accounts) }.into());
    };
    if accounts.len() == 1 || is_named(act, &account) {
        return Err(Refused::NotToLeave.into());
    }
    conversations::leave_direct(act.tx, actor.person.id, &account.platform, &account.external_id).await?;
    let args = Args::new().text("address", account.external_id.as_str()).text("prefix", act.prefix());
    identities::part(act.tx, account, &actor.person, act.now).await?;
    Ok(Answer::markdown(say(act, actor, "identity-left", &args)))
}

/// Whether bot.toml says whose account it is.
fn is_named(act: &Act<'_>, account: &identity::Model) -> bool {
    let named = |accounts: &[Account]| {
        accounts.iter().any(|a| a.platform.as_str() == account.platform && a.id == account.external_id)
    };
    act.config.operators.iter().any(|o| named(&o.accounts))
        || act.config.customers.iter().any(|c| named(&c.accounts))
}

fn named(accounts: &[identity::Model]) -> String {
    accounts.iter().map(|a| format!("{} ({})", a.external_id, a.platform)).collect::<Vec<_>>().join(", ")
}

/// `K7QM4XPT` as people copy it: `K7QM-4XPT`.
fn written(code: &str) -> String {
    let middle = code.len() / 2;
    match code.is_char_boundary(middle) {
        true => format!("{}-{}", &code[..middle], &code[middle..]),
        false => code.to_owned(),
    }
}

fn digest(code: &str) -> String {
    Sha256::digest(code.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}
