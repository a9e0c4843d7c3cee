//! The model of a chat platform: everything it shows is kept in memory and can be read.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use sportello_chat::{
    Attempt, Body, Capabilities, ChatAdapter, Fetched, FileOffer, Finding, Found, Host, NamedPlace,
    Operation, Outbound, Outlet, PlaceRole, Platform, SendError, Sent, Stopped, Target, Threads, Uncertain,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::faults::{Fault, Faults};
use crate::shown::{Shown, Spot, View};

/// What the platform keeps.
#[derive(Default)]
struct World {
    messages: Vec<Shown>,
    next: u64,
    files: HashMap<String, Bytes>,
    done: HashMap<String, Sent>,
    /// Keys whose operation was carried out more than once.
    doubled: Vec<String>,
    gone: HashSet<String>,
    /// Who was let into private threads.
    members: HashMap<String, Vec<String>>,
    archived: HashSet<String>,
    /// What the bot has sent, by name.
    sent_files: HashMap<String, Bytes>,
    /// Every text it was given to show, as it was given.
    bodies: Vec<Body>,
}

/// A chat platform in memory.
pub struct ModelChat {
    platform: Platform,
    capabilities: Capabilities,
    limit: usize,
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    /// The policy, once it can't tell what became of an operation.
    cannot_tell: Mutex<Option<Uncertain>>,
    finds_no_room: AtomicBool,
    fails_once: AtomicBool,
    /// What goes wrong.
    pub faults: Faults,
}

impl ModelChat {
    /// `alpha` is like Matrix: everyone sees everything in a room, and a direct chat is used only
    /// where there is one or something is private.
    pub fn alpha() -> Arc<Self> {
        Self::new("alpha", false)
    }

    /// `beta` is like Discord: it can show a message to one person only, has direct chats for the
    /// asking, buttons, menus and forms; threads are started by an operation, and can be private.
    pub fn beta() -> Arc<Self> {
        Self::new("beta", true)
    }

    fn new(name: &'static str, clicks: bool) -> Arc<Self> {
        Arc::new(Self {
            platform: Platform::new(name),
            capabilities: Capabilities {
                threads: if clicks { Threads::Explicit } else { Threads::Implicit },
                ephemeral: clicks,
                direct_always: clicks,
                reactions: true,
                buttons: clicks,
                private_threads: clicks,
            },
            limit: 4000,
            world: Mutex::default(),
            changed: watch::Sender::new(0),
            cannot_tell: Mutex::new(None),
            finds_no_room: AtomicBool::new(false),
            fails_once: AtomicBool::new(false),
            faults: Faults::default(),
        })
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on, what became of an uncertain operation can't be found out, and this is done then.
    pub fn cannot_tell(&self, then: Uncertain) {
        *self.doubt() = Some(then);
    }

    fn doubt(&self) -> MutexGuard<'_, Option<Uncertain>> {
        self.cannot_tell.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever asks next what became of an uncertain operation is told that its place is gone.
    pub fn finds_no_room(&self) {
        self.finds_no_room.store(true, Ordering::Relaxed);
    }

    /// Whoever asks next what the platform can do panics.
    pub fn fails_once(&self) {
        self.fails_once.store(true, Ordering::Relaxed);
    }

    /// Whether nobody has asked since.
    pub fn is_to_fail(&self) -> bool {
        self.fails_once.load(Ordering::Relaxed)
    }

    /// The bot is thrown out of a room, or let in again.
    pub fn set_gone(&self, room: &str, gone: bool) {
        if gone {
            self.world().gone.insert(room.to_owned());
        } else {
            self.world().gone.remove(room);
        }
    }

    /// The id of a new message, event, or anything else.
    pub fn new_id(&self) -> String {
        let mut world = self.world();
        world.next += 1;
        format!("{}-{}", self.platform, world.next)
    }

    /// A person's message comes to stand on the platform.
    pub(crate) fn write(&self, message: Shown) {
        self.world().messages.push(message);
        self.tell();
    }

    /// A message changes by a person's hand.
    pub(crate) fn change(&self, id: &str, how: impl FnOnce(&mut Shown)) {
        if let Some(message) = self.world().messages.iter_mut().find(|m| m.id == id) {
            how(message);
        }
        self.tell();
    }

    /// A file that somebody is about to send.
    pub fn offer(&self, name: &str, bytes: Bytes) -> FileOffer {
        let source = self.new_id();
        let size = Some(bytes.len() as u64);
        self.world().files.insert(source.clone(), bytes);
        FileOffer { name: name.to_owned(), mime: "application/octet-stream".to_owned(), size, source }
    }

    /// What `person` sees in a place.
    pub fn seen_by(&self, person: &str, spot: &Spot) -> View {
        let seen = |m: &&Shown| {
            m.spot == *spot && !m.deleted && m.only_for.as_deref().is_none_or(|only| only == person)
        };
        View(self.world().messages.iter().filter(seen).cloned().collect())
    }

    /// Who was let into a private thread.
    pub fn members_of(&self, thread: &str) -> Vec<String> {
        self.world().members.get(thread).cloned().unwrap_or_default()
    }

    /// The content of the file of this name that the bot sent last.
    pub fn file_named(&self, name: &str) -> Option<Vec<u8>> {
        self.world().sent_files.get(name).map(|bytes| bytes.to_vec())
    }

    /// Whether a thread was put away.
    pub fn is_archived(&self, thread: &str) -> bool {
        self.world().archived.contains(thread)
    }

    /// The messages that came to be since there were `before` of them.
    pub fn since(&self, before: usize) -> Vec<Shown> {
        self.world().messages.get(before..).unwrap_or_default().to_vec()
    }

    /// The files that the bot has sent, the last of each name.
    pub fn sent_files(&self) -> Vec<(String, Vec<u8>)> {
        self.world().sent_files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect()
    }

    /// Every text the bot said or changed a message to, with its markup.
    pub fn bodies(&self) -> Vec<Body> {
        self.world().bodies.clone()
    }

    /// Every message there ever was, deleted ones too.
    pub fn all(&self) -> Vec<Shown> {
        self.world().messages.clone()
    }

    /// The message with this id, deleted or not.
    pub fn message(&self, id: &str) -> Option<Shown> {
        self.world().messages.iter().find(|m| m.id == id).cloned()
    }

    /// Keys of operations that were carried out more than once.
    pub fn doubled(&self) -> Vec<String> {
        self.world().doubled.clone()
    }

    /// Returns once `holds` does, asked after every change.
    pub async fn until(&self, holds: impl Fn(&[Shown]) -> bool) {
        let mut changed = self.changed.subscribe();
        loop {
            if holds(&self.world().messages) {
                return;
            }
            // The sender lives as long as `self`.
            let _ = changed.changed().await;
        }
    }

    fn tell(&self) {
        self.changed.send_modify(|n| *n += 1);
    }

    fn carry_out(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let mut world = self.world();
        let spot = spot_of(operation, attempt);
        if spot.as_ref().is_some_and(|s| world.gone.contains(&s.room)) {
            return Err(SendError::Unreachable { cause: "the bot is not in this room".to_owned() });
        }
        let sent = world.carry_out(&self.platform, operation, attempt, spot)?;
        if world.done.insert(attempt.key.clone(), sent.clone()).is_some() {
            world.doubled.push(attempt.key.clone());
        }
        drop(world);
        self.tell();
        Ok(sent)
    }
}

impl World {
    fn carry_out(
        &mut self,
        platform: &Platform,
        operation: &Operation,
        attempt: &Attempt,
        spot: Option<Spot>,
    ) -> Result<Sent, SendError> {
        let spot = spot.unwrap_or_else(|| Spot::room("nowhere"));
        match operation {
            Operation::OpenDirect { person } => {
                Ok(Sent { room: Some(direct_room(person)), ..Sent::default() })
            }
            Operation::Send { target, body, mentions, reply_to, notice, only_for, opens_thread, buttons } => {
                let mut message = self.blank(platform, spot, attempt);
                message.buttons.clone_from(buttons);
                message.text = body.as_text();
                self.bodies.push(body.clone());
                message.mentions = mentions.iter().map(|m| m.id.clone()).collect();
                message.reply_to.clone_from(reply_to);
                message.notice = *notice;
                message.only_for.clone_from(only_for);
                if let Target::Answer { event, person, .. } = target {
                    message.on_the_spot = Some(event.clone());
                    message.only_for = Some(person.clone());
                }
                message.opens_thread = *opens_thread;
                let sent =
                    Sent { thread: opens_thread.then(|| message.id.clone()), ..Sent::message(&message.id) };
                self.messages.push(message);
                Ok(sent)
            }
            Operation::SendFile { file, reply_to, .. } => {
                let bytes = attempt.file.as_ref().map_or(0, Bytes::len);
                if bytes as u64 != file.size {
                    return Err(SendError::Permanent { cause: format!("{bytes} bytes of {}", file.size) });
                }
                let mut message = self.blank(platform, spot, attempt);
                if let Some(bytes) = &attempt.file {
                    self.sent_files.insert(file.name.clone(), bytes.clone());
                }
                message.text.clone_from(&file.name);
                message.reply_to.clone_from(reply_to);
                message.is_file = true;
                let sent = Sent::message(&message.id);
                self.messages.push(message);
                Ok(sent)
            }
            Operation::Edit { message, body, buttons, .. } => {
                self.bodies.push(body.clone());
                self.on(message, |m| {
                    m.buttons.clone_from(buttons);
                    let before = std::mem::replace(&mut m.text, body.as_text());
                    m.before.push(before);
                })
            }
            Operation::Delete { message, .. } => self.on(message, |m| m.deleted = true),
            Operation::React { message, emoji, .. } => {
                self.on(message, |m| m.reactions.push((None, emoji.clone())))
            }
            Operation::Pin { .. } => {
                let pinned = attempt.sent_message().unwrap_or_default().to_owned();
                self.on(&pinned, |m| m.pinned = true)
            }
            Operation::StartThread { start, .. } if start.private => {
                self.next += 1;
                let thread = format!("{platform}-{}", self.next);
                self.members.entry(thread.clone()).or_default().extend(start.members.iter().cloned());
                Ok(Sent { thread: Some(thread), ..Sent::default() })
            }
            Operation::StartThread { start, .. } => {
                let root = start.on.as_deref().or_else(|| attempt.sent_message());
                if let Some(message) = self.messages.iter_mut().find(|m| Some(m.id.as_str()) == root) {
                    message.opens_thread = true;
                }
                Ok(Sent { thread: root.map(str::to_owned), ..Sent::default() })
            }
            Operation::Invite { target: Target::Thread { thread, .. }, person } => {
                self.members.entry(thread.clone()).or_default().push(person.clone());
                Ok(Sent::default())
            }
            Operation::Archive { target: Target::Thread { thread, .. } } => {
                self.archived.insert(thread.clone());
                Ok(Sent::default())
            }
            Operation::Invite { .. } | Operation::Archive { .. } | Operation::Mail(_) => {
                Err(SendError::Permanent { cause: format!("{} is not possible here", operation.name()) })
            }
        }
    }

    fn blank(&mut self, platform: &Platform, spot: Spot, attempt: &Attempt) -> Shown {
        self.next += 1;
        Shown {
            id: format!("{platform}-{}", self.next),
            spot,
            by: None,
            text: String::new(),
            before: vec![],
            deleted: false,
            only_for: None,
            mentions: vec![],
            notice: false,
            reply_to: None,
            pinned: false,
            is_file: false,
            opens_thread: false,
            on_the_spot: None,
            buttons: vec![],
            ticket: attempt.outbound.ticket.clone(),
            reactions: vec![],
        }
    }

    fn on(&mut self, id: &str, how: impl FnOnce(&mut Shown)) -> Result<Sent, SendError> {
        match self.messages.iter_mut().find(|m| m.id == id && !m.deleted) {
            Some(message) => {
                how(message);
                Ok(Sent::default())
            }
            None => Err(SendError::Permanent { cause: format!("there is no message {id}") }),
        }
    }
}

/// The room that is the direct chat of the bot and a person.
pub fn direct_room(person: &str) -> String {
    format!("direct:{person}")
}

fn spot_of(operation: &Operation, attempt: &Attempt) -> Option<Spot> {
    let target = match operation {
        Operation::OpenDirect { .. } | Operation::StartThread { .. } | Operation::Mail(_) => return None,
        Operation::Send { target, .. }
        | Operation::SendFile { target, .. }
        | Operation::Edit { target, .. }
        | Operation::Delete { target, .. }
        | Operation::React { target, .. }
        | Operation::Invite { target, .. }
        | Operation::Archive { target }
        | Operation::Pin { target } => target,
    };
    match target {
        Target::Room { room } => Some(match attempt.started_thread() {
            // What comes after the start of a thread goes into it.
            Some(thread) if is_new_message(operation) => Spot::thread(room, thread),
            _ => Spot::room(room),
        }),
        Target::Answer { room, thread, .. } => Some(match thread {
            Some(thread) => Spot::thread(room, thread),
            None => Spot::room(room),
        }),
        Target::Thread { room, thread } => Some(Spot::thread(room, thread)),
        Target::Direct { room, .. } => room.as_deref().or(attempt.opened_room()).map(Spot::room),
        Target::Mailbox { .. } => None,
    }
}

fn is_new_message(operation: &Operation) -> bool {
    matches!(operation, Operation::Send { .. } | Operation::SendFile { .. })
}

#[async_trait]
impl Outlet for ModelChat {
    fn platform(&self) -> Platform {
        self.platform.clone()
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        outbound.operations(self.limit, self.capabilities.threads)
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let fault = self.faults.draw(operation, attempt);
        if fault == Some(Fault::Held) {
            self.faults.released().await;
        }
        assert_ne!(fault, Some(Fault::Panics), "the plan of this test");
        if let Some(error) = fault.and_then(Fault::error) {
            if fault.is_some_and(Fault::happens) {
                self.carry_out(operation, attempt)?;
            }
            return Err(error);
        }
        let sent = self.carry_out(operation, attempt)?;
        if fault == Some(Fault::HeldAfter) {
            self.faults.released().await;
        }
        Ok(sent)
    }

    async fn find(&self, _operation: &Operation, attempt: &Attempt) -> Result<Found, SendError> {
        if self.finds_no_room.swap(false, Ordering::Relaxed) {
            return Err(SendError::Unreachable { cause: "the plan of this test".to_owned() });
        }
        if self.doubt().is_some() {
            return Ok(Found::CannotTell);
        }
        Ok(self.world().done.get(&attempt.key).cloned().map_or(Found::Absent, Found::Found))
    }

    fn policy(&self, _operation: &Operation) -> Uncertain {
        self.doubt().unwrap_or(Uncertain::Repeat)
    }

    async fn check(&self) -> Vec<Finding> {
        vec![]
    }
}

#[async_trait]
impl ChatAdapter for ModelChat {
    fn capabilities(&self) -> Capabilities {
        assert!(!self.fails_once.swap(false, Ordering::Relaxed), "the plan of this test");
        self.capabilities
    }

    /// The people of the harness hand their events over themselves.
    async fn run(&self, _host: Arc<dyn Host>, stop: CancellationToken) -> Result<(), Stopped> {
        stop.cancelled().await;
        Ok(())
    }

    async fn fetch(&self, file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
        match self.world().files.get(&file.source) {
            Some(bytes) if bytes.len() as u64 > limit => Ok(Fetched::TooLarge),
            Some(bytes) => Ok(Fetched::Bytes(bytes.clone())),
            None => Err(SendError::Permanent { cause: "there is no such file".to_owned() }),
        }
    }

    /// `beta` has to be started again for a new channel.
    fn takes_new_places(&self) -> bool {
        !self.capabilities.buttons
    }

    async fn take_places(&self, host: &dyn Host, places: Vec<NamedPlace>) {
        for place in places.iter().filter(|p| p.role != PlaceRole::Group) {
            host.pin(&self.platform, &place.name, &place.name).await.expect("a channel is pinned");
        }
    }

    fn link(&self, room: &str, message: Option<&str>) -> Option<String> {
        Some(format!("chat://{}/{room}/{}", self.platform, message.unwrap_or_default()))
    }
}
