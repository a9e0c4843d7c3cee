//! Channels and threads are changed and deleted; people come into guilds and leave them.

use twilight_model::guild::Permissions;

use crate::gateway::event::Event;
use crate::id::Id;
use crate::refusal::{ARCHIVED, MISSING_PERMISSIONS, Outcome};
use crate::world::World;
use crate::world::channel::Overwrite;
use crate::world::message::kind;

/// What shall change of a channel or thread; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct ChannelEdit {
    /// Its name.
    pub name: Option<String>,
    /// What is written above it.
    pub topic: Option<String>,
    /// Whether the thread is closed until somebody writes.
    pub archived: Option<bool>,
    /// Whether only moderators can open it again.
    pub locked: Option<bool>,
    /// Whether its members may add others.
    pub invitable: Option<bool>,
    /// Minutes of silence until it is archived.
    pub auto_archive: Option<u64>,
    /// Seconds between two messages of a person.
    pub slow_mode: Option<u64>,
    /// A forum post's tags.
    pub tags: Option<Vec<Id>>,
    /// Exceptions to permissions.
    pub overwrites: Option<Vec<Overwrite>>,
}

impl ChannelEdit {
    fn only_opens(&self) -> bool {
        self.archived == Some(false) && self.locked.is_none() && self.name.is_none() && self.tags.is_none()
    }
}

impl World {
    /// Somebody changes a channel or a thread.
    pub fn edit_channel(&mut self, actor: Id, id: Id, edit: ChannelEdit) -> Outcome<()> {
        self.demand(actor, id, Permissions::VIEW_CHANNEL)?;
        match self.channel(id)?.thread {
            Some(_) => self.edit_thread(actor, id, edit),
            None => {
                self.demand(actor, id, Permissions::MANAGE_CHANNELS)?;
                if edit.overwrites.is_some() {
                    self.demand(actor, id, Permissions::MANAGE_ROLES)?;
                }
                self.apply(id, &edit)?;
                self.emit(Event::ChannelUpdate { channel: id });
                Ok(())
            }
        }
    }

    fn edit_thread(&mut self, actor: Id, id: Id, edit: ChannelEdit) -> Outcome<()> {
        let moderates = self.moderates_threads(actor, id);
        let Some(thread) = &self.channel(id)?.thread else { return Ok(()) };
        let owns = thread.owner == actor;
        let opens = edit.archived == Some(false);
        if edit.locked.is_some() && !moderates {
            return Err(MISSING_PERMISSIONS);
        }
        if edit.only_opens() && !thread.locked {
            // Whoever may write may open it.
            self.demand(actor, id, Permissions::SEND_MESSAGES_IN_THREADS)?;
        } else if !(moderates || owns && !thread.locked) {
            return Err(MISSING_PERMISSIONS);
        }
        if thread.archived && !opens && edit.archived.is_none() {
            return Err(ARCHIVED);
        }
        let named = edit.name.clone().filter(|name| *name != self.channels[&id].name);
        // The last words go in while it is open.
        if let Some(name) = &named {
            self.tell(actor, id, kind::NAME_CHANGE, name, None);
        }
        self.apply(id, &edit)?;
        self.emit(Event::ThreadUpdate { thread: id });
        Ok(())
    }

    fn apply(&mut self, id: Id, edit: &ChannelEdit) -> Outcome<()> {
        let now = self.now();
        let channel = self.channel_mut(id)?;
        if let Some(name) = &edit.name {
            channel.name.clone_from(name);
        }
        if let Some(topic) = &edit.topic {
            channel.topic = Some(topic.clone()).filter(|t| !t.is_empty());
        }
        if let Some(overwrites) = &edit.overwrites {
            channel.overwrites.clone_from(overwrites);
        }
        channel.slow_mode = edit.slow_mode.unwrap_or(channel.slow_mode);
        let Some(thread) = &mut channel.thread else { return Ok(()) };
        if let Some(archived) = edit.archived.filter(|archived| *archived != thread.archived) {
            thread.archived = archived;
            thread.archive_changed = now;
        }
        thread.locked = edit.locked.unwrap_or(thread.locked);
        thread.invitable = edit.invitable.unwrap_or(thread.invitable);
        thread.auto_archive = edit.auto_archive.unwrap_or(thread.auto_archive);
        if let Some(tags) = &edit.tags {
            thread.tags.clone_from(tags);
        }
        Ok(())
    }

    /// Somebody deletes a channel or a thread, with all that is in it.
    pub fn delete_channel(&mut self, actor: Id, id: Id) -> Outcome<()> {
        if self.channel(id)?.guild.is_none() {
            // Closing a direct chat only takes it off the list.
            return self.demand(actor, id, Permissions::VIEW_CHANNEL);
        }
        let of_thread = self.channel(id)?.thread.is_some();
        let needed = if of_thread { Permissions::MANAGE_THREADS } else { Permissions::MANAGE_CHANNELS };
        self.demand(actor, id, needed)?;
        self.drop_channel(id);
        Ok(())
    }

    /// The same without asking who may.
    pub(crate) fn drop_channel(&mut self, id: Id) {
        let below: Vec<Id> = self.threads(id).map(|t| t.id).collect();
        // The gateway tells it to those who saw it: before it is gone.
        self.emit(match self.channels.get(&id).and_then(|c| c.thread.as_ref()) {
            Some(_) => Event::ThreadDelete { thread: id },
            None => Event::ChannelDelete { channel: id },
        });
        for id in below.into_iter().chain([id]) {
            self.channels.remove(&id);
            for message in self.messages.values_mut().filter(|m| m.id.channel == id) {
                message.deleted = true;
            }
        }
    }

    /// Somebody leaves a guild.
    pub(crate) fn leave_guild(&mut self, user: Id, guild: Id) {
        let threads: Vec<Id> =
            self.channels.values().filter(|c| c.guild == Some(guild)).map(|c| c.id).collect();
        let gone = self.guilds.get_mut(&guild).and_then(|g| g.members.remove(&user));
        if gone.is_none() {
            return;
        }
        for id in threads {
            if let Some(Some(thread)) = self.channels.get_mut(&id).map(|c| &mut c.thread)
                && thread.members.remove(&user).is_some()
            {
                self.emit(Event::ThreadMembers { thread: id, added: Vec::new(), removed: vec![user] });
            }
        }
        self.emit(Event::MemberRemove { guild, user });
    }
}
