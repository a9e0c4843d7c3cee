//! Forms, which Discord calls modals.

use std::sync::Arc;

use serde_json::{Value, json};

use super::pending::Pending;
use super::person::Person;
use crate::act::interact::Deed;
use crate::id::{Id, MessageId};
use crate::rules::component::kind;
use crate::rules::modal::inputs;
use crate::world::interaction::{Interaction, kind as interaction};

/// A field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// What the bot calls it.
    pub custom_id: String,
    /// What stands above it.
    pub label: String,
    /// Discord's number for its kind: 4 is text.
    pub kind: u64,
    /// Whether it has several lines.
    pub long: bool,
    /// Whether it must be filled in.
    pub required: bool,
    /// What stands in it at first.
    pub value: String,
    /// What stands in it while it is empty.
    pub placeholder: String,
    /// How many characters it takes.
    pub length: (u64, u64),
    /// A select's options: what is read and what is sent.
    pub options: Vec<(String, String)>,
}

/// A form that the bot showed to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What the bot calls it.
    pub custom_id: String,
    /// What stands above it.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
    components: Value,
    user: Id,
    channel: Id,
    message: Option<MessageId>,
    shown_by: Id,
}

impl Form {
    pub(super) fn read(interaction: &Interaction, data: &Value) -> Self {
        let rows = data["components"].as_array().into_iter().flatten();
        let fields =
            rows.flat_map(|row| inputs(row, "").into_iter().map(move |(_, input)| field(row, input)));
        Self {
            custom_id: data["custom_id"].as_str().unwrap_or_default().to_owned(),
            title: data["title"].as_str().unwrap_or_default().to_owned(),
            fields: fields.collect(),
            components: data["components"].clone(),
            user: interaction.user,
            channel: interaction.channel,
            message: interaction.message,
            shown_by: interaction.id,
        }
    }
}

fn field(row: &Value, input: &Value) -> Field {
    let text = |key: &str| input[key].as_str().unwrap_or_default().to_owned();
    let label = row["label"].as_str().or(input["label"].as_str()).unwrap_or_default();
    let options = input["options"].as_array().into_iter().flatten();
    let both = |o: &Value| {
        (
            o["label"].as_str().unwrap_or_default().to_owned(),
            o["value"].as_str().unwrap_or_default().to_owned(),
        )
    };
    Field {
        custom_id: text("custom_id"),
        label: label.to_owned(),
        kind: input["type"].as_u64().unwrap_or_default(),
        long: input["style"] == 2,
        required: input["required"].as_bool().unwrap_or(true),
        value: text("value"),
        placeholder: text("placeholder"),
        length: (input["min_length"].as_u64().unwrap_or(0), input["max_length"].as_u64().unwrap_or(4_000)),
        options: options.map(both).collect(),
    }
}

impl Person {
    /// Fills in a form, by labels or by the bot's own names, and sends it. What isn't named keeps what
    /// stood in it. What Discord's client would not send fails the test.
    pub fn submits(&self, form: &Form, filled: &[(&str, &str)]) -> Pending {
        assert!(form.user == self.id, "{} was not shown this form", self.name);
        for (name, _) in filled {
            let known = form.fields.iter().any(|f| f.label == *name || f.custom_id == *name);
            assert!(known, "the form has no field {name}: {:?}", form.fields);
        }
        let rows = form.components.as_array().into_iter().flatten();
        let rows: Vec<Value> = rows.enumerate().map(|(n, row)| filled_row(row, n, filled)).collect();
        let data = json!({ "custom_id": form.custom_id, "components": rows, "resolved": {} });
        let deed = Deed {
            kind: interaction::MODAL,
            user: self.id,
            channel: form.channel,
            message: form.message,
            name: form.custom_id.clone(),
            target: None,
            form_of: Some(form.shown_by),
            data,
        };
        let id = self.shared.with(|w| w.interact(deed));
        Pending { shared: Arc::clone(&self.shared), id }
    }
}

fn filled_row(row: &Value, number: usize, filled: &[(&str, &str)]) -> Value {
    let (id, below) = (number * 2 + 1, number * 2 + 2);
    let inside: Vec<Value> =
        inputs(row, "").into_iter().map(|(_, i)| filled_input(row, i, below, filled)).collect();
    match (row["type"].as_u64(), inside.into_iter().next()) {
        (Some(kind::LABEL), Some(inside)) => json!({ "type": kind::LABEL, "id": id, "component": inside }),
        (Some(kind::ROW), Some(inside)) => json!({ "type": kind::ROW, "id": id, "components": [inside] }),
        (other, _) => json!({ "type": other, "id": id }),
    }
}

fn filled_input(row: &Value, input: &Value, id: usize, filled: &[(&str, &str)]) -> Value {
    let field = field(row, input);
    let mut given =
        filled.iter().filter(|(name, _)| *name == field.label || *name == field.custom_id).map(|(_, v)| *v);
    if field.kind == kind::TEXT_INPUT {
        let text = given.next().unwrap_or(&field.value);
        let length = text.chars().count() as u64;
        let (least, most) = field.length;
        assert!(!field.required || length > 0, "{} must be filled in", field.label);
        assert!(
            length == 0 || (least..=most).contains(&length),
            "{}: {length} characters are not allowed",
            field.label
        );
        return json!({ "type": field.kind, "id": id, "custom_id": field.custom_id, "value": text });
    }
    let values: Vec<&str> = given
        .map(|text| {
            let option = field.options.iter().find(|(label, value)| label == text || value == text);
            option.unwrap_or_else(|| panic!("{} has no option {text}", field.label)).1.as_str()
        })
        .collect();
    json!({ "type": field.kind, "id": id, "custom_id": field.custom_id, "values": values })
}
