//! What was said, before it is known when that is.

use chrono::{Month, Weekday};

use super::words::{Part, Unit};

/// A moment as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// So long from now; at a time of that day if one is given.
    After(Span, Option<Time>),
    /// On a day; at its opening unless a time is given.
    On(Day, Option<Time>),
    /// At the next such time of day.
    At(Time),
}

/// A length of time, as it is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub months: u64,
    pub days: u64,
    pub seconds: u64,
}

/// A day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days from today.
    InDays(u64),
    /// The next such day of the week; `next` says whether it was called so in English.
    Weekday { day: Weekday, next: bool },
    /// Such a day of the next week.
    NextWeek(Weekday),
    /// The first of the next month.
    NextMonth,
    /// A date, which must be on that day of the week if one is given.
    Date { year: Option<i32>, month: u32, day: u32, weekday: Option<Weekday> },
    /// The next such day of a month.
    OfMonth { day: u32, weekday: Option<Weekday> },
}

/// A time of day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// Hour (to 24) and minute.
    Clock(u32, u32),
    /// A part of the day.
    Part(Part),
}

impl Span {
    /// Adds so many thousandths of a unit.
    pub(super) fn add(&mut self, unit: Unit, amount: u64) {
        let whole = amount / 1000;
        match unit {
            Unit::Year => self.months += whole * 12,
            Unit::Month => self.months += whole,
            Unit::Week => self.days += whole * 7,
            Unit::Day => self.days += whole,
            Unit::Hour => self.seconds += amount * 36 / 10,
            Unit::Minute => self.seconds += whole * 60,
            Unit::Second => self.seconds += whole,
        }
    }
}

impl Day {
    pub(super) fn new(year: Option<i32>, month: Month, day: u32) -> Self {
        Self::Date { year, month: month.number_from_month(), day, weekday: None }
    }

    /// The date, which must be on `weekday`.
    pub(super) fn on(self, weekday: Option<Weekday>) -> Self {
        match self {
            Self::Date { year, month, day, .. } => Self::Date { year, month, day, weekday },
            other => other,
        }
    }
}

/// `8` in the evening is 20.
pub(super) fn in_part(time: Time, part: Part) -> Time {
    match time {
        Time::Clock(hour @ 1..12, minute) if part != Part::Morning => Time::Clock(hour + 12, minute),
        time => time,
    }
}
