//! A schema with all the schemas it speaks of, so that it stands for itself.

use serde_json::{Map, Value};

const FROM: &str = "#/components/schemas/";
const TO: &str = "#/$defs/";

/// `schema`, with those of `schemas` that it leads to as `$defs`.
pub(super) fn of(schema: &Value, schemas: &Value) -> Value {
    let mut found = Map::new();
    let mut whole = schema.clone();
    let mut open = Vec::new();
    turn(&mut whole, &mut open);
    while let Some(name) = open.pop() {
        if found.contains_key(&name) {
            continue;
        }
        let mut next = schemas[name.as_str()].clone();
        turn(&mut next, &mut open);
        found.insert(name, next);
    }
    whole["$defs"] = found.into();
    whole
}

/// Turns the references and notes where they lead.
fn turn(value: &mut Value, open: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str().and_then(|text| text.strip_prefix(FROM)) {
                    Some(name) if key == "$ref" => {
                        open.push(name.to_owned());
                        *value = format!("{TO}{name}").into();
                    }
                    _ => turn(value, open),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| turn(value, open)),
        _ => {}
    }
}
