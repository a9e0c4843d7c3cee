//! The gateway: a WebSocket over which the bot hears what happens.

pub mod connection;
pub mod event;
pub mod intents;
pub mod session;

use session::Session;

/// The bot's sessions, and whether it is let in.
#[derive(Default)]
pub struct Gateway {
    /// Every session that can still be resumed.
    pub sessions: Vec<Session>,
    /// Whether nobody may identify for now.
    pub paused: bool,
    /// How often a session was begun.
    pub identified: usize,
    /// How often a session was resumed.
    pub resumed: usize,
}

impl Gateway {
    /// Whether a session is connected.
    pub fn is_connected(&self) -> bool {
        self.sessions.iter().any(|s| s.link.is_some())
    }
}
