//! The face for scripts: each line of JSON is handled before the next one is read.

use std::io;

use sportello_chat::Host;

use crate::Line;
use crate::adapter::Over;
use crate::event::{Intake, NotTaken};
use crate::grammar::{self, Request};
use crate::input::Input;
use crate::lines::Raw;
use crate::printer::Printer;

/// One run of the face for scripts.
pub(crate) struct Script<'a> {
    pub intake: &'a Intake,
    pub printer: &'a Printer,
    pub run_tag: &'a str,
    pub over: Over<'a>,
}

impl Script<'_> {
    /// Handles every line to the end of the input.
    ///
    /// # Errors
    /// When the input can't be read.
    pub async fn run(&self, host: &dyn Host, mut input: Input) -> io::Result<()> {
        let mut number = 0;
        // Only the waiting for a line is given up when it is over, never an event half handed over.
        while let Some(raw) = self.over.unless(input.next("")).await.transpose()?.flatten() {
            number += 1;
            if let Err(error) = self.line(host, raw, number).await {
                self.print(Line::Error { error, line: number }).await;
            }
        }
        Ok(())
    }

    async fn line(&self, host: &dyn Host, raw: Raw, number: u64) -> Result<(), String> {
        let text = raw.text()?;
        // Editors of some systems begin a file with a mark of its byte order.
        let text = if number == 1 { text.trim_start_matches('\u{FEFF}') } else { &text };
        if text.trim().is_empty() {
            return Ok(());
        }
        match grammar::parse(text)? {
            Request::Person { id, name, act } => {
                let id = id.unwrap_or_else(|| format!("line-{number}-{}", self.run_tag));
                match self.intake.take(host, &id, &name, act).await {
                    Ok(_) => Ok(()),
                    Err(NotTaken::Refused(sentence)) => Err(sentence),
                    Err(NotTaken::NotStored(e)) => Err(format!("{e}; the same line can be given again")),
                }
            }
            Request::Sync(synced) => {
                if self.over.unless(self.intake.steering.settled()).await.is_some() {
                    self.print(Line::Synced { synced }).await;
                }
                Ok(())
            }
            Request::Advance(by) => {
                self.over.unless(self.intake.steering.advance(by)).await.unwrap_or(Ok(()))
            }
        }
    }

    async fn print(&self, line: Line) {
        if let Err(e) = self.printer.print(&line).await {
            tracing::warn!(error = %e, "a line of the console's output was not written");
        }
    }
}
