//! Channels, threads and direct chats.

use serde_json::{Value, json};
use twilight_model::channel::ChannelType;

use super::users::bits;
use crate::clock::iso;
use crate::id::Id;
use crate::world::World;
use crate::world::channel::{Channel, Thread};

impl World {
    /// A channel, thread or direct chat.
    pub(crate) fn channel_json(&self, id: Id) -> Value {
        let Some(channel) = self.channels.get(&id) else { return Value::Null };
        let last = self.standing(id).next_back().map(|m| m.id.id);
        let last_pin = channel.last_pin.map(iso);
        if let Some(recipient) = channel.recipient {
            return json!({
                "id": id, "type": 1, "last_message_id": last, "last_pin_timestamp": last_pin, "flags": 0,
                "recipients": [self.user_json(recipient)],
            });
        }
        if let Some(thread) = &channel.thread {
            return self.thread_json(channel, thread, last, last_pin);
        }
        let overwrites = channel.overwrites.iter().map(|o| {
            let kind = u8::from(o.of_member);
            json!({ "id": o.target, "type": kind, "allow": bits(o.allow), "deny": bits(o.deny) })
        });
        let mut json = json!({
            "id": id,
            "type": u8::from(channel.kind),
            "guild_id": channel.guild,
            "name": channel.name,
            "topic": channel.topic,
            "position": channel.position,
            "parent_id": channel.parent,
            "permission_overwrites": overwrites.collect::<Vec<_>>(),
            "nsfw": false,
            "rate_limit_per_user": channel.slow_mode,
            "flags": 0,
        });
        if channel.kind == ChannelType::GuildForum {
            let tags = channel.tags.iter().map(|tag| {
                json!({ "id": tag.id, "name": tag.name, "moderated": false, "emoji_id": null, "emoji_name": null })
            });
            json["available_tags"] = tags.collect();
            json["default_reaction_emoji"] = Value::Null;
            json["default_sort_order"] = Value::Null;
            json["default_forum_layout"] = 0.into();
            json["template"] = "".into();
        } else {
            json["last_message_id"] = json!(last);
            json["last_pin_timestamp"] = json!(last_pin);
        }
        json
    }

    fn thread_json(
        &self,
        channel: &Channel,
        thread: &Thread,
        last: Option<Id>,
        last_pin: Option<String>,
    ) -> Value {
        let mut metadata = json!({
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": thread.auto_archive,
            "archive_timestamp": iso(thread.archive_changed),
            "create_timestamp": iso(channel.id.millis()),
        });
        if channel.is_private_thread() {
            metadata["invitable"] = thread.invitable.into();
        }
        json!({
            "id": channel.id,
            "type": u8::from(channel.kind),
            "guild_id": channel.guild,
            "parent_id": channel.parent,
            "owner_id": thread.owner,
            "name": channel.name,
            "last_message_id": last,
            "last_pin_timestamp": last_pin,
            "thread_metadata": metadata,
            // Discord stops counting at 50.
            "member_count": thread.members.len().min(50),
            "message_count": thread.written,
            "total_message_sent": thread.written,
            "rate_limit_per_user": channel.slow_mode,
            "applied_tags": thread.tags,
            "bitrate": 64_000,
            "user_limit": 0,
            "rtc_region": null,
            "flags": 0,
        })
    }

    /// A thread with the bot's membership, if it is a member.
    pub(crate) fn thread_for_bot(&self, id: Id) -> Value {
        let mut json = self.channel_json(id);
        let member = self.thread_member_json(id, self.bot, false);
        if member.is_object() {
            json["member"] = member;
        }
        json
    }

    /// A member of a thread, or null if they are none.
    pub(crate) fn thread_member_json(&self, thread: Id, user: Id, whole: bool) -> Value {
        let Some(channel) = self.channels.get(&thread) else { return Value::Null };
        let Some(since) = channel.thread.as_ref().and_then(|t| t.members.get(&user)) else {
            return Value::Null;
        };
        let mut json = json!({
            "id": thread, "user_id": user, "join_timestamp": iso(*since), "flags": 1,
            "muted": false, "mute_config": null,
        });
        if let Some(guild) = channel.guild.filter(|_| whole) {
            json["member"] = self.member_json(guild, user);
        }
        json
    }
}
