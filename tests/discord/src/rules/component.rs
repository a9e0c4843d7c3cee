//! Buttons and select menus under messages.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{check_count, check_length, each, join};
use crate::refusal::{Outcome, Refusal};

/// Discord's numbers for kinds of components.
pub mod kind {
    /// A row of buttons, or of one select.
    pub const ROW: u64 = 1;
    /// A button.
    pub const BUTTON: u64 = 2;
    /// A select with options of its own.
    pub const STRING_SELECT: u64 = 3;
    /// A field to type in.
    pub const TEXT_INPUT: u64 = 4;
    /// The selects of people, roles, both, channels.
    pub const ENTITY_SELECTS: std::ops::RangeInclusive<u64> = 5..=8;
    /// A field with its label around it.
    pub const LABEL: u64 = 18;
}

/// The style of a button that is a link.
pub(crate) const LINK: u64 = 5;
/// The style of a button that sells.
const PREMIUM: u64 = 6;

pub(super) fn check_all(rows: &Value) -> Outcome<()> {
    check_count(rows, "components", 0, 5)?;
    let mut ids = BTreeSet::new();
    for (path, row) in each(rows, "components") {
        if row["type"] != kind::ROW {
            let sentence = format!("Value of field \"type\" must be one of (1,), not {}.", row["type"]);
            return Err(Refusal::form(&join(&path, "type"), "UNION_TYPE_CHOICES", sentence));
        }
        let inside = join(&path, "components");
        check_count(&row["components"], &inside, 1, 5)?;
        let count = row["components"].as_array().map_or(0, Vec::len);
        for (path, component) in each(&row["components"], &inside) {
            check_one(component, &path)?;
            if component["type"] != kind::BUTTON && count > 1 {
                let sentence = "Components can not be mixed: a select takes its row alone.";
                return Err(Refusal::form(&inside, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", sentence));
            }
            if let Some(id) = component["custom_id"].as_str()
                && !ids.insert(id.to_owned())
            {
                let sentence = "Component custom id cannot be duplicated";
                return Err(Refusal::form(
                    &join(&path, "custom_id"),
                    "COMPONENT_CUSTOM_ID_DUPLICATED",
                    sentence,
                ));
            }
        }
    }
    Ok(())
}

fn check_one(component: &Value, path: &str) -> Outcome<()> {
    check_length(&component["custom_id"], &join(path, "custom_id"), 1, 100)?;
    match component["type"].as_u64().unwrap_or_default() {
        kind::BUTTON => check_button(component, path),
        kind::STRING_SELECT => {
            check_select(component, path)?;
            check_count(&component["options"], &join(path, "options"), 1, 25)?;
            let mut values = BTreeSet::new();
            for (path, option) in each(&component["options"], &join(path, "options")) {
                check_length(&option["label"], &join(&path, "label"), 1, 100)?;
                check_length(&option["value"], &join(&path, "value"), 1, 100)?;
                check_length(&option["description"], &join(&path, "description"), 0, 100)?;
                if !values.insert(option["value"].as_str().unwrap_or_default()) {
                    let sentence = "The specified option value is already used";
                    return Err(Refusal::form(
                        &join(&path, "value"),
                        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                        sentence,
                    ));
                }
            }
            Ok(())
        }
        other if kind::ENTITY_SELECTS.contains(&other) => check_select(component, path),
        other => {
            let sentence = format!("A component of type {other} can't stand in a message's row.");
            Err(Refusal::form(&join(path, "type"), "UNION_TYPE_CHOICES", sentence))
        }
    }
}

fn check_button(button: &Value, path: &str) -> Outcome<()> {
    check_length(&button["label"], &join(path, "label"), 0, 80)?;
    let style = button["style"].as_u64().unwrap_or_default();
    let (has_id, has_link) = (button["custom_id"].is_string(), button["url"].is_string());
    let right = match style {
        LINK => has_link && !has_id,
        PREMIUM => true,
        _ => has_id && !has_link,
    };
    if !right {
        let sentence = "A button has a custom id, or as a link a url";
        return Err(Refusal::form(&join(path, "custom_id"), "BASE_TYPE_REQUIRED", sentence));
    }
    let labelled = button["label"].as_str().is_some_and(|l| !l.is_empty());
    if style != PREMIUM && !labelled && !button["emoji"].is_object() {
        let sentence = "A button must have a label or an emoji";
        return Err(Refusal::form(path, "BUTTON_COMPONENT_INVALID_EMOJI", sentence));
    }
    Ok(())
}

fn check_select(select: &Value, path: &str) -> Outcome<()> {
    if !select["custom_id"].is_string() {
        return Err(Refusal::form(&join(path, "custom_id"), "BASE_TYPE_REQUIRED", "This field is required"));
    }
    check_length(&select["placeholder"], &join(path, "placeholder"), 0, 150)
}
