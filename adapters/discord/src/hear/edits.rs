//! Messages that were changed or deleted.

use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::{ChannelId, MessageId};
use sportello_chat::{Author, Event, Submitted};

use super::message::{Head, is_words, message, millis};
use super::submit::inbound;
use super::{Session, Spot};
use crate::api::Params;
use crate::json;
use crate::patience::Ended;

impl Session {
    /// A message was changed, or Discord looked at its links again, which has no time of an edit.
    ///
    /// The message is asked for: the event has neither its author's roles nor always its text.
    pub(crate) async fn updated(&self, value: &Value) -> Result<(), Ended> {
        let changed = json::text(value, "edited_timestamp").is_some();
        let Some((id, channel)) = json::id(value, "id").zip(json::id(value, "channel_id")) else {
            return Ok(());
        };
        if !changed || json::id(&value["author"], "id") == Some(self.shared.world.me().user) {
            return Ok(());
        }
        let Some(spot) = self.spot(channel, json::id(value, "guild_id")).await? else { return Ok(()) };
        if self.title(&spot, id).is_none() && !self.concerns(&spot, id).await? {
            return Ok(());
        }
        if let Some(now) = self.fetch(channel, id).await? {
            self.edited(&spot, &now).await?;
        }
        Ok(())
    }

    /// Hands over what a message says now, if it was ever changed.
    pub(crate) async fn edited(&self, spot: &Spot, now: &Value) -> Result<Option<Submitted>, Ended> {
        let Some(head) = Head::of(now) else { return Ok(None) };
        let Some(at) = head.edited.as_deref().and_then(millis) else { return Ok(None) };
        if !is_words(now) || self.is_own(&head, now) {
            return Ok(None);
        }
        let author = self.author(spot, now).await?;
        let mut said = message(now, &self.shared.world);
        said.title = self.title(spot, head.id);
        let event = Event::Edit { target: head.id.to_string(), message: said };
        let mut told = inbound(spot, format!("{}:e:{at}", head.id), head.id, author, event);
        told.at = chrono::DateTime::from_timestamp_millis(at).unwrap_or(told.at);
        self.submit(told).await.map(Some)
    }

    /// The message, if it is there.
    pub(crate) async fn fetch(&self, channel: u64, message: u64) -> Result<Option<Value>, Ended> {
        let route = Route::ChannelMessage {
            channel_id: ChannelId::new(channel),
            message_id: MessageId::new(message),
        };
        Ok(self.ask(|| self.shared.api.get(route, Params::new())).await?.ok())
    }

    /// Messages were deleted, one or many at once.
    pub(crate) async fn deleted(&self, value: &Value) -> Result<(), Ended> {
        let Some(channel) = json::id(value, "channel_id") else { return Ok(()) };
        let ids = json::items(&value["ids"]).filter_map(json::as_id).chain(json::id(value, "id"));
        let ids: Vec<u64> = ids.collect();
        let Some(spot) = self.spot(channel, json::id(value, "guild_id")).await? else { return Ok(()) };
        for id in ids {
            if self.concerns(&spot, id).await? {
                self.gone(&spot, id).await?;
            }
        }
        Ok(())
    }

    /// Hands over that a message is no longer there; Discord does not say who took it away.
    pub(crate) async fn gone(&self, spot: &Spot, message: u64) -> Result<Submitted, Ended> {
        let event = Event::Redaction { target: message.to_string() };
        let mut told = inbound(spot, format!("{message}:d"), message, Author::default(), event);
        told.at = self.shared.now().max(told.at);
        self.submit(told).await
    }
}
