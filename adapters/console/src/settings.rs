//! What the program tells the console, and what a script may ask of the program.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sportello_chat::Audience;

/// How the console speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// One JSON object a line, each way.
    Json,
    /// A prompt for people.
    Prompt,
}

/// A channel of bot.toml that lives on the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name, which is its room's id too.
    pub name: String,
    /// Who reads in it.
    pub audience: Audience,
}

/// What the program tells the console.
#[derive(Clone, Debug)]
pub struct ConsoleSettings {
    /// How it speaks.
    pub face: Face,
    /// The channels there are; a line that names another one is refused.
    pub channels: Vec<Channel>,
    /// The people the desk knows, in the order in which the prompt offers them; the first one is at
    /// the prompt when it begins. Anybody else may speak too.
    pub people: Vec<String>,
    /// Whether the end of the input ends [`ConsoleAdapter::run`](crate::ConsoleAdapter), once what is
    /// owed is said; otherwise it waits to be stopped.
    pub exit_at_end: bool,
}

/// What only a script may ask of the desk; the program implements it.
#[async_trait]
pub trait Steering: Send + Sync {
    /// Returns once everything submitted before is handled, what `settle` and `gather` hold back is
    /// flushed, and all deliveries that are due are delivered (or failed).
    async fn settled(&self);

    /// Moves the desk's simulated clock forward; deadlines fall due in order.
    ///
    /// # Errors
    /// A sentence for the script when the clock is the real one.
    async fn advance(&self, by: Duration) -> Result<(), String>;

    /// The time of the desk's clock.
    fn now(&self) -> DateTime<Utc>;
}
