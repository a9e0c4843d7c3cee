//! Where the console's lines come from.

use std::io;

use tokio::io::AsyncBufRead;

use crate::lines::{Raw, next_line};
use crate::terminal::Terminal;

/// A pipe, or somebody at a terminal.
pub(crate) enum Input {
    /// A pipe or a file.
    Piped(Box<dyn AsyncBufRead + Send + Unpin>),
    /// A line editor; it shows a prompt, and what was typed stays to be seen.
    Terminal(Terminal),
}

impl Input {
    /// The next line, or `None` at the end.
    ///
    /// # Errors
    /// When there is no reading any more.
    pub async fn next(&mut self, prompt: &str) -> io::Result<Option<Raw>> {
        match self {
            Self::Piped(input) => next_line(&mut **input).await,
            Self::Terminal(terminal) => Ok(terminal.next(prompt).await?.map(Raw::Text)),
        }
    }

    /// Whether what was typed is on the screen already.
    pub fn shows_itself(&self) -> bool {
        matches!(self, Self::Terminal(_))
    }
}
