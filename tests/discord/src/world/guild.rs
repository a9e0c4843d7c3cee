//! People, and the guilds they are members of.

use std::collections::BTreeMap;

use twilight_model::guild::Permissions;

use crate::id::Id;

/// An account.
#[derive(Clone, Debug)]
pub struct User {
    /// Its id; how old the account is follows from it.
    pub id: Id,
    /// The user name.
    pub name: String,
    /// The name shown to others, if one is set.
    pub shown_name: Option<String>,
    /// Whether a program acts.
    pub bot: bool,
    /// The language of the person's client.
    pub locale: String,
    /// Whether the bot may write to this person.
    pub accepts_dms: bool,
}

/// Somebody in a guild.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub user: Id,
    /// Their name here.
    pub nick: Option<String>,
    /// Their roles besides @everyone.
    pub roles: Vec<Id>,
    /// Since when, in Unix milliseconds.
    pub joined: i64,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its id; @everyone has the guild's.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Permissions,
    /// Whether anybody may mention it.
    pub mentionable: bool,
    /// Whether it belongs to the bot.
    pub of_bot: bool,
}

/// A guild.
#[derive(Clone, Debug)]
pub struct Guild {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Who may do everything.
    pub owner: Id,
    /// Its language.
    pub locale: String,
    /// Who is in it.
    pub members: BTreeMap<Id, Member>,
    /// Its roles, with @everyone.
    pub roles: BTreeMap<Id, Role>,
    /// When the bot came in, in Unix milliseconds.
    pub joined: i64,
}
