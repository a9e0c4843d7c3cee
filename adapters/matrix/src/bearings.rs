//! Which rooms are the desk's, and what for.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use matrix_sdk::ruma::{OwnedRoomId, RoomId};

use crate::{RoomRole, RoomSetting};

/// The rooms of bot.toml under the ids they have now.
#[derive(Debug, Default)]
pub(crate) struct Bearings {
    rooms: RwLock<HashMap<OwnedRoomId, Vec<RoomSetting>>>,
}

impl Bearings {
    /// `setting` is the room `id`.
    pub(crate) fn set(&self, id: OwnedRoomId, setting: RoomSetting) {
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        let settings = rooms.entry(id).or_default();
        if !settings.contains(&setting) {
            settings.push(setting);
        }
    }

    /// The room `new` takes the place of `old`.
    pub(crate) fn replace(&self, old: &RoomId, new: OwnedRoomId) {
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        let settings = rooms.remove(old).unwrap_or_default();
        let now = rooms.entry(new).or_default();
        for setting in settings {
            if !now.contains(&setting) {
                now.push(setting);
            }
        }
    }

    /// bot.toml names these rooms only.
    pub(crate) fn keep_only(&self, wanted: &[RoomSetting]) {
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        rooms.retain(|_, settings| {
            settings.retain(|s| wanted.contains(s));
            !settings.is_empty()
        });
    }

    /// Whether bot.toml names the room.
    pub(crate) fn is_named(&self, id: &RoomId) -> bool {
        self.read(|rooms| rooms.contains_key(id))
    }

    /// Whether what is said in the room is the desk's business.
    pub(crate) fn is_read(&self, id: &RoomId) -> bool {
        self.read(|rooms| {
            rooms.get(id).is_some_and(|settings| settings.iter().any(|s| s.role != RoomRole::Group))
        })
    }

    /// The rooms whose members are a group, with the names they have in bot.toml.
    pub(crate) fn groups(&self) -> Vec<(OwnedRoomId, String)> {
        self.read(|rooms| {
            rooms
                .iter()
                .flat_map(|(id, settings)| settings.iter().map(move |s| (id, s)))
                .filter(|(_, s)| s.role == RoomRole::Group)
                .map(|(id, s)| (id.clone(), s.name.clone()))
                .collect()
        })
    }

    /// All rooms that have an id, each with the names it has in bot.toml.
    pub(crate) fn all(&self) -> Vec<(OwnedRoomId, Vec<String>)> {
        self.read(|rooms| {
            rooms.iter().map(|(id, s)| (id.clone(), s.iter().map(|s| s.name.clone()).collect())).collect()
        })
    }

    fn read<T>(&self, look: impl FnOnce(&HashMap<OwnedRoomId, Vec<RoomSetting>>) -> T) -> T {
        look(&self.rooms.read().unwrap_or_else(PoisonError::into_inner))
    }
}
