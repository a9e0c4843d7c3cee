//! What the bot knows of its servers: channels, threads, roles, as the gateway tells them.

mod channel;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use serde_json::Value;
use sportello_chat::Bounded;

pub(crate) use channel::{Channel, kind};

use crate::json;

/// As many archived threads are remembered, more than are looked at after an outage; of others the API is asked when they
/// come up again, as after a start.
const MOST_ARCHIVED: usize = 10_000;

/// Who the bot is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Me {
    pub(crate) user: u64,
    pub(crate) application: u64,
}

#[derive(Debug)]
struct Inner {
    me: Me,
    channels: HashMap<u64, Channel>,
    /// Threads in the order in which they were archived.
    archived: Bounded<u64, ()>,
    /// Names of roles.
    roles: HashMap<u64, String>,
    /// The level of a server's boosts, which says how large files may be.
    tiers: HashMap<u64, u64>,
}

impl Inner {
    fn set_channel(&mut self, channel: Channel) {
        let (id, is_archived) = (channel.id, channel.is_archived());
        self.channels.insert(id, channel);
        if !is_archived {
            self.archived.remove(&id);
        } else if let Some((oldest, ())) = self.archived.insert(id, ())
            && self.channels.get(&oldest).is_some_and(Channel::is_archived)
        {
            self.channels.remove(&oldest);
        }
    }
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            me: Me::default(),
            channels: HashMap::new(),
            archived: Bounded::new(MOST_ARCHIVED),
            roles: HashMap::new(),
            tiers: HashMap::new(),
        }
    }
}

/// Channels, threads and roles.
#[derive(Debug, Default)]
pub(crate) struct World {
    inner: RwLock<Inner>,
}

impl World {
    fn read<T>(&self, look: impl FnOnce(&Inner) -> T) -> T {
        look(&self.inner.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Inner) -> T) -> T {
        change(&mut self.inner.write().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_me(&self, me: Me) {
        self.write(|w| w.me = me);
    }

    pub(crate) fn me(&self) -> Me {
        self.read(|w| w.me)
    }

    /// A whole server, as GUILD_CREATE has it.
    pub(crate) fn set_guild(&self, guild: u64, value: &Value) {
        let places = json::items(&value["channels"]).chain(json::items(&value["threads"]));
        let channels: Vec<Channel> = places.filter_map(|c| Channel::of(c, Some(guild))).collect();
        self.write(|w| {
            w.channels.retain(|_, c| c.guild != Some(guild));
            w.channels.extend(channels.into_iter().map(|c| (c.id, c)));
            w.tiers.insert(guild, value["premium_tier"].as_u64().unwrap_or(0));
            for role in json::items(&value["roles"]) {
                if let (Some(id), Some(name)) = (json::id(role, "id"), json::text(role, "name")) {
                    w.roles.insert(id, name.to_owned());
                }
            }
        });
    }

    pub(crate) fn set_channel(&self, channel: Channel) {
        self.write(|w| w.set_channel(channel));
    }

    pub(crate) fn remove_channel(&self, id: u64) {
        self.write(|w| {
            w.channels.remove(&id);
            w.channels.retain(|_, c| !(c.is_thread() && c.parent == Some(id)));
        });
    }

    pub(crate) fn remove_guild(&self, guild: u64) {
        self.write(|w| w.channels.retain(|_, c| c.guild != Some(guild)));
    }

    pub(crate) fn set_tier(&self, guild: u64, tier: u64) {
        self.write(|w| w.tiers.insert(guild, tier));
    }

    pub(crate) fn set_role(&self, id: u64, name: &str) {
        self.write(|w| w.roles.insert(id, name.to_owned()));
    }

    pub(crate) fn channel(&self, id: u64) -> Option<Channel> {
        self.read(|w| w.channels.get(&id).cloned())
    }

    pub(crate) fn role_name(&self, id: u64) -> Option<String> {
        self.read(|w| w.roles.get(&id).cloned())
    }

    /// The channels of a server, without its threads.
    pub(crate) fn channels_of(&self, guild: u64) -> Vec<Channel> {
        self.read(|w| {
            w.channels.values().filter(|c| c.guild == Some(guild) && !c.is_thread()).cloned().collect()
        })
    }

    /// A server's threads that are not archived.
    pub(crate) fn threads_of(&self, guild: u64) -> Vec<Channel> {
        self.read(|w| w.channels.values().filter(|c| c.is_active_thread_of(guild)).cloned().collect())
    }

    /// How many of a server's threads are not archived.
    pub(crate) fn count_threads_of(&self, guild: u64) -> usize {
        self.read(|w| w.channels.values().filter(|c| c.is_active_thread_of(guild)).count())
    }

    /// The newest post of a forum, or the newest thread of a channel.
    pub(crate) fn newest_thread(&self, channel: u64) -> Option<u64> {
        self.read(|w| {
            let threads = w.channels.values().filter(|c| c.is_thread() && c.parent == Some(channel));
            threads.map(|thread| thread.id).max()
        })
    }

    /// The level of a server's boosts.
    pub(crate) fn tier(&self, guild: u64) -> u64 {
        self.read(|w| w.tiers.get(&guild).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread(id: u64, archived: bool) -> Channel {
        let data = serde_json::json!({
            "id": id.to_string(),
            "type": kind::PUBLIC_THREAD,
            "parent_id": "1",
            "thread_metadata": { "archived": archived },
        });
        Channel::of(&data, Some(7)).unwrap()
    }

    #[test]
    fn of_archived_threads_the_latest_are_remembered_and_of_others_all() {
        let world = World::default();
        for id in 10..12 {
            world.set_channel(thread(id, true));
        }
        // In use again.
        world.set_channel(thread(10, false));
        let many = 100..100 + MOST_ARCHIVED as u64;
        for id in many.clone() {
            world.set_channel(thread(id, true));
            world.set_channel(thread(id, true));
        }
        assert!(world.channel(10).is_some_and(|thread| !thread.archived));
        assert_eq!(world.channel(11), None);
        assert!(many.into_iter().all(|id| world.channel(id).is_some()));
        assert_eq!((world.count_threads_of(7), world.threads_of(7).len()), (1, 1));
    }
}
