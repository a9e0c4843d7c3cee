//! Who is there: what becomes of tickets whose owner is away.

use chrono::{DateTime, Utc};
use sportello_chat::Body;

use super::Act;
use super::{DeskError, assignment, rooms};
use crate::store::entity::{person, ticket};
use crate::store::{history, people};
use crate::text::{Args, Language, date_time};
use crate::ticket::{Action, PersonId, decide};

/// How long something lasts, in words.
pub fn until(act: &Act<'_>, end: Option<DateTime<Utc>>, language: Language) -> String {
    match end {
        Some(at) => {
            let args = Args::new().text("at", date_time(at, act.config.desk.time_zone, language));
            act.desk.texts().say_plain(language, "operator-until", &args)
        }
        None => act.desk.texts().say_plain(language, "operator-no-end", &Args::new()),
    }
}

/// The line that says that somebody is away, where that is worth saying.
pub fn note(act: &Act<'_>, person: &person::Model) -> Option<String> {
    if !person.is_away(act.now) {
        return None;
    }
    let until = until(act, person.away_until, act.config.desk.language);
    Some(act.say("operator-is-away", &Args::new().text("name", person.name.as_str()).text("until", until)))
}

/// Those of `people` who are there.
///
/// # Errors
/// As the database says.
pub async fn present(act: &Act<'_>, mut people: Vec<PersonId>) -> Result<Vec<PersonId>, DeskError> {
    if people.is_empty() {
        return Ok(people);
    }
    let away: Vec<PersonId> = people::by_ids(act.tx, people.iter().copied())
        .await?
        .iter()
        .filter(|p| p.is_away(act.now))
        .map(|p| p.id)
        .collect();
    people.retain(|p| !away.contains(p));
    Ok(people)
}

/// A ticket that needs its owner now goes back to its queue if they are away; its operators are told,
/// and a queue that assigns by itself gives it to another.
///
/// # Errors
/// As the database says.
pub async fn give_back(act: &Act<'_>, ticket: &mut ticket::Model) -> Result<(), DeskError> {
    let Some(owner) = ticket.owner_id else { return Ok(()) };
    let Some(owner) = people::by_id(act.tx, owner).await?.filter(|p| p.is_away(act.now)) else {
        return Ok(());
    };
    let rules = Act::rules(act.queue(ticket)?);
    let decided = decide(&Act::rules_view(ticket), &rules, Action::OwnerAway, owner.id, act.now);
    let Ok(changes) = decided else { return Ok(()) };
    if changes.is_empty() {
        return Ok(());
    }
    let desk = act.by_itself();
    desk.history(ticket, &history::Event::OwnerAway { who: owner.name.clone() }).await?;
    desk.apply(ticket, &changes).await?;
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("name", owner.name.as_str())
        .text("until", until(act, owner.away_until, act.config.desk.language));
    let line = Body::markdown(act.say("operator-owner-away", &args));
    act.tell_operators(ticket, &line, &[], None).await?;
    assignment::pass_on(act, ticket, None).await
}

/// The time somebody gave is over: they are there again.
///
/// # Errors
/// As the database says.
pub async fn over(act: &Act<'_>, person: PersonId) -> Result<(), DeskError> {
    let Some(person) = people::by_id(act.tx, person).await? else { return Ok(()) };
    // They may have said something else meanwhile.
    if person.away_since.is_none() || person.is_away(act.now) {
        return Ok(());
    }
    people::set_away(act.tx, person.id, None, None).await?;
    refresh_boards(act, &person).await
}

/// Has the boards follow on which somebody is named as away.
///
/// # Errors
/// As the database says.
pub async fn refresh_boards(act: &Act<'_>, person: &person::Model) -> Result<(), DeskError> {
    let Some(handle) = &person.handle else { return Ok(()) };
    let mut channels = Vec::new();
    for queue in act.config.queues.iter().filter(|q| q.operators.contains(handle)) {
        for channel in rooms::operator_channels(&act.config, &queue.name) {
            if !channels.contains(channel) {
                channels.push(channel.clone());
            }
        }
    }
    for channel in &channels {
        act.boards.note(channel);
    }
    Ok(())
}
