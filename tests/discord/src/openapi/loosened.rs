//! Where Discord's document and its server disagree, the server wins. Each correction has its reason.

use serde_json::{Value, json};

/// Corrects the document.
pub(super) fn apply(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    snowflakes_may_be_numbers(schemas);
    permissions_may_be_text(schemas);
}

/// "Snowflakes … as strings", says the reference, and "accepts either": the number of a new file in
/// `attachments[].id` is a number in the documentation's own example.
fn snowflakes_may_be_numbers(schemas: &mut Value) {
    schemas["SnowflakeType"] = json!({
        "anyOf": [{ "type": "string", "pattern": "^(0|[1-9][0-9]*)$" }, { "type": "integer", "minimum": 0 }],
    });
}

/// Permissions are "serialized into a string", says the page on permissions; the document wants a
/// number.
fn permissions_may_be_text(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["default_member_permissions", "allow", "deny"] {
                if let Some(schema) = map.get_mut(key).filter(|s| is_integer(s)) {
                    *schema =
                        json!({ "anyOf": [schema.clone(), { "type": "string", "pattern": "^[0-9]+$" }] });
                }
            }
            map.values_mut().for_each(permissions_may_be_text);
        }
        Value::Array(list) => list.iter_mut().for_each(permissions_may_be_text),
        _ => {}
    }
}

fn is_integer(schema: &Value) -> bool {
    let kind = &schema["type"];
    kind == "integer" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|k| k == "integer"))
}
