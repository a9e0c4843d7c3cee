//! Who said something.

use serde_json::Value;
use sportello_chat::Author;

use super::message::shown_name;
use super::{Session, Spot};
use crate::api::ApiError;
use crate::members::Member;
use crate::patience::Ended;
use crate::shared::Shared;
use crate::{ids, json};

/// How a group is spelt that is a role.
const GROUP: &str = "discord_role:";

/// The account in `user`, which is `members` in the servers that count.
pub(crate) fn author_with(shared: &Shared, user: &Value, members: &[Member], webhook: bool) -> Author {
    let roles = shared.operator_roles();
    let has = |role: &&u64| members.iter().any(|m| m.roles.contains(role));
    Author {
        id: json::id(user, "id").map(|id| id.to_string()).unwrap_or_default(),
        name: members.iter().find_map(|m| m.nick.clone()).or_else(|| shown_name(user)),
        bot: webhook || user["bot"].as_bool().unwrap_or(false),
        locale: None,
        groups: roles.iter().filter(has).map(|role| format!("{GROUP}{role}")).collect(),
        since: json::id(user, "id").map(ids::time),
    }
}

/// The account in `user`, whose roles are asked for where `member` is not known: a direct message's sender is who they are
/// in the desk's servers.
pub(crate) async fn author_of(
    shared: &Shared,
    guild: Option<u64>,
    user: &Value,
    member: Option<Member>,
    webhook: bool,
) -> Result<Author, ApiError> {
    let known = member.filter(|_| guild.is_some());
    let mut members: Vec<Member> = known.into_iter().collect();
    let is_bot = webhook || user["bot"].as_bool().unwrap_or(false);
    if members.is_empty()
        && !is_bot
        && !shared.operator_roles().is_empty()
        && let Some(id) = json::id(user, "id")
    {
        let guilds = guild.map_or_else(|| shared.settings.guilds.clone(), |guild| vec![guild]);
        for guild in guilds {
            members.extend(shared.members.get(&shared.api, guild, id).await?);
        }
    }
    Ok(author_with(shared, user, &members, webhook))
}

impl Session {
    /// The author of a message, an operator never taken for anybody because of an error that passes.
    pub(crate) async fn author(&self, spot: &Spot, message: &Value) -> Result<Author, Ended> {
        let webhook = json::id(message, "webhook_id").is_some();
        let remembered = || self.shared.members.who_wrote(json::id(message, "id")?);
        let member = Member::of(&message["member"]).or_else(remembered);
        self.account(spot, &message["author"], member, webhook).await
    }

    pub(crate) async fn account(
        &self,
        spot: &Spot,
        user: &Value,
        member: Option<Member>,
        webhook: bool,
    ) -> Result<Author, Ended> {
        let found = self.ask(|| author_of(&self.shared, spot.guild, user, member.clone(), webhook)).await?;
        Ok(found.unwrap_or_else(|error| {
            tracing::warn!(%error, "somebody's roles can't be asked for");
            author_with(&self.shared, user, &[], webhook)
        }))
    }
}
