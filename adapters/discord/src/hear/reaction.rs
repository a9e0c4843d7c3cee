//! Emoji put on messages.

use serde_json::{Value, json};
use sportello_chat::{Author, Event, Message};

use super::message::{is_words, message};
use super::submit::inbound;
use super::{Session, Spot};
use crate::json;
use crate::members::Member;
use crate::patience::Ended;

/// Says how an emoji is to be shown; the same emoji has it or not.
const VARIATION_SELECTOR: char = '\u{fe0f}';

impl Session {
    /// An emoji was put on a message. Only what may mean something is looked at.
    pub(crate) async fn reacted(&self, value: &Value) -> Result<(), Ended> {
        let ids = (json::id(value, "user_id"), json::id(value, "channel_id"), json::id(value, "message_id"));
        let (Some(user), Some(channel), Some(target)) = ids else { return Ok(()) };
        let Some(emoji) = emoji(&value["emoji"]) else { return Ok(()) };
        if user == self.shared.world.me().user || !self.host.is_signal(&emoji) {
            return Ok(());
        }
        let Some(spot) = self.spot(channel, json::id(value, "guild_id")).await? else { return Ok(()) };
        if self.title(&spot, target).is_none() && !self.concerns(&spot, target).await? {
            return Ok(());
        }
        let member = &value["member"];
        let account = if member["user"].is_object() {
            member["user"].clone()
        } else {
            json!({ "id": user.to_string() })
        };
        let author = self.account(&spot, &account, Member::of(member), false).await?;
        let on = self.on(&spot, channel, target).await?;
        let event = Event::Reaction { target: target.to_string(), emoji: emoji.clone(), on };
        // Taken away and put again it is another one, and Discord gives reactions no ids.
        let id = format!("r:{target}:{user}:{emoji}:{}", self.shared.unique());
        let mut told = inbound(&spot, id, target, author, event);
        told.at = self.shared.now().max(told.at);
        self.submit(told).await?;
        Ok(())
    }

    /// The message itself, with its author.
    async fn on(
        &self,
        spot: &Spot,
        channel: u64,
        target: u64,
    ) -> Result<Option<Box<(Author, Message)>>, Ended> {
        let Some(value) = self.fetch(channel, target).await?.filter(is_words) else { return Ok(None) };
        let author = self.author(spot, &value).await?;
        let mut said = message(&value, &self.shared.world);
        said.title = self.title(spot, target);
        Ok(Some(Box::new((author, said))))
    }
}

/// The emoji as text; a server's own by its name.
fn emoji(value: &Value) -> Option<String> {
    let name = json::text(value, "name")?;
    if json::id(value, "id").is_some() {
        return Some(format!(":{name}:"));
    }
    Some(name.replace(VARIATION_SELECTOR, ""))
}
