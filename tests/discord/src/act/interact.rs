//! An interaction begins.

use serde_json::Value;

use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::world::World;
use crate::world::interaction::{Interaction, State};
use crate::world::message::kind as message_kind;

/// What somebody did.
pub struct Deed {
    /// One of [`crate::world::interaction::kind`].
    pub kind: u64,
    /// Who.
    pub user: Id,
    /// Where.
    pub channel: Id,
    /// On which message.
    pub message: Option<MessageId>,
    /// The command's whole name, or the component's id.
    pub name: String,
    /// The message in whose menu the command was chosen.
    pub target: Option<MessageId>,
    /// The interaction that had shown the form.
    pub form_of: Option<Id>,
    /// What the bot is told of it.
    pub data: Value,
}

impl World {
    /// Tells the bot what somebody did.
    pub(crate) fn interact(&mut self, deed: Deed) -> Id {
        let id = self.make_id();
        // Long and not to be guessed, in Discord; here only long.
        let token = format!("aW50ZXJhY3Rpb246{:x}{:x}", id.0, id.0.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let answer_kind = match (deed.kind, deed.target.is_some()) {
            (crate::world::interaction::kind::COMMAND, true) => message_kind::MENU_COMMAND,
            (crate::world::interaction::kind::COMMAND, false) => message_kind::COMMAND,
            _ => message_kind::REGULAR,
        };
        let interaction = Interaction {
            id,
            token,
            kind: deed.kind,
            began: self.now(),
            channel: deed.channel,
            user: deed.user,
            message: deed.message,
            target: deed.target,
            form_of: deed.form_of,
            name: deed.name,
            answer_kind,
            state: State::Waiting,
            original: None,
            follow_ups: Vec::new(),
            expired: false,
        };
        self.interactions.insert(id, interaction);
        self.emit(Event::Interaction { id, data: deed.data });
        id
    }
}
