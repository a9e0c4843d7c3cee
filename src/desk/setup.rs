//! What bot.toml says, as the desk works by it: one snapshot, exchanged whole while the desk is open.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sportello_chat::{Place, Platform};
use tokio::sync::OwnedMutexGuard;

use super::rooms::{Roles, RoomRole};
use super::{Desk, clocks, gone, who};
use crate::config::{Config, Queue};
use crate::store::Tx;
use crate::store::entity::person;
use crate::store::queues::{self, Mirrored};
use crate::text::Language;
use crate::ticket::first_level;

/// bot.toml with what follows from it. Never changed; a new bot.toml is a new setup.
#[derive(Debug)]
pub struct Setup {
    config: Arc<Config>,
    queue_ids: HashMap<String, i64>,
    /// Queues that only closed tickets name, by row id.
    retired: HashMap<i64, Queue>,
    roles: Roles,
}

impl Setup {
    /// Brings the database in line with a bot.toml that has no mistakes.
    ///
    /// # Errors
    /// As the database says.
    pub async fn put_in_force(tx: &Tx, config: Config, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let Mirrored { ids, retired } = queues::mirror(tx, &config.queues, now).await?;
        who::mirror_people(tx, &config, now).await?;
        clocks::renew_changed(tx, &config.queues, &ids, now).await?;
        clocks::look_at_all(tx, &config, &ids, retired.iter().map(|row| row.id), now).await?;
        let retired = retired.into_iter().map(|row| (row.id, gone::as_queue(&row))).collect();
        let roles = Roles::new(&config);
        Ok(Self { config: Arc::new(config), queue_ids: ids, retired, roles })
    }
}

/// The desk with the setup of one moment: however often bot.toml is read again, whoever holds a view
/// goes by the same one to the end.
pub struct View<'a> {
    desk: &'a Desk,
    setup: Arc<Setup>,
    next: Mutex<Option<Next>>,
}

/// A setup that is to be in force once what was written for it is committed; no other can be made
/// meanwhile.
pub(super) struct Next {
    pub(super) setup: Setup,
    pub(super) generation: i64,
    _turn: OwnedMutexGuard<()>,
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
        Self { desk, setup, next: Mutex::default() }
    }

    /// Has this setup in force as soon as the transaction that goes by this view is committed.
    pub(super) fn adopt_next(&self, setup: Setup, generation: i64, turn: OwnedMutexGuard<()>) {
        let next = Next { setup, generation, _turn: turn };
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
    }

    /// The setup that is to be in force once the transaction is committed, if there is one.
    pub(super) fn next(&self) -> Option<Next> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What bot.toml says.
    pub fn config(&self) -> Arc<Config> {
        Arc::clone(&self.setup.config)
    }

    /// The queue with this row id, be it one that bot.toml has no more.
    pub fn queue_by_id(&self, id: i64) -> Option<&Queue> {
        match self.setup.queue_ids.iter().find(|(_, i)| **i == id) {
            Some((name, _)) => self.queue(name),
            None => self.setup.retired.get(&id),
        }
    }

    /// The queue as which customers know this one: they see those of the first level only.
    pub fn known_to_customers<'q>(&'q self, queue: &'q Queue) -> &'q Queue {
        self.queue(first_level(&queue.name)).unwrap_or(queue)
    }

    /// The queues that bot.toml has no more.
    pub fn retired(&self) -> impl Iterator<Item = &Queue> {
        self.setup.retired.values()
    }

    /// The queue of bot.toml with this name.
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.setup.config.queues.iter().find(|q| q.name == name)
    }

    /// The queue that has, or once had, this name.
    pub fn queue_once_called(&self, name: &str) -> Option<&Queue> {
        let was = |q: &&Queue| q.was.iter().any(|was| was == name);
        self.queue(name).or_else(|| self.setup.config.queues.iter().find(was))
    }

    /// The row ids of queues.
    pub fn queue_ids(&self, names: &[String]) -> Vec<i64> {
        let retired = |name: &String| self.setup.retired.iter().find(|(_, q)| q.name == *name);
        let id = |name| self.setup.queue_ids.get(name).or_else(|| retired(name).map(|(id, _)| id));
        names.iter().filter_map(id).copied().collect()
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
