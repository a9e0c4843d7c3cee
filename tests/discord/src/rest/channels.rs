//! Channels and threads themselves.

use serde_json::Value;
use twilight_model::channel::Channel;
use twilight_model::guild::Permissions;

use super::body;
use super::call::Call;
use super::routes::Reply;
use crate::act::channels::ChannelEdit;
use crate::refusal::{Outcome, UNKNOWN_CHANNEL};
use crate::rules;
use crate::world::World;
use crate::world::channel::Overwrite;

pub fn one(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.id("channel_id")?;
    world.demand(world.bot, id, Permissions::VIEW_CHANNEL)?;
    let json = world.thread_for_bot(id);
    Ok(Reply::Json(world.checked::<Channel>(json)))
}

pub fn edit(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.id("channel_id")?;
    rules::channel::check_name(&call.body, true)?;
    let flag = |name: &str| call.body[name].as_bool();
    let overwrites = call.body["permission_overwrites"].as_array();
    let edit = ChannelEdit {
        name: call.text("name").map(str::to_owned),
        topic: call.text("topic").map(str::to_owned),
        archived: flag("archived"),
        locked: flag("locked"),
        invitable: flag("invitable"),
        auto_archive: call.body["auto_archive_duration"].as_u64(),
        slow_mode: call.body["rate_limit_per_user"].as_u64(),
        tags: call.body.get("applied_tags").map(body::ids),
        overwrites: overwrites.map(|list| list.iter().filter_map(overwrite).collect()),
    };
    world.edit_channel(world.bot, id, edit)?;
    let json = world.thread_for_bot(id);
    Ok(Reply::Json(world.checked::<Channel>(json)))
}

fn overwrite(json: &Value) -> Option<Overwrite> {
    let bits = |name: &str| {
        let number = json[name].as_u64().or_else(|| json[name].as_str()?.parse().ok());
        Permissions::from_bits_truncate(number.unwrap_or_default())
    };
    Some(Overwrite {
        target: body::id(&json["id"])?,
        of_member: json["type"] == 1,
        allow: bits("allow"),
        deny: bits("deny"),
    })
}

pub fn delete(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.id("channel_id")?;
    let json = world.channel_json(id);
    if json.is_null() {
        return Err(UNKNOWN_CHANNEL);
    }
    world.delete_channel(world.bot, id)?;
    Ok(Reply::Json(world.checked::<Channel>(json)))
}

pub fn typing(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.demand(world.bot, call.id("channel_id")?, Permissions::SEND_MESSAGES)?;
    Ok(Reply::Nothing)
}
