//! `block` and `unblock`: somebody's requests open nothing for a while.

use chrono::{DateTime, Utc};
use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError};
use crate::calendar::Calendar;
use crate::command::{Mistake, MistakeKind};
use crate::desk::{Refused, find, moments, presence};
use crate::store::entity::person;
use crate::store::history::Event;
use crate::store::{blocks, history, listing, people};
use crate::text::Args;
use crate::text::moment::NoMoment;
use crate::ticket::{Deed, Role, State, allowed};

/// At most so many blocks are listed: more is not read in a chat.
const LINES: u64 = 50;
/// In the history of so many of somebody's open tickets it is noted.
const MOST_TICKETS: u64 = 50;

/// Blocks the person, until the moment named or without an end; without a person, lists who is blocked.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    named: Option<&str>,
    until: Option<&str>,
    reason: &str,
) -> Result<Answer, DeskError> {
    check(act, actor, Deed::Block)?;
    let Some(named) = named else { return list(act, actor).await };
    let person = find::person(act, named).await?;
    if act.desk.is_named_operator(&person) {
        return Err(Refused::NotToBlock { name: person.name }.into());
    }
    let (until, reason) = match until {
        Some(text) => (Some(whole_moment(act, actor, text)?), reason),
        None => leading_moment(act, actor, reason)?,
    };
    let new = blocks::New { person: person.id, by: actor.person.id, until, reason };
    blocks::set(act.tx, new, act.now).await?;
    note(act, &person, &Event::Blocked).await?;
    let args = about(act, actor, &person, until).await?.text("prefix", act.prefix());
    Ok(Answer::markdown(act.desk.texts().say(actor.language, "operator-blocked", &args)))
}

/// Ends a block.
pub async fn end(act: &Act<'_>, actor: &Actor, named: &str) -> Result<Answer, DeskError> {
    check(act, actor, Deed::Block)?;
    let person = find::person(act, named).await?;
    let was = blocks::lift(act.tx, person.id, act.now).await?;
    if was {
        note(act, &person, &Event::Unblocked).await?;
    }
    let key = if was { "operator-unblocked" } else { "operator-not-blocked" };
    let args = Args::new().text("name", person.name);
    Ok(Answer::markdown(act.desk.texts().say(actor.language, key, &args)))
}

fn check(act: &Act<'_>, actor: &Actor, deed: Deed) -> Result<(), DeskError> {
    if act.desk.is_operator(actor) && allowed(Role::OperatorElsewhere, deed) {
        return Ok(());
    }
    Err(Refused::OperatorsOnly.into())
}

fn whole_moment(act: &Act<'_>, actor: &Actor, text: &str) -> Result<DateTime<Utc>, DeskError> {
    let moment = moments::read(act, actor.language, text, &Calendar::always())?;
    match moment.rest(text).split_whitespace().next() {
        None => Ok(moment.at),
        Some(word) => {
            let kind = MistakeKind::Unexpected { found: word.to_owned() };
            Err(Refused::Mistake(Mistake::new("block", kind)).into())
        }
    }
}

/// The moment with which a reason begins, and the rest of it. Words that are none are the reason, as in
/// “for spamming”; a moment that can't be, or an “until” before none, is a mistake.
fn leading_moment<'t>(
    act: &Act<'_>,
    actor: &Actor,
    text: &'t str,
) -> Result<(Option<DateTime<Utc>>, &'t str), DeskError> {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_meant = matches!(first.as_str(), "until" | "fino");
    match moments::read(act, actor.language, text, &Calendar::always()) {
        Ok(moment) => Ok((Some(moment.at), moment.rest(text))),
        Err(Refused::NoMoment(NoMoment::NotOne { .. } | NoMoment::Unclear { .. })) if !is_meant => {
            Ok((None, text))
        }
        Err(refused) => Err(refused.into()),
    }
}

/// Notes it in the history of the tickets it concerns.
async fn note(act: &Act<'_>, person: &person::Model, event: &history::Event) -> Result<(), DeskError> {
    let filter = listing::Filter {
        states: State::ACTIVE.to_vec(),
        customer: Some(person.id),
        newest_first: true,
        ..listing::Filter::default()
    };
    for ticket in listing::list(act.tx, &filter, MOST_TICKETS).await? {
        act.history(&ticket, event).await?;
    }
    Ok(())
}

async fn about(
    act: &Act<'_>,
    actor: &Actor,
    person: &person::Model,
    until: Option<DateTime<Utc>>,
) -> Result<Args, DeskError> {
    let accounts = people::accounts(act.tx, person.id).await?;
    let accounts: Vec<String> =
        accounts.into_iter().map(|a| format!("{} ({})", a.external_id, a.platform)).collect();
    Ok(Args::new()
        .text("name", person.name.as_str())
        .text("accounts", accounts.join(", "))
        .text("until", presence::until(act, until, actor.language)))
}

async fn list(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let texts = act.desk.texts();
    let blocks = blocks::all(act.tx, act.now, LINES).await?;
    if blocks.is_empty() {
        return Ok(Answer::markdown(texts.say(actor.language, "operator-nobody-blocked", &Args::new())));
    }
    let ids = blocks.iter().flat_map(|b| [b.person_id, b.by_id]);
    let known = people::by_ids(act.tx, ids).await?;
    let name = |id: i64| known.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
    let mut lines = Vec::with_capacity(blocks.len());
    for block in &blocks {
        let Some(person) = known.iter().find(|p| p.id == block.person_id) else { continue };
        let args = about(act, actor, person, block.until).await?.text("by", name(block.by_id));
        let line = texts.say(actor.language, "operator-block", &args);
        let why = Args::new().text("comment", block.reason.as_str());
        lines.push(match block.reason.as_str() {
            "" => line,
            _ => format!("{line} {}", texts.say(actor.language, "operator-rated-why", &why)),
        });
    }
    Ok(Answer::Text(Body::markdown(lines.join("\n"))))
}
