//! When that is which was said.

use chrono::{
    DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
    Utc, Weekday,
};

use super::spoken::{Day, Span, Spoken, Time};
use super::words::Part;
use super::{Frame, NoMoment};

/// Nothing is put aside for longer.
const FARTHEST: TimeDelta = TimeDelta::days(3653);

/// A date without a year that lies further ahead than this many days has rather just passed.
const WITHOUT_YEAR: i64 = 300;

/// The hour in which the afternoon's work begins where a part of the day is all that was said.
const AFTERNOON: u32 = 14;
/// The hour in which evening begins.
const EVENING: u32 = 18;

/// When `spoken` is, which was typed as `found`.
pub(super) fn resolve(spoken: &Spoken, found: &str, frame: &Frame<'_>) -> Result<DateTime<Utc>, NoMoment> {
    let today = frame.now.with_timezone(&frame.zone).date_naive();
    let too_far = || NoMoment::TooFar { found: found.to_owned() };
    let at = match spoken {
        Spoken::After(span, None) => after(*span, frame).ok_or_else(too_far)?,
        Spoken::After(span, time) => {
            let then = after(*span, frame).ok_or_else(too_far)?;
            on(then.with_timezone(&frame.zone).date_naive(), *time, frame).ok_or_else(too_far)?
        }
        Spoken::On(day, time) => {
            let date = date(*day, today, found)?;
            on(date, *time, frame).ok_or_else(too_far)?
        }
        Spoken::At(time) => {
            let at = on(today, Some(*time), frame).filter(|at| *at > frame.now);
            let tomorrow = || on(today.succ_opt()?, Some(*time), frame);
            at.or_else(tomorrow).ok_or_else(too_far)?
        }
    };
    if at <= frame.now {
        return Err(NoMoment::Past { found: found.to_owned(), at: Some(at) });
    }
    if at - frame.now > FARTHEST { Err(too_far()) } else { Ok(at) }
}

/// Months and days by the wall clock, then what passes evenly.
fn after(span: Span, frame: &Frame<'_>) -> Option<DateTime<Utc>> {
    let seconds = TimeDelta::try_seconds(i64::try_from(span.seconds).ok()?)?;
    let mut at = frame.now;
    if span.months > 0 || span.days > 0 {
        let local = at
            .with_timezone(&frame.zone)
            .naive_local()
            .checked_add_months(Months::new(u32::try_from(span.months).ok()?))?
            .checked_add_days(Days::new(span.days))?;
        // Far away only the zone's tables end.
        if local.year() > 9000 {
            return None;
        }
        at = instant(local, frame);
    }
    at.checked_add_signed(seconds)
}

fn on(date: NaiveDate, time: Option<Time>, frame: &Frame<'_>) -> Option<DateTime<Utc>> {
    let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
    let local = match time {
        None | Some(Time::Part(Part::Morning)) => date.and_time((frame.opening)(date)),
        Some(Time::Part(Part::Afternoon)) => date.and_time(clock(AFTERNOON, 0)?),
        Some(Time::Part(Part::Evening)) => date.and_time(clock(EVENING, 0)?),
        Some(Time::Clock(24, _)) => date.succ_opt()?.and_time(NaiveTime::MIN),
        Some(Time::Clock(hour, minute)) => date.and_time(clock(hour, minute)?),
    };
    Some(instant(local, frame))
}

/// The moment at which the zone's clock shows `local`: the first to come where it does so twice, that of
/// the skip where it never does.
fn instant(local: NaiveDateTime, frame: &Frame<'_>) -> DateTime<Utc> {
    let zone = frame.zone;
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => at.to_utc(),
        LocalResult::Ambiguous(first, second) => if first > frame.now { first } else { second }.to_utc(),
        LocalResult::None => {
            // Before a skip the clock shows less than `local`, after it more.
            let (mut before, mut after) =
                (local.and_utc() - TimeDelta::days(2), local.and_utc() + TimeDelta::days(2));
            while after - before > TimeDelta::seconds(1) {
                let middle = before + (after - before) / 2;
                if middle.with_timezone(&zone).naive_local() < local {
                    before = middle
                } else {
                    after = middle
                }
            }
            DateTime::from_timestamp(after.timestamp(), 0).unwrap_or(after)
        }
    }
}

fn date(day: Day, today: NaiveDate, found: &str) -> Result<NaiveDate, NoMoment> {
    let impossible = || NoMoment::Impossible { found: found.to_owned() };
    let in_days = |days| today.checked_add_days(Days::new(days)).ok_or_else(impossible);
    match day {
        Day::InDays(days) => in_days(days),
        Day::Weekday { day, next } => {
            let date = in_days(days_until(today, day))?;
            let later = in_days(days_until(today, day) + 7)?;
            if next && date.iso_week() == today.iso_week() {
                let write = |date: NaiveDate| format!("{}/{}", date.day(), date.month());
                return Err(NoMoment::Ambiguous {
                    found: found.to_owned(),
                    one: write(date),
                    other: write(later),
                });
            }
            Ok(date)
        }
        Day::NextWeek(day) => {
            in_days(days_until(today, Weekday::Mon) + u64::from(day.num_days_from_monday()))
        }
        Day::NextMonth => {
            let next = today.checked_add_months(Months::new(1)).and_then(|date| date.with_day(1));
            next.ok_or_else(impossible)
        }
        Day::Date { year, month, day, weekday } => {
            let date = match year {
                Some(year) => NaiveDate::from_ymd_opt(year, month, day).ok_or_else(impossible)?,
                None => next_date(today, month, day).ok_or_else(impossible)?,
            };
            if year.is_none() && (date - today).num_days() > 366 {
                return Err(impossible());
            }
            if year.is_none() && (date - today).num_days() > WITHOUT_YEAR {
                return Err(NoMoment::Past { found: found.to_owned(), at: None });
            }
            on_weekday(date, weekday, found)
        }
        Day::OfMonth { day, weekday } => {
            let this_month = (0..12).filter_map(|months| {
                today.checked_add_months(Months::new(months))?.with_day(1)?.with_day(day)
            });
            let date = this_month.into_iter().find(|date| *date > today).ok_or_else(impossible)?;
            on_weekday(date, weekday, found)
        }
    }
}

fn on_weekday(date: NaiveDate, weekday: Option<Weekday>, found: &str) -> Result<NaiveDate, NoMoment> {
    if weekday.is_some_and(|weekday| weekday != date.weekday()) {
        return Err(NoMoment::OtherWeekday { found: found.to_owned(), date });
    }
    Ok(date)
}

/// The days until the next `day`, from 1 to 7.
fn days_until(today: NaiveDate, day: Weekday) -> u64 {
    u64::from(day.days_since(today.weekday().succ())) + 1
}

/// The next such date, today included. 29 February may be years away.
fn next_date(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    (today.year()..=today.year() + 8)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|date| *date >= today)
}
