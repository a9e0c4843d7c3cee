//! `[discord]`, and ids as Discord gives them.

use std::collections::HashMap;

use sportello_chat::Platform;
use toml::de::DeValue;

use super::document::{Keys, Table, Value};
use super::model::{Channel, Discord};
use super::platform::{Section, enabled, server_name};
use super::secret::Lookup;

pub(super) const KEYS: Keys =
    Keys { of: "[discord]", known: &["enabled", "token", "guild", "share_guilds", "connect_to", "ca_file"] };

/// Where people find an id.
const HOW: &str = "in Discord, with Developer Mode on: right-click, Copy ID";

impl Value<'_> {
    /// A Discord id of the kind `form` names: a number, or its digits in quotes.
    pub fn discord_id(&self, form: &str) -> Option<u64> {
        let id = match self.value {
            DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            // Some programs round numbers of this size.
            DeValue::String(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            DeValue::String(_) => None,
            _ => {
                self.wrong_kind(&format!("{form} ({HOW})"));
                return None;
            }
        };
        let id = id.filter(|id| *id > 0 && i64::try_from(*id).is_ok());
        if id.is_none() {
            self.mistake(
                format!("found {}, which is no Discord id", self.found()),
                format!("allowed: {form} ({HOW})"),
            );
        }
        id
    }
}

/// `[discord]`. One that is off is checked for its spelling, but needs nothing, fetches no secret and
/// reads no file.
pub(super) fn read(table: &Table<'_>) -> Section<Discord> {
    let on = enabled("discord", table.get("enabled"), table);
    let lookup = if on { Lookup::Now } else { Lookup::Never };
    let get = |key, example| if on { table.need(key, example) } else { table.get(key) };

    let token = get("token", "token = { env = \"SPORTELLO_DISCORD_TOKEN\" }").and_then(|v| v.secret(lookup));
    let guilds = get("guild", "guild = 123456789012345678").and_then(|v| guilds(&v));
    let share_guilds = table.get("share_guilds").and_then(|v| v.boolean()).unwrap_or(false);
    let connect_to = table.get("connect_to").and_then(|v| host_and_port(&v));
    let ca_file = table.get("ca_file").and_then(|v| if on { v.certificates() } else { v.path() });

    let whole = || Some(Discord { token: token?, guilds: guilds?, share_guilds, connect_to, ca_file });
    Section { enabled: on, content: if on { whole() } else { None } }
}

/// The servers: one id, or a list of them.
fn guilds(value: &Value<'_>) -> Option<Vec<u64>> {
    const FORM: &str = "a server's id as 123456789012345678, or a list of them";
    let values = value.one_or_more();
    if values.is_empty() {
        value.mistake(
            "names no server, so the bot would be silent everywhere",
            format!("allowed: {FORM} ({HOW})"),
        );
        return None;
    }
    let mut seen = HashMap::new();
    let mut guilds = vec![];
    for value in &values {
        let Some(id) = value.discord_id(FORM) else { continue };
        match seen.insert(id, value.span.clone()) {
            Some(first) => value.mistake_beside(
                format!("found {} a second time", value.found()),
                "allowed: each server once",
                Some((first, "the first time".to_owned())),
            ),
            None => guilds.push(id),
        }
    }
    (guilds.len() == values.len()).then_some(guilds)
}

/// `127.0.0.1:8443`
fn host_and_port(value: &Value<'_>) -> Option<String> {
    let text = value.line()?;
    let has_port = text.rsplit_once(':').is_some_and(|(_, port)| port.parse().is_ok_and(|p: u16| p > 0));
    if !has_port || !server_name(text) {
        value.mistake(
            format!("found {}", value.found()),
            "allowed: a host and its port as \"127.0.0.1:8443\", without https://",
        );
        return None;
    }
    Some(text.to_owned())
}

/// A role whose members are operators, as the adapter spells it: `discord_role:445566778899001122`.
pub(super) fn role_group(value: &Value<'_>) -> Option<Channel> {
    let id = value.discord_id("a role's id as 445566778899001122")?;
    Some(Channel { platform: Platform::new("discord"), name: format!("discord_role:{id}") })
}
