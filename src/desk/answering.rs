//! What the person who asked is answered, and where: on the spot, privately, with an emoji.

use sportello_chat::{
    Audience, Body, Button, Content, FileRef, Markup, NewMessage, Place, Target, ThreadRef,
};

use super::{Act, DeskError, Refused};
use crate::store::conversations;
use crate::store::entity::ticket;
use crate::text::Language;

/// What a use case answers to the person who asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A text.
    Text(Body),
    /// A text, and what can be done next with a click.
    Offer(Body, Vec<Button>),
    /// An emoji on the message that asked.
    React(&'static str),
    /// A file, for nobody's eyes but those of whoever asked, or of operators in their own channel.
    File(Body, FileRef),
    /// What was done says enough by itself.
    Nothing,
}

impl Answer {
    /// A text in Markdown.
    pub fn markdown(text: impl Into<String>) -> Self {
        Self::Text(Body::markdown(text))
    }
}

impl Act<'_> {
    /// Answers privately: in a direct chat, or shown to the one person where the platform can.
    ///
    /// # Errors
    /// As the database says.
    pub async fn answer_privately(
        &self,
        place: &Place,
        account: &str,
        body: Body,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        self.hand_over(place, account, NewMessage::notice(body), ticket).await
    }

    /// The same, for a message of any kind.
    ///
    /// # Errors
    /// As the database says.
    pub async fn hand_over(
        &self,
        place: &Place,
        account: &str,
        message: NewMessage,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let role = self.desk.room_role(&self.platform, &place.room);
        let ephemeral = self.desk.chat(self.platform.as_str()).is_some_and(|c| c.capabilities().ephemeral);
        let content = |only_for: Option<String>, reply_to: Option<String>| {
            Content::Message(NewMessage { only_for, reply_to, ..message.clone() })
        };
        if self.on_the_spot {
            return self.answer_on_the_spot(place, account, message, ticket).await;
        }
        if place.direct {
            return self
                .owe_at(
                    self.direct_target(account, Some(&place.room)),
                    Audience::Customer,
                    content(None, None),
                    ticket,
                )
                .await;
        }
        let audience = if role.operators.is_empty() { Audience::Customer } else { Audience::Operators };
        if ephemeral || audience == Audience::Operators {
            let only_for = ephemeral.then(|| account.to_owned());
            return self
                .owe_at(in_place(place), audience, content(only_for, self.event.clone()), ticket)
                .await;
        }
        let room = conversations::direct_room(self.tx, self.platform.as_str(), account).await?;
        self.owe_at(
            self.direct_target(account, room.as_deref()),
            Audience::Customer,
            content(None, None),
            ticket,
        )
        .await
    }

    /// Answers what waits for an answer on the spot, for its author's eyes only.
    ///
    /// # Errors
    /// As the database says.
    pub async fn answer_on_the_spot(
        &self,
        place: &Place,
        account: &str,
        message: NewMessage,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let role = self.desk.room_role(&self.platform, &place.room);
        let among_operators = !place.direct && !role.operators.is_empty();
        let target = Target::Answer {
            event: self.event.clone().unwrap_or_default(),
            room: place.room.clone(),
            thread: thread_id(place).map(str::to_owned),
            direct: place.direct,
            person: account.to_owned(),
        };
        let audience = if among_operators { Audience::Operators } else { Audience::Customer };
        self.owe_at(target, audience, Content::Message(message), ticket).await
    }

    /// The direct chat with an account.
    pub fn direct_target(&self, account: &str, room: Option<&str>) -> Target {
        Target::Direct { person: account.to_owned(), room: room.map(str::to_owned) }
    }

    /// Refuses, privately, in the person's language; gives back the `words` they had filled in.
    ///
    /// # Errors
    /// As the database says.
    pub async fn refuse(
        &self,
        place: &Place,
        account: &str,
        language: Language,
        refused: &Refused,
        words: Option<String>,
    ) -> Result<(), DeskError> {
        let sentence = refused.say(self.desk.texts(), language, self.prefix());
        let body = Body::markdown(sentence).then(words.unwrap_or_default(), Markup::Plain);
        self.answer_privately(place, account, body, None).await
    }

    /// Puts an emoji on the message that is handled.
    ///
    /// # Errors
    /// As the database says.
    pub async fn react(
        &self,
        place: &Place,
        account: &str,
        emoji: &str,
        audience: Audience,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let Some(message) = self.event.clone() else { return Ok(()) };
        let target =
            if place.direct { self.direct_target(account, Some(&place.room)) } else { in_place(place) };
        self.owe_at(target, audience, Content::React { message, emoji: emoji.to_owned() }, ticket).await
    }
}

/// The id of the thread of a place, where it is known by one.
pub fn thread_id(place: &Place) -> Option<&str> {
    match &place.thread {
        Some(ThreadRef::Id(thread)) => Some(thread),
        _ => None,
    }
}

/// The place itself.
pub fn in_place(place: &Place) -> Target {
    match thread_id(place) {
        Some(thread) => Target::Thread { room: place.room.clone(), thread: thread.to_owned() },
        None => Target::Room { room: place.room.clone() },
    }
}
