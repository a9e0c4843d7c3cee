//! Messages as Discord takes them.

use serde_json::{Value, json};
use sportello_chat::{Attempt, Body, Button, Mention, Operation, SendError, Target, Weight};

use crate::errors::refused;
use crate::json;
use crate::markdown::outbound::render;

/// The flag of a message that makes no sound.
const SILENT: u64 = 1 << 12;
/// Buttons in a row, rows of them, characters on one (Discord's reference, "Component Reference").
const IN_A_ROW: usize = 5;
const ROWS: usize = 5;
const MAX_LABEL: usize = 80;
/// What stands in a message without words or files: Discord takes none that is empty.
const NOTHING: &str = "\u{200b}";

/// A message to be sent.
pub(super) struct Words<'a> {
    pub(super) target: &'a Target,
    pub(super) text: String,
    pub(super) mentions: &'a [Mention],
    pub(super) file: Option<super::file::File<'a>>,
    reply_to: Option<&'a str>,
    notice: bool,
    buttons: &'a [Button],
    body: Option<&'a Body>,
}

impl<'a> Words<'a> {
    /// The message in an operation that sends one.
    pub(super) fn of(operation: &'a Operation, attempt: &'a Attempt) -> Result<Self, SendError> {
        match operation {
            Operation::Send { target, body, mentions, reply_to, notice, buttons, .. } => Ok(Self {
                target,
                text: render(body, mentions),
                mentions,
                file: None,
                reply_to: reply_to.as_deref(),
                notice: *notice,
                buttons,
                body: Some(body),
            }),
            Operation::SendFile { target, file, reply_to, .. } => Ok(Self {
                target,
                text: String::new(),
                mentions: &[],
                file: Some(super::file::File::of(file, attempt)?),
                reply_to: reply_to.as_deref(),
                notice: false,
                buttons: &[],
                body: None,
            }),
            _ => Err(refused("that is no message")),
        }
    }

    /// The same message for fewer: without those who can't be notified any more.
    pub(super) fn only<'b>(&'b self, mentions: &'b [Mention]) -> Words<'b> {
        Words {
            target: self.target,
            text: self.body.map_or_else(|| self.text.clone(), |body| render(body, mentions)),
            mentions,
            file: self.file.clone(),
            reply_to: self.reply_to,
            notice: self.notice,
            buttons: self.buttons,
            body: self.body,
        }
    }

    /// The request that sends it under `key`: sent again with it within some minutes, it is the same
    /// message.
    pub(super) fn request(&self, key: &str) -> Value {
        let mut request = self.answer();
        request["nonce"] = key.into();
        request["enforce_nonce"] = true.into();
        if let Some(message) = self.reply_to {
            request["message_reference"] = json!({ "message_id": message, "fail_if_not_exists": false });
        }
        request
    }

    /// The same as an answer to an interaction, which has neither key nor reference.
    pub(super) fn answer(&self) -> Value {
        let mut message = json!({ "allowed_mentions": allowed(self.mentions) });
        if !self.text.is_empty() || self.file.is_none() {
            message["content"] = content(&self.text).into();
        }
        if let Some(file) = &self.file {
            message["attachments"] = json!([{ "id": 0, "filename": file.name }]);
        }
        if !self.buttons.is_empty() {
            message["components"] = rows(self.buttons);
        }
        if self.notice {
            message["flags"] = SILENT.into();
        }
        message
    }
}

impl Words<'_> {
    /// Whether `message` is these words, or this file. It called those who were there, and Discord takes off the spaces
    /// around a text.
    pub(super) fn are_in(&self, message: &Value) -> bool {
        match &self.file {
            Some(file) => json::items(&message["attachments"]).any(|attachment| {
                let name = json::text(attachment, "filename").unwrap_or_default();
                attachment["size"].as_u64() == Some(file.size()) && super::file::same_name(&file.name, name)
            }),
            None => {
                let called: Vec<&str> =
                    json::items(&message["mentions"]).filter_map(|m| json::text(m, "id")).collect();
                let called = |m: &&Mention| called.contains(&m.id.as_str());
                let mentions: Vec<Mention> = self.mentions.iter().filter(called).cloned().collect();
                let text = self.only(&mentions).text;
                message["content"].as_str().is_some_and(|said| said.trim() == content(&text).trim())
            }
        }
    }
}

/// A message's new content.
pub(super) fn edit(body: &Body, buttons: &[Button]) -> Value {
    json!({
        "content": content(&render(body, &[])),
        "components": rows(buttons),
        "allowed_mentions": allowed(&[]),
    })
}

fn content(text: &str) -> &str {
    if text.trim().is_empty() { NOTHING } else { text }
}

/// Nobody is notified but those named, whatever the text contains.
fn allowed(mentions: &[Mention]) -> Value {
    let users: Vec<&str> = mentions.iter().map(|m| m.id.as_str()).collect();
    json!({ "parse": [], "users": users, "replied_user": false })
}

fn rows(buttons: &[Button]) -> Value {
    let rows = buttons.chunks(IN_A_ROW).take(ROWS);
    Value::Array(
        rows.map(|row| json!({ "type": 1, "components": row.iter().map(button).collect::<Vec<_>>() }))
            .collect(),
    )
}

fn button(button: &Button) -> Value {
    let style = match button.weight {
        Weight::Primary => 1,
        Weight::Plain => 2,
        Weight::Good => 3,
        Weight::Grave => 4,
    };
    let label: String = button.label.chars().take(MAX_LABEL).collect();
    let mut value = json!({ "type": 2, "style": style, "label": label, "custom_id": button.action });
    if let Some(emoji) = &button.emoji {
        value["emoji"] = json!({ "name": emoji });
    }
    value
}

#[cfg(test)]
mod tests {
    use sportello_chat::{Body, Button, Weight};

    use super::{allowed, edit};

    #[test]
    fn nobody_is_notified_unasked() {
        assert_eq!(allowed(&[])["parse"], serde_json::json!([]));
        assert_eq!(edit(&Body::plain("@everyone"), &[])["allowed_mentions"]["users"], serde_json::json!([]));
    }

    #[test]
    fn buttons_stand_in_rows_of_five() {
        let one = Button { action: "a".into(), label: "A".into(), emoji: None, weight: Weight::Grave };
        let shown = edit(&Body::plain("x"), &vec![one; 7]);
        assert_eq!(shown["components"][0]["components"].as_array().map(Vec::len), Some(5));
        assert_eq!(shown["components"][1]["components"].as_array().map(Vec::len), Some(2));
        assert_eq!(shown["components"][0]["components"][0]["style"], 4);
    }
}
