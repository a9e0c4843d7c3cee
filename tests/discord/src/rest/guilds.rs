//! Guilds, their roles and members.

use serde_json::Value;
use twilight_model::channel::Channel;
use twilight_model::guild::{Guild, Member, Role};

use super::call::Call;
use super::routes::Reply;
use crate::id::Id;
use crate::refusal::{MISSING_ACCESS, Outcome, UNKNOWN_MEMBER, UNKNOWN_USER};
use crate::world::World;

/// The guild in the path; the bot must be in it.
fn guild(world: &World, call: &Call) -> Outcome<Id> {
    let id = call.id("guild_id")?;
    if world.guild(id)?.members.contains_key(&world.bot) { Ok(id) } else { Err(MISSING_ACCESS) }
}

pub fn one(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = guild(world, call)?;
    let json = world.guild_json(id);
    Ok(Reply::Json(world.checked::<Guild>(json)))
}

pub fn channels(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = guild(world, call)?;
    // All of them, also those that the bot doesn't see; threads aside.
    let here = world.channels.values().filter(|c| c.guild == Some(id) && c.thread.is_none());
    let json = here.map(|c| world.channel_json(c.id)).collect();
    Ok(Reply::Json(world.checked::<Vec<Channel>>(json)))
}

pub fn roles(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = guild(world, call)?;
    let json = world.roles_json(world.guild(id)?);
    Ok(Reply::Json(world.checked::<Vec<Role>>(json)))
}

pub fn members(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = guild(world, call)?;
    if !world.settings.guild_members {
        return Err(MISSING_ACCESS);
    }
    let limit = call.query_number("limit").unwrap_or(1);
    let after = call.query_id("after")?.unwrap_or_default();
    let users = world.guild(id)?.members.keys().filter(|user| **user > after).take(limit);
    let json: Value = users.map(|user| world.member_json(id, *user)).collect();
    Ok(Reply::Json(world.checked::<Vec<Member>>(json)))
}

pub fn member(world: &mut World, call: &Call) -> Outcome<Reply> {
    let (id, user) = (guild(world, call)?, call.id("user_id")?);
    if !world.users.contains_key(&user) {
        return Err(UNKNOWN_USER);
    }
    if !world.guild(id)?.members.contains_key(&user) {
        return Err(UNKNOWN_MEMBER);
    }
    let json = world.member_json(id, user);
    Ok(Reply::Json(world.checked::<Member>(json)))
}
