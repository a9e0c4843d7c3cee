//! What works and what is missing, for `sportello check`.

mod channels;
mod rights;

use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::{GuildId, UserId};
use sportello_chat::Finding;

use crate::api::{ApiError, Params};
use crate::gateway::WRONG_TOKEN;
use crate::json;
use crate::permissions::invite_link;
use crate::shared::Shared;

/// The flags of an application that may read messages: verified ones, and small ones.
const MESSAGE_CONTENT: u64 = 1 << 18 | 1 << 19;

/// Everything that can be looked at without changing anything.
pub(crate) async fn check(shared: &Shared) -> Vec<Finding> {
    let (me, account) = match account(shared).await {
        Ok(found) => found,
        Err(finding) => return vec![finding],
    };
    let mut findings = vec![account];
    let application = shared.api.get(Route::Oauth2ApplicationCurrent, Params::new()).await;
    let application = match application {
        Ok(application) => application,
        Err(error) => {
            findings.push(unclear("discord application", &error));
            Value::Null
        }
    };
    findings.extend(message_content(&application));
    let invitation = invite_link(json::id(&application, "id").unwrap_or(me));
    let mut roles = Vec::new();
    let mut rooms = Vec::new();
    let mut all_seen = true;
    for guild in &shared.settings.guilds {
        match server(shared, *guild, me, &invitation).await {
            Ok(server) => {
                findings.push(Finding::fine(format!("discord server {}", server.name), "the bot is in it"));
                roles.extend(server.roles());
                rooms.extend(server.channels.clone().into_iter().map(|c| (c, server.clone())));
            }
            Err(finding) => {
                findings.push(finding);
                all_seen = false;
            }
        }
    }
    // What isn't found may be in the server that can't be looked at: that is said above.
    if !all_seen && rooms.is_empty() {
        return findings;
    }
    for room in &shared.rooms() {
        findings.extend(channels::check(room, &rooms));
    }
    for role in &shared.operator_roles() {
        findings.push(role_finding(*role, &roles));
    }
    findings
}

async fn account(shared: &Shared) -> Result<(u64, Finding), Finding> {
    const SUBJECT: &str = "discord account";
    match shared.api.get(Route::UserMe, Params::new()).await {
        Ok(user) => {
            let name = json::text(&user, "username").unwrap_or("a bot").to_owned();
            let id = json::id(&user, "id");
            let odd = || Finding::missing(SUBJECT, "Discord's answer names no account", "try again");
            Ok((id.ok_or_else(odd)?, Finding::fine(SUBJECT, format!("the token is that of {name}"))))
        }
        Err(error) if error.status() == 401 => {
            Err(Finding::missing(SUBJECT, "Discord refuses the token", WRONG_TOKEN))
        }
        Err(error) => Err(Finding::missing(
            SUBJECT,
            error.to_string(),
            "check the network, and discord.connect_to and discord.ca_file if they are set",
        )),
    }
}

/// Nothing can be said about something.
pub(super) fn unclear(subject: &str, error: &ApiError) -> Finding {
    Finding::missing(subject, format!("it can't be looked at: {error}"), "try again")
}

fn message_content(application: &Value) -> Option<Finding> {
    const SUBJECT: &str = "discord intents";
    let flags = application["flags"].as_u64()?;
    Some(if flags & MESSAGE_CONTENT == 0 {
        Finding::missing(
            SUBJECT,
            "the bot may not read messages",
            "switch on Message Content Intent in the developer portal (the application → Bot → Privileged \
             Gateway Intents)",
        )
    } else {
        Finding::fine(SUBJECT, "the bot may read messages")
    })
}

/// A server as the bot sees it.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) id: u64,
    name: String,
    guild: Value,
    member: Value,
    me: u64,
    channels: Vec<Value>,
}

impl Server {
    fn roles(&self) -> Vec<u64> {
        json::items(&self.guild["roles"]).filter_map(|role| json::id(role, "id")).collect()
    }
}

async fn ask_server(shared: &Shared, id: u64, me: u64) -> Result<Server, ApiError> {
    let guild_id = GuildId::new(id);
    let guild = shared.api.get(Route::Guild { guild_id }, Params::new()).await?;
    let member = Route::GuildMember { guild_id, user_id: UserId::new(me) };
    let member = shared.api.get(member, Params::new()).await?;
    let channels = shared.api.get(Route::GuildChannels { guild_id }, Params::new()).await?;
    Ok(Server {
        id,
        name: json::text(&guild, "name").unwrap_or("without a name").to_owned(),
        guild,
        member,
        me,
        channels: json::items(&channels).cloned().collect(),
    })
}

/// What the bot may do in a channel of a server; nothing, where there is none.
pub(crate) async fn rights(shared: &Shared, guild: u64, channel: u64) -> Result<u64, ApiError> {
    let server = ask_server(shared, guild, shared.world.me().user).await?;
    let found = server.channels.iter().find(|c| json::id(c, "id") == Some(channel));
    Ok(found.map_or(0, |channel| rights::in_channel(&server, channel)))
}

async fn server(shared: &Shared, id: u64, me: u64, invitation: &str) -> Result<Server, Finding> {
    let subject = format!("discord server {id}");
    match ask_server(shared, id, me).await {
        Ok(server) => Ok(server),
        Err(error) if error.is_closed() => Err(Finding::missing(
            subject,
            "the bot is not in it",
            format!("invite it with {invitation}, or correct discord.guild"),
        )),
        Err(error) => Err(unclear(&subject, &error)),
    }
}

fn role_finding(role: u64, roles: &[u64]) -> Finding {
    let subject = format!("discord role {role}");
    if roles.contains(&role) {
        return Finding::fine(subject, "its members are operators");
    }
    Finding::missing(
        subject,
        "no server of the desk has such a role",
        "copy the role's id in Discord (Server Settings → Roles, with Developer Mode on)",
    )
}
