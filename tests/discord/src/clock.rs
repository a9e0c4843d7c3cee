//! The server's clock: the machine's, moved on as far as the test wants.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat};

/// How far the test has turned the clock.
#[derive(Debug, Default)]
pub struct Clock {
    ahead: Duration,
}

impl Clock {
    /// Unix milliseconds.
    pub fn millis(&self) -> i64 {
        let now = SystemTime::now() + self.ahead;
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    /// Turns it on.
    pub fn advance(&mut self, by: Duration) {
        self.ahead += by;
    }
}

/// A moment as Discord writes it.
pub fn iso(millis: i64) -> String {
    let moment = DateTime::from_timestamp_millis(millis).unwrap_or_default();
    moment.to_rfc3339_opts(SecondsFormat::Micros, false)
}
