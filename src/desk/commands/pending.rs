//! `pending`: the ticket is put aside until a moment, to be remembered then or to close.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, ruled};
use crate::command::PendingKind;
use crate::desk::clocks::{self, Happened};
use crate::desk::{Refused, moments, settle};
use crate::store::{held, history};
use crate::text::{Args, date_time};
use crate::ticket::{Action, State, decide};

/// Longer ones are no reason but a note.
const LONGEST_REASON: usize = 200;

/// Puts the ticket aside until the moment with which `text` begins; what follows is the reason.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    mut meant: Meant,
    kind: PendingKind,
    text: &str,
) -> Result<Answer, DeskError> {
    let queue = act.queue(&meant.ticket)?.clone();
    let to = match kind {
        PendingKind::Reminder => State::PendingReminder,
        PendingKind::Close { successful: true } => State::PendingCloseSuccessful,
        PendingKind::Close { successful: false } => State::PendingCloseUnsuccessful,
    };
    let moment = moments::read(act, actor.language, text, &queue.calendar)?;
    let reason = moment.rest(text).trim();
    if reason.chars().count() > LONGEST_REASON {
        return Err(Refused::TooLong { name: "reason", most: LONGEST_REASON }.into());
    }
    let action = Action::PutAside { to };
    let view = Act::rules_view(&meant.ticket);
    let changes = match decide(&view, &Act::rules(&queue), action, actor.person.id, act.now) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    clocks::note(act, &mut meant.ticket, Happened::PutAside(moment.at)).await?;
    held::save(act.tx, &meant.ticket).await?;
    settle::now(act, &mut meant.ticket).await?;
    let event = history::Event::PutAside { until: moment.at, reason: reason.to_owned() };
    act.history(&meant.ticket, &event).await?;
    act.refresh(&meant.ticket).await?;
    if to != State::PendingReminder {
        clocks::tell_when_it_closes(act, &meant.ticket, moment.at).await?;
    }
    meant.tell(act, line(act, actor, &meant, to, (moment.at, reason))).await
}

/// Takes up what was put aside.
pub async fn take_up(act: &Act<'_>, actor: &Actor, mut meant: Meant) -> Result<Answer, DeskError> {
    let rules = Act::rules(act.queue(&meant.ticket)?);
    let view = Act::rules_view(&meant.ticket);
    let changes = match decide(&view, &rules, Action::TakeUp, actor.person.id, act.now) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    let line = act.say("operator-taken-up", &about(&meant.ticket, &actor.person));
    meant.tell(act, Body::markdown(line)).await
}

fn line(
    act: &Act<'_>,
    actor: &Actor,
    meant: &Meant,
    to: State,
    (at, reason): (chrono::DateTime<chrono::Utc>, &str),
) -> Body {
    let key = match to {
        State::PendingReminder => "operator-put-aside",
        State::PendingCloseSuccessful => "operator-closes-successful",
        _ => "operator-closes-unsuccessful",
    };
    let language = act.config.desk.language;
    let args =
        about(&meant.ticket, &actor.person).text("at", date_time(at, act.config.desk.time_zone, language));
    let line = Body::markdown(act.say(key, &args));
    if reason.is_empty() {
        return line;
    }
    let why = act.say("operator-put-aside-why", &Args::new().text("reason", reason));
    line.then(why, sportello_chat::Markup::Markdown)
}
