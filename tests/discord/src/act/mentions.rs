//! Whom a message notifies: what its text mentions, as far as `allowed_mentions` lets it.

use serde_json::Value;
use twilight_model::guild::Permissions;

use crate::id::Id;
use crate::world::World;
use crate::world::message::Pinged;

/// The field `allowed_mentions` of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowed {
    everyone: bool,
    users: Who,
    roles: Who,
    replied: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Who {
    All,
    Only(Vec<Id>),
}

impl Who {
    fn has(&self, id: Id) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(&id),
        }
    }
}

impl Default for Allowed {
    /// Without the field everything that the text mentions is notified.
    fn default() -> Self {
        Self { everyone: true, users: Who::All, roles: Who::All, replied: true }
    }
}

impl Allowed {
    /// Reads the field; `null` is as good as absent.
    pub fn from_field(field: &Value) -> Self {
        if !field.is_object() {
            return Self::default();
        }
        let parsed = |kind: &str| field["parse"].as_array().is_some_and(|p| p.iter().any(|k| k == kind));
        let who = |kind: &str| match parsed(kind) {
            true => Who::All,
            false => Who::Only(ids(&field[kind])),
        };
        Self {
            everyone: parsed("everyone"),
            users: who("users"),
            roles: who("roles"),
            replied: field["replied_user"] == true,
        }
    }
}

fn ids(list: &Value) -> Vec<Id> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|id| id.as_str().and_then(|id| id.parse().ok())).collect()
}

impl World {
    /// Whom `text` by `author` notifies in `channel`.
    pub(crate) fn pinged(
        &self,
        author: Id,
        channel: Id,
        text: &str,
        allowed: &Allowed,
        replied: Option<Id>,
    ) -> Pinged {
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        let may_all = self.allowed(author, channel).contains(Permissions::MENTION_EVERYONE);
        let mut pinged = Pinged::default();
        for (kind, id) in mentioned(text) {
            match kind {
                Kind::User if self.users.contains_key(&id) && allowed.users.has(id) => {
                    add(&mut pinged.users, id);
                }
                Kind::Role if allowed.roles.has(id) => {
                    let role = guild.and_then(|g| self.guilds.get(&g)).and_then(|g| g.roles.get(&id));
                    if role.is_some_and(|r| r.mentionable || may_all) {
                        add(&mut pinged.roles, id);
                    }
                }
                _ => {}
            }
        }
        let says_all = text.contains("@everyone") || text.contains("@here");
        pinged.everyone = guild.is_some() && says_all && may_all && allowed.everyone;
        if let Some(replied) = replied.filter(|replied| allowed.replied && *replied != author) {
            add(&mut pinged.users, replied);
        }
        pinged
    }
}

fn add(list: &mut Vec<Id>, id: Id) {
    if !list.contains(&id) {
        list.push(id);
    }
}

enum Kind {
    User,
    Role,
}

/// Every `<@1>`, `<@!1>` and `<@&1>` in a text.
fn mentioned(text: &str) -> impl Iterator<Item = (Kind, Id)> {
    text.split("<@").skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once('>')?;
        let (kind, digits) = match inside.strip_prefix('&') {
            Some(digits) => (Kind::Role, digits),
            None => (Kind::User, inside.strip_prefix('!').unwrap_or(inside)),
        };
        Some((kind, digits.parse().ok()?))
    })
}
