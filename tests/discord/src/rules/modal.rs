//! Forms.

use std::collections::BTreeSet;

use serde_json::Value;

use super::component::kind;
use super::{check_count, check_length, each, join};
use crate::refusal::{Outcome, Refusal};

/// Refuses a form that breaks a rule.
pub fn check(data: &Value) -> Outcome<()> {
    check_length(&data["title"], "data.title", 1, 45)?;
    check_length(&data["custom_id"], "data.custom_id", 1, 100)?;
    for key in ["title", "custom_id", "components"] {
        if data[key].is_null() {
            return Err(Refusal::form(&join("data", key), "BASE_TYPE_REQUIRED", "This field is required"));
        }
    }
    check_count(&data["components"], "data.components", 1, 5)?;
    let mut ids = BTreeSet::new();
    for (path, row) in each(&data["components"], "data.components") {
        for (path, input) in inputs(row, &path) {
            check_input(input, &path)?;
            if !ids.insert(input["custom_id"].as_str().unwrap_or_default()) {
                let sentence = "Component custom id cannot be duplicated";
                return Err(Refusal::form(
                    &join(&path, "custom_id"),
                    "COMPONENT_CUSTOM_ID_DUPLICATED",
                    sentence,
                ));
            }
        }
        if row["type"] == kind::LABEL {
            check_length(&row["label"], &join(&path, "label"), 1, 45)?;
            check_length(&row["description"], &join(&path, "description"), 0, 100)?;
        } else if row["type"] == kind::ROW {
            check_count(&row["components"], &join(&path, "components"), 1, 1)?;
        }
    }
    Ok(())
}

/// The fields of a form's row, or of a label: what somebody fills in.
pub(crate) fn inputs<'a>(row: &'a Value, path: &str) -> Vec<(String, &'a Value)> {
    match row["type"].as_u64() {
        Some(kind::ROW) => {
            let list = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter().enumerate().map(|(n, c)| (format!("{path}.components.{n}"), c)).collect()
        }
        Some(kind::LABEL) => vec![(format!("{path}.component"), &row["component"])],
        _ => Vec::new(),
    }
}

fn check_input(input: &Value, path: &str) -> Outcome<()> {
    check_length(&input["custom_id"], &join(path, "custom_id"), 1, 100)?;
    if input["type"] != kind::TEXT_INPUT {
        return Ok(());
    }
    check_length(&input["label"], &join(path, "label"), 1, 45)?;
    check_length(&input["placeholder"], &join(path, "placeholder"), 0, 100)?;
    check_length(&input["value"], &join(path, "value"), 0, 4_000)?;
    for (key, least) in [("min_length", 0), ("max_length", 1)] {
        if input[key].as_u64().is_some_and(|n| !(least..=4_000).contains(&n)) {
            let sentence = format!("int value should be between {least} and 4000.");
            return Err(Refusal::form(&join(path, key), "NUMBER_TYPE_MAX", sentence));
        }
    }
    Ok(())
}
