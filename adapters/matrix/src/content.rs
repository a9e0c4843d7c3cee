//! The contents of the events the bot sends: pure.

use matrix_sdk::ruma::events::room::MediaSource;
use serde_json::{Map, Value, json};
use sportello_chat::{Body, FileRef, Mention};

use crate::render::render;

/// The field that carries an operation's key, so that it is found again on any device.
pub(crate) const KEY: &str = "org.sportello.key";

/// Bytes of words in an event: encrypted they grow by a third, and an event may have 64 KiB.
const MAX_BYTES: usize = 40_000;
/// Characters of the words in an edit that only clients without edits read.
const FALLBACK: usize = 1_000;

/// What a message hangs on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Relation {
    /// The root of its thread.
    pub(crate) thread: Option<String>,
    /// The last message of that thread, shown as answered by clients without threads.
    pub(crate) last: Option<String>,
    /// The message it answers.
    pub(crate) reply_to: Option<String>,
}

impl Relation {
    fn put_into(self, content: &mut Map<String, Value>) {
        let relation = match (self.thread, self.reply_to) {
            (None, None) => return,
            (None, Some(reply)) => json!({ "m.in_reply_to": { "event_id": reply } }),
            (Some(root), reply) => {
                let falling_back = reply.is_none();
                let answered = reply.or(self.last).unwrap_or_else(|| root.clone());
                json!({
                    "rel_type": "m.thread", "event_id": root, "is_falling_back": falling_back,
                    "m.in_reply_to": { "event_id": answered },
                })
            }
        };
        content.insert("m.relates_to".to_owned(), relation);
    }
}

/// A message of words.
pub(crate) fn message(
    body: &Body,
    mentions: &[Mention],
    notice: bool,
    relation: Relation,
    key: &str,
) -> Value {
    let mut content = words(body, mentions, notice);
    relation.put_into(&mut content);
    content.insert(KEY.to_owned(), json!(key));
    Value::Object(content)
}

/// New words for the message `target`.
pub(crate) fn edit(target: &str, body: &Body, notice: bool, key: &str) -> Value {
    let new = words(body, &[], notice);
    let mut content = new.clone();
    let text = new.get("body").and_then(Value::as_str).unwrap_or_default();
    let fallback = format!("* {}", text.chars().take(FALLBACK).collect::<String>());
    content.insert("body".to_owned(), json!(fallback));
    for field in ["format", "formatted_body"] {
        content.remove(field);
    }
    content.insert("m.new_content".to_owned(), Value::Object(new));
    content.insert("m.relates_to".to_owned(), json!({ "rel_type": "m.replace", "event_id": target }));
    content.insert(KEY.to_owned(), json!(key));
    Value::Object(content)
}

fn words(body: &Body, mentions: &[Mention], notice: bool) -> Map<String, Value> {
    let rendered = render(body, mentions);
    let mut content = Map::new();
    content.insert("msgtype".to_owned(), json!(if notice { "m.notice" } else { "m.text" }));
    content.insert("body".to_owned(), json!(rendered.body));
    // Formatting is given up rather than words.
    if let Some(html) = rendered.formatted.filter(|html| html.len() + rendered.body.len() <= MAX_BYTES) {
        content.insert("format".to_owned(), json!("org.matrix.custom.html"));
        content.insert("formatted_body".to_owned(), json!(html));
    }
    content.insert("m.mentions".to_owned(), notified(mentions));
    content
}

/// Whom a message notifies: always said, so that no client guesses from the words.
fn notified(mentions: &[Mention]) -> Value {
    if mentions.is_empty() {
        return json!({});
    }
    json!({ "user_ids": mentions.iter().map(|m| m.id.as_str()).collect::<Vec<_>>() })
}

/// A file that was uploaded as `source`.
pub(crate) fn file(file: &FileRef, source: &MediaSource, relation: Relation, key: &str) -> Value {
    let msgtype = match file.mime.split('/').next() {
        Some("image") => "m.image",
        Some("audio") => "m.audio",
        Some("video") => "m.video",
        _ => "m.file",
    };
    let mut content = Map::new();
    content.insert("msgtype".to_owned(), json!(msgtype));
    content.insert("body".to_owned(), json!(file.name));
    content.insert("filename".to_owned(), json!(file.name));
    content.insert("info".to_owned(), json!({ "mimetype": file.mime, "size": file.size }));
    content.insert("m.mentions".to_owned(), json!({}));
    match source {
        MediaSource::Plain(uri) => content.insert("url".to_owned(), json!(uri)),
        MediaSource::Encrypted(encrypted) => content.insert("file".to_owned(), json!(encrypted)),
    };
    relation.put_into(&mut content);
    content.insert(KEY.to_owned(), json!(key));
    Value::Object(content)
}

/// An emoji on the message `target`.
pub(crate) fn reaction(target: &str, emoji: &str, key: &str) -> Value {
    json!({
        "m.relates_to": { "rel_type": "m.annotation", "event_id": target, "key": emoji },
        KEY: key,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sportello_chat::{Body, Mention};

    use super::{Relation, edit, message};

    #[test]
    fn a_message_in_a_thread_falls_back_to_the_last_of_it() {
        let relation = Relation { thread: Some("$r".into()), last: Some("$l".into()), reply_to: None };
        let content = message(&Body::plain("x"), &[], true, relation, "k");
        assert_eq!(
            content,
            json!({
                "msgtype": "m.notice", "body": "x", "m.mentions": {}, "org.sportello.key": "k",
                "m.relates_to": { "rel_type": "m.thread", "event_id": "$r", "is_falling_back": true,
                                  "m.in_reply_to": { "event_id": "$l" } },
            })
        );
    }

    #[test]
    fn only_those_named_are_notified() {
        let mia = Mention { id: "@mia:a".into(), name: "Mia".into() };
        let content = message(&Body::plain("@room @ada:a"), &[mia], false, Relation::default(), "k");
        assert_eq!(content["m.mentions"], json!({ "user_ids": ["@mia:a"] }));
        assert!(content.get("m.relates_to").is_none());
    }

    #[test]
    fn an_edit_carries_the_new_words_whole_and_a_fallback() {
        let content = edit("$m", &Body::markdown("*b*"), false, "k");
        assert_eq!(content["body"], "* *b*");
        assert_eq!(content["m.new_content"]["formatted_body"], "<p><em>b</em></p>");
        assert_eq!(content["m.relates_to"], json!({ "rel_type": "m.replace", "event_id": "$m" }));
    }
}
