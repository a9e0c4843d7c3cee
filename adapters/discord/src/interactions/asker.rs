//! Who picked something, and where.

use serde_json::Value;
use sportello_chat::Author;

use crate::hear::{Spot, author_of, author_with};
use crate::json;
use crate::members::Member;
use crate::shared::Shared;
use crate::world::{Channel, kind};

/// An interaction's frame.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) id: u64,
    pub(crate) spot: Spot,
    pub(crate) locale: Option<String>,
    user: Value,
    member: Value,
}

impl Asked {
    pub(crate) fn of(value: &Value, shared: &Shared) -> Option<Self> {
        let guild = json::id(value, "guild_id");
        let member = value["member"].clone();
        let user = if guild.is_some() { member["user"].clone() } else { value["user"].clone() };
        let user = if user.is_object() { user } else { value["user"].clone() };
        Some(Self {
            id: json::id(value, "id")?,
            spot: spot(value, guild, shared)?,
            locale: json::text(value, "locale").map(str::to_owned),
            user,
            member,
        })
    }

    /// Their language, else the desk's.
    pub(crate) fn language<'a>(&'a self, shared: &'a Shared) -> &'a str {
        self.locale.as_deref().unwrap_or(&shared.settings.language)
    }

    /// The person as the event has them, without asking anybody.
    pub(crate) fn at_once(&self, shared: &Shared) -> Author {
        let members: Vec<Member> = Member::of(&self.member).into_iter().collect();
        self.spoken(author_with(shared, &self.user, &members, false))
    }

    /// The person with their roles, which a direct chat does not tell.
    pub(crate) async fn author(&self, shared: &Shared) -> Result<Author, crate::api::ApiError> {
        let found = author_of(shared, self.spot.guild, &self.user, Member::of(&self.member), false).await?;
        Ok(self.spoken(found))
    }

    fn spoken(&self, author: Author) -> Author {
        Author { locale: self.locale.clone(), ..author }
    }
}

fn spot(value: &Value, guild: Option<u64>, shared: &Shared) -> Option<Spot> {
    let id = json::id(value, "channel_id").or_else(|| json::id(&value["channel"], "id"))?;
    let told = Channel::of(&value["channel"], guild).filter(|c| c.id == id);
    // A thread is told with its channel; where it isn't, the gateway has told it before.
    let known = told.filter(|c| !c.is_thread() || c.parent.is_some()).or_else(|| shared.world.channel(id));
    Some(match (known, guild) {
        (Some(channel), _) if channel.kind == kind::DIRECT => Spot::direct(id),
        (Some(channel), _) => Spot { guild, ..Spot::of(&channel) },
        (None, _) => Spot { channel: id, parent: None, guild },
    })
}
