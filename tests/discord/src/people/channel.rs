//! A channel or a thread, as the test sets it up.

use std::sync::Arc;

use twilight_model::guild::Permissions;

use super::guild::Role;
use super::person::Person;
use crate::gateway::event::Event;
use crate::id::Id;
use crate::shared::Shared;
use crate::world::channel::{Overwrite, Thread};

/// A channel, a thread or a direct chat.
#[derive(Clone)]
pub struct Channel {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: Id,
}

impl From<&Channel> for Id {
    fn from(channel: &Channel) -> Self {
        channel.id
    }
}

/// Whom an exception is for.
pub enum Whom {
    /// A role.
    Role(Id),
    /// A member.
    Member(Id),
}

impl From<&Role> for Whom {
    fn from(role: &Role) -> Self {
        Self::Role(role.id)
    }
}

impl From<&Person> for Whom {
    fn from(person: &Person) -> Self {
        Self::Member(person.id)
    }
}

impl Channel {
    /// Its id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.shared.read(|w| w.channels.get(&self.id).map(|c| c.name.clone())).unwrap_or_default()
    }

    /// Whether it wasn't deleted.
    pub fn exists(&self) -> bool {
        self.shared.read(|w| w.channels.contains_key(&self.id))
    }

    /// What it has as a thread; it must be one.
    pub fn thread(&self) -> Thread {
        let thread = self.shared.read(|w| w.channels.get(&self.id).and_then(|c| c.thread.clone()));
        thread.unwrap_or_else(|| panic!("{} is no thread, or gone", self.id))
    }

    /// The names of the people in this thread.
    pub fn members(&self) -> Vec<String> {
        let thread = self.thread();
        self.shared.read(|w| thread.members.keys().map(|id| w.name(*id)).collect())
    }

    /// Allows and denies something to a role or a member here, in place of what was before.
    #[must_use]
    pub fn overwrite(self, whom: impl Into<Whom>, allow: Permissions, deny: Permissions) -> Self {
        let (target, of_member) = match whom.into() {
            Whom::Role(id) => (id, false),
            Whom::Member(id) => (id, true),
        };
        self.set(Overwrite { target, of_member, allow, deny });
        self
    }

    /// Denies something to everyone.
    #[must_use]
    pub fn deny_everyone(self, deny: Permissions) -> Self {
        let guild = self.shared.read(|w| w.channels.get(&self.id).and_then(|c| c.guild)).unwrap_or_default();
        self.set(Overwrite { target: guild, of_member: false, allow: Permissions::empty(), deny });
        self
    }

    /// Denies something to the bot, whatever its roles say.
    pub fn deny_bot(&self, deny: Permissions) {
        let bot = self.shared.read(|w| w.bot);
        self.set(Overwrite { target: bot, of_member: true, allow: Permissions::empty(), deny });
    }

    /// Allows something to the bot, whatever else says no.
    pub fn allow_bot(&self, allow: Permissions) {
        let bot = self.shared.read(|w| w.bot);
        self.set(Overwrite { target: bot, of_member: true, allow, deny: Permissions::empty() });
    }

    fn set(&self, overwrite: Overwrite) {
        self.shared.with(|w| {
            let saw = w.sees(w.bot, self.id);
            if let Some(place) = w.channels.get_mut(&self.id) {
                place.overwrites.retain(|o| o.target != overwrite.target);
                place.overwrites.push(overwrite);
            }
            w.emit(Event::ChannelUpdate { channel: self.id });
            if !saw {
                w.emit(Event::ThreadListSync { parent: self.id });
            }
        });
    }

    /// Somebody with all rights deletes it.
    pub fn delete(&self) {
        self.shared.with(|w| w.drop_channel(self.id));
    }
}
