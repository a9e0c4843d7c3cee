//! Working time: when a queue is open, and how much of that passes between two moments.
//!
//! A calendar is open exactly when the wall clock of its zone shows an open hour of its week on a day
//! that is no holiday; of hours that began the day before, the rest counts unless that was a holiday.
//! Everything else follows: where clocks are put forward the hours that never were don't count, where
//! they are put back those that come twice count twice, and a duration is always time that really
//! passes.
//!
//! The crates for opening hours (`opening-hours` reads OpenStreetMap's) tell whether and when a place
//! opens; none adds or measures working time, which is what the desk needs.

mod holiday;
mod mistake;
#[cfg(test)]
mod tests;
mod walk;
mod week;

use std::time::Duration;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

pub use holiday::Holiday;
pub use mistake::Mistake;
pub use week::Week;

use walk::{END, WEEK};

/// When a queue works: hours of the week, without holidays, by the clock of a zone.
///
/// It is never closed for ever: whoever made it has made sure of that. Moments before the year 1 and
/// after the year 9998 count as the first and the last of that range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    week: Week,
    holidays: Vec<Holiday>,
    zone: Tz,
}

/// The holidays leave nothing open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holidays of every year close all days on which there are working hours")]
pub struct NeverOpen;

/// Within so many years every date falls on every day of the week, 29 February too.
const YEARS_OF_ALL_WEEKS: i32 = 40;

/// How far beyond its last dated holiday a calendar is searched for an opening or a closing.
const SEARCH: TimeDelta = TimeDelta::days(100 * 365);

impl Calendar {
    /// Open day and night, every day.
    pub fn always() -> Self {
        Self { week: Week::always(), holidays: vec![], zone: Tz::UTC }
    }

    /// Open in the hours of `week` by the clock of `zone`, except on `holidays`.
    ///
    /// # Errors
    /// [`NeverOpen`] when the holidays that come every year leave no day with hours.
    pub fn new(week: Week, holidays: Vec<Holiday>, zone: Tz) -> Result<Self, NeverOpen> {
        let calendar = Self { week, holidays, zone };
        let opens = (2000..2000 + YEARS_OF_ALL_WEEKS)
            .flat_map(|year| NaiveDate::from_ymd_opt(year, 1, 1).map(|d| d.iter_days().take(366)))
            .flatten()
            .any(|date| {
                !calendar.week.of(date.weekday()).is_empty()
                    && !calendar.holidays.iter().any(|h| h.comes_every_year() && h.covers(date))
            });
        if opens { Ok(calendar) } else { Err(NeverOpen) }
    }

    /// The zone whose clock it goes by.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether it is never closed.
    pub fn is_always_open(&self) -> bool {
        self.holidays.is_empty() && self.week == Week::always()
    }

    /// Whether it is open at `at`. The moment of opening is open, that of closing is not.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.open_at(walk::seconds(at))
    }

    /// The holiday on the day that `at` falls on.
    pub fn holiday(&self, at: DateTime<Utc>) -> Option<&Holiday> {
        let second = walk::seconds(at);
        self.holiday_on(walk::date(walk::day(second + self.offset(second))))
    }

    /// The first moment from `at` on at which it is open: `at` itself while it is.
    /// `None` if there is none within a century after the last dated holiday.
    pub fn next_open(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let start = walk::seconds(at);
        if self.open_at(start) {
            return Some(at);
        }
        let found = self.spans(start, self.horizon(start)).next();
        found.map(|(from, _)| walk::moment(from))
    }

    /// The first moment from `at` on at which it is closed: `at` itself while it is.
    /// `None` if there is none within a century after the last dated holiday.
    pub fn next_close(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let start = walk::seconds(at);
        if !self.open_at(start) {
            return Some(at);
        }
        if self.is_always_open() {
            return None;
        }
        let horizon = self.horizon(start);
        let mut open_until = start;
        for (from, to) in self.spans(start, horizon) {
            if from > open_until {
                break;
            }
            open_until = to;
        }
        (open_until < horizon).then(|| walk::moment(open_until))
    }

    /// The time of day at which it opens on `date`, by its own clock; `None` on a holiday, on a day
    /// without hours, and when it never closed the night before.
    pub fn opens_on(&self, date: NaiveDate) -> Option<NaiveTime> {
        if self.holiday_on(date).is_some() {
            return None;
        }
        let before = date.checked_sub_days(Days::new(1))?;
        let through_the_night =
            self.holiday_on(before).is_none() && self.week.ends_at_midnight(before.weekday());
        self.week
            .of(date.weekday())
            .iter()
            .filter(|span| !span.carried && (span.start > 0 || !through_the_night))
            .map(|span| span.start)
            .next()
            .and_then(|start| NaiveTime::from_num_seconds_from_midnight_opt(start, 0))
    }

    /// The working time from `from` to `to`; none when `to` is not after `from`.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
        if to <= from {
            return Duration::ZERO;
        }
        let (a, b) = (walk::seconds(from), walk::seconds(to));
        let whole = Duration::from_secs(self.seconds_between(a, b));
        // It neither opens nor closes within a second.
        (whole + self.fraction(to, b)).saturating_sub(self.fraction(from, a))
    }

    /// The first moment at which `working` of working time will have passed since `from`: `from` itself
    /// for none, a moment of closing rather than the next opening. Never later than the year 9999.
    pub fn add(&self, from: DateTime<Utc>, working: Duration) -> DateTime<Utc> {
        if working.is_zero() {
            return from;
        }
        let start = walk::seconds(from);
        let mut left = working.saturating_add(self.fraction(from, start));
        let mut at = start;
        while at < END {
            let week = Duration::from_secs(self.week.seconds());
            if week < left && self.is_plain_week(at) {
                left -= week;
                at += WEEK;
                continue;
            }
            let piece = self.piece(at, END);
            for (open, close) in self.spans_of(piece) {
                let span = Duration::from_secs(close.abs_diff(open));
                if left <= span {
                    let after = TimeDelta::from_std(left).unwrap_or_default();
                    return walk::moment(open) + after;
                }
                left -= span;
            }
            at = piece.to;
        }
        walk::moment(END)
    }

    /// What of the second in which `at` lies has passed at `at`, if that is working time.
    fn fraction(&self, at: DateTime<Utc>, second: i64) -> Duration {
        if at.timestamp() == second && self.open_at(second) {
            Duration::from_nanos(u64::from(at.timestamp_subsec_nanos().min(999_999_999)))
        } else {
            Duration::ZERO
        }
    }

    fn holiday_on(&self, date: NaiveDate) -> Option<&Holiday> {
        self.holidays.iter().find(|h| h.covers(date))
    }

    /// The end of a search from `start`.
    fn horizon(&self, start: i64) -> i64 {
        let last = self.holidays.iter().filter_map(Holiday::last_dated).max();
        let last = last.map_or(start, |date| walk::first_second(date).max(start));
        (last + SEARCH.num_seconds()).min(END)
    }
}
