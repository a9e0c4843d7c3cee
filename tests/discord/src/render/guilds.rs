//! Guilds, alone and with all that is in them.

use serde_json::{Value, json};

use super::users::role_json;
use crate::clock::iso;
use crate::id::Id;
use crate::world::World;
use crate::world::channel::Channel;
use crate::world::guild::Guild;

impl World {
    /// A guild without channels and members.
    pub(crate) fn guild_json(&self, id: Id) -> Value {
        let Some(guild) = self.guilds.get(&id) else { return Value::Null };
        json!({
            "id": guild.id,
            "name": guild.name,
            "icon": null,
            "description": null,
            "home_header": null,
            "splash": null,
            "discovery_splash": null,
            "features": ["COMMUNITY"],
            "banner": null,
            "owner_id": guild.owner,
            "application_id": null,
            "region": "deprecated",
            "afk_channel_id": null,
            "afk_timeout": 300,
            "system_channel_id": null,
            "system_channel_flags": 0,
            "widget_enabled": false,
            "widget_channel_id": null,
            "verification_level": 0,
            "roles": self.roles_json(guild),
            "default_message_notifications": 0,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": null,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": null,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": false,
            "preferred_locale": guild.locale,
            "rules_channel_id": null,
            "safety_alerts_channel_id": null,
            "public_updates_channel_id": null,
            "nsfw": false,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": null,
            "inventory_settings": null,
        })
    }

    /// The roles of a guild.
    pub(crate) fn roles_json(&self, guild: &Guild) -> Value {
        // @everyone has the guild's id, which is the lowest, and stands at the bottom.
        guild.roles.values().enumerate().map(|(place, role)| role_json(role, place, self.bot)).collect()
    }

    /// One role of a guild.
    pub(crate) fn one_role_json(&self, guild: Id, role: Id) -> Value {
        let Some(guild) = self.guilds.get(&guild) else { return Value::Null };
        let place = guild.roles.keys().position(|id| *id == role);
        let role = guild.roles.get(&role);
        role.map_or(Value::Null, |role| role_json(role, place.unwrap_or_default(), self.bot))
    }

    /// A guild with all that a bot is given of it at the beginning.
    pub(crate) fn guild_create_json(&self, id: Id, all_members: bool) -> Value {
        let Some(guild) = self.guilds.get(&id) else { return Value::Null };
        let here = |c: &&Channel| c.guild == Some(id);
        let channels = self.channels.values().filter(here).filter(|c| c.thread.is_none());
        let channels: Vec<Value> = channels.map(|c| self.channel_json(c.id)).collect();
        let threads = self.active_threads(id);
        let threads: Vec<Value> = threads.iter().map(|thread| self.thread_for_bot(*thread)).collect();
        let members = guild.members.keys().filter(|user| all_members || **user == self.bot);
        let members: Vec<Value> = members.map(|user| self.member_json(id, *user)).collect();
        let mut json = self.guild_json(id);
        let more = json!({
            "joined_at": iso(guild.joined),
            "large": false,
            "unavailable": false,
            "member_count": guild.members.len(),
            "voice_states": [],
            "members": members,
            "channels": channels,
            "threads": threads,
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        });
        if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
            json.extend(more);
        }
        json
    }

    /// The open threads of a guild that the bot sees.
    pub(crate) fn active_threads(&self, guild: Id) -> Vec<Id> {
        let open = |c: &&Channel| c.guild == Some(guild) && c.thread.as_ref().is_some_and(|t| !t.archived);
        self.channels.values().filter(open).map(|c| c.id).filter(|id| self.sees(self.bot, *id)).collect()
    }
}
