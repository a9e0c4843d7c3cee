//! Whether the channels are there, of the right kind, and open to the bot.

use serde_json::Value;
use sportello_chat::Finding;

use super::{Server, rights};
use crate::permissions::{
    ATTACH, HISTORY, MANAGE_MESSAGES, MANAGE_THREADS, PIN, PRIVATE_THREADS, PUBLIC_THREADS, Permission,
    REACT, SEND, SEND_IN_THREADS, VIEW,
};
use crate::world::kind;
use crate::{Room, RoomRole, ids, json};

/// What a channel must allow for its role, and what would be good.
fn needs(role: RoomRole, forum: bool) -> (Vec<Permission>, Vec<Permission>) {
    let mut must = vec![VIEW, HISTORY, SEND_IN_THREADS, ATTACH];
    let mut good = vec![MANAGE_THREADS];
    if !forum {
        must.push(SEND);
    }
    match role {
        RoomRole::Help { private } => {
            must.push(REACT);
            if private {
                must.extend([PRIVATE_THREADS, MANAGE_MESSAGES]);
            } else {
                must.extend((!forum).then_some(PUBLIC_THREADS));
                good.push(MANAGE_MESSAGES);
                good.extend((!forum).then_some(PRIVATE_THREADS));
            }
        }
        RoomRole::Operators => {
            must.push(PUBLIC_THREADS);
            good.push(PIN);
        }
    }
    (must, good)
}

/// What is to be said about a channel of the desk.
pub(super) fn check(room: &Room, all: &[(Value, Server)]) -> Vec<Finding> {
    let wanted = ids::parse(&room.id);
    let Some((channel, server)) = all.iter().find(|(channel, _)| json::id(channel, "id") == wanted) else {
        return vec![Finding::missing(
            format!("discord channel {}", room.id),
            "no server of the desk has it, or the bot may not know of it",
            "copy the channel's id in Discord (right-click it, with Developer Mode on), and let the bot see it",
        )];
    };
    let subject = format!("discord channel #{}", json::text(channel, "name").unwrap_or(&room.id));
    let forum = channel["type"].as_u64() == Some(kind::FORUM);
    if let Some(finding) = wrong_kind(&subject, room.role, channel["type"].as_u64()) {
        return vec![finding];
    }
    let rights = rights::in_channel(server, channel);
    let (must, good) = needs(room.role, forum);
    let lacks = |p: &Permission| rights & p.bit == 0;
    let mut findings: Vec<Finding> = must
        .iter()
        .filter(|p| lacks(p))
        .map(|p| Finding::missing(&subject, lack(p), fix(p, channel)))
        .chain(good.iter().filter(|p| lacks(p)).map(|p| Finding::hint(&subject, lack(p), fix(p, channel))))
        .collect();
    if findings.is_empty() {
        findings.push(Finding::fine(subject, "the bot may do there what it has to"));
    }
    findings
}

fn wrong_kind(subject: &str, role: RoomRole, is: Option<u64>) -> Option<Finding> {
    let (fits, wanted) = match role {
        RoomRole::Help { private: true } => (is == Some(kind::TEXT), "a text channel"),
        RoomRole::Help { private: false } => (
            matches!(is, Some(kind::TEXT | kind::NEWS | kind::FORUM)),
            "a text, announcement or forum channel",
        ),
        RoomRole::Operators => (is == Some(kind::TEXT), "a text channel"),
    };
    (!fits).then(|| {
        Finding::missing(
            subject,
            "it is of a kind the desk can't use",
            format!("name {wanted} in bot.toml instead"),
        )
    })
}

fn lack(permission: &Permission) -> String {
    format!("the bot lacks the permission {} ({})", permission.name, permission.reason)
}

fn fix(permission: &Permission, channel: &Value) -> String {
    format!(
        "allow the bot's role {} in #{} (Edit Channel → Permissions)",
        permission.name,
        json::text(channel, "name").unwrap_or("the channel")
    )
}
