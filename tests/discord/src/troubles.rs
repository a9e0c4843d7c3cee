//! What a test lets go wrong with the bot's HTTP requests.

use std::time::Duration;

use crate::faults::{Fate, Matcher};
use crate::server::DiscordServer;

/// A hold on requests; let it go to have them served.
#[must_use = "the requests are served when this is dropped"]
pub struct Hold<'a> {
    server: &'a DiscordServer,
    number: u64,
}

impl Hold<'_> {
    /// Waits until a request is held.
    pub async fn caught(&self) {
        self.server.until(|w| !w.faults.waiting().is_empty()).await;
    }

    /// Lets the requests go on.
    pub fn release(self) {}
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        self.server.with(|w| w.faults.release(self.number));
    }
}

impl DiscordServer {
    /// The next `times` requests that fit are answered with `status` and not carried out.
    pub fn refuse(&self, matcher: impl Into<Matcher>, times: usize, status: u16) {
        self.with(|w| w.faults.want(matcher.into(), times, Fate::Refused(status)));
    }

    /// The next `times` requests that fit are answered 429.
    pub fn rate_limit(&self, matcher: impl Into<Matcher>, times: usize, retry_after: Duration, global: bool) {
        self.with(|w| w.faults.limit(matcher.into(), times, retry_after, global));
    }

    /// The next `times` requests that fit are carried out, and the connection closed without an answer.
    pub fn lose_answer(&self, matcher: impl Into<Matcher>, times: usize) {
        self.with(|w| w.faults.want(matcher.into(), times, Fate::Lost));
    }

    /// The next `times` requests that fit are neither carried out nor answered.
    pub fn hang(&self, matcher: impl Into<Matcher>, times: usize) {
        self.with(|w| w.faults.want(matcher.into(), times, Fate::Hung));
    }

    /// Requests that fit wait until the hold is released.
    pub fn hold(&self, matcher: impl Into<Matcher>) -> Hold<'_> {
        let number = self.with(|w| w.faults.hold(matcher.into()));
        Hold { server: self, number }
    }

    /// Nothing goes wrong any more.
    pub fn all_well(&self) {
        self.with(|w| w.faults.clear());
    }
}
