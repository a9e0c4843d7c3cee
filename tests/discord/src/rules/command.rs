//! Commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{check_length, join, length, options};
use crate::refusal::{Outcome, Refusal};
use crate::world::application::kind;

/// Commands of a kind in one place.
const MOST: [(u64, usize); 3] = [(kind::SLASH, 100), (kind::USER, 5), (kind::MESSAGE, 5)];
/// Characters of a command's names, descriptions and values, in the longest translation.
const MOST_CHARACTERS: usize = 8_000;

/// Refuses the commands of a place if one breaks a rule.
pub fn check_all(commands: &[Value]) -> Outcome<()> {
    for (sort, most) in MOST {
        let of_sort = commands.iter().filter(|c| kind_of(c) == sort);
        if of_sort.count() > most {
            let sentence = format!("Maximum number of application commands reached ({most}).");
            return Err(Refusal::form("", "APPLICATION_COMMAND_TOO_MANY", sentence));
        }
    }
    let mut names = BTreeSet::new();
    for (n, command) in commands.iter().enumerate() {
        let path = n.to_string();
        check_one(command, &path)?;
        if !names.insert((kind_of(command), command["name"].as_str().unwrap_or_default())) {
            let sentence = "Application command names must be unique";
            return Err(Refusal::form(&join(&path, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", sentence));
        }
    }
    Ok(())
}

fn kind_of(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(kind::SLASH)
}

fn check_one(command: &Value, path: &str) -> Outcome<()> {
    if kind_of(command) == kind::SLASH {
        check_names(command, path)?;
        options::check_all(&command["options"], &join(path, "options"), 0)?;
        if characters(command) > MOST_CHARACTERS {
            let sentence = "Command exceeds maximum size (8000)";
            return Err(Refusal::form(path, "APPLICATION_COMMAND_TOO_LARGE", sentence));
        }
        return Ok(());
    }
    for (path, name) in texts(command, "name", path) {
        check_length(&name, &path, 1, 32)?;
    }
    let described = command["description"].as_str().is_some_and(|d| !d.is_empty());
    if described || command["options"].as_array().is_some_and(|o| !o.is_empty()) {
        let sentence = "Context menu commands cannot have a description or options";
        return Err(Refusal::form(
            &join(path, "description"),
            "APPLICATION_COMMAND_INVALID_DESCRIPTION",
            sentence,
        ));
    }
    Ok(())
}

/// The name and the description of a slash command or an option, with their translations.
pub(super) fn check_names(named: &Value, path: &str) -> Outcome<()> {
    for (path, name) in texts(named, "name", path) {
        check_length(&name, &path, 1, 32)?;
        if !is_name(name.as_str().unwrap_or_default()) {
            let sentence = "Command name is invalid";
            return Err(Refusal::form(&path, "APPLICATION_COMMAND_INVALID_NAME", sentence));
        }
    }
    if !named["description"].is_string() {
        return Err(Refusal::form(
            &join(path, "description"),
            "BASE_TYPE_REQUIRED",
            "This field is required",
        ));
    }
    for (path, description) in texts(named, "description", path) {
        check_length(&description, &path, 1, 100)?;
    }
    Ok(())
}

/// A text and its translations with their paths.
fn texts(named: &Value, key: &str, path: &str) -> Vec<(String, Value)> {
    let translations = format!("{key}_localizations");
    let translated = named[translations.as_str()].as_object().into_iter().flatten();
    let translated = translated.map(|(l, text)| (join(&join(path, &translations), l), text.clone()));
    std::iter::once((join(path, key), named[key].clone())).chain(translated).collect()
}

/// Discord's pattern `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, in lower case where there is one.
fn is_name(name: &str) -> bool {
    let script = |c: char| matches!(u32::from(c), 0x900..=0x97f | 0xe00..=0xe7f);
    name.chars().all(|c| (c.is_alphanumeric() || "-_'".contains(c) || script(c)) && c.to_lowercase().eq([c]))
}

fn characters(value: &Value) -> usize {
    let longest = |key: &str| {
        let all = texts(value, key, "").into_iter().map(|(_, t)| t.as_str().map_or(0, length));
        all.max().unwrap_or_default()
    };
    let choices = value["choices"].as_array().into_iter().flatten();
    let choices: usize =
        choices.map(|c| c["name"].as_str().map_or(0, length) + c["value"].as_str().map_or(0, length)).sum();
    let below: usize = value["options"].as_array().into_iter().flatten().map(characters).sum();
    longest("name") + longest("description") + choices + below
}
