//! Which request is answered where. The names in the paths are those of Discord's OpenAPI document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::call::{Call, decode};
use super::{channels, commands, guilds, interactions, messages, pins, reactions, threads, users, webhooks};
use crate::refusal::Outcome;
use crate::world::World;

/// What a request is answered with.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Nothing: 204.
    Nothing,
    /// JSON with 200.
    Json(Value),
    /// JSON with 201.
    Created(Value),
}

/// Answers a request.
pub type Handler = fn(&mut World, &Call) -> Outcome<Reply>;

/// A route and who answers it.
pub struct Route {
    /// `GET`, `POST` …
    pub method: &'static str,
    /// The path with names for its ids.
    pub path: &'static str,
    /// Who answers.
    pub handler: Handler,
}

macro_rules! routes {
    ($($method:ident $path:literal => $handler:expr;)*) => {
        &[$(Route { method: stringify!($method), path: $path, handler: $handler },)*]
    };
}

static ROUTES: &[Route] = routes! {
    GET "/gateway" => users::gateway;
    GET "/gateway/bot" => users::gateway_bot;
    GET "/users/@me" => users::me;
    GET "/users/{user_id}" => users::one;
    GET "/users/@me/guilds" => users::guilds;
    POST "/users/@me/channels" => users::open_dm;
    GET "/applications/@me" => users::application;
    GET "/oauth2/applications/@me" => users::application;

    GET "/applications/{application_id}/commands" => commands::list;
    PUT "/applications/{application_id}/commands" => commands::overwrite;
    POST "/applications/{application_id}/commands" => commands::create;
    GET "/applications/{application_id}/commands/{command_id}" => commands::one;
    PATCH "/applications/{application_id}/commands/{command_id}" => commands::edit;
    DELETE "/applications/{application_id}/commands/{command_id}" => commands::delete;
    GET "/applications/{application_id}/guilds/{guild_id}/commands" => commands::list;
    PUT "/applications/{application_id}/guilds/{guild_id}/commands" => commands::overwrite;
    POST "/applications/{application_id}/guilds/{guild_id}/commands" => commands::create;
    GET "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}" => commands::one;
    PATCH "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}" => commands::edit;
    DELETE "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}" => commands::delete;

    GET "/guilds/{guild_id}" => guilds::one;
    GET "/guilds/{guild_id}/channels" => guilds::channels;
    GET "/guilds/{guild_id}/roles" => guilds::roles;
    GET "/guilds/{guild_id}/members" => guilds::members;
    GET "/guilds/{guild_id}/members/{user_id}" => guilds::member;
    GET "/guilds/{guild_id}/threads/active" => threads::active;

    GET "/channels/{channel_id}" => channels::one;
    PATCH "/channels/{channel_id}" => channels::edit;
    DELETE "/channels/{channel_id}" => channels::delete;
    POST "/channels/{channel_id}/typing" => channels::typing;

    GET "/channels/{channel_id}/messages" => messages::list;
    POST "/channels/{channel_id}/messages" => messages::create;
    POST "/channels/{channel_id}/messages/bulk-delete" => messages::delete_many;
    GET "/channels/{channel_id}/messages/{message_id}" => messages::one;
    PATCH "/channels/{channel_id}/messages/{message_id}" => messages::edit;
    DELETE "/channels/{channel_id}/messages/{message_id}" => messages::delete;

    DELETE "/channels/{channel_id}/messages/{message_id}/reactions" => reactions::clear;
    GET "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}" => reactions::list;
    DELETE "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}" => reactions::clear;
    PUT "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me" => reactions::add;
    DELETE "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me" => reactions::remove;
    DELETE "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}" => reactions::remove;

    GET "/channels/{channel_id}/pins" => pins::list_formerly;
    PUT "/channels/{channel_id}/pins/{message_id}" => pins::pin;
    DELETE "/channels/{channel_id}/pins/{message_id}" => pins::unpin;
    GET "/channels/{channel_id}/messages/pins" => pins::list;
    PUT "/channels/{channel_id}/messages/pins/{message_id}" => pins::pin;
    DELETE "/channels/{channel_id}/messages/pins/{message_id}" => pins::unpin;

    POST "/channels/{channel_id}/threads" => threads::start;
    POST "/channels/{channel_id}/messages/{message_id}/threads" => threads::start_on;
    GET "/channels/{channel_id}/thread-members" => threads::members;
    GET "/channels/{channel_id}/thread-members/{user_id}" => threads::member;
    PUT "/channels/{channel_id}/thread-members/@me" => threads::join;
    DELETE "/channels/{channel_id}/thread-members/@me" => threads::leave;
    PUT "/channels/{channel_id}/thread-members/{user_id}" => threads::add;
    DELETE "/channels/{channel_id}/thread-members/{user_id}" => threads::remove;
    GET "/channels/{channel_id}/threads/archived/public" => threads::archived_public;
    GET "/channels/{channel_id}/threads/archived/private" => threads::archived_private;
    GET "/channels/{channel_id}/users/@me/threads/archived/private" => threads::archived_joined;

    POST "/interactions/{interaction_id}/{interaction_token}/callback" => interactions::answer;
    POST "/webhooks/{webhook_id}/{webhook_token}" => webhooks::follow_up;
    GET "/webhooks/{webhook_id}/{webhook_token}/messages/@original" => webhooks::one;
    PATCH "/webhooks/{webhook_id}/{webhook_token}/messages/@original" => webhooks::edit;
    DELETE "/webhooks/{webhook_id}/{webhook_token}/messages/@original" => webhooks::delete;
    GET "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}" => webhooks::one;
    PATCH "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}" => webhooks::edit;
    DELETE "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}" => webhooks::delete;
};

/// The route of a path, and what its names stand for. Words go before names: `@me` is no id.
pub fn find(method: &str, path: &str) -> Option<(&'static Route, BTreeMap<&'static str, String>)> {
    let fitting = ROUTES.iter().filter(|route| route.method == method);
    let fitting = fitting.filter_map(|route| Some((route, fit(route.path, path)?)));
    fitting.min_by_key(|(_, params)| params.len())
}

fn fit(pattern: &'static str, path: &str) -> Option<BTreeMap<&'static str, String>> {
    let (pattern, path) = (pattern.split('/'), path.split('/'));
    if pattern.clone().count() != path.clone().count() {
        return None;
    }
    let mut params = BTreeMap::new();
    for (wanted, got) in pattern.zip(path) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => {
                params.insert(name, decode(got));
            }
            None if wanted == got => {}
            None => return None,
        }
    }
    Some(params)
}
