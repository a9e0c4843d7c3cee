//! Interactions, and the objects they speak of.

use serde_json::{Map, Value, json};

use super::users::bits;
use crate::id::{Id, MessageId};
use crate::world::World;
use crate::world::interaction::Interaction;

impl World {
    /// An interaction with its data.
    pub(crate) fn interaction_json(&self, interaction: &Interaction, data: Value) -> Value {
        let (channel, user) = (interaction.channel, interaction.user);
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        let locale = self.users.get(&user).map(|u| u.locale.as_str());
        let mut json = json!({
            "id": interaction.id,
            "application_id": self.bot,
            "type": interaction.kind,
            "data": data,
            "channel_id": channel,
            "channel": self.channel_json(channel),
            "token": interaction.token,
            "version": 1,
            "app_permissions": bits(self.allowed(self.bot, channel)),
            "locale": locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": self.settings.upload_limit,
        });
        match guild {
            Some(guild) => {
                let home = &self.guilds[&guild];
                json["guild_id"] = json!(guild);
                json["guild_locale"] = json!(home.locale);
                json["guild"] = json!({ "id": guild, "locale": home.locale, "features": ["COMMUNITY"] });
                json["member"] = self.member_json(guild, user);
                json["member"]["permissions"] = bits(self.allowed(user, channel));
                json["authorizing_integration_owners"] = json!({ "0": guild });
                json["context"] = 0.into();
            }
            None => {
                json["user"] = self.user_json(user);
                json["authorizing_integration_owners"] = json!({ "0": "0" });
                json["context"] = 1.into();
            }
        }
        if let Some(message) = interaction.message {
            // Also an ephemeral message comes whole: it is the bot's own.
            json["message"] = self.message_json(message, true);
        }
        json
    }

    /// What `resolved` says of a person: the user and, in a guild, the member.
    pub(crate) fn resolve_user(&self, resolved: &mut Value, channel: Id, user: Id) {
        resolved["users"][user.to_string()] = self.user_json(user);
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        if let Some(guild) = guild {
            let mut member = self.partial_member_json(guild, user);
            if let Some(json) = member.as_object_mut() {
                json.remove("deaf");
                json.remove("mute");
                json.insert("permissions".to_owned(), bits(self.allowed(user, channel)));
                resolved["members"][user.to_string()] = member;
            }
        }
    }

    /// What `resolved` says of a channel.
    pub(crate) fn resolve_channel(&self, resolved: &mut Value, by: Id, channel: Id) {
        let whole = self.channel_json(channel);
        let mut json = Map::new();
        for key in ["id", "type", "name", "parent_id", "thread_metadata", "guild_id", "flags"] {
            if let Some(value) = whole.get(key) {
                json.insert(key.to_owned(), value.clone());
            }
        }
        json.insert("permissions".to_owned(), bits(self.allowed(by, channel)));
        json.insert("app_permissions".to_owned(), bits(self.allowed(self.bot, channel)));
        resolved["channels"][channel.to_string()] = json.into();
    }

    /// What `resolved` says of a message: all of it, as somebody chose it for the bot.
    pub(crate) fn resolve_message(&self, resolved: &mut Value, message: MessageId) {
        resolved["messages"][message.id.to_string()] = self.message_json(message, true);
    }
}
