//! The commands that the bot has registered.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::id::Id;

/// Commands by where they hold: everywhere, or in one guild. Each is kept as Discord gives it back.
#[derive(Debug, Default)]
pub struct Commands {
    /// Everywhere.
    pub global: Vec<Value>,
    /// In a guild.
    pub in_guild: BTreeMap<Id, Vec<Value>>,
}

/// Discord's numbers for kinds of commands.
pub mod kind {
    /// Typed after a slash.
    pub const SLASH: u64 = 1;
    /// In a person's menu.
    pub const USER: u64 = 2;
    /// In a message's menu.
    pub const MESSAGE: u64 = 3;
}

/// Discord's numbers for kinds of options.
pub mod option {
    /// A command below.
    pub const SUBCOMMAND: u64 = 1;
    /// Commands below.
    pub const GROUP: u64 = 2;
    /// Text.
    pub const STRING: u64 = 3;
    /// A whole number.
    pub const INTEGER: u64 = 4;
    /// Yes or no.
    pub const BOOLEAN: u64 = 5;
    /// A person.
    pub const USER: u64 = 6;
    /// A channel.
    pub const CHANNEL: u64 = 7;
    /// A role.
    pub const ROLE: u64 = 8;
    /// A person or a role.
    pub const MENTIONABLE: u64 = 9;
    /// A number.
    pub const NUMBER: u64 = 10;
    /// A file.
    pub const ATTACHMENT: u64 = 11;
}

impl Commands {
    /// The list of a place.
    pub fn list(&self, guild: Option<Id>) -> &[Value] {
        match guild {
            None => &self.global,
            Some(guild) => self.in_guild.get(&guild).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    /// The same, to be changed.
    pub fn list_mut(&mut self, guild: Option<Id>) -> &mut Vec<Value> {
        match guild {
            None => &mut self.global,
            Some(guild) => self.in_guild.entry(guild).or_default(),
        }
    }

    /// What is offered in a guild, or in direct chats: a guild's own command hides a global one of
    /// the same kind and name.
    pub fn offered(&self, guild: Option<Id>) -> Vec<&Value> {
        let own: Vec<&Value> = guild.map(|g| self.list(Some(g)).iter().collect()).unwrap_or_default();
        let hidden = |c: &Value| own.iter().any(|o| o["name"] == c["name"] && o["type"] == c["type"]);
        let global = self.global.iter().filter(|c| !hidden(c)).filter(|c| in_context(c, guild.is_some()));
        let global: Vec<&Value> = global.collect();
        own.into_iter().chain(global).collect()
    }
}

/// Whether a global command is offered in guilds, or in direct chats with the bot.
fn in_context(command: &Value, in_guild: bool) -> bool {
    let context = if in_guild { 0 } else { 1 };
    match command["contexts"].as_array() {
        Some(contexts) => contexts.iter().any(|c| *c == context),
        None => in_guild || command["dm_permission"] != false,
    }
}
