//! Messages are deleted.

use twilight_model::guild::Permissions;

use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{
    ARCHIVED, BULK_DELETE_AGE, BULK_DELETE_COUNT, NOT_IN_DM, Outcome, SYSTEM_MESSAGE, UNKNOWN_MESSAGE,
};
use crate::world::World;
use crate::world::message::kind;

/// How old a message may be to be deleted in bulk: 14 days, in milliseconds.
const BULK_AGE: i64 = 14 * 24 * 60 * 60 * 1000;

impl World {
    /// Somebody deletes a message: their own, or another's where they may manage messages.
    pub fn delete(&mut self, actor: Id, id: MessageId) -> Outcome<()> {
        self.demand(actor, id.channel, Permissions::VIEW_CHANNEL)?;
        let place = self.channel(id.channel)?;
        let (in_guild, archived) = (place.guild.is_some(), place.thread.as_ref().is_some_and(|t| t.archived));
        let message = self.message(id)?;
        if message.only_for.is_some_and(|user| user != actor) {
            return Err(UNKNOWN_MESSAGE);
        }
        if message.author != actor {
            if !in_guild {
                return Err(NOT_IN_DM);
            }
            self.demand(actor, id.channel, Permissions::MANAGE_MESSAGES)?;
        }
        if matches!(message.kind, kind::RECIPIENT_ADD | kind::RECIPIENT_REMOVE | kind::THREAD_STARTER) {
            return Err(SYSTEM_MESSAGE);
        }
        if archived {
            return Err(ARCHIVED);
        }
        self.remove(id)
    }

    /// The same without asking who may.
    pub(crate) fn remove(&mut self, id: MessageId) -> Outcome<()> {
        let message = self.message_mut(id)?;
        message.deleted = true;
        if message.only_for.is_none() {
            self.emit(Event::MessageDelete { message: id });
        }
        Ok(())
    }

    /// Somebody deletes many messages at once.
    pub fn delete_many(&mut self, actor: Id, channel: Id, ids: &[Id]) -> Outcome<()> {
        if self.channel(channel)?.guild.is_none() {
            return Err(NOT_IN_DM);
        }
        self.demand(actor, channel, Permissions::MANAGE_MESSAGES)?;
        if !(2..=100).contains(&ids.len()) {
            return Err(BULK_DELETE_COUNT);
        }
        let oldest = self.now() - BULK_AGE;
        if ids.iter().any(|id| id.millis() < oldest) {
            return Err(BULK_DELETE_AGE);
        }
        let there = |id: &&Id| self.message(MessageId { channel, id: **id }).is_ok();
        let gone: Vec<Id> = ids.iter().filter(there).copied().collect();
        for id in &gone {
            self.message_mut(MessageId { channel, id: *id })?.deleted = true;
        }
        self.emit(Event::MessageDeleteBulk { channel, ids: gone });
        Ok(())
    }
}
