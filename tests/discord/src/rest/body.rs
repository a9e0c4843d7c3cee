//! Messages out of request bodies.

use serde_json::Value;

use super::call::{Call, Part};
use crate::act::edit::Edit;
use crate::act::mentions::Allowed;
use crate::act::send::{Draft, Upload};
use crate::id::Id;
use crate::refusal::Outcome;
use crate::rules;
use crate::world::World;
use crate::world::message::flags;

/// A new message out of a body, once it keeps to the rules.
pub fn draft(world: &World, body: &Value, files: &[Part]) -> Outcome<Draft> {
    rules::message::check(body, files, &world.settings)?;
    Ok(Draft {
        content: body["content"].as_str().unwrap_or_default().trim().to_owned(),
        uploads: uploads(body, files),
        embeds: list(&body["embeds"]),
        components: list(&body["components"]),
        flags: body["flags"].as_u64().unwrap_or_default() & (flags::SETTABLE | flags::EPHEMERAL),
        nonce: Some(body["nonce"].clone()).filter(|nonce| !nonce.is_null()),
        enforce_nonce: body["enforce_nonce"] == true,
        reply_to: id(&body["message_reference"]["message_id"]),
        reply_to_nothing: body["message_reference"]["fail_if_not_exists"] == false,
        allowed: Allowed::from_field(&body["allowed_mentions"]),
        ..Draft::default()
    })
}

/// What an edit changes, out of a body that keeps to the rules.
pub fn edit(world: &World, body: &Value, files: &[Part]) -> Outcome<Edit> {
    rules::message::check(body, files, &world.settings)?;
    let given = |name: &str| body.get(name).is_some().then(|| list(&body[name]));
    // A file that stays is named by its id, a new one by its number in the form.
    let named = |list: &Value| -> Vec<Id> { self::list(list).iter().filter_map(|a| id(&a["id"])).collect() };
    Ok(Edit {
        content: body.get("content").map(|c| c.as_str().unwrap_or_default().trim().to_owned()),
        embeds: given("embeds"),
        components: given("components"),
        flags: body["flags"].as_u64(),
        keep: body.get("attachments").map(named),
        uploads: uploads(body, files),
        allowed: body.get("allowed_mentions").map(Allowed::from_field),
    })
}

fn uploads(body: &Value, files: &[Part]) -> Vec<Upload> {
    let described = list(&body["attachments"]);
    let about = |number: u64| described.iter().find(|a| id(&a["id"]) == Some(Id(number)));
    let upload = |part: &Part| {
        let about = about(part.number);
        let text = |key: &str| about.and_then(|a| a[key].as_str()).map(str::to_owned);
        Upload {
            name: text("filename").unwrap_or_else(|| part.name.clone()),
            mime: part.mime.clone().or_else(|| guess(&part.name)),
            bytes: part.bytes.clone(),
            description: text("description"),
        }
    };
    files.iter().map(upload).collect()
}

/// A kind by the name's ending, for the few that tests send.
fn guess(name: &str) -> Option<String> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let kind = match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain; charset=utf-8",
        "json" => "application/json",
        _ => return None,
    };
    Some(kind.to_owned())
}

/// A list, empty when there is none.
pub fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// An id, written as text or as a number.
pub fn id(value: &Value) -> Option<Id> {
    value.as_u64().map(Id).or_else(|| value.as_str()?.parse().ok())
}

/// The ids of a list.
pub fn ids(value: &Value) -> Vec<Id> {
    list(value).iter().filter_map(id).collect()
}

/// Refuses a call whose application is not the bot's.
pub fn own_application(world: &World, call: &Call, name: &str) -> Outcome<()> {
    if call.id(name)? == world.bot { Ok(()) } else { Err(crate::refusal::UNKNOWN_APPLICATION) }
}
