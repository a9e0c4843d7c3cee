//! Messages in channels.

use serde_json::Value;
use twilight_model::channel::Message;
use twilight_model::guild::Permissions;

use super::body;
use super::call::Call;
use super::routes::Reply;
use crate::id::{Id, MessageId};
use crate::refusal::{MISSING_ACCESS, NON_TEXT_CHANNEL, Outcome, Refusal, UNKNOWN_MESSAGE};
use crate::world::World;

/// A message as the bot gets it by HTTP.
pub(super) fn shown(world: &mut World, id: MessageId) -> Value {
    let json = world.message_json(id, world.settings.message_content);
    world.checked::<Message>(json)
}

pub fn list(world: &mut World, call: &Call) -> Outcome<Reply> {
    let channel = call.id("channel_id")?;
    world.demand(world.bot, channel, Permissions::VIEW_CHANNEL)?;
    if !world.channel(channel)?.holds_messages() {
        return Err(NON_TEXT_CHANNEL);
    }
    // Who may not read back gets an empty list, and no word about why.
    if !world.allowed(world.bot, channel).contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Reply::Json(Value::Array(Vec::new())));
    }
    let limit = call.query_number("limit").unwrap_or(50);
    if !(1..=100).contains(&limit) {
        return Err(Refusal::form(
            "limit",
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 100.",
        ));
    }
    let all: Vec<Id> = world.standing(channel).map(|m| m.id.id).collect();
    let (before, after) = (call.query_id("before")?, call.query_id("after")?);
    let chosen: Vec<Id> = if let Some(around) = call.query_id("around")? {
        let place = all.partition_point(|id| *id < around);
        let from = place.saturating_sub(limit / 2);
        all.iter().skip(from).take(limit).rev().copied().collect()
    } else if let Some(after) = after {
        let mut chosen: Vec<Id> = all.iter().filter(|id| **id > after).take(limit).copied().collect();
        chosen.reverse();
        chosen
    } else {
        let older = |id: &&Id| before.is_none_or(|before| **id < before);
        all.iter().rev().filter(older).take(limit).copied().collect()
    };
    let json = chosen.into_iter().map(|id| shown(world, MessageId { channel, id })).collect();
    Ok(Reply::Json(json))
}

pub fn one(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.message()?;
    world.demand(world.bot, id.channel, Permissions::VIEW_CHANNEL)?;
    if !world.allowed(world.bot, id.channel).contains(Permissions::READ_MESSAGE_HISTORY) {
        return Err(MISSING_ACCESS);
    }
    // An ephemeral message isn't there but for its interaction.
    if world.message(id)?.only_for.is_some() {
        return Err(UNKNOWN_MESSAGE);
    }
    Ok(Reply::Json(shown(world, id)))
}

pub fn create(world: &mut World, call: &Call) -> Outcome<Reply> {
    let channel = call.id("channel_id")?;
    let mut draft = body::draft(world, &call.body, &call.files)?;
    // Only an interaction's answer can be for one person.
    draft.flags &= !crate::world::message::flags::EPHEMERAL;
    let id = world.send(world.bot, channel, draft)?;
    let mut json = shown(world, id);
    if let Some(nonce) = world.message(id)?.nonce.clone() {
        json["nonce"] = nonce;
    }
    Ok(Reply::Json(json))
}

pub fn edit(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.message()?;
    let edit = body::edit(world, &call.body, &call.files)?;
    if world.message(id).is_ok_and(|m| m.only_for.is_some()) {
        return Err(UNKNOWN_MESSAGE);
    }
    world.edit(world.bot, id, edit)?;
    Ok(Reply::Json(shown(world, id)))
}

pub fn delete(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.delete(world.bot, call.message()?)?;
    Ok(Reply::Nothing)
}

pub fn delete_many(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.delete_many(world.bot, call.id("channel_id")?, &body::ids(&call.body["messages"]))?;
    Ok(Reply::Nothing)
}
