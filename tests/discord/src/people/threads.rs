//! What people do with threads.

use std::sync::Arc;

use super::channel::Channel;
use super::person::Person;
use crate::act::channels::ChannelEdit;
use crate::act::send::Draft;
use crate::act::threads::NewThread;
use crate::id::{Id, MessageId};

impl Person {
    fn channel(&self, id: Id) -> Channel {
        Channel { shared: Arc::clone(&self.shared), id }
    }

    /// Starts a public thread that hangs on nothing.
    pub fn starts_thread(&self, channel: impl Into<Id>, name: &str) -> Channel {
        let channel = channel.into();
        self.channel(
            self.act("start a thread", |w| w.start_thread(self.id, channel, NewThread::public(name))),
        )
    }

    /// Starts a private thread.
    pub fn starts_private_thread(&self, channel: impl Into<Id>, name: &str) -> Channel {
        let channel = channel.into();
        self.channel(
            self.act("start a thread", |w| w.start_thread(self.id, channel, NewThread::private(name))),
        )
    }

    /// Starts a thread on a message.
    pub fn starts_thread_on(&self, message: impl Into<MessageId>, name: &str) -> Channel {
        let message = message.into();
        self.channel(
            self.act("start a thread", |w| w.start_thread_on(self.id, message, NewThread::public(name))),
        )
    }

    /// Posts in a forum. The post is a thread; this is its first message, which has the thread's id.
    pub fn posts(&self, forum: impl Into<Id>, title: &str, text: &str) -> MessageId {
        let forum = forum.into();
        let (new, first) = (NewThread::public(title), Draft::text(text));
        self.act("post", |w| w.start_post(self.id, forum, new, first))
    }

    /// Joins a thread.
    pub fn joins(&self, thread: impl Into<Id>) {
        let thread = thread.into();
        self.act("join", |w| w.join(self.id, thread));
    }

    /// Leaves a thread.
    pub fn leaves_thread(&self, thread: impl Into<Id>) {
        let thread = thread.into();
        self.act("leave", |w| w.leave(self.id, thread));
    }

    /// Adds somebody to a thread.
    pub fn adds(&self, thread: impl Into<Id>, person: &Person) {
        let thread = thread.into();
        self.act("add somebody", |w| w.add_to_thread(self.id, thread, person.id));
    }

    /// Removes somebody from a thread.
    pub fn removes(&self, thread: impl Into<Id>, person: &Person) {
        let thread = thread.into();
        self.act("remove somebody", |w| w.remove_from_thread(self.id, thread, person.id));
    }

    /// Closes a thread until somebody writes.
    pub fn archives(&self, thread: impl Into<Id>) {
        self.changes(thread, ChannelEdit { archived: Some(true), ..ChannelEdit::default() });
    }

    /// Closes a thread so that only moderators can open it.
    pub fn locks(&self, thread: impl Into<Id>) {
        let edit = ChannelEdit { archived: Some(true), locked: Some(true), ..ChannelEdit::default() };
        self.changes(thread, edit);
    }

    /// Opens a thread.
    pub fn opens(&self, thread: impl Into<Id>) {
        self.changes(thread, ChannelEdit { archived: Some(false), ..ChannelEdit::default() });
    }

    /// Gives a thread or a channel another name.
    pub fn renames(&self, channel: impl Into<Id>, name: &str) {
        self.changes(channel, ChannelEdit { name: Some(name.to_owned()), ..ChannelEdit::default() });
    }

    /// Changes a thread or a channel.
    pub fn changes(&self, channel: impl Into<Id>, edit: ChannelEdit) {
        let channel = channel.into();
        self.act("change it", |w| w.edit_channel(self.id, channel, edit));
    }

    /// Deletes a thread or a channel.
    pub fn deletes_channel(&self, channel: impl Into<Id>) {
        let channel = channel.into();
        self.act("delete it", |w| w.delete_channel(self.id, channel));
    }
}
