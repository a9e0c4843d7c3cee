//! The two sides of the wall: what an adapter must do, and what it may ask of its host.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::{
    Author, Checkpoint, Completing, FileOffer, Finding, Form, Inbound, Interaction, Menu, Operation,
    Outbound, Place, Platform, Submitted, Suggestion,
};

/// Something that delivers: a chat platform or a mail transport.
#[async_trait]
pub trait Outlet: Send + Sync {
    /// Its platform's name.
    fn platform(&self) -> Platform;

    /// The operations that `outbound` takes here, in order. Pure: no I/O, the same for the same input.
    fn plan(&self, outbound: &Outbound) -> Vec<Operation>;

    /// Carries out one operation. Called again with the same [`Attempt::key`] only when the former
    /// call surely did nothing, or when [`Outlet::find`] could not tell and [`Outlet::policy`] says
    /// to repeat.
    ///
    /// # Errors
    /// [`SendError`] says whether it happened, and whether another try is of use.
    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError>;

    /// Looks for the traces of an operation whose outcome is not known.
    ///
    /// # Errors
    /// [`SendError::Retry`] when the platform can't be asked now.
    async fn find(&self, operation: &Operation, attempt: &Attempt) -> Result<Found, SendError>;

    /// What to do with an operation of which even [`Outlet::find`] can't tell.
    fn policy(&self, operation: &Operation) -> Uncertain;

    /// What works and what is missing, for `sportello check`. Changes nothing on the platform.
    async fn check(&self) -> Vec<Finding>;
}

/// A chat platform.
#[async_trait]
pub trait ChatAdapter: Outlet {
    /// What the platform can do.
    fn capabilities(&self) -> Capabilities;

    /// Connects and hands every event to `host` in its place's order, until `stop` is cancelled.
    /// Reconnects by itself.
    ///
    /// # Errors
    /// [`Stopped`] when going on makes no sense: a wrong password, a setting the platform refuses.
    async fn run(&self, host: Arc<dyn Host>, stop: CancellationToken) -> Result<(), Stopped>;

    /// Another instance of the desk serves the account; this one may have to, any moment. What takes its time
    /// then, and does not disturb the other now, can be done here, from time to time. May be dropped.
    async fn stand_by(&self) {}

    /// The bytes of a file, at most `limit` of them.
    ///
    /// # Errors
    /// [`SendError::Permanent`] when it is gone or refused; larger than `limit` is [`Fetched::TooLarge`].
    async fn fetch(&self, file: &FileOffer, limit: u64) -> Result<Fetched, SendError>;

    /// Whether it can be told of other places while it runs; otherwise only the next start can.
    fn takes_new_places(&self) -> bool {
        false
    }

    /// From now on these are the desk's places here: it goes into those that are new, and those that are
    /// not among them are none of its business any more.
    async fn take_places(&self, _host: &dyn Host, _places: Vec<NamedPlace>) {}

    /// A link a person can follow to a room or a message in it, where the platform has such links.
    fn link(&self, _room: &str, _message: Option<&str>) -> Option<String> {
        None
    }
}

/// A place as bot.toml names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// Its alias, id or name there.
    pub name: String,
    /// What it is for.
    pub role: PlaceRole,
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceRole {
    /// People ask here.
    Help {
        /// Whether what is written here must be moved out of sight.
        private: bool,
    },
    /// Operators work here.
    Operators,
    /// Its members are operators.
    Group,
}

/// What the core does for an adapter.
#[async_trait]
pub trait Host: Send + Sync {
    /// Stores an event with everything it causes, and returns only then. Waits while the desk is
    /// busy: back-pressure, not an error.
    ///
    /// # Errors
    /// The event is not stored and must be handed over again (or seen again after a restart).
    async fn submit(&self, inbound: Inbound) -> Result<Submitted, SubmitError>;

    /// The checkpoint stored last for a room.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn checkpoint(&self, platform: &Platform, room: &str) -> Result<Option<String>, SubmitError>;

    /// Says that the place called `name` in bot.toml is the room `id`. The first room a name was
    /// given stays its room until an admin says otherwise.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn pin(&self, platform: &Platform, name: &str, id: &str) -> Result<Pin, SubmitError>;

    /// The room pinned for `name`, if any.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn pinned(&self, platform: &Platform, name: &str) -> Result<Option<String>, SubmitError>;

    /// Says whether the platform is connected now (for readiness and logs).
    fn connected(&self, platform: &Platform, connected: bool);

    /// What the desk offers to be picked. The same until the program ends.
    fn menu(&self) -> Menu {
        Menu::default()
    }

    /// The form that an interaction opens. It is answered without the store, so that it opens at
    /// once; what is allowed is looked at when the form is sent. An interaction that opens a form is
    /// not submitted; one that opens none is.
    fn form(&self, _place: &Place, _author: &Author, _interaction: &Interaction) -> Option<Form> {
        None
    }

    /// What could stand in the option that somebody is filling in, best first: never of what they
    /// may not see.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn complete(&self, _completing: Completing) -> Result<Vec<Suggestion>, SubmitError> {
        Ok(Vec::new())
    }

    /// Whether an emoji put on a message can mean something to the desk.
    fn is_signal(&self, _emoji: &str) -> bool {
        true
    }

    /// Whether a thread is a ticket's conversation.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn has_thread(
        &self,
        _platform: &Platform,
        _room: &str,
        _thread: &str,
    ) -> Result<bool, SubmitError> {
        Ok(false)
    }

    /// Whether a message is known to be one that the desk has sent: then it is nothing whose outcome is still open.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn has_sent(&self, _platform: &Platform, _message: &str) -> Result<bool, SubmitError> {
        Ok(false)
    }

    /// The checkpoints of those places of a platform whose names begin with `prefix`, those stored last first,
    /// at most `limit`.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn checkpoints(
        &self,
        _platform: &Platform,
        _prefix: &str,
        _limit: u64,
    ) -> Result<Vec<Checkpoint>, SubmitError> {
        Ok(Vec::new())
    }

    /// The messages of a place, from the one named `from` on, that people wrote and that the desk
    /// keeps as articles not deleted: what is no longer there was deleted meanwhile.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn known_articles(
        &self,
        _platform: &Platform,
        _place: &Place,
        _from: &str,
    ) -> Result<Vec<String>, SubmitError> {
        Ok(Vec::new())
    }

    /// The rooms of a platform that are known to be out of the bot's sight.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn lost_places(&self, _platform: &Platform) -> Result<Vec<String>, SubmitError> {
        Ok(Vec::new())
    }

    /// The messages of a platform that nobody could read yet, the newest first, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn unreadable(&self, _platform: &Platform, _limit: u64) -> Result<Vec<Unreadable>, SubmitError> {
        Ok(Vec::new())
    }

    /// Threads that can be put away when a platform has room for no more: those of tickets closed
    /// longest first, then of pending ones; at most `limit`.
    ///
    /// # Errors
    /// When the store can't be asked.
    async fn dispensable_threads(
        &self,
        _platform: &Platform,
        _limit: u64,
    ) -> Result<Vec<String>, SubmitError> {
        Ok(Vec::new())
    }
}

/// A message that could not be read when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it stands.
    pub room: String,
    /// Its id there.
    pub event: String,
}

/// What [`Host::pin`] answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// The name stands for this room, from now on or as before.
    Pinned,
    /// The name was given to another room before, which stays in force.
    Kept {
        /// That room.
        id: String,
    },
}

/// How threads come to be on a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// By answering in one: every message can be a thread's root, and its id is the thread's.
    Implicit,
    /// By an operation of their own.
    Explicit,
}

/// What a platform can do; the core words and routes its answers by it.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities {
    /// How threads come to be.
    pub threads: Threads,
    /// Whether a message in a shared place can be shown to one person only.
    pub ephemeral: bool,
    /// Whether direct chats are there without being asked for (then the closing message goes there
    /// too); otherwise only those that exist already are used for what was not asked for.
    pub direct_always: bool,
    /// Whether reactions are shown to people.
    pub reactions: bool,
    /// Whether messages have buttons and people pick commands from a menu.
    pub buttons: bool,
    /// Whether a room can have threads that only their members see.
    pub private_threads: bool,
}

/// One try of an operation.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// 22 characters of base64url, random, the same at every try of the operation.
    pub key: String,
    /// A number that grows and is never given twice in one database, the same at every try.
    pub serial: i64,
    /// When the first try began.
    pub since: DateTime<Utc>,
    /// What the parts of the same delivery before this one have become, in order.
    pub earlier: Vec<Sent>,
    /// The delivery that this is a part of.
    pub outbound: Arc<Outbound>,
    /// The bytes of the file of [`Operation::SendFile`].
    pub file: Option<Bytes>,
    /// The bytes of the files of [`Operation::Mail`], in their order.
    pub attached: Vec<Bytes>,
}

impl Attempt {
    /// The room an earlier part has opened.
    pub fn opened_room(&self) -> Option<&str> {
        self.earlier.iter().rev().find_map(|s| s.room.as_deref())
    }

    /// The thread an earlier part has started.
    pub fn started_thread(&self) -> Option<&str> {
        self.earlier.iter().rev().find_map(|s| s.thread.as_deref())
    }

    /// The last message an earlier part has sent.
    pub fn sent_message(&self) -> Option<&str> {
        self.earlier.iter().rev().find_map(|s| s.id.as_deref())
    }
}

/// What an operation has become on the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sent {
    /// The message's (reaction's, mail's …) id there.
    pub id: Option<String>,
    /// The room that was opened.
    pub room: Option<String>,
    /// The thread that was started.
    pub thread: Option<String>,
}

impl Sent {
    /// A message with this id.
    pub fn message(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::default() }
    }
}

/// What a search for an uncertain operation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It happened.
    Found(Sent),
    /// It surely did not happen.
    Absent,
    /// The platform can't say.
    CannotTell,
}

/// What to do when nobody can say whether an operation happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncertain {
    /// Do it again: twice is harmless, or better than not at all.
    Repeat,
    /// Do it again, but only once: twice is better than not at all, and more would be a nuisance.
    RepeatOnce,
    /// Don't; tell the operators.
    Report,
}

/// What [`ChatAdapter::fetch`] brought.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// The bytes.
    Bytes(Bytes),
    /// It is larger than was allowed.
    TooLarge,
}

/// Why an operation was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It surely did not happen, and is worth another try.
    #[error("not sent, will be tried again: {cause}")]
    Retry {
        /// The platform's own "try again after".
        after: Option<Duration>,
        /// Why.
        cause: String,
    },
    /// It may or may not have happened.
    #[error("the outcome is not known: {cause}")]
    Unknown {
        /// Why.
        cause: String,
    },
    /// It did not happen and never will.
    #[error("refused: {cause}")]
    Permanent {
        /// Why.
        cause: String,
    },
    /// It did not happen: the place is gone or closed to the bot.
    #[error("the place can't be reached: {cause}")]
    Unreachable {
        /// Why.
        cause: String,
    },
}

/// Why an adapter gave up.
#[derive(Debug, thiserror::Error)]
#[error("{platform}: {cause}")]
pub struct Stopped {
    /// Whose adapter.
    pub platform: Platform,
    /// Why, in a sentence that says what to do.
    pub cause: String,
}

/// Why an event was not stored.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The desk is shutting down, or another instance of it serves this account now.
    #[error("the desk takes nothing more here")]
    Closed,
    /// The store failed; the event may be handed over again.
    #[error("not stored: {0}")]
    Store(String),
}
