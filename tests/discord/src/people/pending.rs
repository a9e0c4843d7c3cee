//! What comes of an interaction.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::forms::Form;
use crate::id::Id;
use crate::shared::Shared;
use crate::shown::Shown;
use crate::world::interaction::{Interaction, State};

/// What Discord's client shows when the bot stays silent.
pub const NO_ANSWER: &str = "The application did not respond";

/// A suggestion for an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is read.
    pub name: String,
    /// What is sent.
    pub value: String,
}

/// How the bot answered.
#[derive(Clone)]
pub enum Answer {
    /// By a message, also one that was deferred.
    Message(Box<Shown>),
    /// By changing the message that was clicked.
    Updated(Box<Shown>),
    /// By nothing that is seen.
    Acknowledged,
    /// By a form.
    Form(Form),
    /// By suggestions.
    Choices(Vec<Choice>),
    /// Not in time; this is what the person reads.
    Failed(String),
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Message(m) => write!(f, "a message: {}", m.line()),
            Self::Updated(m) => write!(f, "an update: {}", m.line()),
            Self::Acknowledged => f.write_str("an acknowledgement"),
            Self::Form(form) => write!(f, "the form “{}” {:?}", form.title, form.fields),
            Self::Choices(choices) => write!(f, "the suggestions {choices:?}"),
            Self::Failed(why) => write!(f, "“{why}”"),
        }
    }
}

impl Answer {
    /// The message, new or changed; it must be one.
    pub fn message(self) -> Shown {
        match self {
            Self::Message(shown) | Self::Updated(shown) => *shown,
            other => panic!("wanted a message, the bot answered by {other:?}"),
        }
    }

    /// The form; it must be one.
    pub fn form(self) -> Form {
        match self {
            Self::Form(form) => form,
            other => panic!("wanted a form, the bot answered by {other:?}"),
        }
    }

    /// The suggestions; they must be some, or an empty list.
    pub fn choices(self) -> Vec<Choice> {
        match self {
            Self::Choices(choices) => choices,
            other => panic!("wanted suggestions, the bot answered by {other:?}"),
        }
    }

    /// Whether the bot stayed silent.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

/// An interaction that was begun.
#[derive(Clone)]
pub struct Pending {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: Id,
}

impl Pending {
    /// Its id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Its token.
    pub fn token(&self) -> String {
        self.shared.read(|w| w.interactions[&self.id].token.clone())
    }

    /// How the bot answers; a deferred answer is waited for until it is there.
    pub async fn answer(&self) -> Answer {
        let (within, patience) = self.shared.read(|w| (w.settings.answer_within, w.settings.patience));
        let state = |w: &crate::world::World| w.interactions[&self.id].state.clone();
        let first = self.shared.until(|w| (state(w) != State::Waiting).then_some(()));
        if tokio::time::timeout(within + Duration::from_millis(50), first).await.is_err() {
            return Answer::Failed(NO_ANSWER.to_owned());
        }
        let last = self.shared.until(|w| (state(w) != State::Thinking).then_some(()));
        if tokio::time::timeout(patience, last).await.is_err() {
            return Answer::Failed("… is thinking, and went on thinking".to_owned());
        }
        self.so_far().unwrap_or_else(|| Answer::Failed(NO_ANSWER.to_owned()))
    }

    /// The answer, if it is there already.
    pub fn so_far(&self) -> Option<Answer> {
        self.shared.read(|w| {
            let interaction: &Interaction = &w.interactions[&self.id];
            let original =
                || interaction.original.and_then(|id| w.messages.get(&id)).map(|m| Box::new(w.show(m)));
            match &interaction.state {
                State::Waiting | State::Thinking => None,
                State::Answered => original().map(Answer::Message),
                State::Updated => original().map(Answer::Updated),
                State::Acknowledged => Some(Answer::Acknowledged),
                State::Form(data) => Some(Answer::Form(Form::read(interaction, data))),
                State::Choices(choices) => Some(Answer::Choices(choices.iter().map(choice).collect())),
            }
        })
    }

    /// What the bot said after its first answer.
    pub fn follow_ups(&self) -> Vec<Shown> {
        self.shared.read(|w| {
            let ids = &w.interactions[&self.id].follow_ups;
            ids.iter().filter_map(|id| w.messages.get(id)).map(|m| w.show(m)).collect()
        })
    }

    /// The same, once there are so many. The test has failed when there aren't in time.
    pub async fn follow_ups_once(&self, many: usize) -> Vec<Shown> {
        let patience = self.shared.read(|w| w.settings.patience);
        let enough = self.shared.until(|w| (w.interactions[&self.id].follow_ups.len() >= many).then_some(()));
        if tokio::time::timeout(patience, enough).await.is_err() {
            panic!("the bot said only this after its answer: {:?}", self.follow_ups());
        }
        self.follow_ups()
    }

    /// From now on its token is too old.
    pub fn expires(&self) {
        self.shared.with(|w| {
            w.interactions.entry(self.id).and_modify(|i| i.expired = true);
        });
    }
}

fn choice(json: &Value) -> Choice {
    let value = json["value"].as_str().map_or_else(|| json["value"].to_string(), str::to_owned);
    Choice { name: json["name"].as_str().unwrap_or_default().to_owned(), value }
}
