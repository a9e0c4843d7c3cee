//! Names in a body that no schema knows. The document lets them pass, and Discord ignores them: what was
//! meant by a misspelt name never happens.

use serde_json::Value;

use super::errors::Wrong;

/// Paths of names that are let pass all the same.
const LET_PASS: [&str; 3] = [
    // "Application Command Object": whether a command is age-restricted. The document forgot it.
    "*.nsfw",
    // A forum post's first message has neither; serenity 0.12 sends both with every message, and
    // nothing is lost when they are ignored.
    "message.enforce_nonce",
    "message.tts",
];

fn passes(path: &str) -> bool {
    LET_PASS.iter().any(|known| match known.strip_prefix('*') {
        Some(end) => path.ends_with(end),
        None => path == *known,
    })
}

/// The names that are not known where they stand.
pub(super) fn unknown(schema: &Value, body: &Value) -> Vec<Wrong> {
    let mut found = Vec::new();
    walk(schema, &[schema], body, String::new(), &mut found);
    found
}

/// Looks at a value that may be of any of these schemas.
fn walk(root: &Value, schemas: &[&Value], value: &Value, path: String, found: &mut Vec<Wrong>) {
    let mut all = Vec::new();
    schemas.iter().for_each(|schema| alternatives(root, schema, &mut all));
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(map) => {
            let described: Vec<&Value> =
                all.iter().map(|s| &s["properties"]).filter(|p| p.is_object()).collect();
            // A map, such as that of translations, takes any name.
            if described.is_empty() {
                return;
            }
            for (key, value) in map {
                let fitting: Vec<&Value> = described.iter().filter_map(|p| p.get(key)).collect();
                if !fitting.is_empty() {
                    walk(root, &fitting, value, join(key), found);
                } else if !passes(&join(key)) {
                    let sentence = format!("There is no {key} here");
                    found.push((join(key), "UNKNOWN_FIELD".to_owned(), sentence));
                }
            }
        }
        Value::Array(list) => {
            let items: Vec<&Value> = all.iter().filter_map(|s| s.get("items")).collect();
            for (n, value) in list.iter().enumerate() {
                walk(root, &items, value, join(&n.to_string()), found);
            }
        }
        _ => {}
    }
}

/// The schemas that a schema may stand for.
fn alternatives<'a>(root: &'a Value, schema: &'a Value, all: &mut Vec<&'a Value>) {
    if let Some(pointer) = schema["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
        if let Some(schema) = root.pointer(pointer) {
            alternatives(root, schema, all);
        }
        return;
    }
    all.push(schema);
    for union in ["anyOf", "oneOf", "allOf"] {
        schema[union].as_array().into_iter().flatten().for_each(|s| alternatives(root, s, all));
    }
}
