//! Which rooms are whose: bot.toml's channels, and the rooms they were found to be.

use std::collections::HashMap;

use sportello_chat::{NamedPlace, PlaceRole};

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

/// What bot.toml's channels are to the desk, by the names they have there.
#[derive(Debug, Default)]
pub struct Roles(HashMap<(String, String), RoomRole>);

impl Roles {
    /// The channels of all queues.
    pub fn new(config: &Config) -> Self {
        let mut roles = Self::default();
        for queue in &config.queues {
            for channel in &queue.channels {
                roles.entry(channel.platform.as_str(), &channel.name).help = Some(queue.name.clone());
            }
            for channel in operator_channels(config, &queue.name) {
                roles.entry(channel.platform.as_str(), &channel.name).operators.push(queue.name.clone());
            }
        }
        roles
    }

    fn entry(&mut self, platform: &str, name: &str) -> &mut RoomRole {
        self.0.entry((platform.to_owned(), name.to_owned())).or_default()
    }

    /// What the channel `name` is.
    pub fn of(&self, platform: &str, name: &str) -> RoomRole {
        self.0.get(&(platform.to_owned(), name.to_owned())).cloned().unwrap_or_default()
    }
}

/// The names of rooms in bot.toml, by the ids they were pinned to.
#[derive(Debug, Default)]
pub struct Pins {
    names: HashMap<(String, String), String>,
    /// How often this instance has found something out by itself.
    changes: u64,
}

impl Pins {
    /// The rooms that are pinned already.
    pub fn new(places: &[place::Model]) -> Self {
        let mut pins = Self::default();
        for place in places {
            pins.pin(&place.platform, &place.name, &place.room);
        }
        pins
    }

    /// The channel `name` is the room `room`.
    pub fn pin(&mut self, platform: &str, name: &str, room: &str) {
        self.changes += 1;
        self.names.insert((platform.to_owned(), room.to_owned()), name.to_owned());
    }

    /// The room `from` is the room `to` from now on.
    pub fn follow(&mut self, platform: &str, from: &str, to: &str) {
        self.changes += 1;
        if let Some(name) = self.names.remove(&(platform.to_owned(), from.to_owned())) {
            self.pin(platform, &name, to);
        }
    }

    /// What tells whether this instance has found something out meanwhile.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What was read of the database stands for all that was known at `changes`; if more has become known since,
    /// that may be missing in it: then everything stays, and the answer is no.
    pub fn replace(&mut self, changes: u64, read: Self) -> bool {
        let is_whole = self.changes == changes;
        if is_whole {
            self.names = read.names;
        }
        is_whole
    }

    /// What a room is called. One that was never pinned goes by its own id, if bot.toml names it so.
    pub fn name_of(&self, platform: &str, room: &str) -> String {
        let key = (platform.to_owned(), room.to_owned());
        self.names.get(&key).cloned().unwrap_or(key.1)
    }
}

/// The places of bot.toml on a platform, each once.
pub fn named_places(config: &Config, platform: &str) -> Vec<NamedPlace> {
    let mut places: Vec<NamedPlace> = Vec::new();
    for queue in &config.queues {
        let help = queue.channels.iter().map(|c| (c, PlaceRole::Help { private: queue.private }));
        let operators = queue.operator_channels.iter().map(|c| (c, PlaceRole::Operators));
        let groups = queue.operator_groups.iter().map(|c| (c, PlaceRole::Group));
        for (channel, role) in help.chain(operators).chain(groups) {
            let is_known = places.iter().any(|p| p.name == channel.name);
            if channel.platform.as_str() == platform && !is_known {
                places.push(NamedPlace { name: channel.name.clone(), role });
            }
        }
    }
    places
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rooms: &[(&str, &str)]) -> Pins {
        let mut pins = Pins::default();
        for (name, room) in rooms {
            pins.pin("matrix", name, room);
        }
        pins
    }

    #[test]
    fn what_is_read_stands_for_what_was_known() {
        let mut pins = found(&[("#help", "!old")]);
        let known = pins.changes();
        assert!(pins.replace(known, found(&[("#help", "!new")])));
        assert_eq!(pins.name_of("matrix", "!new"), "#help");
        assert_eq!(pins.name_of("matrix", "!old"), "!old");
    }

    #[test]
    fn what_was_found_meanwhile_is_not_lost_to_what_was_read_before() {
        let mut pins = found(&[("#help", "!help")]);
        let known = pins.changes();
        pins.pin("matrix", "#later", "!later");
        assert!(!pins.replace(known, found(&[("#help", "!help")])));
        assert_eq!(pins.name_of("matrix", "!later"), "#later");
        let known = pins.changes();
        pins.follow("matrix", "!help", "!newer");
        assert!(!pins.replace(known, found(&[("#help", "!help"), ("#later", "!later")])));
        assert_eq!(pins.name_of("matrix", "!newer"), "#help");
    }
}
