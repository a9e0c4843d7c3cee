//! Moments as people type them to `pending` and `away`: `for 2d`, `until tomorrow 9:00`, `until 1/12`,
//! `per 2 giorni`, `fino a venerdì`, `domani mattina`.
//!
//! A small exact grammar of our own, of English and Italian at once. Of the crates tried, `interim` (and
//! `chrono-english`, which it replaces) knows English only; `whichtime` knows no Italian weekday; and
//! `duckling`, the only one with a real Italian grammar, takes `per 2 giorni` for Thursday at two,
//! `domani mattina` for this morning and `1/12` for 12 January, and adds a minute to the build. A moment
//! that is read wrongly is worse than one that is refused.
//!
//! What is read so:
//! - An introduction (`for`, `until`, `by`, `in`; `per`, `fino a`, `entro`, `fra`) may stand before
//!   everything and changes nothing: `entro 2 giorni` and `per venerdì` are Italian too.
//! - Days, weeks and months go by the wall clock of the zone, hours and minutes by time that passes.
//!   `m` is minutes. Weekends count: a pause of two days is two days.
//! - Numeric dates have the day first, or are `2026-12-01`. A date without a year is the next such date.
//! - A weekday is the next one, never today; so is `next monday`, refused only where it might be the one
//!   after (`next friday` said on Thursday).
//! - Times go by 24 hours, unless `am`, `pm` or a part of the day says otherwise. A time alone is the
//!   next such time. A day without a time means its opening, which the caller knows; so do its morning,
//!   `next week` (its Monday) and `next month` (its first).
//! - Wall-clock times that are skipped mean the moment of the skip; those that come twice the first to come.
//!
//! Words after the moment stay words: [`Moment::rest`].

mod days;
mod grammar;
mod parser;
mod resolve;
mod scan;
pub mod since;
mod spans;
mod spoken;
#[cfg(test)]
mod tests;
mod times;
mod words;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::Language;

/// What a moment is reckoned from.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// The time now.
    pub now: DateTime<Utc>,
    /// The zone in which people think.
    pub zone: Tz,
    /// The language of the person, which settles what both languages know (`mar`).
    pub language: Language,
    /// When work begins on a day: the queue's opening, or [`nine`].
    pub opening: &'a dyn Fn(NaiveDate) -> NaiveTime,
}

/// Nine o'clock: when work begins where no calendar says so.
pub fn nine(_day: NaiveDate) -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()
}

/// A moment that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When; later than now.
    pub at: DateTime<Utc>,
    /// How much of the text it is, in bytes from its start.
    pub used: usize,
}

impl Moment {
    /// What follows it in `text`, without the spaces and the comma, colon or dash between.
    pub fn rest<'t>(&self, text: &'t str) -> &'t str {
        let rest = text.get(self.used..).unwrap_or_default().trim_start();
        rest.strip_prefix([',', ';', ':', '.', '-', '–', '—']).unwrap_or(rest).trim_start()
    }
}

/// Why a text is no moment. What was read of it is quoted as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMoment {
    /// It doesn't begin with one.
    #[error("“{found}” is no moment")]
    NotOne {
        /// Its first words.
        found: String,
    },
    /// It begins like one and goes on otherwise.
    #[error("“{understood}” and then “{found}” is no moment")]
    Unclear {
        /// What was understood.
        understood: String,
        /// The word that wasn't; empty where one is missing.
        found: String,
    },
    /// It has two readings.
    #[error("“{found}” may be {one} or {other}")]
    Ambiguous {
        /// What was typed.
        found: String,
        /// How to write the one.
        one: String,
        /// How to write the other.
        other: String,
    },
    /// There is no such date or time.
    #[error("there is no “{found}”")]
    Impossible {
        /// What was typed.
        found: String,
    },
    /// The date is on another day of the week.
    #[error("“{found}”: {date} is on another day of the week")]
    OtherWeekday {
        /// What was typed.
        found: String,
        /// The date.
        date: NaiveDate,
    },
    /// It has passed.
    #[error("“{found}” has passed")]
    Past {
        /// What was typed.
        found: String,
        /// When it was, if that can be said.
        at: Option<DateTime<Utc>>,
    },
    /// It lies more than ten years ahead.
    #[error("“{found}” is too far away")]
    TooFar {
        /// What was typed.
        found: String,
    },
}

/// Reads the moment with which `text` begins.
///
/// # Errors
/// [`NoMoment`] says what was understood and what not.
pub fn moment(text: &str, frame: &Frame<'_>) -> Result<Moment, NoMoment> {
    let (spoken, used) = grammar::parse(text, frame.language)?;
    let found = text[..used].trim_start();
    let at = resolve::resolve(&spoken, found, frame)?;
    Ok(Moment { at, used })
}
