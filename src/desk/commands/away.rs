//! `away`: an operator is not there for a while, or is there again.

use super::{Act, Actor, Answer, DeskError};
use crate::calendar::Calendar;
use crate::command::{Mistake, MistakeKind};
use crate::config::Queue;
use crate::desk::{Refused, moments, presence, schedule};
use crate::store::entity::person;
use crate::store::{deadlines, listing, people};
use crate::text::Args;
use crate::ticket::{Deed, Role, State, allowed};

/// Notes that the actor is away, until the moment they say if they say one; or ends it.
pub async fn run(act: &Act<'_>, actor: &Actor, until: Option<&str>, back: bool) -> Result<Answer, DeskError> {
    if !act.desk.is_operator(actor) || !allowed(Role::OperatorElsewhere, Deed::Away) {
        return Err(Refused::OperatorsOnly.into());
    }
    if back {
        return come_back(act, actor).await;
    }
    let is_away = actor.person.is_away(act.now);
    let at = match until {
        None if is_away => return Ok(Answer::markdown(stands(act, actor, &actor.person))),
        None => None,
        Some(text) => {
            let moment = moments::read(act, actor.language, text, &calendar(act, actor))?;
            if let Some(word) = moment.rest(text).split_whitespace().next() {
                let kind = MistakeKind::Unexpected { found: word.to_owned() };
                return Err(Refused::Mistake(Mistake::new("away", kind)).into());
            }
            Some(moment.at)
        }
    };
    deadlines::clear(act.tx, schedule::AWAY_OVER, actor.person.id).await?;
    if let Some(at) = at {
        deadlines::set(act.tx, schedule::AWAY_OVER, actor.person.id, at).await?;
    }
    let since = actor.person.away_since.filter(|_| is_away).unwrap_or(act.now);
    people::set_away(act.tx, actor.person.id, Some(since), at).await?;
    presence::refresh_boards(act, &actor.person).await?;
    let person = person::Model { away_since: Some(since), away_until: at, ..actor.person.clone() };
    let mut text = stands(act, actor, &person);
    let filter = listing::Filter {
        states: State::ACTIVE.to_vec(),
        owner: Some(actor.person.id),
        ..listing::Filter::default()
    };
    let mine = listing::list(act.tx, &filter, MOST).await?.len() as u64;
    if mine > 0 {
        let args = Args::new().number("tickets", mine).text("prefix", act.prefix());
        text.push('\n');
        text.push_str(&act.desk.texts().say(actor.language, "operator-away-tickets", &args));
    }
    Ok(Answer::markdown(text))
}

/// When the actor works: the calendar of the first queue that names them.
fn calendar(act: &Act<'_>, actor: &Actor) -> Calendar {
    let serves = |q: &&Queue| actor.person.handle.as_ref().is_some_and(|h| q.operators.contains(h));
    act.config.queues.iter().find(serves).map_or_else(Calendar::always, |q| q.calendar.clone())
}

/// More tickets than anybody has are not counted.
const MOST: u64 = 1000;

fn stands(act: &Act<'_>, actor: &Actor, person: &person::Model) -> String {
    let until = presence::until(act, person.away_until, actor.language);
    let args = Args::new().text("until", until).text("prefix", act.prefix());
    act.desk.texts().say(actor.language, "operator-you-are-away", &args)
}

async fn come_back(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let say = |key: &str| Answer::markdown(act.desk.texts().say(actor.language, key, &Args::new()));
    if !actor.person.is_away(act.now) {
        return Ok(say("operator-not-away"));
    }
    deadlines::clear(act.tx, schedule::AWAY_OVER, actor.person.id).await?;
    people::set_away(act.tx, actor.person.id, None, None).await?;
    presence::refresh_boards(act, &actor.person).await?;
    Ok(say("operator-back"))
}
