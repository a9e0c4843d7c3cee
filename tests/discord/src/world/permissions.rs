//! Who may do what where, computed as Discord documents it.

use twilight_model::guild::Permissions;

use super::World;
use super::channel::Channel;
use crate::id::Id;
use crate::refusal::{MISSING_ACCESS, MISSING_PERMISSIONS, Outcome, UNKNOWN_CHANNEL};

/// What one may do in a direct chat.
const IN_DM: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::PIN_MESSAGES);

impl World {
    /// What a member may do in a guild, channels aside.
    pub fn allowed_in_guild(&self, user: Id, guild: Id) -> Permissions {
        let Some(guild) = self.guilds.get(&guild) else { return Permissions::empty() };
        let Some(member) = guild.members.get(&user) else { return Permissions::empty() };
        if guild.owner == user {
            return Permissions::all();
        }
        let roles = member.roles.iter().chain([&guild.id]).filter_map(|id| guild.roles.get(id));
        let allowed = roles.fold(Permissions::empty(), |all, role| all | role.permissions);
        if allowed.contains(Permissions::ADMINISTRATOR) { Permissions::all() } else { allowed }
    }

    /// What somebody may do in a channel, a thread or a direct chat.
    pub fn allowed(&self, user: Id, channel: Id) -> Permissions {
        let Some(channel) = self.channels.get(&channel) else { return Permissions::empty() };
        let Some(guild) = channel.guild else {
            let takes_part = channel.recipient == Some(user) || user == self.bot;
            return if takes_part { IN_DM } else { Permissions::empty() };
        };
        if channel.thread.is_some() {
            return self.allowed_in_thread(user, channel);
        }
        let base = self.allowed_in_guild(user, guild);
        if base == Permissions::all() {
            return base;
        }
        let allowed = self.overwritten(base, user, guild, channel);
        // Who doesn't see a channel can do nothing in it.
        if allowed.contains(Permissions::VIEW_CHANNEL) { allowed } else { Permissions::empty() }
    }

    fn allowed_in_thread(&self, user: Id, channel: &Channel) -> Permissions {
        let mut allowed = channel.parent.map_or(Permissions::empty(), |parent| self.allowed(user, parent));
        let inside = channel.thread.as_ref().is_some_and(|t| t.members.contains_key(&user));
        if channel.is_private_thread() && !inside && !allowed.contains(Permissions::MANAGE_THREADS) {
            return Permissions::empty();
        }
        let may_write = allowed.contains(Permissions::SEND_MESSAGES_IN_THREADS);
        allowed.set(Permissions::SEND_MESSAGES, may_write);
        allowed
    }

    /// Overwrites in Discord's order: @everyone, then all roles together, then the member.
    fn overwritten(&self, base: Permissions, user: Id, guild: Id, channel: &Channel) -> Permissions {
        let roles = self.guilds.get(&guild).and_then(|g| g.members.get(&user)).map(|m| m.roles.as_slice());
        let roles = roles.unwrap_or_default();
        let mut allowed = base;
        for overwrite in channel.overwrites.iter().filter(|o| o.target == guild) {
            allowed = (allowed - overwrite.deny) | overwrite.allow;
        }
        let of_roles = channel.overwrites.iter().filter(|o| !o.of_member && roles.contains(&o.target));
        let (mut allow, mut deny) = (Permissions::empty(), Permissions::empty());
        for overwrite in of_roles {
            allow |= overwrite.allow;
            deny |= overwrite.deny;
        }
        allowed = (allowed - deny) | allow;
        for overwrite in channel.overwrites.iter().filter(|o| o.of_member && o.target == user) {
            allowed = (allowed - overwrite.deny) | overwrite.allow;
        }
        allowed
    }

    /// Whether somebody sees a channel.
    pub fn sees(&self, user: Id, channel: Id) -> bool {
        self.allowed(user, channel).contains(Permissions::VIEW_CHANNEL)
    }

    /// Refuses who doesn't see the channel, or lacks any of `needed` in it.
    pub fn demand(&self, user: Id, channel: Id, needed: Permissions) -> Outcome<()> {
        let place = self.channel(channel)?;
        if place.guild.is_none() && !self.sees(user, channel) {
            return Err(UNKNOWN_CHANNEL);
        }
        let allowed = self.allowed(user, channel);
        if !allowed.contains(Permissions::VIEW_CHANNEL) {
            return Err(MISSING_ACCESS);
        }
        if allowed.contains(needed) { Ok(()) } else { Err(MISSING_PERMISSIONS) }
    }

    /// Whether somebody may change other people's threads here.
    pub fn moderates_threads(&self, user: Id, channel: Id) -> bool {
        self.allowed(user, channel).contains(Permissions::MANAGE_THREADS)
    }
}
