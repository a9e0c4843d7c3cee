//! A desk that only takes notes, with a console on pipes before it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeZone, Utc};
use sportello_chat::{
    Attempt, Audience, ChatAdapter, Host, Inbound, Outbound, Pin, Platform, Stopped, SubmitError, Submitted,
};
use sportello_console::{Channel, ConsoleAdapter, ConsoleSettings, Face, Output, Steering};
use tokio_util::sync::CancellationToken;

/// The hour at which every test takes place.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
}

/// The first try of the first part of something.
pub fn attempt(outbound: Arc<Outbound>) -> Attempt {
    Attempt {
        key: "k".repeat(22),
        serial: 7,
        since: now(),
        earlier: Vec::new(),
        outbound,
        file: None,
        attached: Vec::new(),
    }
}

/// What the desk was asked for, in order.
#[derive(Debug)]
pub enum Asked {
    Pinned(String),
    Connected(bool),
    Event(Box<Inbound>),
    Settled,
    Advanced(Duration),
}

/// Takes notes of everything; how it answers can be set.
#[derive(Default)]
pub struct Desk {
    pub asked: Mutex<Vec<Asked>>,
    /// Whether its clock is the real one.
    pub real_clock: bool,
    /// Whether its store is broken.
    pub broken: bool,
}

impl Desk {
    fn note(&self, asked: Asked) {
        self.asked.lock().unwrap().push(asked);
    }

    /// The events it was given.
    pub fn events(&self) -> Vec<Inbound> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter_map(|a| if let Asked::Event(e) = a { Some((**e).clone()) } else { None })
            .collect()
    }
}

#[async_trait]
impl Host for Desk {
    async fn submit(&self, inbound: Inbound) -> Result<Submitted, SubmitError> {
        if self.broken {
            return Err(SubmitError::Store("the disk is full".to_owned()));
        }
        let seen = self.events().iter().any(|e| e.id == inbound.id);
        self.note(Asked::Event(Box::new(inbound)));
        Ok(if seen { Submitted::Seen } else { Submitted::Stored })
    }

    async fn checkpoint(&self, _: &Platform, _: &str) -> Result<Option<String>, SubmitError> {
        Ok(None)
    }

    async fn pin(&self, platform: &Platform, name: &str, id: &str) -> Result<Pin, SubmitError> {
        assert_eq!((platform.as_str(), name), ("console", id));
        self.note(Asked::Pinned(name.to_owned()));
        Ok(Pin::Pinned)
    }

    async fn pinned(&self, _: &Platform, name: &str) -> Result<Option<String>, SubmitError> {
        Ok(Some(name.to_owned()))
    }

    fn connected(&self, _: &Platform, connected: bool) {
        self.note(Asked::Connected(connected));
    }
}

#[async_trait]
impl Steering for Desk {
    async fn settled(&self) {
        self.note(Asked::Settled);
    }

    async fn advance(&self, by: Duration) -> Result<(), String> {
        if self.real_clock {
            return Err("the clock is the real one".to_owned());
        }
        self.note(Asked::Advanced(by));
        Ok(())
    }

    fn now(&self) -> DateTime<Utc> {
        now()
    }
}

/// What was written, readable at any time.
#[derive(Clone, Default)]
pub struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    pub fn output(&self) -> Output {
        Arc::new(Mutex::new(self.clone()))
    }

    pub fn lines(&self) -> Vec<String> {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn settings(face: Face) -> ConsoleSettings {
    ConsoleSettings {
        face,
        channels: vec![
            Channel { name: "help".to_owned(), audience: Audience::Customer },
            Channel { name: "ops".to_owned(), audience: Audience::Operators },
        ],
        people: vec!["ada".to_owned(), "otto".to_owned()],
        exit_at_end: true,
    }
}

/// Plays `input` to its end; what the desk was asked and what came out.
pub async fn play(face: Face, desk: Desk, input: &[u8]) -> (Arc<Desk>, Vec<String>, Result<(), Stopped>) {
    let (desk, written) = (Arc::new(desk), Written::default());
    let input = io::Cursor::new(input.to_vec());
    let console = ConsoleAdapter::new(settings(face), input, written.output(), desk.clone());
    let ended = console.run(desk.clone(), CancellationToken::new()).await;
    (desk, written.lines(), ended)
}
