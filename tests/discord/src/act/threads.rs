//! Threads are started, and forum posts.

use std::collections::BTreeMap;

use twilight_model::channel::ChannelType;
use twilight_model::guild::Permissions;

use super::send::Draft;
use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{HAS_THREAD, MAX_THREADS, Outcome, SYSTEM_MESSAGE, WRONG_CHANNEL_TYPE};
use crate::world::World;
use crate::world::channel::{Channel, Thread};
use crate::world::message::{flags, kind};

/// A thread's default: a day of silence, in minutes.
const A_DAY: u64 = 1_440;

/// A thread to be started.
#[derive(Clone, Debug)]
pub struct NewThread {
    /// Its name.
    pub name: String,
    /// Whether only its members see it.
    pub private: bool,
    /// Whether its members may add others.
    pub invitable: bool,
    /// Minutes of silence until it is archived.
    pub auto_archive: u64,
    /// A forum post's tags.
    pub tags: Vec<Id>,
}

impl NewThread {
    /// A public thread.
    pub fn public(name: &str) -> Self {
        Self { name: name.to_owned(), private: false, invitable: true, auto_archive: A_DAY, tags: Vec::new() }
    }

    /// A private thread.
    pub fn private(name: &str) -> Self {
        Self { private: true, ..Self::public(name) }
    }
}

impl World {
    /// Somebody starts a thread that hangs on nothing.
    pub fn start_thread(&mut self, actor: Id, parent: Id, new: NewThread) -> Outcome<Id> {
        let needed = match new.private {
            true => Permissions::CREATE_PRIVATE_THREADS,
            false => Permissions::CREATE_PUBLIC_THREADS,
        };
        self.demand(actor, parent, needed)?;
        if self.channel(parent)?.kind != ChannelType::GuildText {
            return Err(WRONG_CHANNEL_TYPE);
        }
        let id = self.make_id();
        let (name, private) = (new.name.clone(), new.private);
        self.open_thread(id, actor, parent, new)?;
        if !private {
            let thread = MessageId { channel: id, id };
            self.tell(actor, parent, kind::THREAD_CREATED, &name, Some(thread));
        }
        Ok(id)
    }

    /// Somebody starts a thread on a message; it gets the message's id.
    pub fn start_thread_on(&mut self, actor: Id, on: MessageId, new: NewThread) -> Outcome<Id> {
        self.demand(
            actor,
            on.channel,
            Permissions::CREATE_PUBLIC_THREADS | Permissions::READ_MESSAGE_HISTORY,
        )?;
        if self.channel(on.channel)?.kind != ChannelType::GuildText {
            return Err(WRONG_CHANNEL_TYPE);
        }
        if self.open_message(on)?.is_system() {
            return Err(SYSTEM_MESSAGE);
        }
        if self.channels.contains_key(&on.id) {
            return Err(HAS_THREAD);
        }
        self.open_thread(on.id, actor, on.channel, NewThread { private: false, ..new })?;
        self.message_mut(on)?.flags |= flags::HAS_THREAD;
        self.emit(Event::MessageUpdate { message: on });
        let author = self.message(on)?.author;
        self.tell(author, on.id, kind::THREAD_STARTER, "", Some(on));
        Ok(on.id)
    }

    /// Somebody starts a forum post; its first message has its id.
    pub fn start_post(&mut self, actor: Id, forum: Id, new: NewThread, first: Draft) -> Outcome<MessageId> {
        self.demand(actor, forum, Permissions::SEND_MESSAGES)?;
        if self.channel(forum)?.kind != ChannelType::GuildForum {
            return Err(WRONG_CHANNEL_TYPE);
        }
        if first.is_empty() {
            return Err(crate::refusal::EMPTY_MESSAGE);
        }
        let id = self.make_id();
        self.open_thread(id, actor, forum, NewThread { private: false, ..new })?;
        self.put_as(MessageId { channel: id, id }, actor, first)
    }

    fn open_thread(&mut self, id: Id, actor: Id, parent: Id, new: NewThread) -> Outcome<()> {
        let place = self.channel(parent)?;
        let (guild, now) = (place.guild, self.now());
        let open = |c: &&Channel| c.guild == guild && c.thread.as_ref().is_some_and(|t| !t.archived);
        if self.channels.values().filter(open).count() >= self.settings.max_active_threads {
            return Err(MAX_THREADS);
        }
        let kind = if new.private { ChannelType::PrivateThread } else { ChannelType::PublicThread };
        let mut channel = Channel::new(id, kind, guild, &new.name);
        channel.parent = Some(parent);
        channel.thread = Some(Thread {
            owner: actor,
            archived: false,
            locked: false,
            invitable: new.invitable,
            auto_archive: new.auto_archive,
            archive_changed: now,
            members: BTreeMap::from([(actor, now)]),
            written: 0,
            tags: new.tags,
        });
        self.channels.insert(id, channel);
        self.emit(Event::ThreadCreate { thread: id, new: true });
        self.emit(Event::ThreadMembers { thread: id, added: vec![actor], removed: Vec::new() });
        Ok(())
    }

    /// Archives every thread that was silent for as long as it was told to wait.
    pub(crate) fn archive_idle(&mut self) {
        let now = self.now();
        let idle = |channel: &&Channel| {
            channel.thread.as_ref().is_some_and(|thread| {
                let last = self.standing(channel.id).next_back().map_or(channel.id.millis(), |m| m.written);
                let wait = i64::try_from(thread.auto_archive * 60_000).unwrap_or(i64::MAX);
                !thread.archived && now - last.max(thread.archive_changed) >= wait
            })
        };
        let idle: Vec<Id> = self.channels.values().filter(idle).map(|c| c.id).collect();
        for id in idle {
            if let Some(Some(thread)) = self.channels.get_mut(&id).map(|c| &mut c.thread) {
                thread.archived = true;
                thread.archive_changed = now;
            }
            self.emit(Event::ThreadUpdate { thread: id });
        }
    }
}
