//! Reading Discord's JSON, which has ids as text and may lack anything.

use serde_json::Value;

use crate::ids;

/// The id under `key`.
pub(crate) fn id(value: &Value, key: &str) -> Option<u64> {
    as_id(&value[key])
}

/// The value as an id.
pub(crate) fn as_id(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => ids::parse(text),
        Value::Number(number) => number.as_u64().filter(|id| *id != 0),
        _ => None,
    }
}

/// The text under `key`, if it is there and not empty.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value[key].as_str().filter(|text| !text.is_empty())
}

/// The elements of an array, or the values of a map (serenity turns some arrays into maps).
pub(crate) fn items(value: &Value) -> Box<dyn Iterator<Item = &Value> + Send + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(map) => Box::new(map.values()),
        _ => Box::new(std::iter::empty()),
    }
}
