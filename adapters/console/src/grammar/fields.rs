//! The keys and values of one JSON object, taken one by one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::MAX_NAME;

/// The object's entries in their order.
pub(super) struct Fields(Vec<(String, Value)>);

impl Fields {
    /// Reads an object in which no key comes twice.
    pub fn read(line: &str) -> Result<Self, String> {
        let entries: Entries = serde_json::from_str(line).map_err(|e| match e.classify() {
            serde_json::error::Category::Data => e.to_string(),
            _ => format!("expected one JSON object on the line: {e}"),
        })?;
        Self::checked(entries.0)
    }

    /// The entries of an object inside another.
    pub fn of(object: Map<String, Value>) -> Result<Self, String> {
        Self::checked(object.into_iter().collect())
    }

    fn checked(entries: Vec<(String, Value)>) -> Result<Self, String> {
        for (i, (key, _)) in entries.iter().enumerate() {
            if entries[..i].iter().any(|(k, _)| k == key) {
                return Err(format!("`{key}` is there twice"));
            }
        }
        Ok(Self(entries))
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    pub fn has(&self, key: &str) -> bool {
        self.keys().any(|k| k == key)
    }

    /// Takes a value out; null is the same as nothing.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k == key)?;
        Some(std::mem::take(&mut self.0[at].1)).filter(|v| !v.is_null())
    }

    /// A text, as it is.
    pub fn text(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) if text.contains('\0') => {
                Err(format!("`{key}` holds the character U+0000, which can't be stored"))
            }
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(format!("`{key}` must be a text in quotes, not {}", kind(&other))),
        }
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &str) -> Result<String, String> {
        self.text(key)?.ok_or_else(|| format!("`{key}` is missing"))
    }

    /// An id or a name: some text, not too long.
    pub fn name(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.text(key)? {
            Some(name) if name.trim().is_empty() => Err(format!("`{key}` must not be empty")),
            Some(name) if name.chars().count() > MAX_NAME => {
                Err(format!("`{key}` must not have more than {MAX_NAME} characters"))
            }
            name => Ok(name),
        }
    }

    /// True or false; false where nothing is said.
    pub fn flag(&mut self, key: &str) -> Result<bool, String> {
        match self.take(key) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(other) => Err(format!("`{key}` must be true or false, not {}", kind(&other))),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// An object read entry by entry: a map would silently keep the last of two equal keys.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one JSON object on the line")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
