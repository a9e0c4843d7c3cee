//! The three clocks of a ticket, as in OTRS: how long until the customer is answered at all, is answered
//! again, is helped.
//!
//! - *First response* runs from the opening until the first operator's article that the customer can see.
//! - *Update* runs from the oldest customer's article that nobody has answered, or else from the last
//!   operator's article: who has been answered is owed the next news in the same time. While the ticket
//!   is pending it stands still.
//! - *Solution* runs from the opening until the closing.
//!
//! All of them count the working time of the queue's calendar. Closing and merging stop all.
//!
//! Two things differ from OTRS, where they make noise that nobody can act on:
//! - There the update clock, off while pending, has run on meanwhile: a ticket that waited three days for
//!   a spare part comes back escalated. Here the time spent pending does not count.
//! - There the solution clock never runs again after a first closing, so that nobody watches over a
//!   reopened ticket. Here reopening is a new piece of work: the solution clock begins anew, and so does
//!   the update clock; the first response, once given, stays given, and begins anew only where the ticket
//!   was closed without one. None begins in the past, where it would be broken at once.
//!
//! [`Escalation`] is all that has to be kept, so that no history is read to tell the clocks.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::State;
use crate::calendar::Calendar;

/// One of the clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockKind {
    /// Until the customer is answered at all.
    FirstResponse,
    /// Until the customer is answered again.
    Update,
    /// Until the ticket is closed.
    Solution,
}

impl ClockKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FirstResponse, Self::Update, Self::Solution];

    /// How the database and bot.toml spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstResponse => "first_response",
            Self::Update => "update",
            Self::Solution => "solution",
        }
    }
}

/// How long something may take, and when to warn before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// In working time.
    pub within: Duration,
    /// When to warn, if at all.
    pub warn: Option<Warn>,
}

/// When to warn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warn {
    /// When so many hundredths of the target have passed; from 100 on there is no warning.
    Percent(u8),
    /// When so much working time is left; with no less than the target, at once.
    Before(Duration),
}

impl Warn {
    /// Reads `80%` (from 1 to 99) or a time before the target's end as `30m`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().strip_suffix('%') {
            Some(percent) => {
                percent.trim_end().parse().ok().filter(|p| (1..100).contains(p)).map(Self::Percent)
            }
            None => humantime::parse_duration(text).ok().map(Self::Before),
        }
    }
}

impl Target {
    /// After how much working time to warn.
    fn warns_after(self) -> Option<Duration> {
        match self.warn? {
            Warn::Percent(percent) if percent < 100 => Some(self.within * u32::from(percent) / 100),
            Warn::Percent(_) => None,
            Warn::Before(left) => Some(self.within.saturating_sub(left)).filter(|after| *after < self.within),
        }
    }
}

/// What a queue promises; what it leaves out has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Until the customer is answered at all.
    pub first_response: Option<Target>,
    /// Until the customer is answered again.
    pub update: Option<Target>,
    /// Until the ticket is closed.
    pub solution: Option<Target>,
}

/// How late it is on a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// There is time.
    #[default]
    Calm,
    /// It is time for a warning.
    Warned,
    /// The target is missed.
    Escalated,
}

/// What a clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The queue has no target for it, or it has nothing to count.
    Off,
    /// It runs.
    Running {
        /// When to warn.
        warns_at: Option<DateTime<Utc>>,
        /// When the target is missed.
        escalates_at: DateTime<Utc>,
        /// How late it is now.
        level: Level,
    },
    /// It stands still while the ticket is pending.
    Paused {
        /// The working time that was left; none when the target was missed before.
        left: Duration,
    },
    /// What it waited for has happened.
    Met {
        /// When.
        at: DateTime<Utc>,
        /// Whether the target was met.
        in_time: bool,
    },
    /// The ticket ended without it.
    Stopped {
        /// Whether there was still time.
        in_time: bool,
    },
}

/// The three clocks of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Until the customer is answered at all.
    pub first_response: Clock,
    /// Until the customer is answered again.
    pub update: Clock,
    /// Until the ticket is closed.
    pub solution: Clock,
}

impl Clocks {
    /// One of them.
    pub fn get(&self, kind: ClockKind) -> Clock {
        match kind {
            ClockKind::FirstResponse => self.first_response,
            ClockKind::Update => self.update,
            ClockKind::Solution => self.solution,
        }
    }

    /// The highest level that any of them shows.
    pub fn level(&self) -> Level {
        ClockKind::ALL.into_iter().map(|kind| self.get(kind).level()).max().unwrap_or_default()
    }

    /// What has to be said now and was not: each clock that is later than it was told, with how late it
    /// is. Whoever says it notes that with [`Told::note`].
    pub fn untold(&self, told: Told) -> Vec<(ClockKind, Level)> {
        ClockKind::ALL
            .into_iter()
            .map(|kind| (kind, self.get(kind).level()))
            .filter(|(kind, level)| *level > told.of(*kind))
            .collect()
    }

    /// The next moment at which there will be something to say that was not told: when to look again.
    /// It may have passed already. `None` until something happens to the ticket.
    pub fn next_due(&self, told: Told) -> Option<DateTime<Utc>> {
        ClockKind::ALL
            .into_iter()
            .filter_map(|kind| match (self.get(kind), told.of(kind)) {
                (Clock::Running { warns_at, escalates_at, .. }, Level::Calm) => {
                    Some(warns_at.map_or(escalates_at, |at| at.min(escalates_at)))
                }
                (Clock::Running { escalates_at, .. }, Level::Warned) => Some(escalates_at),
                _ => None,
            })
            .min()
    }
}

impl Clock {
    /// How late it is on it; calm when it doesn't run.
    pub fn level(self) -> Level {
        match self {
            Self::Running { level, .. } => level,
            _ => Level::Calm,
        }
    }
}

/// What the operators were told of each clock, so that they are told once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told([Level; 3]);

impl Told {
    /// What they were told of a clock.
    pub fn of(self, kind: ClockKind) -> Level {
        self.0[kind as usize]
    }

    /// They have been told that a clock is so late.
    pub fn note(&mut self, kind: ClockKind, level: Level) {
        self.0[kind as usize] = level;
    }

    /// How the database keeps it: two bits a clock.
    pub fn to_bits(self) -> i16 {
        self.0.iter().rev().fold(0, |bits, level| bits << 2 | *level as i16)
    }

    /// What the database keeps so; `None` for anything else.
    pub fn from_bits(bits: i16) -> Option<Self> {
        let level = |shift: u32| match bits >> shift & 3 {
            0 => Some(Level::Calm),
            1 => Some(Level::Warned),
            2 => Some(Level::Escalated),
            _ => None,
        };
        let told = Self([level(0)?, level(2)?, level(4)?]);
        (told.to_bits() == bits).then_some(told)
    }
}

/// What has to be known of a ticket to tell its clocks. Each field is a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// From when the first response is counted.
    pub response_from: DateTime<Utc>,
    /// When an operator first answered.
    pub first_response_at: Option<DateTime<Utc>>,
    /// From when the solution is counted: the opening or the last reopening.
    pub solution_from: DateTime<Utc>,
    /// When it was closed or merged; `None` while it is neither.
    pub ended_at: Option<DateTime<Utc>>,
    /// The time of the oldest customer's article that nobody has answered.
    pub waiting_since: Option<DateTime<Utc>>,
    /// The time of the last operator's article that the customer can see.
    pub last_reply_at: Option<DateTime<Utc>>,
    /// Since when it has been pending.
    pub pending_since: Option<DateTime<Utc>>,
    /// How much of the update clock's time it has spent pending, in working time.
    pub paused: Duration,
    /// What the operators were told.
    pub told: Told,
}

impl Escalation {
    /// A ticket was opened, by its customer or by an operator who records their call: both ways the
    /// customer waits from then on.
    pub fn opened(at: DateTime<Utc>) -> Self {
        Self {
            response_from: at,
            first_response_at: None,
            solution_from: at,
            ended_at: None,
            waiting_since: Some(at),
            last_reply_at: None,
            pending_since: None,
            paused: Duration::ZERO,
            told: Told::default(),
        }
    }

    /// The customer wrote something that wants an answer. In a ticket that stays closed this does nothing.
    pub fn customer_wrote(&mut self, at: DateTime<Utc>) {
        if self.ended_at.is_none() && self.waiting_since.is_none() {
            self.waiting_since = Some(at);
            self.restart_update();
        }
    }

    /// An operator wrote something that the customer can see.
    pub fn operator_answered(&mut self, at: DateTime<Utc>) {
        if self.first_response_at.is_none() {
            self.first_response_at = Some(at);
            self.told.note(ClockKind::FirstResponse, Level::Calm);
        }
        self.last_reply_at = Some(at);
        self.waiting_since = None;
        self.restart_update();
    }

    /// The state became another. The calendar is the queue's.
    pub fn state_changed(&mut self, from: State, to: State, at: DateTime<Utc>, calendar: &Calendar) {
        if ends(to) {
            if self.ended_at.is_none() {
                self.end(at);
            }
            return;
        }
        if ends(from) {
            self.reopen(at);
        }
        match (self.pending_since, State::PENDING.contains(&to)) {
            (None, true) => self.pending_since = Some(at),
            (Some(since), false) => {
                self.paused += calendar.between(since.max(self.update_from()), at);
                self.pending_since = None;
            }
            // From one pending state to another it goes on waiting.
            (Some(_), true) | (None, false) => {}
        }
    }

    /// It came to another queue: its operators were told nothing yet.
    pub fn moved(&mut self) {
        self.told = Told::default();
    }

    /// It absorbed `other`, whose articles are now its own: the customer has waited since the older of
    /// the open questions, and the first answer in either was the first response.
    pub fn absorbed(&mut self, other: &Self) {
        let before = self.update_from();
        let earlier = |one, two| [one, two].into_iter().flatten().min();
        self.waiting_since = earlier(self.waiting_since, other.waiting_since);
        self.first_response_at = earlier(self.first_response_at, other.first_response_at);
        self.last_reply_at = self.last_reply_at.max(other.last_reply_at);
        if self.update_from() != before {
            self.restart_update();
        }
    }

    /// Since when the customer has owed an answer: nobody waits for the operators, who have spoken last.
    /// The time from which a ticket that waits for its customer is closed by itself.
    pub fn customer_silent_since(&self) -> Option<DateTime<Utc>> {
        let answered = self.last_reply_at.filter(|_| self.waiting_since.is_none() && self.ended_at.is_none());
        answered.map(|at| at.max(self.solution_from))
    }

    fn end(&mut self, at: DateTime<Utc>) {
        self.ended_at = Some(at);
        self.waiting_since = None;
        self.pending_since = None;
        self.restart_update();
    }

    fn reopen(&mut self, at: DateTime<Utc>) {
        self.ended_at = None;
        self.solution_from = at;
        self.told.note(ClockKind::Solution, Level::Calm);
        self.restart_update();
        if self.first_response_at.is_none() {
            self.response_from = at;
            self.told.note(ClockKind::FirstResponse, Level::Calm);
        }
    }

    fn restart_update(&mut self) {
        self.paused = Duration::ZERO;
        self.told.note(ClockKind::Update, Level::Calm);
    }

    /// From when the update is counted.
    fn update_from(&self) -> DateTime<Utc> {
        let spoken = self.waiting_since.or(self.last_reply_at);
        spoken.map_or(self.solution_from, |at| at.max(self.solution_from))
    }
}

/// Whether a state stops all clocks.
fn ends(state: State) -> bool {
    state.is_closed() || state == State::Merged
}

/// What the clocks of a ticket show at `now`.
pub fn clocks(state: &Escalation, targets: &Targets, calendar: &Calendar, now: DateTime<Utc>) -> Clocks {
    Clocks {
        first_response: targets.first_response.map_or(Clock::Off, |target| {
            waiting_for(state.first_response_at, state.ended_at, state.response_from, target, calendar, now)
        }),
        update: targets.update.map_or(Clock::Off, |target| update(state, target, calendar, now)),
        solution: targets.solution.map_or(Clock::Off, |target| {
            waiting_for(state.ended_at, None, state.solution_from, target, calendar, now)
        }),
    }
}

/// A clock that waits from `from` on for something to happen.
fn waiting_for(
    happened: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
    from: DateTime<Utc>,
    target: Target,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Clock {
    // The same moment at which it would have escalated, be it in the night.
    let in_time = |at| at < calendar.add(from, target.within);
    match (happened, ended) {
        (Some(at), _) => Clock::Met { at, in_time: in_time(at) },
        (None, Some(at)) => Clock::Stopped { in_time: in_time(at) },
        (None, None) => running(from, Duration::ZERO, target, calendar, now),
    }
}

fn update(state: &Escalation, target: Target, calendar: &Calendar, now: DateTime<Utc>) -> Clock {
    let from = state.update_from();
    match (state.ended_at, state.pending_since) {
        (Some(_), _) => Clock::Off,
        (None, Some(pending)) => {
            let spent = calendar.between(from, pending.max(from)).saturating_sub(state.paused);
            Clock::Paused { left: target.within.saturating_sub(spent) }
        }
        (None, None) => running(from, state.paused, target, calendar, now),
    }
}

/// A clock that runs from `from` on and stood still for `paused`.
fn running(
    from: DateTime<Utc>,
    paused: Duration,
    target: Target,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Clock {
    let after = |time: Duration| calendar.add(from, time.saturating_add(paused));
    let warns_at = target.warns_after().map(after);
    let escalates_at = after(target.within);
    let level = if now >= escalates_at {
        Level::Escalated
    } else if warns_at.is_some_and(|at| now >= at) {
        Level::Warned
    } else {
        Level::Calm
    };
    Clock::Running { warns_at, escalates_at, level }
}

/// When a ticket goes back to its queue because its owner is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// When the owner is told.
    pub warns_at: Option<DateTime<Utc>>,
    /// When it is given back.
    pub releases_at: DateTime<Utc>,
}

/// When a ticket goes back to its queue (`release_after`). As in OTRS this runs for new and open tickets
/// only; `None` in any other state.
///
/// `owner_word_at` is when the owner took it or was given it, last wrote an article of any kind in it, or
/// when it ceased to be pending, whichever came last.
pub fn release(
    state: State,
    owner_word_at: DateTime<Utc>,
    after: Target,
    calendar: &Calendar,
) -> Option<Release> {
    matches!(state, State::New | State::Open).then(|| Release {
        warns_at: after.warns_after().map(|time| calendar.add(owner_word_at, time)),
        releases_at: calendar.add(owner_word_at, after.within),
    })
}

#[cfg(test)]
mod tests;
