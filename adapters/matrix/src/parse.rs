//! What a Matrix event says, in the desk's words: pure, and lenient with what clients send.

use serde_json::{Value, json};
use sportello_chat::{FileOffer, Kind, Markup, Message};

use crate::html;

/// An event that concerns the desk.
#[derive(Clone, Debug)]
pub(crate) enum Parsed {
    /// Something was said; `thread` is the thread's root.
    Said { thread: Option<String>, message: Message },
    /// A message got new content.
    Edited { target: String, message: Message },
    /// A message was removed.
    Redacted { target: String },
    /// An emoji was put on a message.
    Reacted { target: String, emoji: String },
    /// It can't be read; an edit that can't be read says nothing, since what it changes is known.
    Unreadable { thread: Option<String>, edit: bool, reply_to: Option<String> },
    /// The room was closed in favour of another.
    Replaced { by: String },
    /// Somebody's membership changed.
    Membership { person: String, now: String, was_joined: bool, reason: Option<String> },
}

/// What `event` (decrypted where possible) says, if it says anything to the desk.
pub(crate) fn parse(event: &Value) -> Option<Parsed> {
    let content = &event["content"];
    match event["type"].as_str()? {
        "m.room.message" | "m.sticker" | "m.poll.start" | "org.matrix.msc3381.poll.start" => said(event),
        "m.room.encrypted" if content["algorithm"].is_string() => {
            let relation = &content["m.relates_to"];
            Some(Parsed::Unreadable {
                thread: thread_of(relation),
                edit: relation["rel_type"] == "m.replace",
                reply_to: reply_of(relation),
            })
        }
        "m.room.redaction" => {
            // Its sender writes the content; the other one is the server's, in rooms of all versions (room version 11).
            let target = event["redacts"].as_str().or_else(|| content["redacts"].as_str())?;
            Some(Parsed::Redacted { target: target.to_owned() })
        }
        "m.reaction" => {
            let relation = &content["m.relates_to"];
            let emoji = relation["key"].as_str()?.replace('\u{fe0f}', "");
            Some(Parsed::Reacted { target: relation["event_id"].as_str()?.to_owned(), emoji })
        }
        // Anybody may send an event of this type; only the room's state says that it is replaced.
        "m.room.tombstone" if event["state_key"] == "" => {
            Some(Parsed::Replaced { by: content["replacement_room"].as_str()?.to_owned() })
        }
        "m.room.member" => {
            let before = event["unsigned"]["prev_content"]["membership"].as_str();
            Some(Parsed::Membership {
                person: event["state_key"].as_str()?.to_owned(),
                now: content["membership"].as_str()?.to_owned(),
                was_joined: before == Some("join"),
                reason: content["reason"].as_str().map(str::to_owned),
            })
        }
        _ => None,
    }
}

fn said(event: &Value) -> Option<Parsed> {
    let content = &event["content"];
    let relation = &content["m.relates_to"];
    if relation["rel_type"] == "m.replace" {
        let mut message = message(event["type"].as_str()?, &content["m.new_content"])?;
        message.reply_to = None;
        return Some(Parsed::Edited { target: relation["event_id"].as_str()?.to_owned(), message });
    }
    let mut message = message(event["type"].as_str()?, content)?;
    message.reply_to = reply_of(relation);
    Some(Parsed::Said { thread: thread_of(relation), message })
}

fn thread_of(relation: &Value) -> Option<String> {
    (relation["rel_type"] == "m.thread").then(|| relation["event_id"].as_str().map(str::to_owned))?
}

/// The message that is answered; the reply that clients without threads are given is none.
fn reply_of(relation: &Value) -> Option<String> {
    let fallback = relation["rel_type"] == "m.thread" && relation["is_falling_back"] == true;
    if fallback { None } else { relation["m.in_reply_to"]["event_id"].as_str().map(str::to_owned) }
}

fn message(event_type: &str, content: &Value) -> Option<Message> {
    if event_type.ends_with("poll.start") {
        return poll(content);
    }
    let kind = match content["msgtype"].as_str() {
        Some("m.notice" | "m.server_notice") => Kind::Notice,
        _ => Kind::Text,
    };
    let body = content["body"].as_str();
    match content["msgtype"].as_str() {
        // Said by a client, to the client of whoever is to be verified.
        Some("m.key.verification.request") => None,
        Some(media @ ("m.image" | "m.file" | "m.audio" | "m.video")) => {
            let file = file_offer(media, content)?;
            // Only a body beside a file name is a caption (since Matrix 1.10).
            let (text, markup) = match (content["filename"].as_str(), body) {
                (Some(name), Some(body)) if name != body => words(content, body),
                _ => (String::new(), Markup::Plain),
            };
            Some(Message { text, markup, kind, files: vec![file], ..Message::default() })
        }
        Some("m.emote") => Some(plain(format!("* {}", body?))),
        _ => {
            let (text, markup) = words(content, body?);
            Some(Message { text, markup, kind, ..Message::default() })
        }
    }
}

fn plain(text: String) -> Message {
    Message { text, ..Message::default() }
}

/// The words of a message: its HTML as CommonMark, else its plain body.
fn words(content: &Value, body: &str) -> (String, Markup) {
    if content["format"] == "org.matrix.custom.html"
        && let Some(markdown) = content["formatted_body"].as_str().and_then(html::to_markdown)
    {
        return (markdown, Markup::Markdown);
    }
    let is_reply = content["m.relates_to"]["m.in_reply_to"].is_object();
    (if is_reply { without_quote(body).to_owned() } else { body.to_owned() }, Markup::Plain)
}

/// `body` without the quoted message that older clients put before a reply.
fn without_quote(body: &str) -> &str {
    if !body.starts_with("> <@") && !body.starts_with("> * <@") {
        return body;
    }
    let mut rest = body;
    while rest.starts_with('>') {
        rest = rest.split_once('\n').map_or("", |(_, tail)| tail);
    }
    rest.strip_prefix('\n').unwrap_or(rest)
}

fn file_offer(msgtype: &str, content: &Value) -> Option<FileOffer> {
    let source = match (&content["file"], &content["url"]) {
        (file @ Value::Object(_), _) => json!({ "file": file }),
        (_, Value::String(url)) => json!({ "url": url }),
        _ => return None,
    };
    let name = content["filename"].as_str().or_else(|| content["body"].as_str()).unwrap_or("file");
    let fallback = match msgtype {
        "m.image" => "image/*",
        "m.audio" => "audio/*",
        "m.video" => "video/*",
        _ => "application/octet-stream",
    };
    Some(FileOffer {
        name: name.to_owned(),
        mime: content["info"]["mimetype"].as_str().unwrap_or(fallback).to_owned(),
        size: content["info"]["size"].as_u64(),
        source: source.to_string(),
    })
}

/// The text that a poll carries for clients that know no polls.
fn poll(content: &Value) -> Option<Message> {
    let text = content["m.text"][0]["body"]
        .as_str()
        .or_else(|| content["org.matrix.msc1767.text"].as_str())
        .or_else(|| content["body"].as_str())?;
    Some(plain(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use sportello_chat::{Kind, Markup, Message};

    use super::{Parsed, parse};

    fn event(content: Value) -> Value {
        json!({ "type": "m.room.message", "content": content })
    }

    fn said(content: Value) -> (Option<String>, Message) {
        match parse(&event(content)) {
            Some(Parsed::Said { thread, message }) => (thread, message),
            other => panic!("not a message: {other:?}"),
        }
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        let (thread, message) = said(json!({ "msgtype": "m.text", "body": "a < b\n  two" }));
        assert_eq!((thread, message.text.as_str(), message.markup), (None, "a < b\n  two", Markup::Plain));
    }

    #[test]
    fn formatted_words_become_commonmark() {
        let (_, message) = said(json!({
            "msgtype": "m.text", "body": "x", "format": "org.matrix.custom.html",
            "formatted_body": "<p>It says:</p><pre><code class=\"language-sh\">ls\ncd\n</code></pre><ul><li>one</li><li>two</li></ul>",
        }));
        assert_eq!(message.markup, Markup::Markdown);
        assert!(message.text.contains("```sh\nls\ncd\n```"), "{}", message.text);
        assert!(message.text.contains("one\n"), "{}", message.text);
    }

    #[test]
    fn a_notice_is_known_as_one() {
        for notice in ["m.notice", "m.server_notice"] {
            assert_eq!(said(json!({ "msgtype": notice, "body": "x" })).1.kind, Kind::Notice);
        }
    }

    #[test]
    fn a_thread_s_fallback_is_no_reply() {
        let relation = |falling_back: bool| {
            json!({ "rel_type": "m.thread", "event_id": "$root", "is_falling_back": falling_back,
                    "m.in_reply_to": { "event_id": "$last" } })
        };
        let content = |r| json!({ "msgtype": "m.text", "body": "x", "m.relates_to": r });
        let (thread, message) = said(content(relation(true)));
        assert_eq!((thread.as_deref(), message.reply_to), (Some("$root"), None));
        assert_eq!(said(content(relation(false))).1.reply_to.as_deref(), Some("$last"));
    }

    #[test]
    fn the_quote_of_a_reply_is_left_out() {
        let (_, message) = said(json!({
            "msgtype": "m.text", "body": "> <@ada:a> what?\n> really\n\nyes\n> mine",
            "m.relates_to": { "m.in_reply_to": { "event_id": "$q" } },
        }));
        assert_eq!((message.text.as_str(), message.reply_to.as_deref()), ("yes\n> mine", Some("$q")));
    }

    #[test]
    fn an_edit_is_read_from_its_new_content() {
        let edit = event(json!({
            "msgtype": "m.text", "body": "* new", "m.new_content": { "msgtype": "m.text", "body": "new" },
            "m.relates_to": { "rel_type": "m.replace", "event_id": "$old" },
        }));
        match parse(&edit) {
            Some(Parsed::Edited { target, message }) => {
                assert_eq!((&*target, &*message.text), ("$old", "new"))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_keeps_what_is_needed_to_fetch_it() {
        let (_, message) = said(json!({
            "msgtype": "m.image", "body": "look", "filename": "a.png",
            "file": { "url": "mxc://a/b", "k": "x" }, "info": { "mimetype": "image/png", "size": 7 },
        }));
        let file = &message.files[0];
        assert_eq!((message.text.as_str(), file.name.as_str(), file.size), ("look", "a.png", Some(7)));
        assert!(file.source.contains("mxc://a/b"));
    }

    #[test]
    fn a_reaction_has_no_variation_selector() {
        let reaction = json!({ "type": "m.reaction", "content": { "m.relates_to":
            { "rel_type": "m.annotation", "event_id": "$a", "key": "❤\u{fe0f}" } } });
        match parse(&reaction) {
            Some(Parsed::Reacted { emoji, .. }) => assert_eq!(emoji, "❤"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_state_of_a_room_says_that_it_is_replaced() {
        let mut said = json!({ "type": "m.room.tombstone", "content": { "replacement_room": "!b:x" } });
        assert!(parse(&said).is_none());
        said["state_key"] = "".into();
        assert!(matches!(parse(&said), Some(Parsed::Replaced { by }) if by == "!b:x"));
    }

    #[test]
    fn what_is_deleted_the_server_says() {
        let deleted = |event: Value| match parse(&event) {
            Some(Parsed::Redacted { target }) => target,
            other => panic!("{other:?}"),
        };
        let of_old = json!({ "type": "m.room.redaction", "redacts": "$a", "content": { "redacts": "$b" } });
        assert_eq!(deleted(of_old), "$a");
        assert_eq!(deleted(json!({ "type": "m.room.redaction", "content": { "redacts": "$b" } })), "$b");
    }

    #[test]
    fn a_client_that_wants_to_verify_says_nothing_to_the_desk() {
        let asked = json!({ "msgtype": "m.key.verification.request", "body": "asks to verify your keys" });
        assert!(parse(&event(asked)).is_none());
    }

    #[test]
    fn what_was_removed_or_makes_no_sense_says_nothing() {
        assert!(parse(&event(json!({}))).is_none());
        assert!(parse(&event(json!({ "msgtype": 3, "body": [] }))).is_none());
        assert!(parse(&json!({ "type": "m.room.redaction", "content": {} })).is_none());
        assert!(parse(&json!([])).is_none());
    }
}
