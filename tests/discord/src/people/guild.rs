//! A guild, as the test sets it up.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use twilight_model::channel::ChannelType;
use twilight_model::guild::Permissions;

use super::channel::Channel;
use super::person::Person;
use crate::gateway::event::Event;
use crate::id::Id;
use crate::shared::Shared;
use crate::world::World;
use crate::world::channel::{Channel as Place, Tag};
use crate::world::guild::{Guild as Home, Member, Role as Kept, User};

/// What Discord lets everyone do in a new guild; mentioning everyone is part of it.
pub const EVERYONE: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::CREATE_INVITE)
    .union(Permissions::CHANGE_NICKNAME)
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::CREATE_PRIVATE_THREADS)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::MENTION_EVERYONE)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::USE_SLASH_COMMANDS);

/// What a help desk's bot asks for when it is invited.
pub const BOT: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::CREATE_PRIVATE_THREADS)
    .union(Permissions::MANAGE_THREADS)
    .union(Permissions::MANAGE_MESSAGES)
    .union(Permissions::PIN_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::ADD_REACTIONS);

/// A role of a guild.
#[derive(Clone)]
pub struct Role {
    pub(crate) shared: Arc<Shared>,
    pub(crate) guild: Id,
    pub(crate) id: Id,
}

impl Role {
    /// Its id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Lets anybody mention it.
    #[must_use]
    pub fn mentionable(self) -> Self {
        self.change(|role| role.mentionable = true);
        self
    }

    /// Gives it exactly these permissions.
    #[must_use]
    pub fn may(self, permissions: Permissions) -> Self {
        self.change(|role| role.permissions = permissions);
        self
    }

    /// Deletes it; its members lose it.
    pub fn delete(&self) {
        self.shared.with(|w| {
            if let Some(guild) = w.guilds.get_mut(&self.guild) {
                guild.roles.remove(&self.id);
                guild.members.values_mut().for_each(|m| m.roles.retain(|role| *role != self.id));
            }
            w.emit(Event::RoleDelete { guild: self.guild, role: self.id });
        });
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        self.shared.with(|w| {
            if let Some(role) = w.guilds.get_mut(&self.guild).and_then(|g| g.roles.get_mut(&self.id)) {
                change(role);
            }
            w.emit(Event::RoleUpdate { guild: self.guild, role: self.id });
        });
    }
}

/// A guild.
#[derive(Clone)]
pub struct Guild {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: Id,
}

impl Guild {
    pub(crate) fn make(shared: &Arc<Shared>, name: &str) -> Self {
        let id = shared.with(|w| make_guild(w, name));
        Self { shared: Arc::clone(shared), id }
    }

    /// Its id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// A channel for messages.
    pub fn text_channel(&self, name: &str) -> Channel {
        self.make_channel(ChannelType::GuildText, name, &[])
    }

    /// A channel of posts.
    pub fn forum(&self, name: &str) -> Channel {
        self.make_channel(ChannelType::GuildForum, name, &[])
    }

    /// A channel of posts that can have tags.
    pub fn forum_with_tags(&self, name: &str, tags: &[&str]) -> Channel {
        self.make_channel(ChannelType::GuildForum, name, tags)
    }

    fn make_channel(&self, kind: ChannelType, name: &str, tags: &[&str]) -> Channel {
        let id = self.shared.with(|w| {
            let id = w.make_id();
            let mut place = Place::new(id, kind, Some(self.id), name);
            place.position = w.channels.values().filter(|c| c.guild == Some(self.id)).count() as u64;
            place.tags = tags.iter().map(|name| Tag { id: w.make_id(), name: (*name).to_owned() }).collect();
            w.channels.insert(id, place);
            w.emit(Event::ChannelCreate { channel: id });
            id
        });
        Channel { shared: Arc::clone(&self.shared), id }
    }

    /// A role that allows nothing by itself.
    pub fn role(&self, name: &str) -> Role {
        let id = self.shared.with(|w| {
            let id = w.make_id();
            let kept = Kept {
                id,
                name: name.to_owned(),
                permissions: Permissions::empty(),
                mentionable: false,
                of_bot: false,
            };
            if let Some(guild) = w.guilds.get_mut(&self.id) {
                guild.roles.insert(id, kept);
            }
            w.emit(Event::RoleCreate { guild: self.id, role: id });
            id
        });
        Role { shared: Arc::clone(&self.shared), guild: self.id, id }
    }

    /// The role that everyone has.
    pub fn everyone(&self) -> Role {
        Role { shared: Arc::clone(&self.shared), guild: self.id, id: self.id }
    }

    /// A new person in this guild, whose account is a year old.
    pub fn member(&self, name: &str) -> Person {
        self.member_since(name, Duration::from_secs(365 * 24 * 60 * 60))
    }

    /// A new person in this guild, whose account is so old.
    pub fn member_since(&self, name: &str, age: Duration) -> Person {
        let person = Person::make(&self.shared, name, age);
        self.invite(&person);
        person
    }

    /// Somebody who is there already comes into this guild.
    pub fn invite(&self, person: &Person) {
        self.shared.with(|w| {
            let member = Member { user: person.id, nick: None, roles: Vec::new(), joined: w.now() };
            if let Some(guild) = w.guilds.get_mut(&self.id) {
                guild.members.insert(person.id, member);
            }
            w.emit(Event::MemberAdd { guild: self.id, user: person.id });
        });
    }

    /// The bot's role gets exactly these permissions.
    pub fn bot_may(&self, permissions: Permissions) {
        self.shared.with(|w| {
            let Some(guild) = w.guilds.get_mut(&self.id) else { return };
            let Some(role) = guild.roles.values_mut().find(|r| r.of_bot) else { return };
            role.permissions = permissions;
            let role = role.id;
            w.emit(Event::RoleUpdate { guild: self.id, role });
        });
    }

    /// Somebody throws the bot out.
    pub fn kicks_bot(&self) {
        self.shared.with(|w| {
            let bot = w.bot;
            if let Some(guild) = w.guilds.get_mut(&self.id) {
                guild.members.remove(&bot);
            }
            w.emit(Event::GuildDelete { guild: self.id, outage: false });
        });
    }

    /// Discord can't reach this guild for a while; only the gateway tells it.
    pub fn goes_down(&self) {
        self.shared.with(|w| w.emit(Event::GuildDelete { guild: self.id, outage: true }));
    }

    /// The guild is back.
    pub fn comes_back(&self) {
        self.shared.with(|w| w.emit(Event::GuildCreate { guild: self.id }));
    }

    /// The bot gets a role more.
    pub fn bot_gets(&self, role: &Role) {
        self.change_bot(|member| member.roles.push(role.id));
    }

    /// The bot loses a role.
    pub fn bot_loses(&self, role: &Role) {
        self.change_bot(|member| member.roles.retain(|id| *id != role.id));
    }

    /// Whoever comes to see a channel is told its threads.
    fn change_bot(&self, change: impl FnOnce(&mut Member)) {
        self.shared.with(|w| {
            let bot = w.bot;
            let is_hidden = |w: &World, id: Id| w.threads(id).next().is_some() && !w.sees(bot, id);
            let hidden: Vec<Id> = w.channels.keys().copied().filter(|id| is_hidden(w, *id)).collect();
            if let Some(member) = w.guilds.get_mut(&self.id).and_then(|g| g.members.get_mut(&bot)) {
                change(member);
            }
            w.emit(Event::MemberUpdate { guild: self.id, user: bot });
            for parent in hidden {
                // Nobody is told who still sees nothing.
                w.emit(Event::ThreadListSync { parent });
            }
        });
    }

    /// The guild speaks this language.
    #[must_use]
    pub fn locale(self, locale: &str) -> Self {
        self.shared.with(|w| {
            w.guilds.entry(self.id).and_modify(|g| locale.clone_into(&mut g.locale));
        });
        self
    }
}

/// A guild with its owner, everyone's role, the bot and its role.
fn make_guild(world: &mut World, name: &str) -> Id {
    let (id, owner, bot_role) = (world.make_id(), world.make_id(), world.make_id());
    let (bot, now) = (world.bot, world.now());
    let user = User {
        id: owner,
        name: format!("owner of {name}"),
        shown_name: None,
        bot: false,
        locale: "en-US".to_owned(),
        accepts_dms: true,
    };
    world.users.insert(owner, user);
    let role = |id: Id, name: &str, permissions, of_bot| {
        (id, Kept { id, name: name.to_owned(), permissions, mentionable: false, of_bot })
    };
    let bot_name = world.name(bot);
    let roles =
        BTreeMap::from([role(id, "@everyone", EVERYONE, false), role(bot_role, &bot_name, BOT, true)]);
    let member = |user: Id, roles: Vec<Id>| (user, Member { user, nick: None, roles, joined: now });
    let members = BTreeMap::from([member(owner, Vec::new()), member(bot, vec![bot_role])]);
    let guild =
        Home { id, name: name.to_owned(), owner, locale: "en-US".to_owned(), members, roles, joined: now };
    world.guilds.insert(id, guild);
    world.emit(Event::GuildCreate { guild: id });
    id
}
