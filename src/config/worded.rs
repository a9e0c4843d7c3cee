//! A text that people read: one for all, or one for each language.

use toml::de::DeValue;

use super::document::{Keys, Value};
use super::model::Worded;
use crate::text::Language;

const WANTED: &str = "a text in quotes, or { en = \"…\", it = \"…\" }";

/// Reads it; `one` reads the text in one language, and `keys` are the languages.
pub(super) fn read(
    value: &Value<'_>,
    keys: &'static Keys,
    one: impl Fn(&Value<'_>) -> Option<String>,
) -> Option<Worded> {
    match value.value {
        DeValue::String(_) => one(value).map(|text| Worded(vec![(None, text)])),
        DeValue::Table(_) => {
            let table = value.table(keys, WANTED)?;
            let mut texts = Vec::new();
            for (name, text) in table.entries() {
                let Some(language) = Language::ALL.iter().find(|l| l.code() == name) else { continue };
                texts.extend(one(&text).map(|text| (Some(*language), text)));
            }
            if table.entries().is_empty() {
                value.mistake("is empty", format!("allowed: {WANTED}"));
            }
            (!texts.is_empty()).then_some(Worded(texts))
        }
        _ => {
            value.wrong_kind(WANTED);
            None
        }
    }
}
