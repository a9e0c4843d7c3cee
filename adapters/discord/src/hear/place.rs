//! Where something happened, and whether that is the desk's business.

use std::time::Duration;

use chrono::TimeDelta;
use serenity::http::Route;
use serenity::model::id::ChannelId;
use sportello_chat::{Place, ThreadRef};

use super::Session;
use crate::HERE;
use crate::api::{ApiError, Params};
use crate::ids;
use crate::patience::{Ended, Patience};
use crate::world::{Channel, kind};

/// A thread of ours younger than this may have been started before the desk wrote it down.
const YOUNG: TimeDelta = TimeDelta::seconds(60);
/// How often such a thread is looked for again, and after how long.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(300);
/// How a direct chat's checkpoint is told from a channel's.
pub(crate) const DIRECT: &str = "direct-";

/// A place as an adapter's parts name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The channel, thread or direct chat messages are in.
    pub(crate) channel: u64,
    /// The channel a thread is in.
    pub(crate) parent: Option<u64>,
    pub(crate) guild: Option<u64>,
}

impl Spot {
    pub(crate) fn of(channel: &Channel) -> Self {
        let parent = channel.parent.filter(|_| channel.is_thread());
        Self { channel: channel.id, parent, guild: channel.guild }
    }

    pub(crate) fn direct(channel: u64) -> Self {
        Self { channel, parent: None, guild: None }
    }

    pub(crate) fn is_direct(&self) -> bool {
        self.guild.is_none()
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            room: self.parent.unwrap_or(self.channel).to_string(),
            thread: self.parent.map(|_| ThreadRef::Id(self.channel.to_string())),
            direct: self.is_direct(),
            encrypted: false,
            realm: self.guild.map(|guild| guild.to_string()),
        }
    }

    /// The name under which it is remembered how far it was read.
    pub(crate) fn checkpoint(&self) -> String {
        if self.is_direct() { format!("{DIRECT}{}", self.channel) } else { self.channel.to_string() }
    }
}

/// The direct chat whose checkpoint is called `place`.
pub(crate) fn direct_chat(place: &str) -> Option<u64> {
    place.strip_prefix(DIRECT).and_then(ids::parse)
}

impl Session {
    /// The place messages of `channel` are in; none if the bot can't see it (any more).
    pub(crate) async fn spot(&self, channel: u64, guild: Option<u64>) -> Result<Option<Spot>, Ended> {
        if let Some(known) = self.shared.world.channel(channel) {
            return Ok(Some(Spot::of(&known)));
        }
        if guild.is_none() {
            // Events in direct chats name no server. An old event may leave it out, so it is asked.
            return Ok(self.look_up(channel).await?.map(|c| Spot::of(&c)).or(Some(Spot::direct(channel))));
        }
        Ok(self.look_up(channel).await?.map(|c| Spot::of(&c)))
    }

    /// The channel `id`, from Discord.
    pub(crate) async fn look_up(&self, id: u64) -> Result<Option<Channel>, Ended> {
        let route = Route::Channel { channel_id: ChannelId::new(id) };
        let found = self.ask(|| self.shared.api.get(route, Params::new())).await?;
        let channel = found.ok().and_then(|value| Channel::of(&value, None));
        if let Some(channel) = &channel {
            self.shared.world.set_channel(channel.clone());
        }
        Ok(channel)
    }

    /// Asks until there is an answer, be it a refusal.
    pub(crate) async fn ask<T, F>(&self, question: impl Fn() -> F) -> Result<Result<T, ApiError>, Ended>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let mut patience = Patience::new();
        loop {
            let answer = tokio::select! {
                () = self.stop.cancelled() => return Err(Ended),
                answer = question() => answer,
            };
            match answer {
                Err(error) if error.is_transient() => {
                    tracing::debug!(%error, "asked again");
                    patience.wait(None, &self.stop).await?;
                }
                answer => return Ok(answer),
            }
        }
    }

    /// Whether `message`, said in the place, is the desk's business.
    pub(crate) async fn concerns(&self, spot: &Spot, message: u64) -> Result<bool, Ended> {
        match (spot.guild, spot.parent) {
            (None, _) => Ok(true),
            (Some(guild), _) if !self.shared.serves(guild) => Ok(false),
            (Some(_), None) => Ok(self.shared.role_of(spot.channel).is_some()),
            (Some(_), Some(parent)) => self.is_desks_thread(spot.channel, parent, message).await,
        }
    }

    async fn is_desks_thread(&self, thread: u64, parent: u64, message: u64) -> Result<bool, Ended> {
        if self.has_thread(thread, parent).await? {
            return Ok(true);
        }
        let known = self.shared.world.channel(thread);
        let me = self.shared.world.me().user;
        let Some(known) = known.filter(|c| c.owner == Some(me)) else { return Ok(false) };
        // Its start was answered just now, or is about to be: the desk may not have it in its books.
        let young = ids::time(message) - known.started < YOUNG;
        for _ in 0..if young { LOOKS } else { 0 } {
            tokio::select! {
                () = self.stop.cancelled() => return Err(Ended),
                () = tokio::time::sleep(BETWEEN_LOOKS) => {}
            }
            if self.has_thread(thread, parent).await? {
                return Ok(true);
            }
        }
        self.shared.pass_over(thread);
        Ok(false)
    }

    pub(crate) async fn has_thread(&self, thread: u64, parent: u64) -> Result<bool, Ended> {
        if self.shared.is_known_thread(thread) {
            return Ok(true);
        }
        let (room, id) = (parent.to_string(), thread.to_string());
        let known = self.stored(|| self.host.has_thread(&HERE, &room, &id)).await?;
        if known {
            self.shared.remember_thread(thread);
        }
        Ok(known)
    }

    /// Whether the channel is one in which people write: a forum's posts are in its threads.
    pub(crate) fn is_written_in(channel: &Channel) -> bool {
        matches!(channel.kind, kind::TEXT | kind::NEWS)
    }
}
