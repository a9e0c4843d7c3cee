//! A message is edited.

use serde_json::Value;

use super::mentions::Allowed;
use super::send::{Upload, numbered, shown_embed};
use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{ARCHIVED, EMPTY_MESSAGE, NOT_THE_AUTHOR, Outcome};
use crate::world::World;
use crate::world::message::flags;

/// What shall change; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The text.
    pub content: Option<String>,
    /// The embeds.
    pub embeds: Option<Vec<Value>>,
    /// The buttons and menus.
    pub components: Option<Vec<Value>>,
    /// The flags that a sender sets.
    pub flags: Option<u64>,
    /// Which of the files stay.
    pub keep: Option<Vec<Id>>,
    /// New files.
    pub uploads: Vec<Upload>,
    /// Whom the new text may mention.
    pub allowed: Option<Allowed>,
}

impl World {
    /// Somebody edits a message of theirs.
    pub fn edit(&mut self, actor: Id, id: MessageId, edit: Edit) -> Outcome<()> {
        let place = self.channel(id.channel)?;
        if place.thread.as_ref().is_some_and(|t| t.archived) {
            return Err(ARCHIVED);
        }
        if !self.sees(actor, id.channel) {
            return Err(crate::refusal::MISSING_ACCESS);
        }
        let message = self.message(id)?;
        if message.author != actor || message.is_system() {
            return Err(NOT_THE_AUTHOR);
        }
        self.change(id, edit)
    }

    /// The same without asking who may: an interaction's token allows it too.
    pub(crate) fn change(&mut self, id: MessageId, edit: Edit) -> Outcome<()> {
        let now = self.now();
        let added: Vec<_> = edit.uploads.into_iter().map(|upload| self.keep_file(upload)).collect();
        let before = self.message(id)?;
        let mut after = before.clone();
        if let Some(content) = edit.content {
            let allowed = edit.allowed.unwrap_or_default();
            // Whom an edit mentions is shown as mentioned, and yet not notified.
            after.pinged = self.pinged(before.author, id.channel, &content, &allowed, None);
            after.content = content;
        }
        if let Some(embeds) = edit.embeds {
            after.embeds = embeds.into_iter().map(shown_embed).collect();
        }
        if let Some(components) = edit.components {
            after.components = numbered(components);
        }
        if let Some(bits) = edit.flags {
            after.flags = (before.flags & !flags::SETTABLE) | (bits & flags::SETTABLE);
        }
        if let Some(keep) = edit.keep {
            after.attachments.retain(|a| keep.contains(&a.id));
        }
        after.attachments.extend(added);
        let empty = after.content.trim().is_empty()
            && after.embeds.is_empty()
            && after.attachments.is_empty()
            && after.components.is_empty();
        if empty {
            return Err(EMPTY_MESSAGE);
        }
        if !before.has(flags::LOADING) {
            after.edited = Some(now);
            after.earlier.push(before.content.clone());
        }
        after.flags &= !flags::LOADING;
        self.messages.insert(id, after);
        self.announce_update(id);
        Ok(())
    }

    /// Tells the gateway that a message is not as it was.
    pub(crate) fn announce_update(&mut self, id: MessageId) {
        if self.message(id).is_ok_and(|m| m.only_for.is_none()) {
            self.emit(Event::MessageUpdate { message: id });
        }
    }
}
