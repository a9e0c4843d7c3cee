//! From one event of a timeline to what the host is told.

use chrono::{DateTime, Utc};
use matrix_sdk::deserialized_responses::{TimelineEvent, TimelineEventKind, VerificationState};
use matrix_sdk::ruma::{EventId, OwnedRoomId, UserId};
use serde_json::Value;
use sportello_chat::{
    Author, Checkpoint, Event, Inbound, Kind, Message, Place, SendError, Submitted, ThreadRef,
};

use crate::errors::{self, Forbidden};
use crate::feed::{Feed, Signal};
use crate::parse::{Parsed, parse};
use crate::patience::{Ended, Patience};
use crate::pending::Waiting;
use crate::{PLATFORM, Trust, people};

/// A message that was new to the host.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    pub(crate) at: DateTime<Utc>,
}

/// The parts every event has.
pub(crate) struct Envelope {
    pub(crate) id: String,
    pub(crate) sender: String,
    pub(crate) at: DateTime<Utc>,
}

impl Feed {
    /// Hands one event over, unless it was before or concerns nobody. Says whether the host heard
    /// a message it had not heard yet.
    pub(crate) async fn take(&mut self, event: TimelineEvent) -> Result<Option<Heard>, Ended> {
        let Some((value, envelope)) = opened(&event) else { return Ok(None) };
        if self.seen.contains(&envelope.id) {
            return Ok(None);
        }
        let id = envelope.id.clone();
        let heard = self.hand_over(event, value, envelope).await?;
        self.seen.insert(id, ());
        Ok(heard)
    }

    async fn hand_over(
        &mut self,
        event: TimelineEvent,
        value: Value,
        envelope: Envelope,
    ) -> Result<Option<Heard>, Ended> {
        let Some(parsed) = parse(&value) else { return Ok(None) };
        if let Parsed::Membership { person, now, was_joined, reason } = parsed {
            self.membership(envelope, person, &now, was_joined, reason).await?;
            return Ok(None);
        }
        if let Parsed::Said { thread: Some(root), .. } = &parsed {
            self.session.shared.thread_went_on(root, &envelope.id);
        }
        if envelope.sender == self.me() {
            return Ok(None);
        }
        let encrypted = !matches!(event.kind, TimelineEventKind::PlainText { .. });
        if encrypted && !self.session.shared.settings.encryption {
            tracing::debug!(event = %envelope.id, "encrypted, and encryption is switched off: passed over");
            return Ok(None);
        }
        let (event, parsed) = match parsed {
            Parsed::Unreadable { .. } => self.second_look(event, &envelope.id, parsed).await?,
            other => (event, other),
        };
        let parsed = if self.is_trusted(&event) { parsed } else { unread(parsed) };
        self.tell(envelope, parsed, &event, true).await
    }

    /// An unreadable event once more, with the key from the backup if it is there; else it is put
    /// on the list.
    async fn second_look(
        &mut self,
        event: TimelineEvent,
        id: &str,
        parsed: Parsed,
    ) -> Result<(TimelineEvent, Parsed), Ended> {
        let session = session_of(&event);
        if self.fetch_key(session.as_deref()).await
            && let Some(again) = self.event(id).await?
            && let Some((value, _)) = opened(&again)
            && let Some(read) = parse(&value).filter(|p| !matches!(p, Parsed::Unreadable { .. }))
        {
            return Ok((again, read));
        }
        self.session.pending.add(Waiting {
            room: self.room.room_id().to_string(),
            event: id.to_owned(),
            session,
        });
        Ok((event, parsed))
    }

    /// Whether the key of a session was brought from the backup.
    pub(crate) async fn fetch_key(&self, session: Option<&str>) -> bool {
        let backups = self.session.client.encryption().backups();
        match session {
            Some(session) if backups.are_enabled().await => {
                backups.download_room_key(self.room.room_id(), session).await.unwrap_or(false)
            }
            _ => false,
        }
    }

    /// Whether it is surely its sender who speaks, as far as that is asked for. What is said openly in an encrypted room
    /// was signed by no device.
    pub(crate) fn is_trusted(&self, event: &TimelineEvent) -> bool {
        match (self.session.shared.settings.trust, event.encryption_info()) {
            (Trust::Everyone, _) => true,
            (_, None) => !self.room.encryption_state().is_encrypted(),
            // The SDK has decrypted nothing of a device that its owner has not signed.
            (Trust::CrossSigned, Some(_)) => true,
            (Trust::Verified, Some(info)) => info.verification_state == VerificationState::Verified,
        }
    }

    async fn membership(
        &mut self,
        envelope: Envelope,
        person: String,
        now: &str,
        was_joined: bool,
        reason: Option<String>,
    ) -> Result<(), Ended> {
        if person != self.me() {
            return Ok(());
        }
        let event = match now {
            "join" if !was_joined => Event::PlaceFound,
            "leave" | "ban" if was_joined => {
                let act = if now == "ban" { "the bot was banned" } else { "the bot was removed" };
                Event::PlaceLost { reason: reason.unwrap_or_else(|| act.to_owned()) }
            }
            _ => return Ok(()),
        };
        tracing::info!(room = %self.room.room_id(), membership = now, "the bot's place in a room has changed");
        let author = Author { id: envelope.sender.clone(), ..Author::default() };
        let inbound = self.inbound(&envelope, author, None, false, event);
        self.submit(inbound).await?;
        Ok(())
    }

    pub(crate) async fn tell(
        &mut self,
        envelope: Envelope,
        parsed: Parsed,
        event: &TimelineEvent,
        moves_checkpoint: bool,
    ) -> Result<Option<Heard>, Ended> {
        let Ok(sender) = UserId::parse(&envelope.sender) else { return Ok(None) };
        let author = self.author(&sender).await?;
        let encrypted = !matches!(event.kind, TimelineEventKind::PlainText { .. })
            || self.room.encryption_state().is_encrypted();
        let is_message = matches!(parsed, Parsed::Said { .. } | Parsed::Unreadable { .. });
        let mut thread_root = None;
        let mut replaced = None;
        let told = match parsed {
            Parsed::Said { thread, message } => {
                thread_root = thread;
                Event::Message(message)
            }
            Parsed::Unreadable { edit: true, .. } | Parsed::Membership { .. } => return Ok(None),
            Parsed::Unreadable { thread, reply_to, .. } => {
                thread_root = thread;
                Event::Message(Message { kind: Kind::Undecryptable, reply_to, ..Message::default() })
            }
            Parsed::Edited { target, message } => Event::Edit { target, message },
            Parsed::Redacted { target } => {
                self.session.pending.remove(&target);
                Event::Redaction { target }
            }
            Parsed::Reacted { target, emoji } => {
                let on = self.message_of(&target).await?.map(Box::new);
                Event::Reaction { target, emoji, on }
            }
            Parsed::Replaced { by } => {
                replaced = OwnedRoomId::try_from(by.as_str()).ok();
                Event::PlaceReplaced { by }
            }
        };
        let mut inbound = self.inbound(&envelope, author, thread_root, encrypted, told);
        if !moves_checkpoint {
            inbound.checkpoint = None;
        }
        let submitted = self.submit(inbound).await?;
        if let Some(new) = replaced {
            let old = self.room.room_id().to_owned();
            let _ = self.session.signals.send(Signal::Replaced { old, new });
        }
        Ok((is_message && submitted == Submitted::Stored).then_some(Heard { at: envelope.at }))
    }

    /// The message `id` with its author, where it can be looked up.
    async fn message_of(&self, id: &str) -> Result<Option<(Author, Message)>, Ended> {
        let Some(event) = self.event(id).await? else { return Ok(None) };
        let Some((value, envelope)) = opened(&event) else { return Ok(None) };
        let Ok(sender) = UserId::parse(&envelope.sender) else { return Ok(None) };
        let Some(Parsed::Said { message, .. }) = parse(&value) else { return Ok(None) };
        Ok(Some((self.author(&sender).await?, message)))
    }

    /// The event `id`, if the bot may see it.
    pub(crate) async fn event(&self, id: &str) -> Result<Option<TimelineEvent>, Ended> {
        let Ok(id) = EventId::parse(id) else { return Ok(None) };
        let mut patience = Patience::new();
        loop {
            match self.room.event(&id, None).await {
                Ok(event) => return Ok(Some(event)),
                Err(error) if is_transient(&error) => self.pause(&mut patience, &error).await?,
                Err(error) => {
                    tracing::debug!(%error, event = %id, "an event can't be looked up");
                    return Ok(None);
                }
            }
        }
    }

    pub(crate) async fn author(&self, id: &UserId) -> Result<Author, Ended> {
        let mut patience = Patience::new();
        loop {
            let session = &self.session;
            match people::author(&session.client, &session.shared.bearings, &self.room, id).await {
                Ok(author) => return Ok(author),
                Err(error) => self.pause(&mut patience, &error).await?,
            }
        }
    }

    pub(crate) async fn pause(
        &self,
        patience: &mut Patience,
        error: &matrix_sdk::Error,
    ) -> Result<(), Ended> {
        tracing::debug!(%error, room = %self.room.room_id(), "the homeserver can't be asked now");
        patience.wait(None, &self.session.stop).await
    }

    fn me(&self) -> &str {
        self.session.shared.settings.user.as_str()
    }

    pub(crate) fn inbound(
        &self,
        envelope: &Envelope,
        author: Author,
        thread: Option<String>,
        encrypted: bool,
        event: Event,
    ) -> Inbound {
        let named = self.session.shared.bearings.is_named(self.room.room_id());
        Inbound {
            platform: PLATFORM,
            id: envelope.id.clone(),
            at: envelope.at,
            author,
            place: Place {
                room: self.room.room_id().to_string(),
                thread: thread.map(ThreadRef::Id),
                direct: !named && self.room.active_members_count() <= 2,
                encrypted,
                realm: None,
            },
            event,
            checkpoint: Some(Checkpoint {
                place: self.room.room_id().to_string(),
                event: envelope.id.clone(),
            }),
        }
    }

    /// What the host is told after a catch-up.
    pub(crate) fn caught_up(
        &self,
        messages: u32,
        since: DateTime<Utc>,
        last: DateTime<Utc>,
    ) -> Option<Inbound> {
        let checkpoint = self.checkpoint.as_ref()?;
        let envelope =
            Envelope { id: format!("{checkpoint}#caught-up"), sender: self.me().to_owned(), at: last };
        let author = Author { id: self.me().to_owned(), bot: true, ..Author::default() };
        let mut inbound = self.inbound(&envelope, author, None, false, Event::CaughtUp { messages, since });
        inbound.checkpoint = None;
        Some(inbound)
    }
}

/// The event's JSON and what every event must have.
pub(crate) fn opened(event: &TimelineEvent) -> Option<(Value, Envelope)> {
    let value: Value = event.raw().deserialize_as_unchecked().ok()?;
    let envelope = Envelope {
        id: value["event_id"].as_str()?.to_owned(),
        sender: value["sender"].as_str()?.to_owned(),
        at: DateTime::from_timestamp_millis(value["origin_server_ts"].as_i64()?)?,
    };
    Some((value, envelope))
}

pub(crate) fn session_of(event: &TimelineEvent) -> Option<String> {
    match &event.kind {
        TimelineEventKind::UnableToDecrypt { utd_info, .. } => utd_info.session_id.clone(),
        _ => None,
    }
}

/// A message whose sender is not trusted says no more than one that can't be read.
fn unread(parsed: Parsed) -> Parsed {
    match parsed {
        Parsed::Said { thread, message } => {
            Parsed::Unreadable { thread, edit: false, reply_to: message.reply_to }
        }
        Parsed::Edited { .. } => Parsed::Unreadable { thread: None, edit: true, reply_to: None },
        other => other,
    }
}

/// Whether asking again may bring another answer.
pub(crate) fn is_transient(error: &matrix_sdk::Error) -> bool {
    matches!(
        errors::send_error(error, Forbidden::Permanent),
        SendError::Retry { .. } | SendError::Unknown { .. }
    )
}
