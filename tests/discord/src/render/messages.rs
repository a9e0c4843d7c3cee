//! Messages.

use serde_json::{Value, json};

use crate::clock::iso;
use crate::id::{Id, MessageId};
use crate::tls::FILES;
use crate::world::World;
use crate::world::message::{AnswerTo, Attachment, Message, Reaction, flags, kind};

/// An emoji: a character, or `name:id`.
pub(crate) fn emoji_json(emoji: &str) -> Value {
    match emoji.rsplit_once(':') {
        Some((name, id)) => json!({ "id": id, "name": name.trim_start_matches("a:"), "animated": false }),
        None => json!({ "id": null, "name": emoji }),
    }
}

impl World {
    /// A message as the bot gets it; `unseen` when it may not read what people write.
    pub(crate) fn message_json(&self, id: MessageId, privileged: bool) -> Value {
        let Some(message) = self.messages.get(&id) else { return Value::Null };
        let mut json = self.bare_message_json(message, privileged);
        if message.kind == kind::REPLY || message.kind == kind::THREAD_STARTER {
            let about = message.about.and_then(|about| self.message(about).ok());
            json["referenced_message"] = about.map_or(Value::Null, |m| self.bare_message_json(m, privileged));
        }
        if message.has(flags::HAS_THREAD) {
            let thread = self.channel_json(id.id);
            if thread.is_object() {
                json["thread"] = thread;
            }
        }
        json
    }

    fn bare_message_json(&self, message: &Message, privileged: bool) -> Value {
        let readable = privileged || self.is_for_bot(message);
        let guild = self.channels.get(&message.id.channel).and_then(|c| c.guild);
        let attachments = message.attachments.iter().map(|a| self.attachment_json(message.id.channel, a));
        let mentions = message.pinged.users.iter().map(|user| self.user_json(*user));
        let mut json = json!({
            "id": message.id.id,
            "channel_id": message.id.channel,
            "type": message.kind,
            "author": self.user_json(message.author),
            "content": if readable { message.content.as_str() } else { "" },
            "timestamp": iso(message.written),
            "edited_timestamp": message.edited.map(iso),
            "tts": false,
            "mention_everyone": message.pinged.everyone,
            "mentions": mentions.collect::<Vec<_>>(),
            "mention_roles": message.pinged.roles,
            "attachments": if readable { attachments.collect() } else { Vec::new() },
            "embeds": if readable { message.embeds.clone() } else { Vec::new() },
            "components": if readable { message.components.clone() } else { Vec::new() },
            "pinned": message.pinned.is_some(),
            "flags": message.flags,
        });
        if !message.reactions.is_empty() {
            json["reactions"] = message.reactions.iter().map(|r| self.reaction_json(r)).collect();
        }
        if matches!(message.kind, kind::RECIPIENT_ADD | kind::RECIPIENT_REMOVE) {
            json["mentions"] = message.about.iter().map(|whom| self.user_json(whom.id)).collect();
        } else if let Some(about) = message.about {
            let kind = u8::from(message.forwards);
            let mut reference = json!({ "type": kind, "channel_id": about.channel });
            if message.kind != kind::THREAD_CREATED {
                reference["message_id"] = json!(about.id);
            }
            if let Some(guild) = guild {
                reference["guild_id"] = json!(guild);
            }
            json["message_reference"] = reference;
        }
        if !message.stickers.is_empty() {
            let sticker = |name: &String| json!({ "id": message.id.id, "name": name, "format_type": 1 });
            json["sticker_items"] = message.stickers.iter().map(sticker).collect();
        }
        if let Some(forwarded) = message.about.filter(|_| message.forwards && readable) {
            json["message_snapshots"] = json!([{ "message": self.snapshot_json(forwarded) }]);
        }
        if let Some(answers) = &message.answers {
            json["application_id"] = json!(self.bot);
            json["webhook_id"] = json!(self.bot);
            json["interaction_metadata"] = self.answer_json(answers, guild);
        }
        json
    }

    /// What a forwarded message carries of the other.
    fn snapshot_json(&self, id: MessageId) -> Value {
        let Some(message) = self.messages.get(&id) else { return Value::Null };
        let whole = self.bare_message_json(message, true);
        let keys = [
            "type",
            "content",
            "embeds",
            "attachments",
            "timestamp",
            "edited_timestamp",
            "flags",
            "mentions",
            "mention_roles",
            "components",
            "sticker_items",
        ];
        let kept = keys.iter().filter_map(|key| Some(((*key).to_owned(), whole.get(key)?.clone())));
        Value::Object(kept.collect())
    }

    /// Discord hides what people write from bots without MESSAGE_CONTENT, save what is meant for them.
    fn is_for_bot(&self, message: &Message) -> bool {
        let in_guild = self.channels.get(&message.id.channel).is_some_and(|c| c.guild.is_some());
        !in_guild
            || message.author == self.bot
            || message.pinged.users.contains(&self.bot)
            || message.content.contains(&format!("<@{}>", self.bot))
    }

    fn answer_json(&self, answers: &AnswerTo, guild: Option<Id>) -> Value {
        let mut owners = json!({ "0": guild.unwrap_or_default() });
        if guild.is_none() {
            owners["0"] = "0".into();
        }
        let mut json = json!({
            "id": answers.interaction,
            "type": answers.kind,
            "user": self.user_json(answers.user),
            "authorizing_integration_owners": owners,
        });
        if let Some(clicked) = answers.clicked {
            json["interacted_message_id"] = json!(clicked.id);
        }
        if let Some(chosen) = answers.chosen {
            json["target_message_id"] = json!(chosen.id);
        }
        if let Some(form_of) = &answers.form_of {
            json["triggering_interaction_metadata"] = self.answer_json(form_of, guild);
        }
        json
    }

    /// A file on a message, with a link that works for a while.
    pub(crate) fn attachment_json(&self, channel: Id, attachment: &Attachment) -> Value {
        let expires =
            (self.now() + i64::try_from(self.settings.link_life.as_millis()).unwrap_or(i64::MAX)) / 1000;
        let link = |host: &str| {
            let name: String = attachment
                .name
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' })
                .collect();
            let (issued, id) = (self.now() / 1000, attachment.id);
            format!(
                "https://{host}/attachments/{channel}/{id}/{name}?ex={expires:x}&is={issued:x}&hm={:016x}&",
                sign(id, expires)
            )
        };
        let mut json = json!({
            "id": attachment.id,
            "filename": attachment.name,
            "size": attachment.size,
            "url": link(FILES[0]),
            "proxy_url": link(FILES[1]),
        });
        if let Some(mime) = &attachment.mime {
            json["content_type"] = mime.as_str().into();
        }
        if let Some(description) = &attachment.description {
            json["description"] = description.as_str().into();
        }
        json
    }

    fn reaction_json(&self, reaction: &Reaction) -> Value {
        json!({
            "emoji": emoji_json(&reaction.emoji),
            "count": reaction.users.len(),
            "count_details": { "burst": 0, "normal": reaction.users.len() },
            "burst_colors": [],
            "me": reaction.users.contains(&self.bot),
            "me_burst": false,
        })
    }
}

/// What makes a link hard to make up. It isn't, here; but it must fit.
pub(crate) fn sign(id: Id, expires: i64) -> u64 {
    (id.0 ^ expires.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
