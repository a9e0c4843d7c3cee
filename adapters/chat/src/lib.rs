//! What the core of Sportello and its adapters say to each other.
//!
//! An adapter turns the events of its platform into [`Inbound`] and hands them to the [`Host`];
//! the core answers with [`Outbound`], which the adapter breaks into [`Operation`]s
//! ([`Outlet::plan`]) and carries out one at a time ([`Outlet::perform`]). An adapter knows nothing
//! of tickets, and the core nothing of any platform: what both need to say stands here.
//!
//! Identifiers of rooms, messages and people are the platform's own, as text, and are compared only
//! for equality.

mod adapter;
mod body;
mod bounded;
mod finding;
mod inbound;
mod menu;
mod outbound;
mod split;

pub use adapter::{
    Attempt, Capabilities, ChatAdapter, Fetched, Found, Host, NamedPlace, Outlet, Pin, PlaceRole, SendError,
    Sent, Stopped, SubmitError, Threads, Uncertain, Unreadable,
};
pub use body::{Block, Body, Markup, escape_markdown};
pub use bounded::Bounded;
pub use finding::{Finding, Verdict};
pub use inbound::{
    Author, Checkpoint, Event, FileOffer, Inbound, Interaction, Kind, Message, Place, Submitted, ThreadRef,
};
pub use menu::{
    Completing, Field, Form, Localized, Menu, MenuCommand, MenuGroup, MenuOption, MessageEntry, Offered,
    OptionKind, Suggestion,
};
pub use outbound::{
    Audience, Button, Content, FileRef, Mail, Mention, NewMessage, Operation, Outbound, Target, ThreadStart,
    Weight,
};
pub use split::split_text;

/// The name of a platform as bot.toml and the database spell it: `matrix`, `console`, `mail` …
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Platform(std::borrow::Cow<'static, str>);

impl Platform {
    /// A platform whose name is known at compile time.
    pub const fn new(name: &'static str) -> Self {
        Self(std::borrow::Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Platform {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
