//! Messages that could not be read, read when their keys come.
//!
//! The SDK calls nobody when a key comes late: the events that wait are listed ([`crate::pending`]),
//! and asked for again when keys arrive, at every start, and from time to time after a look into the
//! account's backup, where other devices put theirs unannounced.

use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use matrix_sdk::ruma::{OwnedRoomId, UserId};
use sportello_chat::{Event, Message};

use crate::feed::{Feed, Session, Signal};
use crate::intake::{Envelope, opened, session_of};
use crate::parse::{Parsed, parse};
use crate::patience::Ended;
use crate::pending::Waiting;

/// How long until the backup is first looked into …
const LOOK_INTO_BACKUP: Duration = Duration::from_secs(20);
/// … and how long at most between two looks.
const LOOK_INTO_BACKUP_LAST: Duration = Duration::from_secs(3600);

/// Which of the waiting messages may be readable now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// Any: keys may have come unseen.
    pub(crate) any: bool,
    /// Any whose key the backup has by now.
    pub(crate) backup: bool,
    /// Those of these sessions.
    pub(crate) sessions: HashSet<String>,
}

impl Keys {
    pub(crate) fn merge(&mut self, other: Keys) {
        self.any |= other.any;
        self.backup |= other.backup;
        self.sessions.extend(other.sessions);
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.any && !self.backup && self.sessions.is_empty()
    }
}

/// Signals each room in which something waits that may be readable now.
pub(crate) async fn listen(session: Session) {
    let Some(keys) = session.client.encryption().room_keys_received_stream().await else { return };
    let mut keys = pin!(keys);
    let mut pause = LOOK_INTO_BACKUP;
    loop {
        let came = tokio::select! {
            () = session.stop.cancelled() => return,
            () = tokio::time::sleep(pause), if !session.pending.is_empty() => None,
            came = keys.next() => match came {
                Some(came) => Some(came),
                None => return,
            },
        };
        if came.is_none() {
            pause = (pause * 2).min(LOOK_INTO_BACKUP_LAST);
        }
        for id in session.pending.rooms() {
            let keys = match &came {
                None => Keys { backup: true, ..Keys::default() },
                // Some were missed.
                Some(Err(_)) => Keys { any: true, ..Keys::default() },
                Some(Ok(infos)) => {
                    let here = infos.iter().filter(|info| info.room_id == id.as_str());
                    Keys { sessions: here.map(|info| info.session_id.clone()).collect(), ..Keys::default() }
                }
            };
            if let Some(room) = OwnedRoomId::try_from(id).ok().filter(|_| !keys.is_empty()) {
                let _ = session.signals.send(Signal::Keys { room, keys });
            }
        }
    }
}

impl Feed {
    /// Tries again to read what could not be read.
    pub(crate) async fn reread(&mut self, keys: Keys) -> Result<(), Ended> {
        let waiting = self.session.pending.of(self.room.room_id().as_str());
        let mut sessions = keys.sessions;
        if keys.any || keys.backup {
            let all: HashSet<&String> = waiting.iter().filter_map(|w| w.session.as_ref()).collect();
            for session in all {
                if self.fetch_key(Some(session)).await {
                    sessions.insert(session.clone());
                }
            }
        }
        for waiting in waiting {
            if keys.any || waiting.session.as_ref().is_some_and(|s| sessions.contains(s)) {
                self.reread_one(&waiting).await?;
            }
        }
        Ok(())
    }

    async fn reread_one(&mut self, waiting: &Waiting) -> Result<(), Ended> {
        let Some(mut event) = self.event(&waiting.event).await? else { return Ok(()) };
        // Another instance of the desk has put it on the list, without the name of its key.
        if let (None, Some(key)) = (&waiting.session, session_of(&event)) {
            self.session.pending.learn(&waiting.event, &key);
            if self.fetch_key(Some(&key)).await {
                let Some(again) = self.event(&waiting.event).await? else { return Ok(()) };
                event = again;
            }
        }
        let Some((value, envelope)) = opened(&event) else { return Ok(()) };
        match parse(&value) {
            Some(Parsed::Unreadable { .. }) => return Ok(()),
            Some(Parsed::Said { thread, message }) if self.is_trusted(&event) => {
                self.tell_decrypted(envelope, thread, message).await?;
            }
            // It was not handed over before, so it is no news of an old event.
            Some(edit @ Parsed::Edited { .. }) if self.is_trusted(&event) => {
                self.tell(envelope, edit, &event, false).await?;
            }
            // Deleted meanwhile, or nothing to the desk.
            _ => {}
        }
        self.session.pending.remove(&waiting.event);
        Ok(())
    }

    async fn tell_decrypted(
        &mut self,
        mut envelope: Envelope,
        thread: Option<String>,
        message: Message,
    ) -> Result<(), Ended> {
        let Ok(sender) = UserId::parse(&envelope.sender) else { return Ok(()) };
        let author = self.author(&sender).await?;
        let target = std::mem::take(&mut envelope.id);
        envelope.id = format!("{target}#decrypted");
        let event = Event::Decrypted { target, message };
        let mut inbound = self.inbound(&envelope, author, thread, true, event);
        inbound.checkpoint = None;
        self.submit(inbound).await?;
        Ok(())
    }
}
