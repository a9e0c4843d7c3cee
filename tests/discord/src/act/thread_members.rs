//! People join threads, are added to them and leave.

use twilight_model::guild::Permissions;

use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{
    ARCHIVED, MISSING_PERMISSIONS, Outcome, UNKNOWN_MEMBER, UNKNOWN_USER, WRONG_CHANNEL_TYPE,
};
use crate::world::World;
use crate::world::channel::Thread;
use crate::world::message::kind;

impl World {
    fn thread(&self, id: Id) -> Outcome<&Thread> {
        self.channel(id)?.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)
    }

    fn thread_mut(&mut self, id: Id) -> Outcome<&mut Thread> {
        self.channel_mut(id)?.thread.as_mut().ok_or(WRONG_CHANNEL_TYPE)
    }

    /// Somebody joins a thread they see.
    pub fn join(&mut self, user: Id, thread: Id) -> Outcome<()> {
        self.demand(user, thread, Permissions::VIEW_CHANNEL)?;
        if self.thread(thread)?.archived {
            return Err(ARCHIVED);
        }
        self.join_quietly(thread, user);
        Ok(())
    }

    /// Somebody adds another to a thread, which everybody there is told.
    pub fn add_to_thread(&mut self, actor: Id, thread: Id, user: Id) -> Outcome<()> {
        self.demand(actor, thread, Permissions::SEND_MESSAGES_IN_THREADS)?;
        let (private, parent) = (self.channel(thread)?.is_private_thread(), self.channel(thread)?.parent);
        let inside = self.thread(thread)?;
        let owns = inside.owner == actor || self.moderates_threads(actor, thread);
        if private && !inside.invitable && !owns {
            return Err(MISSING_PERMISSIONS);
        }
        if inside.archived {
            return Err(ARCHIVED);
        }
        if !self.users.contains_key(&user) {
            return Err(UNKNOWN_USER);
        }
        // A thread can't show to somebody a channel that they don't see.
        if !parent.is_some_and(|parent| self.sees(user, parent)) {
            return Err(MISSING_PERMISSIONS);
        }
        if !inside.members.contains_key(&user) {
            self.join_quietly(thread, user);
            let whom = MessageId { channel: thread, id: user };
            self.tell(actor, thread, kind::RECIPIENT_ADD, "", Some(whom));
        }
        Ok(())
    }

    /// Somebody leaves a thread.
    pub fn leave(&mut self, user: Id, thread: Id) -> Outcome<()> {
        if self.thread(thread)?.archived {
            return Err(ARCHIVED);
        }
        if self.thread_mut(thread)?.members.remove(&user).is_none() {
            return Err(UNKNOWN_MEMBER);
        }
        self.emit(Event::ThreadMembers { thread, added: Vec::new(), removed: vec![user] });
        Ok(())
    }

    /// Somebody removes another from a thread, which everybody there is told.
    pub fn remove_from_thread(&mut self, actor: Id, thread: Id, user: Id) -> Outcome<()> {
        self.demand(actor, thread, Permissions::VIEW_CHANNEL)?;
        let owns = self.channel(thread)?.is_private_thread() && self.thread(thread)?.owner == actor;
        if !owns && !self.moderates_threads(actor, thread) {
            return Err(MISSING_PERMISSIONS);
        }
        self.leave(user, thread)?;
        let whom = MessageId { channel: thread, id: user };
        self.tell(actor, thread, kind::RECIPIENT_REMOVE, "", Some(whom));
        Ok(())
    }

    /// Makes somebody a member of a thread, who may be one already.
    pub(crate) fn join_quietly(&mut self, thread: Id, user: Id) {
        let now = self.now();
        let Ok(inside) = self.thread_mut(thread) else { return };
        if inside.members.contains_key(&user) {
            return;
        }
        inside.members.insert(user, now);
        if user == self.bot && self.channels.get(&thread).is_some_and(|c| c.is_private_thread()) {
            self.emit(Event::ThreadCreate { thread, new: false });
        }
        self.emit(Event::ThreadMembers { thread, added: vec![user], removed: Vec::new() });
    }

    /// Who is mentioned in a thread comes into it, if they see its channel and the one who wrote may
    /// add people.
    pub(crate) fn add_mentioned(&mut self, thread: Id, author: Id, users: &[Id]) {
        let Ok(inside) = self.thread(thread) else { return };
        let private = self.channels.get(&thread).is_some_and(|c| c.is_private_thread());
        let owns = inside.owner == author || self.moderates_threads(author, thread);
        if private && !inside.invitable && !owns {
            return;
        }
        let parent = self.channels.get(&thread).and_then(|c| c.parent);
        for user in users {
            if parent.is_some_and(|parent| self.sees(*user, parent)) {
                self.join_quietly(thread, *user);
            }
        }
    }
}
