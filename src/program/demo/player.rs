//! Plays a script through the console adapter: lines of JSON in, lines of JSON out.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::sync::mpsc;

use super::script::{Act, Deed, Place};

/// Longer than any moment takes on a slow machine: then the desk is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// Speaks for all people of the script.
pub struct Player {
    input: DuplexStream,
    output: mpsc::UnboundedReceiver<String>,
    /// The desk's time.
    at: DateTime<Utc>,
    moments: u64,
    /// What was said under which id.
    said: HashMap<String, String>,
}

/// A line of the console's output.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// A mail.
    Mail(Mail),
    /// Everything before is done.
    Synced {
        /// The text of the `sync`.
        synced: String,
    },
    /// A line of ours was not understood or not stored.
    Error {
        /// Why.
        error: String,
    },
    /// The bot said or did something.
    Said(Box<Said>),
}

/// A mail that was sent.
#[derive(Debug, Deserialize)]
pub struct Mail {
    /// Its text.
    pub mail: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The ticket.
    pub ticket: Option<String>,
}

/// Something the bot said or did.
#[derive(Debug, Deserialize)]
pub struct Said {
    /// Its id.
    pub id: String,
    /// The channel; none for a direct chat.
    #[serde(rename = "in")]
    pub room: Option<String>,
    /// The thread in it.
    pub thread: Option<String>,
    /// Who reads there.
    pub audience: sportello_chat::Audience,
    /// The one person who sees it.
    pub to: Option<String>,
    /// The ticket.
    pub ticket: Option<String>,
    /// The text.
    pub text: String,
    /// The message that has this text now.
    pub edits: Option<String>,
    /// The message that is gone.
    pub deletes: Option<String>,
    /// The message that got an emoji.
    pub react: Option<String>,
    /// The emoji.
    pub with: Option<String>,
    /// The message that is pinned.
    pub pin: Option<String>,
}

impl Player {
    /// A player who writes to `input` and hears `output`; the desk's clock stands at `at`.
    pub fn new(input: DuplexStream, output: mpsc::UnboundedReceiver<String>, at: DateTime<Utc>) -> Self {
        Self { input, output, at, moments: 0, said: HashMap::new() }
    }

    /// The desk's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.at
    }

    /// What was said under this id by somebody of the script, or by the bot.
    pub fn words(&self, id: &str) -> Option<&str> {
        self.said.get(id).map(String::as_str)
    }

    /// Does what the act says, at its time.
    ///
    /// # Errors
    /// When the console reads no more.
    pub async fn act(&mut self, act: &Act) -> anyhow::Result<()> {
        if !act.after.is_zero() {
            self.at += act.after;
            self.send(&json!({ "advance": format!("{}s", act.after.as_secs()) })).await?;
        }
        let Deed::Say { id, who, place, text } = &act.deed else { return Ok(()) };
        let mut line = json!({ "id": id, "as": who, "say": text });
        match place {
            Place::Channel(channel) => line["in"] = json!(channel),
            Place::Ticket(channel, number) => {
                line["in"] = json!(channel);
                line["thread"] = json!(format!("#{number}"));
            }
            Place::Direct => line["direct"] = json!(true),
        }
        self.said.insert((*id).to_owned(), (*text).to_owned());
        self.send(&line).await
    }

    /// Everything that came of what was done since the last call, once all of it is there.
    ///
    /// # Errors
    /// When the desk refused a line, is stuck, or is gone.
    pub async fn outcome(&mut self) -> anyhow::Result<Vec<Line>> {
        self.moments += 1;
        let mark = format!("moment {}", self.moments);
        self.send(&json!({ "sync": mark })).await?;
        let mut lines = Vec::new();
        loop {
            let next = tokio::time::timeout(PATIENCE, self.output.recv()).await;
            let line = next.context("the desk doesn't answer")?.context("the desk has closed")?;
            match serde_json::from_str(&line)
                .with_context(|| format!("the desk said what makes no sense: {line}"))?
            {
                Line::Synced { synced } if synced == mark => return Ok(lines),
                Line::Error { error } => bail!("the desk refused a line of the demo: {error}"),
                line => {
                    if let Line::Said(said) = &line
                        && said.edits.is_none()
                    {
                        self.said.insert(said.id.clone(), said.text.clone());
                    }
                    lines.push(line);
                }
            }
        }
    }

    async fn send(&mut self, line: &serde_json::Value) -> anyhow::Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await.context("the desk has closed")
    }
}

/// What the console writes to: each whole line is handed over.
pub struct Lines {
    lines: mpsc::UnboundedSender<String>,
    begun: Vec<u8>,
}

impl Lines {
    /// Hands lines to `lines`.
    pub fn new(lines: mpsc::UnboundedSender<String>) -> Self {
        Self { lines, begun: Vec::new() }
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.begun)).into_owned();
        for line in text.lines() {
            self.lines.send(line.to_owned()).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        }
        Ok(())
    }
}
