//! Which answer fits which interaction.

use serde_json::Value;

use super::{check_count, check_length, each, join};
use crate::refusal::{Outcome, Refusal};
use crate::world::interaction::kind;

/// Refuses an answer of a kind that this interaction can't have.
pub fn check_kind(interaction: u64, answer: u64, on_message: bool) -> Outcome<()> {
    let fits = match answer {
        8 => interaction == kind::AUTOCOMPLETE,
        _ if interaction == kind::AUTOCOMPLETE => false,
        4 | 5 => true,
        // A form can be taken without a word, wherever it came from.
        6 => on_message || interaction == kind::MODAL,
        7 => on_message,
        9 => interaction != kind::MODAL,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let sentence = format!("An answer of type {answer} doesn't fit an interaction of type {interaction}.");
    Err(Refusal::form("type", "BASE_TYPE_CHOICES", sentence))
}

/// Refuses suggestions that are too many or too long.
pub fn check_choices(data: &Value) -> Outcome<()> {
    check_count(&data["choices"], "data.choices", 0, 25)?;
    for (path, choice) in each(&data["choices"], "data.choices") {
        check_length(&choice["name"], &join(&path, "name"), 1, 100)?;
        check_length(&choice["value"], &join(&path, "value"), 1, 100)?;
    }
    Ok(())
}
