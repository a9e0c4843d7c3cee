//! Messages as a whole.

use serde_json::Value;

use super::{check_count, check_length, component, embed};
use crate::refusal::{Outcome, Refusal, TOO_LARGE};
use crate::rest::call::Part;
use crate::world::message::flags;
use crate::world::settings::Settings;

/// Refuses a message, or an edit of one, that breaks a rule.
pub fn check(body: &Value, files: &[Part], settings: &Settings) -> Outcome<()> {
    check_length(&body["content"], "content", 0, 2_000)?;
    check_length(&body["nonce"], "nonce", 0, 25)?;
    check_count(&body["embeds"], "embeds", 0, 10)?;
    check_count(&body["attachments"], "attachments", 0, 10)?;
    if files.len() > 10 {
        return Err(Refusal::form("files", "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length."));
    }
    if files.iter().any(|file| file.bytes.len() > settings.upload_limit) {
        return Err(TOO_LARGE);
    }
    embed::check_all(&body["embeds"])?;
    check_mentions(&body["allowed_mentions"])?;
    if body["flags"].as_u64().unwrap_or_default() & flags::COMPONENTS_V2 == 0 {
        component::check_all(&body["components"])?;
    }
    Ok(())
}

fn check_mentions(field: &Value) -> Outcome<()> {
    for kind in ["users", "roles"] {
        let path = format!("allowed_mentions.{kind}");
        check_count(&field[kind], &path, 0, 100)?;
        let parsed = field["parse"].as_array().is_some_and(|p| p.iter().any(|k| k == kind));
        let listed = field[kind].as_array().is_some_and(|list| !list.is_empty());
        if parsed && listed {
            let sentence = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            return Err(Refusal::form(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                sentence,
            ));
        }
    }
    Ok(())
}
