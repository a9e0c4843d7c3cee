//! Users, members and roles.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::clock::iso;
use crate::id::Id;
use crate::world::World;
use crate::world::guild::Role;

/// Permissions as Discord writes them: a number in a string.
pub fn bits(permissions: Permissions) -> Value {
    permissions.bits().to_string().into()
}

impl World {
    /// A user, as others see them.
    pub(crate) fn user_json(&self, id: Id) -> Value {
        let Some(user) = self.users.get(&id) else {
            return json!({
                "id": id, "username": "deleted_user", "discriminator": "0", "global_name": null,
                "avatar": null, "avatar_decoration_data": null, "public_flags": 0, "flags": 0,
            });
        };
        let mut json = json!({
            "id": id,
            "username": user.name,
            "discriminator": "0",
            "global_name": user.shown_name,
            "avatar": null,
            "avatar_decoration_data": null,
            "banner": null,
            "accent_color": null,
            "collectibles": null,
            "primary_guild": null,
            "public_flags": 0,
            "flags": 0,
        });
        if user.bot {
            json["bot"] = true.into();
        }
        json
    }

    /// The bot's user, as it sees itself.
    pub(crate) fn current_user_json(&self) -> Value {
        let mut json = self.user_json(self.bot);
        for (key, value) in [("verified", true.into()), ("mfa_enabled", true.into()), ("email", Value::Null)]
        {
            json[key] = value;
        }
        json["locale"] = "en-US".into();
        json
    }

    /// A member without their user, as it stands beside one; null if they are not in the guild.
    pub(crate) fn partial_member_json(&self, guild: Id, user: Id) -> Value {
        let Some(member) = self.guilds.get(&guild).and_then(|g| g.members.get(&user)) else {
            return Value::Null;
        };
        json!({
            "nick": member.nick,
            "avatar": null,
            "banner": null,
            "roles": member.roles,
            "joined_at": iso(member.joined),
            "premium_since": null,
            "communication_disabled_until": null,
            "deaf": false,
            "mute": false,
            "pending": false,
            "flags": 0,
        })
    }

    /// A member with their user.
    pub(crate) fn member_json(&self, guild: Id, user: Id) -> Value {
        let mut json = self.partial_member_json(guild, user);
        if json.is_object() {
            json["user"] = self.user_json(user);
        }
        json
    }
}

/// A role.
pub(crate) fn role_json(role: &Role, position: usize, bot: Id) -> Value {
    let mut json = json!({
        "id": role.id,
        "name": role.name,
        "description": null,
        "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false,
        "icon": null,
        "unicode_emoji": null,
        "position": position,
        "permissions": bits(role.permissions),
        "managed": role.of_bot,
        "mentionable": role.mentionable,
        "flags": 0,
    });
    if role.of_bot {
        json["tags"] = json!({ "bot_id": bot });
    }
    json
}
