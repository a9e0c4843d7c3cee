//! Two operators who answer at once may not have seen each other's words.

use chrono::TimeDelta;
use sportello_chat::Body;

use super::Act;
use super::DeskError;
use super::messages::Heard;
use crate::store::articles;
use crate::store::entity::ticket;
use crate::text::{Args, duration};
use crate::ticket::{Article, ArticleKind, PersonId};

/// Answers closer together than this were probably written at the same time.
const AT_ONCE: TimeDelta = TimeDelta::minutes(2);
/// Who answered within this time knows that they are two.
const KNOWN: TimeDelta = TimeDelta::minutes(10);
/// So many articles back is further than two minutes.
const LAST: i32 = 20;

/// What is said to an operator who is about to answer, if a colleague has just done so unseen.
///
/// # Errors
/// As the database says.
pub async fn hint(
    act: &Act<'_>,
    heard: &Heard<'_>,
    ticket: &ticket::Model,
) -> Result<Option<String>, DeskError> {
    if ticket.last_reply_at.is_none_or(|at| act.now - at >= AT_ONCE) {
        return Ok(None);
    }
    let recent = articles::of_ticket(act.tx, ticket.id, (ticket.articles - LAST).max(0)).await?;
    let Some(other) = unseen(&recent, heard.actor.person.id, act.now) else { return Ok(None) };
    let language = heard.actor.language;
    let ago = (act.now - other.at).to_std().unwrap_or_default();
    let args = Args::new()
        .text("name", other.author_name.as_str())
        .text("number", ticket.number.as_str())
        .text("age", duration(act.desk.texts(), ago, language));
    Ok(Some(act.desk.texts().say(language, "operator-answered-too", &args)))
}

/// The same, told at once, where nothing else answers them.
///
/// # Errors
/// As the database says.
pub async fn tell(act: &Act<'_>, heard: &Heard<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let Some(hint) = hint(act, heard, ticket).await? else { return Ok(()) };
    let body = Body::markdown(hint);
    act.answer_privately(&heard.inbound.place, &heard.actor.account, body, Some(ticket)).await
}

/// A colleague's answer, if it is the last one, fresh, and the first sign of them.
fn unseen(recent: &[Article], me: PersonId, now: chrono::DateTime<chrono::Utc>) -> Option<&Article> {
    let replies = || recent.iter().filter(|a| a.kind == ArticleKind::Reply && !a.hidden);
    if replies().any(|a| a.author == Some(me) && now - a.at < KNOWN) {
        return None;
    }
    replies().next_back().filter(|a| a.author != Some(me) && now - a.at < AT_ONCE)
}
