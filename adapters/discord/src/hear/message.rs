//! A Discord message as the desk reads it.

use serde_json::Value;
use sportello_chat::{FileOffer, Kind, Markup, Message};

use crate::files::Source;
use crate::json;
use crate::markdown::inbound::{Names, common_mark};
use crate::world::World;

/// Types of messages that are words (Discord's reference, "Message Types"); all others tell that
/// somebody joined, a thread began and the like.
const WORDS: [u64; 2] = [0, 19];
/// The type of a message that answers another.
const REPLY: u64 = 19;
/// The type of a reference that forwards.
const FORWARD: u64 = 1;

/// What every message has.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: u64,
    pub(crate) channel: u64,
    pub(crate) author: u64,
    /// When it was changed last, as Discord writes it.
    pub(crate) edited: Option<String>,
}

impl Head {
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(Self {
            id: json::id(value, "id")?,
            channel: json::id(value, "channel_id")?,
            author: json::id(&value["author"], "id")?,
            edited: json::text(value, "edited_timestamp").map(str::to_owned),
        })
    }
}

/// Whether somebody says something with it.
pub(crate) fn is_words(value: &Value) -> bool {
    value["type"].as_u64().is_none_or(|kind| WORDS.contains(&kind))
}

/// What the message says.
pub(crate) fn message(value: &Value, world: &World) -> Message {
    let names = MessageNames { message: value, world };
    let mut parts = Vec::new();
    if let Some(content) = json::text(value, "content") {
        parts.push(common_mark(content, &names));
    }
    let mut files = files(value, value);
    for snapshot in json::items(&value["message_snapshots"]) {
        // serenity takes off the wrapper that the API has.
        let inner = snapshot.get("message").unwrap_or(snapshot);
        parts.extend(json::text(inner, "content").map(|text| quoted(&common_mark(text, &names))));
        parts.extend(stickers(inner));
        files.extend(self::files(inner, value));
    }
    parts.extend(stickers(value));
    parts.extend(poll(value));
    Message {
        text: parts.join("\n\n"),
        markup: Markup::Markdown,
        kind: Kind::Text,
        reply_to: reply_to(value),
        files,
        title: None,
    }
}

fn reply_to(value: &Value) -> Option<String> {
    let reference = &value["message_reference"];
    let answers = value["type"].as_u64() == Some(REPLY) && reference["type"].as_u64() != Some(FORWARD);
    answers.then(|| json::id(reference, "message_id")).flatten().map(|id| id.to_string())
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Stickers and polls in words; the texts of a desk's person are in any language, the brackets in none.
fn stickers(value: &Value) -> Vec<String> {
    let stickers = json::items(&value["sticker_items"]).filter_map(|s| json::text(s, "name"));
    stickers.map(|name| format!("\\[sticker: {}\\]", sportello_chat::escape_markdown(name))).collect()
}

fn poll(value: &Value) -> Option<String> {
    let poll = &value["poll"];
    let plain = |v: &Value| json::text(v, "text").map(sportello_chat::escape_markdown);
    let question = plain(&poll["question"])?;
    let answers = json::items(&poll["answers"]).filter_map(|answer| plain(&answer["poll_media"]));
    let answers: String = answers.map(|answer| format!("\n- {answer}")).collect();
    Some(format!("{question}\n{answers}"))
}

/// The files of `value`, which is `holder` or forwarded by it.
fn files(value: &Value, holder: &Value) -> Vec<FileOffer> {
    let Some((channel, message)) = json::id(holder, "channel_id").zip(json::id(holder, "id")) else {
        return Vec::new();
    };
    let offer = |attachment: &Value| {
        let source = Source {
            channel,
            message,
            attachment: json::id(attachment, "id")?,
            url: json::text(attachment, "url").unwrap_or_default().to_owned(),
        };
        Some(FileOffer {
            name: json::text(attachment, "filename").unwrap_or("file").to_owned(),
            mime: json::text(attachment, "content_type").unwrap_or("application/octet-stream").to_owned(),
            size: attachment["size"].as_u64(),
            source: source.to_text(),
        })
    };
    json::items(&value["attachments"]).filter_map(offer).collect()
}

/// Names as the message and the server have them.
struct MessageNames<'a> {
    message: &'a Value,
    world: &'a World,
}

impl Names for MessageNames<'_> {
    fn user(&self, id: u64) -> Option<String> {
        let user = json::items(&self.message["mentions"]).find(|user| json::id(user, "id") == Some(id))?;
        let nick = json::text(&user["member"], "nick");
        nick.map(str::to_owned).or_else(|| shown_name(user))
    }

    fn role(&self, id: u64) -> Option<String> {
        self.world.role_name(id)
    }

    fn channel(&self, id: u64) -> Option<String> {
        self.world.channel(id).map(|c| c.name)
    }
}

/// The name an account shows outside of any server.
pub(crate) fn shown_name(user: &Value) -> Option<String> {
    json::text(user, "global_name").or_else(|| json::text(user, "username")).map(str::to_owned)
}

/// The time a text of Discord's names, in milliseconds, which two spellings of it share.
pub(crate) fn millis(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::message;
    use crate::world::World;

    #[test]
    fn what_is_forwarded_is_quoted_and_its_files_come_along() {
        let value = json!({
            "id": "5", "channel_id": "4", "type": 0, "content": "",
            "message_reference": { "type": 1, "message_id": "3" },
            "message_snapshots": [{ "message": {
                "content": "one\n**two**",
                "attachments": [{ "id": "9", "filename": "a.txt", "size": 3, "url": "https://x" }],
            } }],
        });
        let said = message(&value, &World::default());
        assert_eq!(said.text, "> one\n> **two**");
        assert_eq!((said.reply_to, said.files.len()), (None, 1));
        assert_eq!(said.files[0].source, "4/5/9 https://x");
    }

    #[test]
    fn stickers_and_polls_are_put_into_words() {
        let value = json!({
            "id": "5", "channel_id": "4", "type": 0, "content": "look",
            "sticker_items": [{ "id": "1", "name": "Wave", "format_type": 1 }],
            "poll": {
                "question": { "text": "When?" },
                "answers": [{ "poll_media": { "text": "now" } }, { "poll_media": { "text": "later" } }],
            },
        });
        let said = message(&value, &World::default()).text;
        assert_eq!(said, "look\n\n\\[sticker: Wave\\]\n\nWhen?\n\n- now\n- later");
    }

    #[test]
    fn an_odd_message_is_no_reason_to_fail() {
        let said =
            message(&json!({ "content": 7, "attachments": "none", "mentions": null }), &World::default());
        assert!(said.text.is_empty() && said.files.is_empty());
    }
}
