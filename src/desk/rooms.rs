//! Which rooms are whose: bot.toml's channels under the ids they were found to have.

use std::collections::HashMap;

use crate::config::Config;
use crate::store::entity::place;

/// What a room is to the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomRole {
    /// The queue whose help channel it is.
    pub help: Option<String>,
    /// The queues whose operators' channel it is.
    pub operators: Vec<String>,
}

impl RoomRole {
    /// Whether it is none of the desk's rooms.
    pub fn is_foreign(&self) -> bool {
        self.help.is_none() && self.operators.is_empty()
    }
}

/// All rooms.
#[derive(Debug, Default)]
pub struct Rooms {
    by_name: HashMap<(String, String), RoomRole>,
    names: HashMap<(String, String), String>,
}

impl Rooms {
    /// The rooms of bot.toml, under the ids they are pinned to.
    pub fn new(config: &Config, places: &[place::Model]) -> Self {
        let mut rooms = Self::default();
        for queue in &config.queues {
            for channel in &queue.channels {
                rooms.entry(channel.platform.as_str(), &channel.name).help = Some(queue.name.clone());
            }
            for channel in operator_channels(config, &queue.name) {
                rooms.entry(channel.platform.as_str(), &channel.name).operators.push(queue.name.clone());
            }
        }
        for place in places {
            rooms.pin(&place.platform, &place.name, &place.room);
        }
        rooms
    }

    fn entry(&mut self, platform: &str, name: &str) -> &mut RoomRole {
        self.by_name.entry((platform.to_owned(), name.to_owned())).or_default()
    }

    /// The channel `name` is the room `room`.
    pub fn pin(&mut self, platform: &str, name: &str, room: &str) {
        self.names.insert((platform.to_owned(), room.to_owned()), name.to_owned());
    }

    /// The room `from` is the room `to` from now on.
    pub fn follow(&mut self, platform: &str, from: &str, to: &str) {
        if let Some(name) = self.names.remove(&(platform.to_owned(), from.to_owned())) {
            self.pin(platform, &name, to);
        }
    }

    /// What a room is. One that was never pinned goes by its own id, if bot.toml names it so.
    pub fn role(&self, platform: &str, room: &str) -> RoomRole {
        let key = (platform.to_owned(), room.to_owned());
        let name = self.names.get(&key).cloned().unwrap_or(key.1);
        self.by_name.get(&(platform.to_owned(), name)).cloned().unwrap_or_default()
    }
}

/// The operators' channels of a queue: its own, else those of the nearest queue above that has some.
pub fn operator_channels<'a>(config: &'a Config, queue: &str) -> &'a [crate::config::Channel] {
    let mut name = queue;
    loop {
        match config.queues.iter().find(|q| q.name == name) {
            Some(q) if !q.operator_channels.is_empty() => return &q.operator_channels,
            _ => match name.rsplit_once("::") {
                Some((parent, _)) => name = parent,
                None => return &[],
            },
        }
    }
}
