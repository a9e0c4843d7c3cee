//! What the server noted: the bot's requests, its mistakes, and the server's own.

use serde_json::Value;

/// A request of the bot.
#[derive(Clone, Debug)]
pub struct Requested {
    /// `GET`, `POST` …
    pub method: String,
    /// Behind `/api/v10`, without the query.
    pub path: String,
    /// The path with names for its ids, such as `/channels/{channel_id}/messages`.
    pub route: String,
    /// Behind the question mark.
    pub query: String,
    /// The JSON, also out of a form; else null.
    pub body: Value,
    /// The names of the files that came with it.
    pub files: Vec<String>,
    /// What was answered, once it was.
    pub status: Option<u16>,
}

impl Requested {
    /// Whether this is `METHOD route`, such as `POST /channels/{channel_id}/messages`.
    pub fn is(&self, wanted: &str) -> bool {
        wanted.split_once(' ') == Some((self.method.as_str(), self.route.as_str()))
    }
}

/// Everything noted.
#[derive(Default)]
pub struct Record {
    /// The requests, in order.
    pub requests: Vec<Requested>,
    /// Requests that were wrong in themselves.
    pub violations: Vec<String>,
    /// Parts of violations that the test wants to happen.
    pub expected: Vec<String>,
    /// What the server itself got wrong.
    pub faults: Vec<String>,
}

impl Record {
    /// Notes a wrong request.
    pub fn violation(&mut self, what: String) {
        self.violations.push(what);
    }

    /// Violations that nobody expected, and the server's own faults.
    pub fn unexpected(&self) -> Vec<String> {
        let expected = |v: &&String| self.expected.iter().any(|part| v.contains(part.as_str()));
        let violations = self.violations.iter().filter(|v| !expected(v));
        violations
            .map(|v| format!("the bot: {v}"))
            .chain(self.faults.iter().map(|f| format!("the server: {f}")))
            .collect()
    }
}
