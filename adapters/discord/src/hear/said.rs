//! Messages, new and missed.

use serde_json::Value;
use sportello_chat::{Event, Submitted};

use super::message::{Head, is_words, message};
use super::submit::{checkpoint, inbound};
use super::{Session, Spot};
use crate::json;
use crate::patience::Ended;

impl Session {
    /// A message that was just sent.
    pub(crate) async fn said(&self, value: &Value) -> Result<(), Ended> {
        let Some(head) = Head::of(value) else {
            tracing::warn!("a message without an id was passed over");
            return Ok(());
        };
        self.shared.clock(head.id);
        // Also with a word of our own: the desk speaks in a thread once it is in its books.
        self.read_passed_over(head.channel).await?;
        if self.is_own(&head, value) {
            return Ok(());
        }
        if let Some(spot) = self.spot(head.channel, json::id(value, "guild_id")).await? {
            self.hand_over(&spot, &head, value).await?;
        }
        Ok(())
    }

    /// Whether the bot said it itself; then under which key is remembered.
    pub(crate) fn is_own(&self, head: &Head, value: &Value) -> bool {
        let own = head.author == self.shared.world.me().user;
        if own && let Some(key) = json::text(value, "nonce") {
            self.shared.remember_key(head.id, key);
        }
        own
    }

    /// Hands over somebody's message in `spot`, if it is the desk's business.
    pub(crate) async fn hand_over(
        &self,
        spot: &Spot,
        head: &Head,
        value: &Value,
    ) -> Result<Option<Submitted>, Ended> {
        if !is_words(value) {
            return Ok(None);
        }
        let title = self.title(spot, head.id);
        if title.is_none() && !self.concerns(spot, head.id).await? {
            return Ok(None);
        }
        let author = self.author(spot, value).await?;
        let mut said = message(value, &self.shared.world);
        said.title = title;
        let mut told = inbound(spot, head.id.to_string(), head.id, author, Event::Message(said));
        told.checkpoint = Some(checkpoint(spot, head.id));
        self.submit(told).await.map(Some)
    }

    /// The title of the post that begins with `message`: a forum's post is a thread that has the id
    /// of its first message.
    pub(crate) fn title(&self, spot: &Spot, message: u64) -> Option<String> {
        if spot.channel != message || !spot.guild.is_some_and(|guild| self.shared.serves(guild)) {
            return None;
        }
        let thread = self.shared.world.channel(spot.channel)?;
        self.shared.is_post(&thread).then_some(thread.name)
    }
}
