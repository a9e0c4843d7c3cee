//! The bot registers its commands.

use serde_json::{Value, json};
use twilight_model::application::command::Command;

use super::body::own_application;
use super::call::Call;
use super::routes::Reply;
use crate::id::Id;
use crate::refusal::{MISSING_ACCESS, Outcome, UNKNOWN_COMMAND};
use crate::rules;
use crate::world::World;

/// Where the commands of a call hold.
fn scope(world: &World, call: &Call) -> Outcome<Option<Id>> {
    own_application(world, call, "application_id")?;
    if !call.params.contains_key("guild_id") {
        return Ok(None);
    }
    let guild = call.id("guild_id")?;
    let inside = world.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&world.bot));
    if inside { Ok(Some(guild)) } else { Err(MISSING_ACCESS) }
}

pub fn list(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = scope(world, call)?;
    let localized = call.query_flag("with_localizations");
    let list = world.commands.list(guild).to_vec();
    let json = list.into_iter().map(|c| if localized { c } else { without_localizations(c) }).collect();
    Ok(Reply::Json(world.checked::<Vec<Command>>(json)))
}

pub fn one(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = scope(world, call)?;
    let id = json!(call.id("command_id")?);
    let found = world.commands.list(guild).iter().find(|c| c["id"] == id).cloned();
    Ok(Reply::Json(world.checked::<Command>(found.ok_or(UNKNOWN_COMMAND)?)))
}

/// Replaces all commands of a place; what keeps its name and kind keeps its id.
pub fn overwrite(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = scope(world, call)?;
    let wanted = call.body.as_array().cloned().unwrap_or_default();
    rules::command::check_all(&wanted)?;
    let before = world.commands.list(guild).to_vec();
    let after: Vec<Value> = wanted.iter().map(|c| registered(world, guild, c, &before)).collect();
    world.commands.list_mut(guild).clone_from(&after);
    Ok(Reply::Json(world.checked::<Vec<Command>>(after.into())))
}

/// Registers one command, in the place of one with its name and kind.
pub fn create(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = scope(world, call)?;
    let before = world.commands.list(guild).to_vec();
    let command = registered(world, guild, &call.body, &before);
    let mut after: Vec<Value> = before.into_iter().filter(|c| c["id"] != command["id"]).collect();
    let known = after.len() < world.commands.list(guild).len();
    after.push(command.clone());
    rules::command::check_all(&after)?;
    *world.commands.list_mut(guild) = after;
    let json = world.checked::<Command>(command);
    Ok(if known { Reply::Json(json) } else { Reply::Created(json) })
}

pub fn edit(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = scope(world, call)?;
    let id = json!(call.id("command_id")?);
    let mut list = world.commands.list(guild).to_vec();
    let command = list.iter_mut().find(|c| c["id"] == id).ok_or(UNKNOWN_COMMAND)?;
    for (key, value) in call.body.as_object().into_iter().flatten() {
        command[key] = value.clone();
    }
    command["version"] = json!(world.make_id());
    let edited = command.clone();
    rules::command::check_all(&list)?;
    *world.commands.list_mut(guild) = list;
    Ok(Reply::Json(world.checked::<Command>(edited)))
}

pub fn delete(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = scope(world, call)?;
    let id = json!(call.id("command_id")?);
    let list = world.commands.list_mut(guild);
    let before = list.len();
    list.retain(|c| c["id"] != id);
    if list.len() < before { Ok(Reply::Nothing) } else { Err(UNKNOWN_COMMAND) }
}

/// A command as Discord keeps it.
fn registered(world: &World, guild: Option<Id>, wanted: &Value, before: &[Value]) -> Value {
    let kind = wanted["type"].as_u64().unwrap_or(1);
    let same = |c: &&Value| c["name"] == wanted["name"] && c["type"] == kind;
    let known = before.iter().find(same).map(|c| c["id"].clone());
    let or_null = |key: &str| wanted.get(key).cloned().unwrap_or(Value::Null);
    let permissions = match &wanted["default_member_permissions"] {
        Value::Number(bits) => bits.to_string().into(),
        other => other.clone(),
    };
    let mut json = json!({
        "id": known.unwrap_or_else(|| json!(world.make_id())),
        "application_id": world.bot,
        "version": world.make_id(),
        "type": kind,
        "name": wanted["name"],
        "name_localizations": or_null("name_localizations"),
        "description": wanted["description"].as_str().unwrap_or_default(),
        "description_localizations": or_null("description_localizations"),
        "default_member_permissions": permissions,
        "dm_permission": wanted["dm_permission"].as_bool().unwrap_or(true),
        "contexts": or_null("contexts"),
        "integration_types": wanted.get("integration_types").cloned().unwrap_or_else(|| json!([0])),
        "nsfw": wanted["nsfw"].as_bool().unwrap_or(false),
    });
    if let Some(options) = wanted["options"].as_array().filter(|o| !o.is_empty()) {
        json["options"] = options.clone().into();
    }
    if let Some(guild) = guild {
        json["guild_id"] = json!(guild);
        if let Some(json) = json.as_object_mut() {
            json.remove("dm_permission");
            json.remove("contexts");
        }
    }
    json
}

fn without_localizations(mut value: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, _| key != "name_localizations" && key != "description_localizations");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut value);
    value
}
