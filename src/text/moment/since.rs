//! Since when, as people type it in a filter: `7d`, `last week`, `ieri`, `lunedì`, `2026-11-01`, `1/11`.
//!
//! It looks back, where [`super::moment`] looks forward, and says where a stretch of time begins: a day at its
//! midnight, a week on its Monday, a weekday with the last such day, today included. A date without a year is
//! the last such date. Only what has its own reading is read; `m` is minutes here too.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use super::scan::fold;
use super::words::{self, Unit};

/// No desk is older, in years; nor is any look back longer.
const MOST_YEARS: u32 = 100;

/// Where a stretch of time begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// So many hours, or other units, ago.
    Ago(u32, Span),
    /// Today, or so many days before it.
    DaysBefore(u32),
    /// The last day of this name.
    Weekday(Weekday),
    /// The current week, month or year, or with `last` the one before.
    Current {
        /// Which.
        span: Span,
        /// The one before.
        last: bool,
    },
    /// A date; without a year the last such date.
    Date(Option<i32>, u32, u32),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Since {
    /// What the first of `words` say, and how many of them.
    pub fn read(words: &[&str]) -> Option<(Self, usize)> {
        let given: Vec<String> = words.iter().take(4).map(|word| fold(word)).collect();
        let pieces: Vec<&str> = given.iter().map(String::as_str).collect();
        let one = pieces.first()?;
        let phrase = || phrase(one, pieces.get(1)?).map(|since| (since, 2));
        let dated = || date_in_words(one, pieces.get(1)?, pieces.get(2).copied());
        let weekday = || words::weekday(one).map(|day| (Self::Weekday(day), 1));
        let (since, used) =
            one_word(one).map(|since| (since, 1)).or_else(phrase).or_else(dated).or_else(weekday)?;
        let ago =
            matches!(since, Self::Ago(..)) && pieces.get(used).is_some_and(|w| matches!(*w, "ago" | "fa"));
        Some((since, used + usize::from(ago)))
    }

    /// When that was. A day whose midnight no clock showed begins with the first time that one did. A day that
    /// lies beyond all calendars is the earliest of all.
    pub fn at(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let today = now.with_timezone(&zone).date_naive();
        let day = match self {
            Self::Ago(n, Span::Minute) => return now - chrono::Duration::minutes(n.into()),
            Self::Ago(n, Span::Hour) => return now - chrono::Duration::hours(n.into()),
            Self::Ago(n, Span::Day) => return now - chrono::Duration::days(n.into()),
            Self::Ago(n, Span::Week) => return now - chrono::Duration::weeks(n.into()),
            Self::Ago(n, Span::Month) => today.checked_sub_months(Months::new(n)),
            Self::Ago(n, Span::Year) => today.checked_sub_months(Months::new(n.saturating_mul(12))),
            Self::DaysBefore(days) => today.checked_sub_days(Days::new(days.into())),
            Self::Weekday(day) => Some(today.week(day).first_day()),
            Self::Current { span, last } => current(today, span, last),
            Self::Date(year, month, day) => date(today, year, month, day),
        };
        day.and_then(|day| start_of(day, zone)).map_or(DateTime::UNIX_EPOCH, |at| at.to_utc())
    }
}

fn start_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Tz>> {
    /// Clocks are put on by half an hour, an hour, seldom by more.
    const STEP: chrono::Duration = chrono::Duration::minutes(30);
    let midnight = day.and_time(NaiveTime::MIN);
    let times = std::iter::successors(Some(midnight), |at| at.checked_add_signed(STEP));
    times.take_while(|at| at.date() == day).find_map(|at| zone.from_local_datetime(&at).earliest())
}

fn one_word(word: &str) -> Option<Since> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0
        && let Some(span) = span(&word[digits..])
    {
        return ago(word[..digits].parse().ok()?, span);
    }
    if let Some((first, second)) = word.split_once('-')
        && let Some(since) = phrase(first, second)
    {
        return Some(since);
    }
    match word {
        "today" | "oggi" => Some(Since::DaysBefore(0)),
        "yesterday" | "ieri" => Some(Since::DaysBefore(1)),
        _ => date_in_figures(word),
    }
}

/// `7 days`, `last week`, `settimana scorsa`, `this month`, `lunedì scorso`.
fn phrase(first: &str, second: &str) -> Option<Since> {
    let number = first.parse().ok().or_else(|| words::number(first));
    if let (Some(n), Some(span)) = (number, span(second)) {
        return ago(n, span);
    }
    let is_last = |word| matches!(word, "last" | "scorso" | "scorsa" | "ultimo" | "ultima");
    let is_this = |word| matches!(word, "this" | "questo" | "questa");
    let (named, last) = match () {
        () if is_last(first) => (second, true),
        () if is_last(second) && !matches!(second, "last") => (first, true),
        () if is_this(first) => (second, false),
        () => return None,
    };
    match words::weekday(named) {
        Some(day) if last => Some(Since::Weekday(day)),
        Some(_) => None,
        None => match span(named)? {
            span @ (Span::Week | Span::Month | Span::Year) => Some(Since::Current { span, last }),
            _ => None,
        },
    }
}

fn ago(n: u32, span: Span) -> Option<Since> {
    let most = match span {
        Span::Year => MOST_YEARS,
        Span::Month => MOST_YEARS * 12,
        Span::Week => MOST_YEARS * 52,
        Span::Day => MOST_YEARS * 366,
        Span::Hour | Span::Minute => MOST_YEARS * 366 * 24,
    };
    (n <= most).then_some(Since::Ago(n, span))
}

fn span(word: &str) -> Option<Span> {
    Some(match words::unit(word)? {
        Unit::Year => Span::Year,
        Unit::Month => Span::Month,
        Unit::Week => Span::Week,
        Unit::Day => Span::Day,
        Unit::Hour => Span::Hour,
        Unit::Minute => Span::Minute,
        Unit::Second => return None,
    })
}

/// `2026-11-01`, `1/11`, `1/11/2026`, `1.11.2026`
fn date_in_figures(word: &str) -> Option<Since> {
    let separator = word.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = word.trim_end_matches('.').split(separator).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = match parts.as_slice() {
        [one, month, day] if one.len() == 4 => (Some(year(one)?), number(month)?, number(day)?),
        [day, month, last] if last.len() == 4 => (Some(year(last)?), number(month)?, number(day)?),
        [day, month] if separator == '/' => (None, number(month)?, number(day)?),
        _ => return None,
    };
    is_date(year, month, day).then_some(Since::Date(year, month, day))
}

/// `1 november 2026`, `november 1`, `1 novembre`
fn date_in_words(first: &str, second: &str, third: Option<&str>) -> Option<(Since, usize)> {
    let (day, month) = match (words::month(second), words::month(first)) {
        (Some(month), _) => (first, month),
        (None, Some(month)) => (second, month),
        (None, None) => return None,
    };
    let bare = ["st", "nd", "rd", "th", "."].into_iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let day = bare.parse().ok()?;
    let year = third.and_then(year);
    let month = month.number_from_month();
    is_date(year, month, day).then_some((Since::Date(year, month, day), 2 + usize::from(year.is_some())))
}

/// Four digits, without a sign before them.
fn year(word: &str) -> Option<i32> {
    let is_one = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    word.parse().ok().filter(|_| is_one)
}

/// Whether there is, or may be, such a day.
fn is_date(year: Option<i32>, month: u32, day: u32) -> bool {
    const LEAP: i32 = 2024;
    NaiveDate::from_ymd_opt(year.unwrap_or(LEAP), month, day).is_some()
}

fn date(today: NaiveDate, year: Option<i32>, month: u32, day: u32) -> Option<NaiveDate> {
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => (0..=8)
            .filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, month, day))
            .find(|date| *date <= today),
    }
}

fn current(today: NaiveDate, span: Span, last: bool) -> Option<NaiveDate> {
    match span {
        Span::Year => NaiveDate::from_ymd_opt(today.year() - i32::from(last), 1, 1),
        Span::Month => today.with_day(1)?.checked_sub_months(Months::new(u32::from(last))),
        _ => today.week(Weekday::Mon).first_day().checked_sub_days(Days::new(if last { 7 } else { 0 })),
    }
}

/// In one word, that is read as the same.
impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ago(n, span) => match span {
                Span::Minute => write!(f, "{n}min"),
                Span::Hour => write!(f, "{n}h"),
                Span::Day => write!(f, "{n}d"),
                Span::Week => write!(f, "{n}w"),
                Span::Month => write!(f, "{n}months"),
                Span::Year => write!(f, "{n}y"),
            },
            Self::DaysBefore(0) => f.write_str("today"),
            Self::DaysBefore(1) => f.write_str("yesterday"),
            Self::DaysBefore(days) => write!(f, "{days}d"),
            Self::Weekday(day) => write!(f, "{}", day.to_string().to_lowercase()),
            Self::Current { span, last } => {
                let named = match span {
                    Span::Year => "year",
                    Span::Month => "month",
                    _ => "week",
                };
                write!(f, "{}-{named}", if *last { "last" } else { "this" })
            }
            Self::Date(Some(year), month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
            Self::Date(None, month, day) => write!(f, "{day}/{month}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wednesday, 25 November 2026, 10:00 in Rome.
    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-11-25T09:00:00Z").expect("a time").to_utc()
    }

    fn read(text: &str) -> Option<(Since, usize)> {
        Since::read(&text.split_whitespace().collect::<Vec<_>>())
    }

    #[track_caller]
    fn begins(text: &str, at: &str) {
        let (since, used) = read(text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!(used, text.split_whitespace().count(), "{text}");
        let zone = chrono_tz::Europe::Rome;
        assert_eq!(
            since.at(now(), zone).with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string(),
            at,
            "{text}"
        );
        assert_eq!(read(&since.to_string()).map(|(again, _)| again), Some(since), "{text}: {since}");
    }

    #[test]
    fn what_people_type_has_a_beginning() {
        begins("7d", "2026-11-18 10:00");
        begins("7 giorni fa", "2026-11-18 10:00");
        begins("3 hours ago", "2026-11-25 07:00");
        begins("2 settimane", "2026-11-11 10:00");
        begins("un mese", "2026-10-25 00:00");
        begins("2months", "2026-09-25 00:00");
        begins("today", "2026-11-25 00:00");
        begins("ieri", "2026-11-24 00:00");
        begins("last week", "2026-11-16 00:00");
        begins("settimana scorsa", "2026-11-16 00:00");
        begins("questa settimana", "2026-11-23 00:00");
        begins("last month", "2026-10-01 00:00");
        begins("mese scorso", "2026-10-01 00:00");
        begins("this year", "2026-01-01 00:00");
        begins("anno scorso", "2025-01-01 00:00");
        begins("monday", "2026-11-23 00:00");
        begins("lunedì scorso", "2026-11-23 00:00");
        begins("Wednesday", "2026-11-25 00:00");
        begins("friday", "2026-11-20 00:00");
        begins("2026-11-01", "2026-11-01 00:00");
        begins("1/11", "2026-11-01 00:00");
        begins("1/12", "2025-12-01 00:00");
        begins("1.12.2025", "2025-12-01 00:00");
        begins("1 novembre", "2026-11-01 00:00");
        begins("November 1st 2025", "2025-11-01 00:00");
        begins("29/2", "2024-02-29 00:00");
    }

    #[test]
    fn what_follows_is_left() {
        assert_eq!(read("last week vpn").map(|(_, used)| used), Some(2));
        assert_eq!(read("7d ago vpn").map(|(_, used)| used), Some(2));
        assert_eq!(read("7d march"), Some((Since::Ago(7, Span::Day), 1)));
        assert_eq!(read("monday report").map(|(_, used)| used), Some(1));
        assert_eq!(read("yesterday last").map(|(_, used)| used), Some(1));
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "soon",
            "7",
            "7x",
            "last",
            "last printer",
            "32/1",
            "2026-13-01",
            "-208-03-02",
            "1/11/abcd",
            "99999999999d",
            "200y",
            "31/2",
            "week",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_midnight_begins_when_its_clocks_do() {
        let at = |text: &str, now: &str, zone| {
            let now = now.parse::<DateTime<Utc>>().expect("a time");
            read(text).map(|(since, _)| since.at(now, zone).to_rfc3339())
        };
        let began = Some("2026-04-23T22:00:00+00:00".to_owned());
        assert_eq!(at("today", "2026-04-24T12:00:00Z", Tz::Africa__Cairo), began);
        let began = Some("2026-09-06T04:00:00+00:00".to_owned());
        assert_eq!(at("yesterday", "2026-09-07T12:00:00Z", Tz::America__Santiago), began);
    }

    #[test]
    fn no_clock_is_needed_for_what_never_was() {
        assert_eq!(Since::Date(Some(i32::MAX), 1, 1).at(now(), Tz::UTC), DateTime::UNIX_EPOCH);
    }
}
