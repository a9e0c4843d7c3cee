//! What somebody did with the bot's commands, buttons and forms, and how the bot answered.

use serde_json::Value;

use crate::id::{Id, MessageId};

/// Discord's numbers for kinds of interactions.
pub mod kind {
    /// A command.
    pub const COMMAND: u64 = 2;
    /// A button or a select menu.
    pub const COMPONENT: u64 = 3;
    /// An option is being typed.
    pub const AUTOCOMPLETE: u64 = 4;
    /// A form was sent.
    pub const MODAL: u64 = 5;
}

/// How far the bot's answer has come.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Nothing yet.
    Waiting,
    /// "… is thinking …": the answer is to replace it.
    Thinking,
    /// A message.
    Answered,
    /// The clicked message stays, or will change.
    Acknowledged,
    /// The clicked message was changed.
    Updated,
    /// A form.
    Form(Value),
    /// Suggestions.
    Choices(Vec<Value>),
}

/// An interaction.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Its id.
    pub id: Id,
    /// What the bot answers with.
    pub token: String,
    /// One of [`kind`].
    pub kind: u64,
    /// When it began, in Unix milliseconds.
    pub began: i64,
    /// Where.
    pub channel: Id,
    /// Who.
    pub user: Id,
    /// The message whose button was clicked, or whose button's form was sent.
    pub message: Option<MessageId>,
    /// The message in whose menu the command was chosen.
    pub target: Option<MessageId>,
    /// The interaction that had shown the form.
    pub form_of: Option<Id>,
    /// The command's whole name, or the component's id.
    pub name: String,
    /// The kind of message that an answer is.
    pub answer_kind: u64,
    /// Whether the bot has answered.
    pub state: State,
    /// `@original`: the first answer, or the clicked message.
    pub original: Option<MessageId>,
    /// What was said after the first answer.
    pub follow_ups: Vec<MessageId>,
    /// Whether the test has let the token die.
    pub expired: bool,
}
