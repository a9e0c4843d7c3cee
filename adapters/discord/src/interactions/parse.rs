//! An interaction's content by the names of the grammar.

use serde_json::Value;
use sportello_chat::{Author, Interaction, Message};

use crate::commands::Shown;
use crate::json;

/// Types of interactions (Discord's reference, "Interaction Type").
pub(crate) mod kind {
    pub(crate) const COMMAND: u64 = 2;
    pub(crate) const COMPONENT: u64 = 3;
    pub(crate) const COMPLETION: u64 = 4;
    pub(crate) const FORM: u64 = 5;
}
/// The type of a command that is an entry of a message's menu.
const ON_MESSAGE: u64 = 3;

/// The message an entry was picked on, as the event has it.
pub(crate) fn target(value: &Value) -> Option<(&str, &Value)> {
    let data = &value["data"];
    if data["type"].as_u64() != Some(ON_MESSAGE) {
        return None;
    }
    let id = json::text(data, "target_id")?;
    Some((id, data["resolved"]["messages"].get(id)?))
}

/// What was picked; `on` is the message of a message's menu.
pub(crate) fn interaction(
    value: &Value,
    shown: &Shown,
    on: Option<Box<(Author, Message)>>,
) -> Option<Interaction> {
    let data = &value["data"];
    match value["type"].as_u64()? {
        kind::COMMAND if data["type"].as_u64() == Some(ON_MESSAGE) => Some(Interaction::OnMessage {
            entry: shown.entry(json::text(data, "name")?)?.to_owned(),
            target: json::text(data, "target_id")?.to_owned(),
            on: on?,
        }),
        kind::COMMAND => command(data, shown),
        kind::COMPONENT => Some(Interaction::Press {
            action: json::text(data, "custom_id")?.to_owned(),
            message: json::id(&value["message"], "id").map(|id| id.to_string()),
        }),
        kind::FORM => Some(Interaction::Form {
            form: json::text(data, "custom_id")?.to_owned(),
            fields: fields(&data["components"]),
        }),
        _ => None,
    }
}

fn command(data: &Value, shown: &Shown) -> Option<Interaction> {
    let sub = json::items(&data["options"]).next()?;
    let command = shown.command(json::text(data, "name")?, json::text(sub, "name")?)?;
    let options = json::items(&sub["options"]).filter_map(|option| {
        let name = command.option(json::text(option, "name")?)?;
        Some((name.to_owned(), words(&option["value"])?))
    });
    Some(Interaction::Command { name: command.id.to_owned(), options: options.collect() })
}

/// An option's value as text.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The fields of a form, in rows or under labels.
fn fields(components: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for component in json::items(components) {
        if let Some(id) = json::text(component, "custom_id") {
            fields.push((id.to_owned(), component["value"].as_str().unwrap_or_default().to_owned()));
        }
        fields.extend(self::fields(&component["components"]));
        if component["component"].is_object() {
            fields.extend(self::fields(&Value::Array(vec![component["component"].clone()])));
        }
    }
    fields
}

/// The option somebody is filling in: command, option, what is typed.
pub(crate) fn focused(value: &Value, shown: &Shown) -> Option<(String, String, String)> {
    let data = &value["data"];
    let sub = json::items(&data["options"]).next()?;
    let command = shown.command(json::text(data, "name")?, json::text(sub, "name")?)?;
    let option = json::items(&sub["options"]).find(|o| o["focused"].as_bool() == Some(true))?;
    let name = command.option(json::text(option, "name")?)?;
    Some((command.id.to_owned(), name.to_owned(), words(&option["value"]).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sportello_chat::Interaction;

    use super::interaction;
    use crate::commands::Shown;

    #[test]
    fn a_form_is_read_in_rows_and_under_labels() {
        let value = json!({"type": 5, "data": {"custom_id": "f", "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "a", "value": "x"}]},
            {"type": 18, "component": {"type": 4, "custom_id": "b", "value": "y"}},
        ]}});
        let Some(Interaction::Form { form, fields }) = interaction(&value, &Shown::default(), None) else {
            panic!("no form");
        };
        assert_eq!(form, "f");
        assert_eq!(fields, [("a".into(), "x".into()), ("b".into(), "y".into())]);
    }
}
