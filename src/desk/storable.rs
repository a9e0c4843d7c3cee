//! What every database can keep: PostgreSQL refuses a text with a NUL, and whoever writes decides what stands in
//! theirs, in ids that it names too. No text of an event may keep the event from being stored.

use sportello_chat::{Author, Checkpoint, Event, FileOffer, Inbound, Interaction, Message, Place, ThreadRef};

/// What holds texts from outside.
pub(super) trait Storable {
    /// Puts U+FFFD for each NUL: an id that held one is no other's id then.
    fn make_storable(&mut self);
}

/// `text`, as it can be kept.
pub(super) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

impl Storable for String {
    fn make_storable(&mut self) {
        if self.contains('\0') {
            *self = storable(self);
        }
    }
}

impl<T: Storable> Storable for Option<T> {
    fn make_storable(&mut self) {
        self.iter_mut().for_each(T::make_storable);
    }
}

impl<T: Storable> Storable for Vec<T> {
    fn make_storable(&mut self) {
        self.iter_mut().for_each(T::make_storable);
    }
}

impl<T: Storable> Storable for Box<T> {
    fn make_storable(&mut self) {
        (**self).make_storable();
    }
}

impl<A: Storable, B: Storable> Storable for (A, B) {
    fn make_storable(&mut self) {
        self.0.make_storable();
        self.1.make_storable();
    }
}

// Each field is named below, so that one that is added is not forgotten.

impl Storable for Inbound {
    fn make_storable(&mut self) {
        let Self { platform: _, id, at: _, author, place, event, checkpoint } = self;
        id.make_storable();
        author.make_storable();
        place.make_storable();
        event.make_storable();
        checkpoint.make_storable();
    }
}

impl Storable for Checkpoint {
    fn make_storable(&mut self) {
        let Self { place, event } = self;
        place.make_storable();
        event.make_storable();
    }
}

impl Storable for Author {
    fn make_storable(&mut self) {
        let Self { id, name, bot: _, locale, groups, since: _ } = self;
        id.make_storable();
        name.make_storable();
        locale.make_storable();
        groups.make_storable();
    }
}

impl Storable for Place {
    fn make_storable(&mut self) {
        let Self { room, thread, direct: _, encrypted: _, realm } = self;
        room.make_storable();
        thread.make_storable();
        realm.make_storable();
    }
}

impl Storable for ThreadRef {
    fn make_storable(&mut self) {
        match self {
            Self::Id(text) | Self::Ticket(text) => text.make_storable(),
        }
    }
}

impl Storable for Event {
    fn make_storable(&mut self) {
        match self {
            Self::Message(message) => message.make_storable(),
            Self::Edit { target, message } | Self::Decrypted { target, message } => {
                target.make_storable();
                message.make_storable();
            }
            Self::Redaction { target } => target.make_storable(),
            Self::Reaction { target, emoji, on } => {
                target.make_storable();
                emoji.make_storable();
                on.make_storable();
            }
            Self::Interaction(interaction) => interaction.make_storable(),
            Self::PlaceLost { reason } => reason.make_storable(),
            Self::PlaceReplaced { by } => by.make_storable(),
            Self::PlaceFound | Self::CaughtUp { messages: _, since: _ } => {}
        }
    }
}

impl Storable for Interaction {
    fn make_storable(&mut self) {
        match self {
            Self::Command { name, options } => {
                name.make_storable();
                options.make_storable();
            }
            Self::Press { action, message } => {
                action.make_storable();
                message.make_storable();
            }
            Self::Form { form, fields } => {
                form.make_storable();
                fields.make_storable();
            }
            Self::OnMessage { entry, target, on } => {
                entry.make_storable();
                target.make_storable();
                on.make_storable();
            }
        }
    }
}

impl Storable for Message {
    fn make_storable(&mut self) {
        let Self { text, markup: _, kind: _, reply_to, files, title } = self;
        text.make_storable();
        reply_to.make_storable();
        files.make_storable();
        title.make_storable();
    }
}

impl Storable for FileOffer {
    /// `source` stays as the adapter gave it, who alone reads it.
    fn make_storable(&mut self) {
        let Self { name, mime, size: _, source: _ } = self;
        name.make_storable();
        mime.make_storable();
    }
}
