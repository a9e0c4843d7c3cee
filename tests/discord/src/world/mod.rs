//! Everything that Discord remembers, and plain questions about it.

pub mod application;
pub mod channel;
pub mod guild;
pub mod interaction;
pub mod message;
pub mod permissions;
pub mod settings;

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::gateway::Gateway;
use crate::id::{Id, Ids, MessageId};
use crate::rate::Rates;
use crate::record::Record;
use crate::refusal::{Outcome, UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE};
use application::Commands;
use channel::Channel;
use guild::{Guild, User};
use interaction::Interaction;
use message::Message;
use settings::Settings;

/// The state of the server.
#[derive(Default)]
pub struct World {
    /// What time it is.
    pub clock: Clock,
    ids: Ids,
    /// What the test has switched.
    pub settings: Settings,
    /// The bot's application; its user has the same id, as new applications' have.
    pub bot: Id,
    /// Everybody.
    pub users: BTreeMap<Id, User>,
    /// The servers, as users call them.
    pub guilds: BTreeMap<Id, Guild>,
    /// Channels, threads and direct chats.
    pub channels: BTreeMap<Id, Channel>,
    /// Every message ever, also those deleted.
    pub messages: BTreeMap<MessageId, Message>,
    /// What the bot has registered.
    pub commands: Commands,
    /// What people have clicked and typed.
    pub interactions: BTreeMap<Id, Interaction>,
    /// The files behind the attachments' links.
    pub files: BTreeMap<Id, Bytes>,
    /// Where the gateway is.
    pub gateway_url: String,
    /// The bot's connection.
    pub gateway: Gateway,
    /// How often the bot may call.
    pub rates: Rates,
    /// What shall go wrong.
    pub faults: Faults,
    /// What happened, for the test to look at.
    pub record: Record,
}

impl World {
    /// Unix milliseconds.
    pub fn now(&self) -> i64 {
        self.clock.millis()
    }

    /// A new id for this moment.
    pub fn make_id(&self) -> Id {
        self.ids.make(self.now())
    }

    /// A channel, thread or direct chat that must be there.
    pub fn channel(&self, id: Id) -> Outcome<&Channel> {
        self.channels.get(&id).ok_or(UNKNOWN_CHANNEL)
    }

    /// The same, to be changed.
    pub fn channel_mut(&mut self, id: Id) -> Outcome<&mut Channel> {
        self.channels.get_mut(&id).ok_or(UNKNOWN_CHANNEL)
    }

    /// A guild that must be there.
    pub fn guild(&self, id: Id) -> Outcome<&Guild> {
        self.guilds.get(&id).ok_or(UNKNOWN_GUILD)
    }

    /// A message that was not deleted.
    pub fn message(&self, id: MessageId) -> Outcome<&Message> {
        self.messages.get(&id).filter(|m| !m.deleted).ok_or(UNKNOWN_MESSAGE)
    }

    /// A message that was not deleted and that everybody sees.
    pub fn open_message(&self, id: MessageId) -> Outcome<&Message> {
        self.message(id).ok().filter(|m| m.only_for.is_none()).ok_or(UNKNOWN_MESSAGE)
    }

    /// The same, to be changed.
    pub fn message_mut(&mut self, id: MessageId) -> Outcome<&mut Message> {
        self.messages.get_mut(&id).filter(|m| !m.deleted).ok_or(UNKNOWN_MESSAGE)
    }

    /// Every message of a channel in its order, also deleted and ephemeral ones.
    pub fn history(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        let ends = [Id(0), Id(u64::MAX)].map(|id| MessageId { channel, id });
        self.messages.range(ends[0]..=ends[1]).map(|(_, message)| message)
    }

    /// The messages of a channel that everybody sees who sees the channel.
    pub fn standing(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        self.history(channel).filter(|m| !m.deleted && m.only_for.is_none())
    }

    /// The threads below a channel.
    pub fn threads(&self, parent: Id) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(move |c| c.thread.is_some() && c.parent == Some(parent))
    }

    /// The name of somebody, or the number when there is nobody.
    pub fn name(&self, user: Id) -> String {
        self.users.get(&user).map_or_else(|| user.to_string(), |u| u.name.clone())
    }

    /// The direct chat between the bot and somebody, if one was ever opened.
    pub fn dm(&self, user: Id) -> Option<Id> {
        let with = |c: &&Channel| c.recipient == Some(user);
        self.channels.values().find(with).map(|c| c.id)
    }
}
