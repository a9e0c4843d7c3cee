//! Places the bot can't see any more, and those it sees again.

use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::ChannelId;
use sportello_chat::{Author, Event};

use super::submit::inbound;
use super::{Session, Spot};
use crate::api::Params;
use crate::check;
use crate::json;
use crate::patience::Ended;
use crate::world::Channel;

impl Session {
    /// A thread of the desk was deleted.
    pub(crate) async fn thread_deleted(&self, value: &Value) -> Result<(), Ended> {
        let (Some(id), Some(parent)) = (json::id(value, "id"), json::id(value, "parent_id")) else {
            return Ok(());
        };
        let guild = json::id(value, "guild_id");
        if guild.is_some_and(|guild| self.shared.serves(guild)) && self.has_thread(id, parent).await? {
            let spot = Spot { channel: id, parent: Some(parent), guild };
            self.lost(&spot, "the thread was deleted").await?;
        }
        Ok(())
    }

    /// A channel was deleted.
    pub(crate) async fn channel_deleted(&self, value: &Value) -> Result<(), Ended> {
        let Some(id) = json::id(value, "id") else { return Ok(()) };
        let spot = Spot { channel: id, parent: None, guild: json::id(value, "guild_id") };
        self.channel_lost(&spot, "the channel was deleted").await
    }

    /// The bot was put out of a server: all of the desk's channels there are lost.
    pub(crate) async fn guild_lost(&self, channels: Vec<Channel>) -> Result<(), Ended> {
        for channel in channels {
            self.channel_lost(&Spot::of(&channel), "the bot was removed from the server").await?;
        }
        Ok(())
    }

    async fn channel_lost(&self, spot: &Spot, reason: &str) -> Result<(), Ended> {
        if self.shared.role_of(spot.channel).is_some() && self.shared.lost.set(spot.channel, true) {
            self.lost(spot, reason).await?;
        }
        Ok(())
    }

    async fn lost(&self, spot: &Spot, reason: &str) -> Result<(), Ended> {
        tracing::warn!(channel = spot.channel, reason, "a place is lost");
        let id = format!("lost:{}:{}", spot.channel, self.shared.unique());
        let event = Event::PlaceLost { reason: reason.to_owned() };
        let mut told = inbound(spot, id, spot.channel, Author::default(), event);
        told.at = self.shared.now().max(told.at);
        self.submit(told).await?;
        Ok(())
    }

    /// The bot sees a channel, and may do something there that was refused before if `granted`. If either is news, it
    /// is told.
    async fn seen(&self, channel: &Channel, granted: bool) -> Result<bool, Ended> {
        let was_lost = self.shared.lost.set(channel.id, false);
        if self.shared.role_of(channel.id).is_none() || !(was_lost || granted) {
            return Ok(false);
        }
        let spot = Spot::of(channel);
        tracing::info!(channel = channel.id, "a place is found again");
        let id = format!("found:{}:{}", channel.id, self.shared.unique());
        let mut told = inbound(&spot, id, channel.id, Author::default(), Event::PlaceFound);
        told.at = self.shared.now().max(told.at);
        self.submit(told).await?;
        Ok(true)
    }

    /// Looks what the bot may do in a channel of the desk now; says whether the channel is found again.
    pub(crate) async fn probe(&self, id: u64, occasion: Occasion) -> Result<bool, Ended> {
        let route = Route::ChannelMessages { channel_id: ChannelId::new(id) };
        let params = vec![("limit", "1".to_owned())];
        let Some(known) = self.shared.world.channel(id) else { return Ok(false) };
        // A forum has no messages of its own to be asked for.
        let answer = if known.is_forum() {
            let route = Route::Channel { channel_id: ChannelId::new(id) };
            self.ask(|| self.shared.api.get(route, Params::new())).await?
        } else {
            self.ask(|| self.shared.api.get(route, params.clone())).await?
        };
        match answer {
            Ok(_) => {
                let granted = self.granted(&known, occasion).await?;
                self.seen(&known, granted).await
            }
            Err(error) if error.is_closed() => {
                let reason = "the bot may not see or read the channel any more";
                self.channel_lost(&Spot::of(&known), reason).await?;
                Ok(false)
            }
            Err(_) => Ok(false),
        }
    }

    /// Whether the bot may do more in the channel than when something was refused there.
    async fn granted(&self, channel: &Channel, occasion: Occasion) -> Result<bool, Ended> {
        let (id, refused) = (channel.id, &self.shared.refused);
        let (Some(guild), true) = (channel.guild, occasion == Occasion::Refusal || refused.knows(id)) else {
            return Ok(false);
        };
        let Ok(rights) = self.ask(|| check::rights(&self.shared, guild, id)).await? else { return Ok(false) };
        match occasion {
            Occasion::Refusal => {
                refused.note(id, rights);
                Ok(false)
            }
            Occasion::Change => Ok(refused.is_over(id, rights)),
        }
    }
}

/// Why it is looked what the bot may do in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// Something was refused there.
    Refusal,
    /// Rights may have changed.
    Change,
}
