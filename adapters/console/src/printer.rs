//! Where lines are written: one after another, each whole, and flushed.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::{Face, Line, Style, render_line};

/// What the console writes to; shared, so that mails and messages take turns.
pub type Output = Arc<Mutex<dyn Write + Send>>;

/// Writes the console's lines in the way of its face. Clones write to the same output.
#[derive(Clone)]
pub struct Printer {
    face: Face,
    style: Style,
    output: Output,
    closed: CancellationToken,
    /// Whether the last line may have been written in part.
    torn: Arc<AtomicBool>,
}

impl Printer {
    /// A printer for people or for scripts.
    pub fn new(face: Face, style: Style, output: Output) -> Self {
        Self { face, style, output, closed: CancellationToken::new(), torn: Arc::default() }
    }

    /// Writes one line and flushes it.
    ///
    /// # Errors
    /// Whatever the output answers; part of the line may have been written then.
    pub async fn print(&self, line: &Line) -> io::Result<()> {
        let text = match self.face {
            Face::Json => serde_json::to_string(line)?,
            Face::Prompt => render_line(line, self.style),
        };
        self.write(text).await
    }

    /// Writes one line of the prompt's own, as it is.
    pub(crate) async fn write(&self, mut text: String) -> io::Result<()> {
        text.push('\n');
        let (output, torn) = (self.output.clone(), self.torn.clone());
        // Somebody who reads slowly must not hold up the runtime's own threads.
        let written: io::Result<()> = tokio::task::spawn_blocking(move || {
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            if torn.swap(true, Ordering::Relaxed) {
                output.write_all(b"\n")?;
            }
            output.write_all(text.as_bytes())?;
            output.flush()?;
            torn.store(false, Ordering::Relaxed);
            Ok(())
        })
        .await
        .map_err(io::Error::other)?;
        if written.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::BrokenPipe) {
            self.closed.cancel();
        }
        written
    }

    /// Returns once nobody can read the output any more.
    pub(crate) async fn closed(&self) {
        self.closed.cancelled().await;
    }

    /// Whether nobody can read the output any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.is_cancelled()
    }

    /// How the prompt's own lines are to look.
    pub(crate) fn style(&self) -> Style {
        self.style
    }
}
