//! Threads: starting them, who is in them, and lists of them.

use serde_json::{Value, json};
use twilight_model::channel::thread::{ThreadMember, ThreadsListing};
use twilight_model::channel::{Channel, ChannelType};
use twilight_model::guild::Permissions;

use super::body;
use super::call::Call;
use super::messages::shown;
use super::routes::Reply;
use crate::act::threads::NewThread;
use crate::clock::iso;
use crate::id::Id;
use crate::refusal::{MISSING_ACCESS, Outcome, UNKNOWN_MEMBER, WRONG_CHANNEL_TYPE};
use crate::rules;
use crate::world::World;
use crate::world::channel::Channel as Place;

fn new_thread(call: &Call) -> Outcome<NewThread> {
    rules::channel::check_name(&call.body, false)?;
    let name = call.text("name").unwrap_or_default();
    Ok(NewThread {
        name: name.to_owned(),
        // Without a type it is private: a default that Discord warns may change.
        private: call.body["type"].as_u64().unwrap_or(12) == 12,
        invitable: call.body["invitable"].as_bool().unwrap_or(true),
        auto_archive: call.body["auto_archive_duration"].as_u64().unwrap_or(1_440),
        tags: body::ids(&call.body["applied_tags"]),
    })
}

pub fn start(world: &mut World, call: &Call) -> Outcome<Reply> {
    let (parent, new) = (call.id("channel_id")?, new_thread(call)?);
    if world.channel(parent)?.kind != ChannelType::GuildForum {
        let id = world.start_thread(world.bot, parent, new)?;
        return Ok(Reply::Created(thread(world, id)));
    }
    let first = body::draft(world, &call.body["message"], &call.files)?;
    let id = world.start_post(world.bot, parent, new, first)?;
    let mut json = thread(world, id.channel);
    json["message"] = shown(world, id);
    Ok(Reply::Created(json))
}

pub fn start_on(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = world.start_thread_on(world.bot, call.message()?, new_thread(call)?)?;
    Ok(Reply::Created(thread(world, id)))
}

fn thread(world: &mut World, id: Id) -> Value {
    let json = world.thread_for_bot(id);
    world.checked::<Channel>(json)
}

pub fn join(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.join(world.bot, call.id("channel_id")?)?;
    Ok(Reply::Nothing)
}

pub fn leave(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.leave(world.bot, call.id("channel_id")?)?;
    Ok(Reply::Nothing)
}

pub fn add(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.add_to_thread(world.bot, call.id("channel_id")?, call.id("user_id")?)?;
    Ok(Reply::Nothing)
}

pub fn remove(world: &mut World, call: &Call) -> Outcome<Reply> {
    world.remove_from_thread(world.bot, call.id("channel_id")?, call.id("user_id")?)?;
    Ok(Reply::Nothing)
}

/// Who is in the thread of a call that the bot sees.
fn inside(world: &World, call: &Call) -> Outcome<(Id, Vec<Id>)> {
    let id = call.id("channel_id")?;
    world.demand(world.bot, id, Permissions::VIEW_CHANNEL)?;
    let thread = world.channel(id)?.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)?;
    Ok((id, thread.members.keys().copied().collect()))
}

pub fn members(world: &mut World, call: &Call) -> Outcome<Reply> {
    let (id, users) = inside(world, call)?;
    if !world.settings.guild_members {
        return Err(MISSING_ACCESS);
    }
    let whole = call.query_flag("with_member");
    let after = call.query_id("after")?.unwrap_or_default();
    let limit = call.query_number("limit").unwrap_or(if whole { 100 } else { usize::MAX });
    let page = users.into_iter().filter(|user| *user > after).take(limit);
    let json = page.map(|user| world.thread_member_json(id, user, whole)).collect();
    Ok(Reply::Json(world.checked::<Vec<ThreadMember>>(json)))
}

pub fn member(world: &mut World, call: &Call) -> Outcome<Reply> {
    let (id, users) = inside(world, call)?;
    let user = match call.param("user_id") {
        "@me" => world.bot,
        _ => call.id("user_id")?,
    };
    if !users.contains(&user) {
        return Err(UNKNOWN_MEMBER);
    }
    let json = world.thread_member_json(id, user, call.query_flag("with_member"));
    Ok(Reply::Json(world.checked::<ThreadMember>(json)))
}

pub fn active(world: &mut World, call: &Call) -> Outcome<Reply> {
    let guild = call.id("guild_id")?;
    if !world.guild(guild)?.members.contains_key(&world.bot) {
        return Err(MISSING_ACCESS);
    }
    let mut threads = world.active_threads(guild);
    threads.reverse();
    Ok(listing(world, &threads, false))
}

pub fn archived_public(world: &mut World, call: &Call) -> Outcome<Reply> {
    archived(world, call, |_, thread| !thread.is_private_thread())
}

/// All private threads: for those who moderate.
pub fn archived_private(world: &mut World, call: &Call) -> Outcome<Reply> {
    let parent = call.id("channel_id")?;
    world.demand(world.bot, parent, Permissions::MANAGE_THREADS)?;
    archived(world, call, |_, thread| thread.is_private_thread())
}

pub fn archived_joined(world: &mut World, call: &Call) -> Outcome<Reply> {
    archived(world, call, |world, thread| {
        let inside = thread.thread.as_ref().is_some_and(|t| t.members.contains_key(&world.bot));
        thread.is_private_thread() && inside
    })
}

fn archived(world: &mut World, call: &Call, wanted: fn(&World, &Place) -> bool) -> Outcome<Reply> {
    let parent = call.id("channel_id")?;
    world.demand(world.bot, parent, Permissions::READ_MESSAGE_HISTORY)?;
    let limit = call.query_number("limit").unwrap_or(50);
    let before = call.query.get("before");
    let by_id = call.route.contains("users/@me");
    let mut threads: Vec<(String, Id)> = world
        .threads(parent)
        .filter(|t| wanted(world, t) && t.thread.as_ref().is_some_and(|t| t.archived))
        .map(|t| (iso(t.thread.as_ref().map_or(0, |t| t.archive_changed)), t.id))
        .collect();
    // Joined private threads are listed by their ids, all others by when they were archived.
    if by_id {
        threads.sort_by_key(|(_, id)| std::cmp::Reverse(*id));
        let before: Option<Id> = before.and_then(|b| b.parse().ok());
        threads.retain(|(_, id)| before.is_none_or(|before| *id < before));
    } else {
        threads.sort_by(|a, b| b.cmp(a));
        let before = before.map(|b| moment(b));
        threads.retain(|(at, _)| before.as_ref().is_none_or(|before| moment(at) < *before));
    }
    let more = threads.len() > limit;
    let ids: Vec<Id> = threads.into_iter().take(limit).map(|(_, id)| id).collect();
    Ok(listing(world, &ids, more))
}

fn moment(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).map_or(i64::MAX, |at| at.timestamp_millis())
}

fn listing(world: &mut World, threads: &[Id], more: bool) -> Reply {
    let members: Vec<Value> =
        threads.iter().map(|id| world.thread_member_json(*id, world.bot, false)).collect();
    let list: Vec<Value> = threads.iter().map(|id| world.channel_json(*id)).collect();
    let members: Vec<Value> = members.into_iter().filter(Value::is_object).collect();
    let json = json!({ "threads": list, "members": members, "has_more": more });
    Reply::Json(world.checked::<ThreadsListing>(json))
}
