//! Looking for the traces of an operation whose outcome is not known.

use chrono::{DateTime, TimeDelta, Utc};
use matrix_sdk::Room;
use matrix_sdk::deserialized_responses::TimelineEvent;
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::{UserId, uint};
use serde_json::Value;
use sportello_chat::{Attempt, Found, Operation, SendError, Sent};

use crate::content::KEY;
use crate::errors::{Forbidden, is_not_found, send_error};
use crate::send::{direct_chat, event_id, opened, refused, room, to_pin};
use crate::session::request_config;
use crate::shared::Shared;

/// How far the homeserver's clock and ours may be apart.
const SLACK: TimeDelta = TimeDelta::minutes(10);
/// Pages of a hundred events looked through at most; a room busier than that can't tell.
const MAX_PAGES: usize = 50;

/// What became of `operation`.
pub(crate) async fn find(
    shared: &Shared,
    operation: &Operation,
    attempt: &Attempt,
) -> Result<Found, SendError> {
    let client = shared.client()?;
    match operation {
        Operation::OpenDirect { person } => {
            let person =
                UserId::parse(person).map_err(|e| refused(format!("`{person}` is no account: {e}")))?;
            Ok(direct_chat(&client, &person).map_or(Found::Absent, |room| Found::Found(opened(&room))))
        }
        Operation::Send { target, opens_thread, .. } => {
            let id = by_key(shared, &room(&client, target, attempt)?, attempt).await?;
            Ok(id.map_sent(|id| Sent { thread: opens_thread.then(|| id.clone()), id: Some(id), room: None }))
        }
        Operation::SendFile { target, .. }
        | Operation::Edit { target, .. }
        | Operation::React { target, .. } => {
            Ok(by_key(shared, &room(&client, target, attempt)?, attempt).await?.map_sent(Sent::message))
        }
        Operation::Delete { target, message } => is_gone(&room(&client, target, attempt)?, message).await,
        Operation::Pin { target } => is_pinned(&room(&client, target, attempt)?, attempt).await,
        // Nothing is sent for it.
        Operation::StartThread { .. } | Operation::Invite { .. } | Operation::Archive { .. } => {
            Ok(Found::Absent)
        }
        Operation::Mail(_) => Err(refused("Matrix delivers no mail")),
    }
}

enum Search {
    Found(String),
    Absent,
    CannotTell,
}

impl Search {
    fn map_sent(self, sent: impl FnOnce(String) -> Sent) -> Found {
        match self {
            Self::Found(id) => Found::Found(sent(id)),
            Self::Absent => Found::Absent,
            Self::CannotTell => Found::CannotTell,
        }
    }
}

/// The event of ours that carries the attempt's key, paging back to the time of the first try.
async fn by_key(shared: &Shared, room: &Room, attempt: &Attempt) -> Result<Search, SendError> {
    let oldest = attempt.since - SLACK;
    let mut token: Option<String> = None;
    let mut unreadable = false;
    for _ in 0..MAX_PAGES {
        let mut options = MessagesOptions::backward().from(token.as_deref());
        options.limit = uint!(100);
        let page = room.messages(options).await.map_err(not_asked)?;
        let mut all_old = true;
        for event in &page.chunk {
            let look = look_at(event, &shared.settings.user, &attempt.key, oldest);
            all_old &= matches!(look, Look::TooOld);
            match look {
                Look::Match(id) => return Ok(Search::Found(id)),
                Look::Unreadable => unreadable = true,
                Look::TooOld | Look::Other => {}
            }
        }
        // One event with a wrong time, from a homeserver whose clock is wrong, ends no search.
        if all_old {
            return Ok(nothing(unreadable));
        }
        if page.end.is_none() || page.end == token {
            return Ok(nothing(unreadable));
        }
        token = page.end;
    }
    Ok(Search::CannotTell)
}

fn nothing(unreadable: bool) -> Search {
    if unreadable { Search::CannotTell } else { Search::Absent }
}

enum Look {
    Match(String),
    /// A message of ours that this device can't read.
    Unreadable,
    TooOld,
    Other,
}

fn look_at(event: &TimelineEvent, me: &str, key: &str, oldest: DateTime<Utc>) -> Look {
    let Ok(value) = event.raw().deserialize_as_unchecked::<Value>() else { return Look::Other };
    let at = value["origin_server_ts"].as_i64().and_then(DateTime::from_timestamp_millis);
    if at.is_some_and(|at| at < oldest) {
        return Look::TooOld;
    }
    if value["sender"] != me {
        return Look::Other;
    }
    let same = value["content"][KEY] == key || value["unsigned"]["transaction_id"] == key;
    match value["event_id"].as_str() {
        Some(id) if same => Look::Match(id.to_owned()),
        _ if event.kind.is_utd() => Look::Unreadable,
        _ => Look::Other,
    }
}

async fn is_gone(room: &Room, message: &str) -> Result<Found, SendError> {
    match room.event(&event_id(message)?, Some(request_config())).await {
        Ok(event) => {
            let value: Value = event.raw().deserialize_as_unchecked().unwrap_or_default();
            let gone = value["unsigned"]["redacted_because"].is_object();
            Ok(if gone { Found::Found(Sent::default()) } else { Found::Absent })
        }
        Err(error) if is_not_found(&error) => Ok(Found::Found(Sent::default())),
        Err(error) => Err(not_asked(error)),
    }
}

async fn is_pinned(room: &Room, attempt: &Attempt) -> Result<Found, SendError> {
    let pinned = room.load_pinned_events().await.map_err(not_asked)?.unwrap_or_default();
    Ok(if pinned.contains(&to_pin(attempt)?) { Found::Found(Sent::default()) } else { Found::Absent })
}

/// Asking changes nothing, so it can always be asked again.
fn not_asked(error: matrix_sdk::Error) -> SendError {
    match send_error(&error, Forbidden::Unreachable) {
        SendError::Unknown { cause } => SendError::Retry { after: None, cause },
        other => other,
    }
}
