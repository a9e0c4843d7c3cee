//! Users, the application, and where the gateway is.

use serde_json::json;
use twilight_model::channel::Channel;
use twilight_model::gateway::connection_info::BotConnectionInfo;
use twilight_model::oauth::Application;
use twilight_model::user::{CurrentUser, CurrentUserGuild, User};

use super::body;
use super::call::Call;
use super::routes::Reply;
use crate::refusal::{CANNOT_SEND_TO_USER, Outcome, Refusal, UNKNOWN_USER};
use crate::render::users::bits;
use crate::world::World;

pub fn gateway(world: &mut World, _: &Call) -> Outcome<Reply> {
    Ok(Reply::Json(json!({ "url": world.gateway_url })))
}

pub fn gateway_bot(world: &mut World, _: &Call) -> Outcome<Reply> {
    let limit = json!({ "total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1 });
    let json = json!({ "url": world.gateway_url, "shards": 1, "session_start_limit": limit });
    Ok(Reply::Json(world.checked::<BotConnectionInfo>(json)))
}

pub fn me(world: &mut World, _: &Call) -> Outcome<Reply> {
    let json = world.current_user_json();
    Ok(Reply::Json(world.checked::<CurrentUser>(json)))
}

pub fn one(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = call.id("user_id")?;
    if !world.users.contains_key(&id) {
        return Err(UNKNOWN_USER);
    }
    let json = world.user_json(id);
    Ok(Reply::Json(world.checked::<User>(json)))
}

pub fn guilds(world: &mut World, _: &Call) -> Outcome<Reply> {
    let mine = world.guilds.values().filter(|g| g.members.contains_key(&world.bot));
    let list = mine.map(|g| {
        json!({
            "id": g.id, "name": g.name, "icon": null, "banner": null, "owner": false,
            "permissions": bits(world.allowed_in_guild(world.bot, g.id)), "features": [],
        })
    });
    let json = list.collect();
    Ok(Reply::Json(world.checked::<Vec<CurrentUserGuild>>(json)))
}

/// Opening a direct chat works with everybody but bots; writing in it may be refused.
pub fn open_dm(world: &mut World, call: &Call) -> Outcome<Reply> {
    let user = body::id(&call.body["recipient_id"]);
    let user =
        user.ok_or_else(|| Refusal::form("recipient_id", "BASE_TYPE_REQUIRED", "This field is required"))?;
    let known = world.users.get(&user).ok_or(UNKNOWN_USER)?;
    if known.bot {
        return Err(CANNOT_SEND_TO_USER);
    }
    let id = world.open_dm(user);
    let json = world.channel_json(id);
    Ok(Reply::Json(world.checked::<Channel>(json)))
}

pub fn application(world: &mut World, _: &Call) -> Outcome<Reply> {
    let owner = world.guilds.values().next().map(|g| g.owner);
    let mut json = json!({
        "id": world.bot,
        "name": world.name(world.bot),
        "icon": null,
        "description": "",
        "type": null,
        "bot_public": true,
        "bot_require_code_grant": false,
        "verify_key": "0".repeat(64),
        "flags": world.application_flags(),
        "bot": world.user_json(world.bot),
        "max_participants": null,
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "approximate_guild_count": world.guilds.len(),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "flags_new": world.application_flags().to_string(),
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "team": null,
        "integration_types_config": { "0": {} },
    });
    if let Some(owner) = owner {
        json["owner"] = world.user_json(owner);
    }
    Ok(Reply::Json(world.checked::<Application>(json)))
}
