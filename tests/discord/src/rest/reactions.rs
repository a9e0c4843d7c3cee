//! Reactions.

use twilight_model::guild::Permissions;
use twilight_model::user::User;

use super::call::Call;
use super::routes::Reply;
use crate::id::Id;
use crate::refusal::Outcome;
use crate::world::World;

pub fn add(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.react(world.bot, call.message()?, call.param("emoji_name"))?;
    Ok(Reply::Nothing)
}

pub fn remove(world: &mut World, call: &Call) -> Outcome<Reply> {
    let user = if call.params.contains_key("user_id") { call.id("user_id")? } else { world.bot };
    world.unreact(world.bot, call.message()?, call.param("emoji_name"), user)?;
    Ok(Reply::Nothing)
}

pub fn clear(world: &mut World, call: &Call) -> Outcome<Reply> {
    let emoji = call.params.get("emoji_name").map(String::as_str);
    world.clear_reactions(world.bot, call.message()?, emoji)?;
    Ok(Reply::Nothing)
}

pub fn list(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.message()?;
    world.demand(world.bot, id.channel, Permissions::READ_MESSAGE_HISTORY)?;
    let after = call.query_id("after")?.unwrap_or_default();
    let limit = call.query_number("limit").unwrap_or(25);
    let reactions = &world.message(id)?.reactions;
    let reaction = reactions.iter().find(|r| r.emoji == call.param("emoji_name"));
    let mut users: Vec<Id> = reaction.map(|r| r.users.clone()).unwrap_or_default();
    users.sort_unstable();
    let page = users.into_iter().filter(|user| *user > after).take(limit);
    let json = page.map(|user| world.user_json(user)).collect();
    Ok(Reply::Json(world.checked::<Vec<User>>(json)))
}
