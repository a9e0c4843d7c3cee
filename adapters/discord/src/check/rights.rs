//! What the bot may do in a channel, as Discord computes it.

use serde_json::Value;

use super::Server;
use crate::json;

/// The right that is all rights.
const ADMINISTRATOR: u64 = 1 << 3;

/// The bot's rights in a channel (Discord's reference, "Permission Overwrites").
pub(super) fn in_channel(server: &Server, channel: &Value) -> u64 {
    let own: Vec<u64> = json::items(&server.member["roles"]).filter_map(json::as_id).collect();
    // The role of everybody has the server's id.
    let mine = |id: u64| id == server.id || own.contains(&id);
    let mut rights = 0;
    for role in json::items(&server.guild["roles"]) {
        if json::id(role, "id").is_some_and(mine) {
            rights |= bits(&role["permissions"]);
        }
    }
    if json::id(&server.guild, "owner_id") == Some(server.me) || rights & ADMINISTRATOR != 0 {
        return u64::MAX;
    }
    let overwrites: Vec<&Value> = json::items(&channel["permission_overwrites"]).collect();
    let of = |wanted: &dyn Fn(u64) -> bool| {
        let chosen = overwrites.iter().filter(|o| json::id(o, "id").is_some_and(wanted));
        chosen.fold((0, 0), |(allow, deny), o| (allow | bits(&o["allow"]), deny | bits(&o["deny"])))
    };
    let everybody = of(&|id| id == server.id);
    let roles = of(&|id| own.contains(&id));
    let member = of(&|id| id == server.me);
    for (allow, deny) in [everybody, roles, member] {
        rights = rights & !deny | allow;
    }
    rights
}

/// A set of rights, which Discord writes as text.
fn bits(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64()).unwrap_or(0)
}
