//! What bot.toml says, as the desk works by it: one snapshot, exchanged whole while the desk is open.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use sportello_chat::{Place, Platform};

use super::Desk;
use super::rooms::{Roles, RoomRole};
use crate::config::{Config, Queue};
use crate::store::entity::person;
use crate::text::Language;

/// bot.toml with what follows from it. Never changed; a new bot.toml is a new setup.
#[derive(Debug)]
pub struct Setup {
    config: Arc<Config>,
    queue_ids: HashMap<String, i64>,
    roles: Roles,
}

impl Setup {
    /// What follows from a bot.toml whose queues have these row ids.
    pub fn new(config: Config, queue_ids: HashMap<String, i64>) -> Self {
        let roles = Roles::new(&config);
        Self { config: Arc::new(config), queue_ids, roles }
    }
}

/// The desk with the setup of one moment: however often bot.toml is read again, whoever holds a view
/// goes by the same one to the end.
pub struct View<'a> {
    desk: &'a Desk,
    setup: Arc<Setup>,
}

impl Deref for View<'_> {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        self.desk
    }
}

impl<'a> View<'a> {
    /// The desk with this setup.
    pub(super) fn new(desk: &'a Desk, setup: Arc<Setup>) -> Self {
        Self { desk, setup }
    }

    /// What bot.toml says.
    pub fn config(&self) -> Arc<Config> {
        Arc::clone(&self.setup.config)
    }

    /// The queue of bot.toml with this row id.
    pub fn queue_by_id(&self, id: i64) -> Option<&Queue> {
        let name = self.setup.queue_ids.iter().find(|(_, i)| **i == id)?.0;
        self.queue(name)
    }

    /// The queue of bot.toml with this name.
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.setup.config.queues.iter().find(|q| q.name == name)
    }

    /// The row ids of queues.
    pub fn queue_ids(&self, names: &[String]) -> Vec<i64> {
        names.iter().filter_map(|n| self.setup.queue_ids.get(n).copied()).collect()
    }

    /// The language a person is spoken to in: their choice, else their platform's (kept by
    /// [`who`](super::who)), else what their first real sentence was in, else the desk's.
    pub fn language_of(&self, person: &person::Model) -> Language {
        let chosen = person.language.as_deref().or(person.guessed_language.as_deref());
        chosen.and_then(Language::parse).unwrap_or(self.setup.config.desk.language)
    }

    /// What a room is to the desk.
    pub fn room_role(&self, platform: &Platform, room: &str) -> RoomRole {
        self.setup.roles.of(platform.as_str(), &self.desk.room_name(platform.as_str(), room))
    }

    /// The community whose tickets can be seen from a place; `None`: those of all. An operators' channel
    /// sees all of its queues, wherever bot.toml puts it.
    pub(super) fn seen_from(&self, platform: &Platform, place: &Place) -> Option<String> {
        let shared = self.setup.config.share_realms();
        if shared || !self.room_role(platform, &place.room).operators.is_empty() {
            return None;
        }
        place.realm.clone()
    }
}
