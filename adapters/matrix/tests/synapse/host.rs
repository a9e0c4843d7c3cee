//! A host that remembers what it was handed, and refuses or panics when told to.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sportello_chat::{Event, Host, Inbound, Pin, Platform, SubmitError, Submitted};
use tokio::sync::watch;

/// How long a test waits before it has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct State {
    stored: Vec<Inbound>,
    ids: HashSet<String>,
    refused: HashSet<String>,
    checkpoints: HashMap<String, String>,
    pins: HashMap<String, String>,
    refusing: bool,
    failing: bool,
    connected: bool,
}

/// The host of one test; it outlives the bots it hosts, as a database does.
pub struct FakeHost {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

impl FakeHost {
    pub fn new() -> Self {
        Self { state: Mutex::default(), changes: watch::Sender::new(0) }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changes.send_modify(|n| *n += 1);
        result
    }

    fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on nothing is stored, or all is.
    pub fn refuse(&self, refusing: bool) {
        self.change(|s| s.refusing = refusing);
    }

    /// The next event that is handed over panics.
    pub fn fail_once(&self) {
        self.change(|s| s.failing = true);
    }

    /// Everything stored, in order.
    pub fn stored(&self) -> Vec<Inbound> {
        self.look(|s| s.stored.clone())
    }

    /// The words of all messages stored from a room, in order.
    pub fn said(&self, room: &str) -> Vec<String> {
        let words = |i: Inbound| match i.event {
            Event::Message(message) if i.place.room == room => Some(message.text),
            _ => None,
        };
        self.stored().into_iter().filter_map(words).collect()
    }

    /// Which room a name is pinned to.
    pub fn pinned_as(&self, name: &str) -> Option<String> {
        self.look(|s| s.pins.get(name).cloned())
    }

    /// Waits until something is so.
    async fn until<T>(&self, what: &str, mut look: impl FnMut(&State) -> Option<T>) -> T {
        let mut changes = self.changes.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(found) = self.look(&mut look) {
                    return found;
                }
                changes.changed().await.expect("the host is there");
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => panic!("waited in vain for {what}; stored: {:#?}", self.stored()),
        }
    }

    /// The first event stored, or still to come, that `wanted` accepts.
    pub async fn wait_for(&self, what: &str, wanted: impl Fn(&Inbound) -> bool) -> Inbound {
        self.until(what, |s| s.stored.iter().find(|i| wanted(i)).cloned()).await
    }

    /// The message whose words are `text`.
    pub async fn hear(&self, text: &str) -> Inbound {
        self.wait_for(text, |i| matches!(&i.event, Event::Message(m) if m.text == text)).await
    }

    /// Waits until the event was refused once.
    pub async fn refused(&self, id: &str) {
        self.until("a refusal", |s| s.refused.contains(id).then_some(())).await;
    }

    /// Waits until the adapter says that it is connected.
    pub async fn until_connected(&self, connected: bool) {
        self.until("the connection", |s| (s.connected == connected).then_some(())).await;
    }
}

#[async_trait]
impl Host for FakeHost {
    async fn submit(&self, inbound: Inbound) -> Result<Submitted, SubmitError> {
        assert!(!self.change(|s| std::mem::take(&mut s.failing)), "told to fail");
        self.change(|s| {
            if s.refusing {
                s.refused.insert(inbound.id);
                return Err(SubmitError::Store("told to refuse".into()));
            }
            if !s.ids.insert(inbound.id.clone()) {
                return Ok(Submitted::Seen);
            }
            if let Some(checkpoint) = &inbound.checkpoint {
                s.checkpoints.insert(checkpoint.place.clone(), checkpoint.event.clone());
            }
            s.stored.push(inbound);
            Ok(Submitted::Stored)
        })
    }

    async fn checkpoint(&self, _: &Platform, room: &str) -> Result<Option<String>, SubmitError> {
        Ok(self.look(|s| s.checkpoints.get(room).cloned()))
    }

    async fn pin(&self, _: &Platform, name: &str, id: &str) -> Result<Pin, SubmitError> {
        Ok(self.change(|s| match s.pins.get(name) {
            Some(kept) if kept != id => Pin::Kept { id: kept.clone() },
            _ => {
                s.pins.insert(name.to_owned(), id.to_owned());
                Pin::Pinned
            }
        }))
    }

    async fn pinned(&self, _: &Platform, name: &str) -> Result<Option<String>, SubmitError> {
        Ok(self.look(|s| s.pins.get(name).cloned()))
    }

    fn connected(&self, _: &Platform, connected: bool) {
        self.change(|s| s.connected = connected);
    }
}
