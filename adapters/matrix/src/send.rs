//! Carrying out what the desk wants said.

use std::io::Cursor;

use matrix_sdk::ruma::api::client::room::create_room::v3::{Request as CreateRoom, RoomPreset};
use matrix_sdk::ruma::api::error::ErrorKind;
use matrix_sdk::ruma::events::InitialStateEvent;
use matrix_sdk::ruma::events::room::MediaSource;
use matrix_sdk::ruma::events::room::encryption::RoomEncryptionEventContent;
use matrix_sdk::ruma::events::room::pinned_events::RoomPinnedEventsEventContent;
use matrix_sdk::ruma::{EventId, OwnedEventId, OwnedTransactionId, RoomId, UserId};
use matrix_sdk::{Client, Room, RoomState};
use serde_json::Value;
use sportello_chat::{Attempt, Body, FileRef, Mention, Operation, SendError, Sent, Target};

use crate::content::{self, Relation};
use crate::errors::{Forbidden, http_error, is_not_found, send_error};
use crate::session::request_config;
use crate::shared::Shared;

/// A message of words, as [`Operation::Send`] has it.
struct Words<'a> {
    target: &'a Target,
    body: &'a Body,
    mentions: &'a [Mention],
    reply_to: Option<&'a String>,
    notice: bool,
    opens_thread: bool,
}

/// Carries out `operation`.
pub(crate) async fn perform(
    shared: &Shared,
    operation: &Operation,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let client = shared.client()?;
    match operation {
        Operation::OpenDirect { person } => open_direct(&client, shared, person).await,
        // A thread is there as soon as somebody answers in it.
        Operation::StartThread { start, .. } => {
            let root = start.on.as_deref().or_else(|| attempt.sent_message());
            Ok(Sent { thread: root.map(str::to_owned), ..Sent::default() })
        }
        Operation::Send { target, body, mentions, reply_to, notice, opens_thread, .. } => {
            let (reply_to, notice, opens_thread) = (reply_to.as_ref(), *notice, *opens_thread);
            let words = Words { target, body, mentions, reply_to, notice, opens_thread };
            say(&client, shared, &words, attempt).await
        }
        Operation::SendFile { target, file, reply_to, .. } => {
            send_file(&client, shared, target, file, reply_to.as_ref(), attempt).await
        }
        Operation::Edit { target, message, body, .. } => {
            edit(&client, shared, target, message, body, attempt).await
        }
        Operation::Delete { target, message } => delete(&client, target, message, attempt).await,
        Operation::React { target, message, emoji } => react(&client, target, message, emoji, attempt).await,
        Operation::Pin { target } => pin(&client, target, attempt).await,
        // Threads are there for all, and are never put away.
        Operation::Invite { .. } | Operation::Archive { .. } => Ok(Sent::default()),
        Operation::Mail(_) => Err(refused("Matrix delivers no mail")),
    }
}

pub(crate) fn refused(cause: impl Into<String>) -> SendError {
    SendError::Permanent { cause: cause.into() }
}

/// The room an operation is for, which the bot is in.
pub(crate) fn room(client: &Client, target: &Target, attempt: &Attempt) -> Result<Room, SendError> {
    let id = match target {
        Target::Room { room } | Target::Thread { room, .. } => room.as_str(),
        Target::Direct { room: Some(room), .. } => room.as_str(),
        Target::Direct { room: None, .. } => {
            attempt.opened_room().ok_or_else(|| refused("the direct chat was not opened"))?
        }
        Target::Mailbox { .. } => return Err(refused("Matrix delivers no mail")),
        Target::Answer { .. } => return Err(refused("Matrix has nothing that is answered on the spot")),
    };
    let id = RoomId::parse(id).map_err(|e| refused(format!("`{id}` is no room: {e}")))?;
    client
        .get_room(&id)
        .filter(|room| room.state() == RoomState::Joined)
        .ok_or_else(|| SendError::Unreachable { cause: format!("the bot is not in the room {id}") })
}

fn relation(shared: &Shared, target: &Target, reply_to: Option<&String>) -> Relation {
    let thread = match target {
        Target::Thread { thread, .. } => Some(thread.clone()),
        _ => None,
    };
    let last = thread.as_deref().and_then(|root| shared.last_of_thread(root));
    Relation { thread, last, reply_to: reply_to.cloned() }
}

async fn say(
    client: &Client,
    shared: &Shared,
    words: &Words<'_>,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let room = room(client, words.target, attempt)?;
    somebody_reads(&room, words.target).await?;
    let relation = relation(shared, words.target, words.reply_to);
    let content = content::message(words.body, words.mentions, words.notice, relation, &attempt.key);
    let id = send(&room, "m.room.message", content, attempt).await?.to_string();
    shared.remember_notice(&id, words.notice);
    went_on(shared, words.target, &id);
    let thread = words.opens_thread.then(|| id.clone());
    Ok(Sent { id: Some(id), room: None, thread })
}

fn went_on(shared: &Shared, target: &Target, id: &str) {
    if let Target::Thread { thread, .. } = target {
        shared.thread_went_on(thread, id);
    }
}

/// Sends an event under the attempt's key: again with the same key it is the same event.
async fn send(
    room: &Room,
    event_type: &str,
    content: Value,
    attempt: &Attempt,
) -> Result<OwnedEventId, SendError> {
    let transaction = OwnedTransactionId::from(attempt.key.as_str());
    let sent = room
        .send_raw(event_type, content)
        .with_transaction_id(&transaction)
        .with_request_config(request_config())
        .await;
    sent.map(|s| s.response.event_id).map_err(|e| send_error(&e, Forbidden::Unreachable))
}

async fn send_file(
    client: &Client,
    shared: &Shared,
    target: &Target,
    file: &FileRef,
    reply_to: Option<&String>,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let room = room(client, target, attempt)?;
    somebody_reads(&room, target).await?;
    let bytes = attempt.file.as_ref().ok_or_else(|| refused("the file's bytes are missing"))?;
    let source = upload(client, &room, file, bytes).await.map_err(not_uploaded)?;
    let content = content::file(file, &source, relation(shared, target, reply_to), &attempt.key);
    let id = send(&room, "m.room.message", content, attempt).await?.to_string();
    went_on(shared, target, &id);
    Ok(Sent::message(id))
}

async fn upload(
    client: &Client,
    room: &Room,
    file: &FileRef,
    bytes: &[u8],
) -> matrix_sdk::Result<MediaSource> {
    if room.latest_encryption_state().await?.is_encrypted() {
        let mut reader = Cursor::new(bytes);
        let encrypted = client.upload_encrypted_file(&mut reader).await?;
        return Ok(MediaSource::Encrypted(Box::new(encrypted)));
    }
    let mime = file.mime.parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
    let uploaded = client.media().upload(&mime, bytes.to_vec(), None).await?;
    Ok(MediaSource::Plain(uploaded.content_uri))
}

/// An upload shows nothing to anybody, so one that went wrong surely did not happen.
fn not_uploaded(error: matrix_sdk::Error) -> SendError {
    match send_error(&error, Forbidden::Permanent) {
        SendError::Unknown { cause } => SendError::Retry { after: None, cause },
        other => other,
    }
}

async fn edit(
    client: &Client,
    shared: &Shared,
    target: &Target,
    message: &str,
    body: &Body,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let room = room(client, target, attempt)?;
    let notice = match shared.is_notice(message) {
        Some(notice) => notice,
        None => was_notice(&room, message).await?,
    };
    let content = content::edit(message, body, notice, &attempt.key);
    send(&room, "m.room.message", content, attempt).await.map(Sent::message)
}

/// Whether a message sent by an earlier process is a notice; the edit must be one too.
async fn was_notice(room: &Room, message: &str) -> Result<bool, SendError> {
    let id = event_id(message)?;
    match room.event(&id, Some(request_config())).await {
        Ok(event) => {
            let value: Value = event.raw().deserialize_as_unchecked().unwrap_or_default();
            Ok(value["content"]["msgtype"] == "m.notice")
        }
        Err(error) if is_not_found(&error) => Err(refused("the message to be edited is gone")),
        Err(error) => Err(not_uploaded(error)),
    }
}

pub(crate) fn event_id(id: &str) -> Result<OwnedEventId, SendError> {
    EventId::parse(id).map_err(|e| refused(format!("`{id}` is no event: {e}")))
}

async fn delete(
    client: &Client,
    target: &Target,
    message: &str,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let room = room(client, target, attempt)?;
    let transaction = OwnedTransactionId::from(attempt.key.as_str());
    match room.redact(&event_id(message)?, None, Some(transaction)).await {
        Ok(redacted) => Ok(Sent::message(redacted.event_id)),
        // Gone is what it was to become.
        Err(error) if matches!(error.client_api_error_kind(), Some(ErrorKind::NotFound)) => {
            Ok(Sent::default())
        }
        Err(error) => Err(http_error(&error, Forbidden::Permanent)),
    }
}

async fn react(
    client: &Client,
    target: &Target,
    message: &str,
    emoji: &str,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let room = room(client, target, attempt)?;
    let transaction = OwnedTransactionId::from(attempt.key.as_str());
    let sent = room
        .send_raw("m.reaction", content::reaction(message, emoji, &attempt.key))
        .with_transaction_id(&transaction)
        .with_request_config(request_config())
        .await;
    match sent {
        Ok(sent) => Ok(Sent::message(sent.response.event_id)),
        // It is there already.
        Err(error) if matches!(error.client_api_error_kind(), Some(ErrorKind::DuplicateAnnotation)) => {
            Ok(Sent::default())
        }
        Err(error) => Err(send_error(&error, Forbidden::Unreachable)),
    }
}

/// What an operation pins: what the first part of its delivery has sent.
pub(crate) fn to_pin(attempt: &Attempt) -> Result<OwnedEventId, SendError> {
    let first = attempt.earlier.iter().find_map(|sent| sent.id.as_deref());
    event_id(first.ok_or_else(|| refused("nothing was sent that could be pinned"))?)
}

async fn pin(client: &Client, target: &Target, attempt: &Attempt) -> Result<Sent, SendError> {
    let room = room(client, target, attempt)?;
    let id = to_pin(attempt)?;
    let mut pinned = room.load_pinned_events().await.map_err(not_uploaded)?.unwrap_or_default();
    if !pinned.contains(&id) {
        pinned.push(id);
        let content = RoomPinnedEventsEventContent::new(pinned);
        room.send_state_event(content).await.map_err(|e| send_error(&e, Forbidden::Permanent))?;
    }
    Ok(Sent::default())
}

/// The direct chats with `person` the bot is in.
pub(crate) fn direct_chat(client: &Client, person: &UserId) -> Option<Room> {
    client
        .joined_rooms()
        .into_iter()
        .filter(|room| room.active_members_count() <= 2)
        .find(|room| room.direct_targets().iter().any(|t| t.as_user_id().is_some_and(|u| u == person)))
}

async fn open_direct(client: &Client, shared: &Shared, person: &str) -> Result<Sent, SendError> {
    let person = UserId::parse(person).map_err(|e| refused(format!("`{person}` is no account: {e}")))?;
    if let Some(room) = direct_chat(client, &person)
        && is_still_there(&room, &person).await?
    {
        return Ok(opened(&room));
    }
    let mut request = CreateRoom::new();
    request.invite = vec![person];
    request.is_direct = true;
    request.preset = Some(RoomPreset::TrustedPrivateChat);
    if shared.settings.encryption {
        let content = RoomEncryptionEventContent::with_recommended_defaults();
        request.initial_state = vec![InitialStateEvent::with_empty_state_key(content).to_raw_any()];
    }
    let room = client.create_room(request).await.map_err(|e| send_error(&e, Forbidden::Unreachable))?;
    Ok(opened(&room))
}

pub(crate) fn opened(room: &Room) -> Sent {
    Sent { room: Some(room.room_id().to_string()), ..Sent::default() }
}

/// A direct chat that its person has left is no place to say anything.
async fn somebody_reads(room: &Room, target: &Target) -> Result<(), SendError> {
    let Target::Direct { person, .. } = target else { return Ok(()) };
    let Ok(id) = UserId::parse(person) else { return Ok(()) };
    if is_still_there(room, &id).await? {
        return Ok(());
    }
    Err(SendError::Unreachable { cause: format!("{person} has left the direct chat") })
}

/// Whether the person is in the chat, or invited to it.
async fn is_still_there(room: &Room, person: &UserId) -> Result<bool, SendError> {
    use matrix_sdk::ruma::events::room::member::MembershipState::{Invite, Join};
    let member = room.get_member(person).await.map_err(not_uploaded)?;
    Ok(member.is_some_and(|m| matches!(m.membership(), Join | Invite)))
}
