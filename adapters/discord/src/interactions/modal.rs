//! Forms as Discord shows them.

use serde_json::{Value, json};
use sportello_chat::{Field, Form};

/// Fields of a form (Discord's reference, "Modal").
const MAX_FIELDS: usize = 5;
/// Characters of a title, of a label, and of the words in an empty field.
const MAX_TITLE: usize = 45;
const MAX_LABEL: usize = 45;
const MAX_PLACEHOLDER: usize = 100;
/// Characters of a field.
const MAX_VALUE: usize = 4_000;
/// Styles of fields.
const ONE_LINE: u64 = 1;
const LINES: u64 = 2;

/// The answer that opens `form`.
pub(crate) fn modal(form: &Form) -> Value {
    let rows: Vec<Value> = form.fields.iter().take(MAX_FIELDS).map(row).collect();
    json!({
        "type": 9,
        "data": { "custom_id": form.id, "title": shortened(&form.title, MAX_TITLE), "components": rows },
    })
}

fn row(field: &Field) -> Value {
    let label = shortened(&field.label, MAX_LABEL);
    let mut input = json!({
        "type": 4,
        "custom_id": field.id,
        "style": if field.long { LINES } else { ONE_LINE },
        "label": label,
        "required": field.required,
        "max_length": MAX_VALUE,
    });
    if label != field.label {
        input["placeholder"] = shortened(&field.label, MAX_PLACEHOLDER).into();
    }
    if !field.value.is_empty() {
        input["value"] = shortened(&field.value, MAX_VALUE).into();
    }
    json!({ "type": 1, "components": [input] })
}

/// `text` in at most `limit` characters.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use sportello_chat::{Field, Form};

    use super::modal;

    #[test]
    fn a_long_question_stands_whole_in_the_empty_field() {
        let question = "Which of the printers on the second floor does not print at all?";
        let field = Field { id: "q".into(), label: question.into(), ..Field::default() };
        let form = Form { id: "f".into(), title: "New ticket".into(), fields: vec![field; 7] };
        let shown = modal(&form);
        assert_eq!(shown["data"]["components"].as_array().map(Vec::len), Some(5));
        let input = &shown["data"]["components"][0]["components"][0];
        assert_eq!(input["label"].as_str().map(|l| l.chars().count()), Some(45));
        assert_eq!(input["placeholder"], question);
    }
}
