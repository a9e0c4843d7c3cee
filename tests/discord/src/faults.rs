//! What shall go wrong, as the test wants it.

use std::time::Duration;

use crate::rate::Limited;
use crate::record::Requested;

/// Which requests: `POST /channels/{channel_id}/messages` names a route; a path that holds the text
/// is meant too, so that `/channels/123/` names one channel; `*` means all.
#[derive(Clone, Debug)]
pub struct Matcher(String);

impl From<&str> for Matcher {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Matcher {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Matcher {
    /// Whether a request is meant.
    pub fn fits(&self, request: &Requested) -> bool {
        let Self(text) = self;
        let (method, path) = text.split_once(' ').unwrap_or(("", text));
        let path_fits = path == "*" || request.route == path || request.path.contains(path);
        (method.is_empty() || method == request.method) && path_fits
    }
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Fate {
    /// It is served.
    Served,
    /// It is answered with this status and not carried out.
    Refused(u16),
    /// It is too much.
    Limited(Limited),
    /// It is carried out, and the connection closed without an answer.
    Lost,
    /// It is neither carried out nor answered, ever.
    Hung,
    /// It waits until the test lets go.
    Held,
}

/// What shall go wrong.
#[derive(Default)]
pub struct Faults {
    wanted: Vec<(Matcher, usize, Fate)>,
    held: Vec<(u64, Matcher)>,
    waiting: Vec<String>,
    next: u64,
}

impl Faults {
    /// The next `times` requests that fit meet this fate.
    pub fn want(&mut self, matcher: Matcher, times: usize, fate: Fate) {
        self.wanted.push((matcher, times, fate));
    }

    /// The next `times` requests that fit are too much.
    pub fn limit(&mut self, matcher: Matcher, times: usize, retry_after: Duration, global: bool) {
        let limited = Limited { retry_after, global, scope: "user", standing: None };
        self.want(matcher, times, Fate::Limited(limited));
    }

    /// Holds every request that fits; the number lets them go.
    pub fn hold(&mut self, matcher: Matcher) -> u64 {
        self.next += 1;
        self.held.push((self.next, matcher));
        self.next
    }

    /// Lets the requests of a hold go.
    pub fn release(&mut self, hold: u64) {
        self.held.retain(|(number, _)| *number != hold);
    }

    /// The requests that are held now, as `METHOD path`.
    pub fn waiting(&self) -> &[String] {
        &self.waiting
    }

    /// Ends all of it.
    pub fn clear(&mut self) {
        self.wanted.clear();
        self.held.clear();
    }

    pub(crate) fn fate(&mut self, request: &Requested) -> Fate {
        if self.holds(request) {
            return Fate::Held;
        }
        let Some(place) = self.wanted.iter().position(|(m, times, _)| *times > 0 && m.fits(request)) else {
            return Fate::Served;
        };
        let (_, times, fate) = &mut self.wanted[place];
        *times -= 1;
        fate.clone()
    }

    pub(crate) fn holds(&self, request: &Requested) -> bool {
        self.held.iter().any(|(_, matcher)| matcher.fits(request))
    }

    pub(crate) fn waits(&mut self, request: &Requested) {
        self.waiting.push(format!("{} {}", request.method, request.path));
    }

    pub(crate) fn goes_on(&mut self, request: &Requested) {
        let name = format!("{} {}", request.method, request.path);
        if let Some(place) = self.waiting.iter().position(|w| *w == name) {
            self.waiting.remove(place);
        }
    }
}
