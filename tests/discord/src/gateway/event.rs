//! What happens, as the gateway tells it to the sessions that asked and may know.

use serde_json::{Value, json};
use twilight_model::channel::ChannelType;

use super::intents::{self, bits};
use crate::clock::iso;
use crate::id::{Id, MessageId};
use crate::render::messages::emoji_json;
use crate::world::World;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    MessageCreate { message: MessageId },
    MessageUpdate { message: MessageId },
    MessageDelete { message: MessageId },
    MessageDeleteBulk { channel: Id, ids: Vec<Id> },
    ReactionAdd { message: MessageId, user: Id, emoji: String },
    ReactionRemove { message: MessageId, user: Id, emoji: String },
    ReactionsCleared { message: MessageId, emoji: Option<String> },
    PinsUpdate { channel: Id },
    ChannelCreate { channel: Id },
    ChannelUpdate { channel: Id },
    ChannelDelete { channel: Id },
    ThreadCreate { thread: Id, new: bool },
    ThreadUpdate { thread: Id },
    ThreadDelete { thread: Id },
    ThreadListSync { parent: Id },
    ThreadMembers { thread: Id, added: Vec<Id>, removed: Vec<Id> },
    GuildCreate { guild: Id },
    GuildDelete { guild: Id, outage: bool },
    MemberAdd { guild: Id, user: Id },
    MemberUpdate { guild: Id, user: Id },
    MemberRemove { guild: Id, user: Id },
    RoleCreate { guild: Id, role: Id },
    RoleUpdate { guild: Id, role: Id },
    RoleDelete { guild: Id, role: Id },
    Typing { channel: Id, user: Id },
    Interaction { id: Id, data: Value },
}

/// Where an event happened: who sees the place may know.
enum Place {
    Channel(Id),
    Guild(Id),
    /// A channel that is told to all its guild's bots, whether they see it or not.
    GuildOf(Id),
    /// For the bot itself.
    Bot,
}

impl World {
    /// Tells the sessions what happened.
    pub(crate) fn emit(&mut self, event: Event) {
        if self.gateway.sessions.is_empty() {
            return;
        }
        let place = place_of(&event);
        let (seen, in_guild) = match place {
            Place::Channel(id) => {
                (self.sees(self.bot, id), self.channels.get(&id).is_some_and(|c| c.guild.is_some()))
            }
            Place::Guild(id) => {
                (self.guilds.get(&id).is_some_and(|g| g.members.contains_key(&self.bot)), true)
            }
            Place::GuildOf(id) => (self.channels.get(&id).is_some_and(|c| c.guild.is_some()), true),
            Place::Bot => (true, true),
        };
        // Who leaves a private thread is told so, though they see it no longer.
        let left = matches!(&event, Event::ThreadMembers { removed, .. } if removed.contains(&self.bot));
        // Of its own membership a bot hears whatever it asked for.
        let of_itself = matches!(&event, Event::MemberUpdate { user, .. } if *user == self.bot);
        if !seen && !left {
            return;
        }
        let mut sessions = std::mem::take(&mut self.gateway.sessions);
        for session in &mut sessions {
            for (name, data) in self.told(&event, session.intents) {
                if of_itself || session.intents & intents::needed(name, in_guild) != 0 {
                    let text = session.dispatch(name, &data);
                    self.check_gateway(&text);
                }
            }
        }
        self.gateway.sessions = sessions;
    }

    /// The names and contents of the events that tell it.
    fn told(&self, event: &Event, intents: u64) -> Vec<(&'static str, Value)> {
        let one = match event {
            Event::MessageCreate { message } => ("MESSAGE_CREATE", self.told_message(*message, intents)),
            Event::MessageUpdate { message } => ("MESSAGE_UPDATE", self.told_message(*message, intents)),
            Event::MessageDelete { message } => {
                let data = json!({ "id": message.id, "channel_id": message.channel });
                ("MESSAGE_DELETE", self.with_guild(message.channel, data))
            }
            Event::MessageDeleteBulk { channel, ids } => {
                let data = json!({ "ids": ids, "channel_id": channel });
                ("MESSAGE_DELETE_BULK", self.with_guild(*channel, data))
            }
            Event::ReactionAdd { message, user, emoji } => {
                let mut data = self.told_reaction(*message, *user, emoji);
                if let Some(guild) = self.channels.get(&message.channel).and_then(|c| c.guild) {
                    data["member"] = self.member_json(guild, *user);
                }
                data["message_author_id"] = json!(self.messages.get(message).map(|m| m.author));
                ("MESSAGE_REACTION_ADD", data)
            }
            Event::ReactionRemove { message, user, emoji } => {
                ("MESSAGE_REACTION_REMOVE", self.told_reaction(*message, *user, emoji))
            }
            Event::ReactionsCleared { message, emoji } => {
                let data = json!({ "message_id": message.id, "channel_id": message.channel });
                let mut data = self.with_guild(message.channel, data);
                match emoji {
                    None => ("MESSAGE_REACTION_REMOVE_ALL", data),
                    Some(emoji) => {
                        data["emoji"] = emoji_json(emoji);
                        ("MESSAGE_REACTION_REMOVE_EMOJI", data)
                    }
                }
            }
            Event::PinsUpdate { channel } => {
                let last = self.channels.get(channel).and_then(|c| c.last_pin).map(iso);
                let data = json!({ "channel_id": channel, "last_pin_timestamp": last });
                ("CHANNEL_PINS_UPDATE", self.with_guild(*channel, data))
            }
            Event::ChannelCreate { channel } => ("CHANNEL_CREATE", self.channel_json(*channel)),
            Event::ChannelUpdate { channel } => ("CHANNEL_UPDATE", self.channel_json(*channel)),
            Event::ChannelDelete { channel } => ("CHANNEL_DELETE", self.channel_json(*channel)),
            Event::ThreadCreate { thread, new } => {
                let mut data = self.thread_for_bot(*thread);
                if *new {
                    data["newly_created"] = true.into();
                }
                ("THREAD_CREATE", data)
            }
            Event::ThreadUpdate { thread } => ("THREAD_UPDATE", self.channel_json(*thread)),
            Event::ThreadDelete { thread } => {
                let whole = self.channel_json(*thread);
                let keys = ["id", "guild_id", "parent_id", "type"];
                let data = keys.map(|key| (key.to_owned(), whole[key].clone()));
                ("THREAD_DELETE", Value::Object(data.into_iter().collect()))
            }
            Event::ThreadListSync { parent } => ("THREAD_LIST_SYNC", self.told_threads(*parent)),
            Event::ThreadMembers { thread, added, removed } => {
                return self.told_members(*thread, added, removed, intents).into_iter().collect();
            }
            Event::GuildCreate { guild } => {
                ("GUILD_CREATE", self.guild_create_json(*guild, intents & bits::GUILD_MEMBERS != 0))
            }
            Event::GuildDelete { guild, outage: true } => {
                ("GUILD_DELETE", json!({ "id": guild, "unavailable": true }))
            }
            Event::GuildDelete { guild, outage: false } => ("GUILD_DELETE", json!({ "id": guild })),
            Event::MemberAdd { guild, user } => ("GUILD_MEMBER_ADD", self.told_member(*guild, *user)),
            Event::MemberUpdate { guild, user } => ("GUILD_MEMBER_UPDATE", self.told_member(*guild, *user)),
            Event::MemberRemove { guild, user } => {
                ("GUILD_MEMBER_REMOVE", json!({ "guild_id": guild, "user": self.user_json(*user) }))
            }
            Event::RoleCreate { guild, role } => ("GUILD_ROLE_CREATE", self.told_role(*guild, *role)),
            Event::RoleUpdate { guild, role } => ("GUILD_ROLE_UPDATE", self.told_role(*guild, *role)),
            Event::RoleDelete { guild, role } => {
                ("GUILD_ROLE_DELETE", json!({ "guild_id": guild, "role_id": role }))
            }
            Event::Typing { channel, user } => {
                let data = json!({ "channel_id": channel, "user_id": user, "timestamp": self.now() / 1000 });
                let mut data = self.with_guild(*channel, data);
                if let Some(guild) = self.channels.get(channel).and_then(|c| c.guild) {
                    data["member"] = self.member_json(guild, *user);
                }
                ("TYPING_START", data)
            }
            Event::Interaction { id, data } => {
                let interaction = self.interactions.get(id);
                let data = interaction.map_or(Value::Null, |i| self.interaction_json(i, data.clone()));
                ("INTERACTION_CREATE", data)
            }
        };
        vec![one]
    }

    fn told_message(&self, id: MessageId, intents: u64) -> Value {
        let mut data = self.message_json(id, intents & bits::MESSAGE_CONTENT != 0);
        if let Some(nonce) = self.messages.get(&id).and_then(|m| m.nonce.clone()) {
            data["nonce"] = nonce;
        }
        let Some(channel) = self.channels.get(&id.channel) else { return data };
        data["channel_type"] = u8::from(channel.kind).into();
        let Some(guild) = channel.guild else { return data };
        data["guild_id"] = json!(guild);
        let author = self.messages.get(&id).map(|m| m.author).unwrap_or_default();
        let member = self.partial_member_json(guild, author);
        if member.is_object() {
            data["member"] = member;
        }
        for mention in data["mentions"].as_array_mut().into_iter().flatten() {
            let user = mention["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
            let member = self.partial_member_json(guild, user);
            if member.is_object() {
                mention["member"] = member;
            }
        }
        data
    }

    fn told_reaction(&self, message: MessageId, user: Id, emoji: &str) -> Value {
        let data = json!({
            "user_id": user, "channel_id": message.channel, "message_id": message.id,
            "emoji": emoji_json(emoji), "burst": false, "type": 0,
        });
        self.with_guild(message.channel, data)
    }

    fn told_member(&self, guild: Id, user: Id) -> Value {
        let mut data = self.member_json(guild, user);
        data["guild_id"] = json!(guild);
        data
    }

    fn told_role(&self, guild: Id, role: Id) -> Value {
        json!({ "guild_id": guild, "role": self.one_role_json(guild, role) })
    }

    fn told_threads(&self, parent: Id) -> Value {
        let guild = self.channels.get(&parent).and_then(|c| c.guild).unwrap_or_default();
        let here = |id: &Id| self.channels.get(id).is_some_and(|c| c.parent == Some(parent));
        let threads: Vec<Id> = self.active_threads(guild).into_iter().filter(here).collect();
        let members = threads.iter().map(|id| self.thread_member_json(*id, self.bot, false));
        json!({
            "guild_id": guild,
            "channel_ids": [parent],
            "threads": threads.iter().map(|id| self.channel_json(*id)).collect::<Vec<_>>(),
            "members": members.filter(Value::is_object).collect::<Vec<_>>(),
        })
    }

    /// Without GUILD_MEMBERS a bot hears of itself alone.
    fn told_members(
        &self,
        thread: Id,
        added: &[Id],
        removed: &[Id],
        intents: u64,
    ) -> Option<(&'static str, Value)> {
        let told = |user: &&Id| intents & bits::GUILD_MEMBERS != 0 || **user == self.bot;
        let added: Vec<Value> =
            added.iter().filter(told).map(|user| self.thread_member_json(thread, *user, true)).collect();
        let removed: Vec<&Id> = removed.iter().filter(told).collect();
        if added.is_empty() && removed.is_empty() {
            return None;
        }
        let inside = self.channels.get(&thread)?.thread.as_ref()?.members.len().min(50);
        let mut data = json!({ "id": thread, "member_count": inside });
        if !added.is_empty() {
            data["added_members"] = added.into();
        }
        if !removed.is_empty() {
            data["removed_member_ids"] = json!(removed);
        }
        Some(("THREAD_MEMBERS_UPDATE", self.with_guild(thread, data)))
    }

    fn with_guild(&self, channel: Id, mut data: Value) -> Value {
        if let Some(guild) = self.channels.get(&channel).and_then(|c| c.guild) {
            data["guild_id"] = json!(guild);
        }
        data
    }

    /// Whether a channel is a direct chat.
    pub fn is_direct(&self, channel: Id) -> bool {
        self.channels.get(&channel).is_some_and(|c| c.kind == ChannelType::Private)
    }
}

fn place_of(event: &Event) -> Place {
    match event {
        Event::MessageCreate { message }
        | Event::MessageUpdate { message }
        | Event::MessageDelete { message }
        | Event::ReactionAdd { message, .. }
        | Event::ReactionRemove { message, .. }
        | Event::ReactionsCleared { message, .. } => Place::Channel(message.channel),
        Event::MessageDeleteBulk { channel, .. }
        | Event::PinsUpdate { channel }
        | Event::Typing { channel, .. } => Place::Channel(*channel),
        Event::ThreadCreate { thread, .. }
        | Event::ThreadUpdate { thread }
        | Event::ThreadDelete { thread }
        | Event::ThreadMembers { thread, .. } => Place::Channel(*thread),
        Event::ThreadListSync { parent } => Place::Channel(*parent),
        Event::ChannelCreate { channel }
        | Event::ChannelUpdate { channel }
        | Event::ChannelDelete { channel } => Place::GuildOf(*channel),
        Event::GuildCreate { guild }
        | Event::MemberAdd { guild, .. }
        | Event::MemberUpdate { guild, .. }
        | Event::MemberRemove { guild, .. }
        | Event::RoleCreate { guild, .. }
        | Event::RoleUpdate { guild, .. }
        | Event::RoleDelete { guild, .. } => Place::Guild(*guild),
        Event::GuildDelete { .. } | Event::Interaction { .. } => Place::Bot,
    }
}
