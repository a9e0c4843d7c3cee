//! Messages are pinned.

use twilight_model::guild::Permissions;

use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{ARCHIVED, MAX_PINS, MISSING_PERMISSIONS, Outcome, SYSTEM_MESSAGE};
use crate::world::World;
use crate::world::message::{Message, kind};

impl World {
    /// Somebody pins a message, which everybody is told.
    pub fn pin(&mut self, actor: Id, id: MessageId) -> Outcome<()> {
        self.may_pin(actor, id)?;
        if self.message(id)?.pinned.is_some() {
            return Ok(());
        }
        if self.pinned(id.channel).count() >= self.settings.max_pins {
            return Err(MAX_PINS);
        }
        let now = self.now();
        self.message_mut(id)?.pinned = Some(now);
        self.channel_mut(id.channel)?.last_pin = Some(now);
        self.emit(Event::MessageUpdate { message: id });
        self.emit(Event::PinsUpdate { channel: id.channel });
        self.tell(actor, id.channel, kind::PINNED, "", Some(id));
        Ok(())
    }

    /// Somebody takes a pin away.
    pub fn unpin(&mut self, actor: Id, id: MessageId) -> Outcome<()> {
        self.may_pin(actor, id)?;
        if self.message_mut(id)?.pinned.take().is_some() {
            self.emit(Event::MessageUpdate { message: id });
            self.emit(Event::PinsUpdate { channel: id.channel });
        }
        Ok(())
    }

    /// The pinned messages of a channel, the latest pin first.
    pub fn pinned(&self, channel: Id) -> impl Iterator<Item = &Message> {
        let mut pinned: Vec<&Message> = self.standing(channel).filter(|m| m.pinned.is_some()).collect();
        pinned.sort_by_key(|m| std::cmp::Reverse((m.pinned, m.id)));
        pinned.into_iter()
    }

    fn may_pin(&self, actor: Id, id: MessageId) -> Outcome<()> {
        self.demand(actor, id.channel, Permissions::READ_MESSAGE_HISTORY)?;
        let allowed = self.allowed(actor, id.channel);
        let formerly = !self.settings.strict_pins && allowed.contains(Permissions::MANAGE_MESSAGES);
        if !allowed.contains(Permissions::PIN_MESSAGES) && !formerly {
            return Err(MISSING_PERMISSIONS);
        }
        if self.channel(id.channel)?.thread.as_ref().is_some_and(|t| t.archived) {
            return Err(ARCHIVED);
        }
        if self.open_message(id)?.is_system() { Err(SYSTEM_MESSAGE) } else { Ok(()) }
    }
}
