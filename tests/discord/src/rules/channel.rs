//! Channels and threads.

use serde_json::Value;

use super::check_length;
use crate::refusal::{Outcome, Refusal};

/// Refuses a name that is too long, or missing where something is made.
pub fn check_name(body: &Value, edit: bool) -> Outcome<()> {
    if !edit && !body["name"].is_string() {
        return Err(Refusal::form("name", "BASE_TYPE_REQUIRED", "This field is required"));
    }
    check_length(&body["name"], "name", 1, 100)
}
