//! What a command takes: options, subcommands and their groups.

use std::collections::BTreeSet;

use serde_json::Value;

use super::command::check_names;
use super::{check_count, check_length, each, join};
use crate::refusal::{Outcome, Refusal};
use crate::world::application::option;

/// Refuses the options of a command (depth 0), of a group or a subcommand if one breaks a rule.
pub(super) fn check_all(list: &Value, path: &str, depth: usize) -> Outcome<()> {
    check_count(list, path, 0, 25)?;
    let (mut names, mut optional, mut below) = (BTreeSet::new(), false, 0);
    for (path, item) in each(list, path) {
        check_names(item, &path)?;
        if !names.insert(item["name"].as_str().unwrap_or_default()) {
            let sentence = "Option name is already used";
            return Err(Refusal::form(
                &join(&path, "name"),
                "APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
                sentence,
            ));
        }
        let kind = item["type"].as_u64().unwrap_or_default();
        match kind {
            option::GROUP if depth == 0 => {
                below += 1;
                check_group(item, &path)?;
            }
            option::SUBCOMMAND if depth == 0 => {
                below += 1;
                check_all(&item["options"], &join(&path, "options"), 2)?;
            }
            option::GROUP | option::SUBCOMMAND => {
                let sentence = "Subcommands nest only once";
                return Err(Refusal::form(
                    &join(&path, "type"),
                    "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                    sentence,
                ));
            }
            _ => {
                check_choices(item, &path)?;
                if item["required"] == true && optional {
                    let sentence = "Required options must be placed before non-required options";
                    return Err(Refusal::form(
                        &path,
                        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                        sentence,
                    ));
                }
                optional |= item["required"] != true;
            }
        }
    }
    if below > 0 && below < list.as_array().map_or(0, Vec::len) {
        let sentence =
            "Sub-command and sub-command group option types are mutually exclusive to all other types";
        return Err(Refusal::form(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", sentence));
    }
    Ok(())
}

fn check_group(group: &Value, path: &str) -> Outcome<()> {
    let inside = join(path, "options");
    check_count(&group["options"], &inside, 1, 25)?;
    let mut names = BTreeSet::new();
    for (path, sub) in each(&group["options"], &inside) {
        if sub["type"] != option::SUBCOMMAND {
            let sentence = "A group holds subcommands alone";
            return Err(Refusal::form(
                &join(&path, "type"),
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                sentence,
            ));
        }
        check_names(sub, &path)?;
        if !names.insert(sub["name"].as_str().unwrap_or_default()) {
            let sentence = "Option name is already used";
            return Err(Refusal::form(
                &join(&path, "name"),
                "APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
                sentence,
            ));
        }
        check_all(&sub["options"], &join(&path, "options"), 2)?;
    }
    Ok(())
}

fn check_choices(item: &Value, path: &str) -> Outcome<()> {
    let inside = join(path, "choices");
    check_count(&item["choices"], &inside, 0, 25)?;
    if item["autocomplete"] == true && item["choices"].as_array().is_some_and(|c| !c.is_empty()) {
        let sentence = "An option with autocomplete can't have choices";
        return Err(Refusal::form(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", sentence));
    }
    let mut names = BTreeSet::new();
    for (path, choice) in each(&item["choices"], &inside) {
        check_length(&choice["name"], &join(&path, "name"), 1, 100)?;
        for (language, name) in choice["name_localizations"].as_object().into_iter().flatten() {
            check_length(name, &join(&join(&path, "name_localizations"), language), 1, 100)?;
        }
        check_length(&choice["value"], &join(&path, "value"), 1, 100)?;
        if !names.insert(choice["name"].as_str().unwrap_or_default()) {
            let sentence = "Option choice names must be unique";
            return Err(Refusal::form(
                &join(&path, "name"),
                "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_INVALID",
                sentence,
            ));
        }
    }
    Ok(())
}
