//! The way through time: pieces of a day in which the wall clock runs evenly.
//!
//! Seconds since 1970 in UTC, and beside them the same count by the wall clock (“local”).

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeZone, Utc};

use super::Calendar;

/// The seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// The seconds of a week.
pub(super) const WEEK: i64 = 7 * DAY;
/// 0001-01-02: nothing is reckoned before, so that no zone reaches out of the calendar.
const START: i64 = -62_135_510_400;
/// 9999-01-01: nothing is reckoned after. Databases and RFC 3339 know no year beyond 9999.
pub(super) const END: i64 = 253_370_764_800;
/// 1970-01-01, counted in days from the year 1.
const EPOCH: i64 = 719_163;

/// A stretch of one local day in which the zone keeps its offset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The local day, counted from 1970-01-01.
    day: i64,
    /// Local minus UTC.
    offset: i64,
    /// Its first second.
    from: i64,
    /// The second after its last.
    pub to: i64,
}

/// The second in which `at` lies, within what is reckoned.
pub(super) fn seconds(at: DateTime<Utc>) -> i64 {
    at.timestamp().clamp(START, END)
}

/// The beginning of `second`.
pub(super) fn moment(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second.clamp(START, END), 0).unwrap_or_default()
}

/// The local day of a local second.
pub(super) fn day(local: i64) -> i64 {
    local.div_euclid(DAY)
}

/// The date of a day counted from 1970-01-01.
pub(super) fn date(day: i64) -> NaiveDate {
    let days = i32::try_from(day + EPOCH).ok();
    days.and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
}

/// Midnight of `date`, as if it were in UTC.
pub(super) fn first_second(date: NaiveDate) -> i64 {
    (i64::from(date.num_days_from_ce()) - EPOCH) * DAY
}

impl Calendar {
    /// Local minus UTC at `second`, in seconds.
    pub(super) fn offset(&self, second: i64) -> i64 {
        let offset = self.zone.offset_from_utc_datetime(&moment(second).naive_utc());
        i64::from(offset.fix().local_minus_utc())
    }

    /// Whether it is open throughout `second`.
    pub(super) fn open_at(&self, second: i64) -> bool {
        let local = second + self.offset(second);
        let of_day = local.rem_euclid(DAY);
        self.hours_on(day(local)).any(|(start, end)| (start..end).contains(&of_day))
    }

    /// The hours of a local day, counted from 1970-01-01, in seconds since its midnight.
    fn hours_on(&self, day: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let today = date(day);
        let spans = if self.holiday_on(today).is_none() { self.week.of(today.weekday()) } else { &[] };
        spans
            .iter()
            .filter(move |span| !span.carried || self.holiday_on(date(day - 1)).is_none())
            .map(|span| (i64::from(span.start), i64::from(span.end)))
    }

    /// The piece that begins at `from` and ends by `limit`.
    pub(super) fn piece(&self, from: i64, limit: i64) -> Piece {
        let offset = self.offset(from);
        let day = day(from + offset);
        let to = ((day + 1) * DAY - offset).min(limit).max(from + 1);
        let to = if self.offset(to - 1) == offset { to } else { self.transition(from, to - 1) };
        Piece { day, offset, from, to }
    }

    /// The first second after `from` whose offset is that of `changed`, which differs from `from`'s.
    fn transition(&self, from: i64, changed: i64) -> i64 {
        let offset = self.offset(from);
        let (mut before, mut after) = (from, changed);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.offset(middle) == offset { before = middle } else { after = middle }
        }
        after
    }

    /// The open spans of a piece, in UTC.
    pub(super) fn spans_of(&self, piece: Piece) -> impl Iterator<Item = (i64, i64)> + '_ {
        let midnight = piece.day * DAY - piece.offset;
        self.hours_on(piece.day)
            .map(move |(start, end)| ((midnight + start).max(piece.from), (midnight + end).min(piece.to)))
            .filter(|(start, end)| start < end)
    }

    /// The open spans from `from` to `to`, in UTC and in order; one that goes on beyond midnight comes
    /// in parts that touch.
    pub(super) fn spans(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let mut at = from;
        std::iter::from_fn(move || {
            (at < to).then(|| {
                let piece = self.piece(at, to);
                at = piece.to;
                self.spans_of(piece)
            })
        })
        .flatten()
    }

    /// Whether the week that begins at `from` is like any other: the zone keeps its offset and there is
    /// no holiday. (In chrono-tz's data no zone has changed its offset and changed it back within a week
    /// since 2000.)
    pub(super) fn is_plain_week(&self, from: i64) -> bool {
        let offset = self.offset(from);
        from + WEEK <= END
            && self.offset(from + WEEK) == offset
            && (self.holidays.is_empty() || {
                let first = day(from + offset);
                (first - 1..=first + 7).all(|day| self.holiday_on(date(day)).is_none())
            })
    }

    /// The working seconds from `from` to `to`.
    pub(super) fn seconds_between(&self, from: i64, to: i64) -> u64 {
        if self.is_always_open() {
            return to.abs_diff(from);
        }
        let mut at = from;
        let mut total = 0;
        while at < to {
            if at + WEEK <= to && self.is_plain_week(at) {
                total += self.week.seconds();
                at += WEEK;
            } else {
                let piece = self.piece(at, to);
                total += self.spans_of(piece).map(|(open, close)| close.abs_diff(open)).sum::<u64>();
                at = piece.to;
            }
        }
        total
    }
}
