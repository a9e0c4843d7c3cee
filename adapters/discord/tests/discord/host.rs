//! A host that remembers what it was handed, and refuses or waits when told to.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sportello_chat::{
    Author, Checkpoint, Completing, Event, Form, Host, Inbound, Interaction, Menu, Pin, Place, Platform,
    SubmitError, Submitted, Suggestion, ThreadRef,
};
use tokio::sync::watch;

/// How long a test waits before it has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

impl State {
    fn holds(&self, inbound: &Inbound) -> bool {
        self.holding || self.held_room.as_ref() == Some(&inbound.place.room)
    }
}

#[derive(Default)]
struct State {
    stored: Vec<Inbound>,
    ids: HashSet<String>,
    checkpoints: Vec<(String, String)>,
    pins: HashMap<String, String>,
    threads: HashSet<String>,
    asked_threads: HashSet<String>,
    sent: HashSet<String>,
    forms: BTreeMap<String, Form>,
    menu: Menu,
    suggestions: Vec<Suggestion>,
    dispensable: Vec<String>,
    refusing: bool,
    holding: bool,
    held_room: Option<String>,
    connected: Option<bool>,
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

    /// From now on what is handed over waits, or goes on.
    pub fn hold(&self, holding: bool) {
        self.change(|s| s.holding = holding);
    }

    /// From now on what is handed over of this room waits, or of none.
    pub fn hold_in(&self, room: Option<String>) {
        self.change(|s| s.held_room = room);
    }

    /// So many other places were heard of last.
    pub fn has_heard_of(&self, many: usize) {
        self.change(|s| {
            s.checkpoints.splice(0..0, (1..=many).map(|n| (n.to_string(), n.to_string())));
        });
    }

    /// The thread is a ticket's conversation.
    pub fn knows_thread(&self, thread: impl ToString) {
        self.change(|s| s.threads.insert(thread.to_string()));
    }

    /// A press of `action` opens this form.
    pub fn opens(&self, action: &str, form: Form) {
        self.change(|s| s.forms.insert(action.to_owned(), form));
    }

    pub fn offers(&self, menu: Menu) {
        self.change(|s| s.menu = menu);
    }

    pub fn suggests(&self, suggestions: Vec<Suggestion>) {
        self.change(|s| s.suggestions = suggestions);
    }

    pub fn can_spare(&self, threads: Vec<String>) {
        self.change(|s| s.dispensable = threads);
    }

    /// Everything stored, in order.
    pub fn stored(&self) -> Vec<Inbound> {
        self.look(|s| s.stored.clone())
    }

    /// The words of all messages stored from a room, in order.
    pub fn said(&self, room: impl ToString) -> Vec<String> {
        let room = room.to_string();
        let words = |i: Inbound| match i.event {
            Event::Message(message) if i.place.room == room => Some(message.text),
            _ => None,
        };
        self.stored().into_iter().filter_map(words).collect()
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

    /// The interaction with this id.
    pub async fn picked(&self, id: impl ToString) -> Inbound {
        let id = id.to_string();
        self.wait_for("an interaction", |i| i.id == id).await
    }

    /// Waits until reading of a place has begun.
    pub async fn reads(&self, place: impl ToString) {
        let place = place.to_string();
        self.until("a checkpoint", |s| s.checkpoints.iter().find(|(p, _)| *p == place).map(|_| ())).await;
    }

    /// The message is in the desk's books as sent.
    pub fn knows_sent(&self, message: &str) {
        self.change(|s| s.sent.insert(message.to_owned()));
    }

    /// Waits until it was asked whether the thread is a ticket's conversation.
    pub async fn is_asked_for_thread(&self, thread: impl ToString) {
        let thread = thread.to_string();
        self.until("a question", |s| s.asked_threads.contains(&thread).then_some(())).await;
    }

    /// Waits until the adapter says that it is connected, or not.
    pub async fn until_connected(&self, connected: bool) {
        self.until("the connection", |s| (s.connected == Some(connected)).then_some(())).await;
    }
}

#[async_trait]
impl Host for FakeHost {
    async fn submit(&self, inbound: Inbound) -> Result<Submitted, SubmitError> {
        if self.look(|s| s.holds(&inbound)) {
            self.until("the end of the hold", |s| (!s.holds(&inbound)).then_some(())).await;
        }
        self.change(|s| {
            if s.refusing {
                return Err(SubmitError::Store("told to refuse".into()));
            }
            if let Some(checkpoint) = &inbound.checkpoint {
                s.checkpoints.retain(|(place, _)| *place != checkpoint.place);
                s.checkpoints.insert(0, (checkpoint.place.clone(), checkpoint.event.clone()));
            }
            if !s.ids.insert(inbound.id.clone()) {
                return Ok(Submitted::Seen);
            }
            s.stored.push(inbound);
            Ok(Submitted::Stored)
        })
    }

    async fn checkpoint(&self, _: &Platform, room: &str) -> Result<Option<String>, SubmitError> {
        Ok(self.look(|s| s.checkpoints.iter().find(|(place, _)| place == room).map(|(_, e)| e.clone())))
    }

    async fn checkpoints(
        &self,
        _: &Platform,
        prefix: &str,
        limit: u64,
    ) -> Result<Vec<Checkpoint>, SubmitError> {
        Ok(self.look(|s| {
            let named = s.checkpoints.iter().filter(|(place, _)| place.starts_with(prefix));
            let all = named.take(usize::try_from(limit).unwrap_or(usize::MAX));
            all.map(|(place, event)| Checkpoint { place: place.clone(), event: event.clone() }).collect()
        }))
    }

    async fn pin(&self, _: &Platform, name: &str, id: &str) -> Result<Pin, SubmitError> {
        self.change(|s| s.pins.insert(name.to_owned(), id.to_owned()));
        Ok(Pin::Pinned)
    }

    async fn pinned(&self, _: &Platform, name: &str) -> Result<Option<String>, SubmitError> {
        Ok(self.look(|s| s.pins.get(name).cloned()))
    }

    fn connected(&self, _: &Platform, connected: bool) {
        self.change(|s| s.connected = Some(connected));
    }

    fn menu(&self) -> Menu {
        self.look(|s| s.menu.clone())
    }

    fn form(&self, _: &Place, _: &Author, interaction: &Interaction) -> Option<Form> {
        let name = match interaction {
            Interaction::Press { action, .. } => action,
            Interaction::Command { name, .. } => name,
            _ => return None,
        };
        self.look(|s| s.forms.get(name).cloned())
    }

    async fn complete(&self, _: Completing) -> Result<Vec<Suggestion>, SubmitError> {
        Ok(self.look(|s| s.suggestions.clone()))
    }

    fn is_signal(&self, emoji: &str) -> bool {
        emoji != "🥔"
    }

    async fn has_thread(&self, _: &Platform, _: &str, thread: &str) -> Result<bool, SubmitError> {
        Ok(self.change(|s| {
            s.asked_threads.insert(thread.to_owned());
            s.threads.contains(thread)
        }))
    }

    async fn has_sent(&self, _: &Platform, message: &str) -> Result<bool, SubmitError> {
        Ok(self.look(|s| s.sent.contains(message)))
    }

    async fn known_articles(
        &self,
        _: &Platform,
        place: &Place,
        from: &str,
    ) -> Result<Vec<String>, SubmitError> {
        let from: u64 = from.parse().expect("an id");
        Ok(self.look(|s| {
            let gone = |id: &str| s.ids.contains(&format!("{id}:d"));
            let here =
                |i: &&Inbound| matches!(i.event, Event::Message(_)) && i.place == *place && !gone(&i.id);
            let ids = s.stored.iter().filter(here).map(|i| i.id.clone());
            ids.filter(|id| id.parse::<u64>().is_ok_and(|id| id >= from)).collect()
        }))
    }

    async fn dispensable_threads(&self, _: &Platform, limit: u64) -> Result<Vec<String>, SubmitError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(self.look(|s| s.dispensable.iter().take(limit).cloned().collect()))
    }
}

/// The thread an event happened in.
pub fn thread_of(inbound: &Inbound) -> Option<&str> {
    match inbound.place.thread.as_ref()? {
        ThreadRef::Id(id) => Some(id),
        ThreadRef::Ticket(_) => None,
    }
}
