//! Emojis are put under messages, and taken away.

use twilight_model::guild::Permissions;

use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{ARCHIVED, MAX_REACTIONS, NOT_IN_DM, Outcome, UNKNOWN_EMOJI};
use crate::world::World;
use crate::world::message::Reaction;

/// Different emojis under one message.
const MOST_EMOJIS: usize = 20;

impl World {
    /// Somebody reacts.
    pub fn react(&mut self, actor: Id, id: MessageId, emoji: &str) -> Outcome<()> {
        self.demand(actor, id.channel, Permissions::READ_MESSAGE_HISTORY)?;
        self.not_archived(id.channel)?;
        if !is_emoji(emoji) {
            return Err(UNKNOWN_EMOJI);
        }
        let message = self.open_message(id)?;
        let known = message.reactions.iter().any(|r| r.emoji == emoji);
        let full = message.reactions.len() >= MOST_EMOJIS;
        if !known {
            // A first emoji needs a permission; joining in doesn't.
            self.demand(actor, id.channel, Permissions::ADD_REACTIONS)?;
            if full {
                return Err(MAX_REACTIONS);
            }
        }
        let message = self.message_mut(id)?;
        let place = message.reactions.iter().position(|r| r.emoji == emoji);
        let place = place.unwrap_or_else(|| {
            message.reactions.push(Reaction { emoji: emoji.to_owned(), users: Vec::new() });
            message.reactions.len() - 1
        });
        let users = &mut message.reactions[place].users;
        if !users.contains(&actor) {
            users.push(actor);
            self.emit(Event::ReactionAdd { message: id, user: actor, emoji: emoji.to_owned() });
        }
        Ok(())
    }

    /// Somebody takes back a reaction: their own, or another's where they may manage messages.
    pub fn unreact(&mut self, actor: Id, id: MessageId, emoji: &str, user: Id) -> Outcome<()> {
        self.demand(actor, id.channel, Permissions::VIEW_CHANNEL)?;
        if actor != user {
            if self.channel(id.channel)?.guild.is_none() {
                return Err(NOT_IN_DM);
            }
            self.demand(actor, id.channel, Permissions::MANAGE_MESSAGES)?;
        }
        self.not_archived(id.channel)?;
        let message = self.message_mut(id)?;
        let Some(reaction) = message.reactions.iter_mut().find(|r| r.emoji == emoji) else {
            return Err(UNKNOWN_EMOJI);
        };
        let before = reaction.users.len();
        reaction.users.retain(|u| *u != user);
        let removed = reaction.users.len() < before;
        message.reactions.retain(|r| !r.users.is_empty());
        if removed {
            self.emit(Event::ReactionRemove { message: id, user, emoji: emoji.to_owned() });
        }
        Ok(())
    }

    /// A moderator takes away every reaction, or every one with an emoji.
    pub fn clear_reactions(&mut self, actor: Id, id: MessageId, emoji: Option<&str>) -> Outcome<()> {
        if self.channel(id.channel)?.guild.is_none() {
            return Err(NOT_IN_DM);
        }
        self.demand(actor, id.channel, Permissions::MANAGE_MESSAGES)?;
        self.not_archived(id.channel)?;
        let message = self.message_mut(id)?;
        message.reactions.retain(|r| emoji.is_some_and(|e| r.emoji != e));
        self.emit(Event::ReactionsCleared { message: id, emoji: emoji.map(str::to_owned) });
        Ok(())
    }

    fn not_archived(&self, channel: Id) -> Outcome<()> {
        let archived = self.channel(channel)?.thread.as_ref().is_some_and(|t| t.archived);
        if archived { Err(ARCHIVED) } else { Ok(()) }
    }
}

/// Whether this can be an emoji: a custom one (`name:id`), or characters beyond letters.
fn is_emoji(text: &str) -> bool {
    match text.rsplit_once(':') {
        Some((name, id)) => !name.is_empty() && id.parse::<Id>().is_ok(),
        None => !text.is_empty() && text.chars().any(|c| !c.is_ascii() && !c.is_alphabetic()),
    }
}
