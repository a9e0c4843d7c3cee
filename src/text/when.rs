//! Dates and durations for people.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Args, Language, Texts};

/// `at` as a date and a time of day in the desk's zone: `23 Nov 2026, 14:05` / `23/11/2026, 14:05`.
pub fn date_time(at: DateTime<Utc>, zone: Tz, language: Language) -> String {
    let local = at.with_timezone(&zone);
    match language {
        Language::En => local.format("%-d %b %Y, %H:%M").to_string(),
        Language::It => local.format("%d/%m/%Y, %H:%M").to_string(),
    }
}

/// A day, without its year: `23 Nov` / `23/11`.
pub fn short_day(day: NaiveDate, language: Language) -> String {
    match language {
        Language::En => day.format("%-d %b").to_string(),
        Language::It => day.format("%d/%m").to_string(),
    }
}

/// The month of a day: `Nov 2026` / `11/2026`.
pub fn month(day: NaiveDate, language: Language) -> String {
    match language {
        Language::En => day.format("%b %Y").to_string(),
        Language::It => day.format("%m/%Y").to_string(),
    }
}

/// A date alone: `23 Nov 2026` / `23/11/2026`.
pub fn date(date: NaiveDate, language: Language) -> String {
    let form = match language {
        Language::En => "%-d %b %Y",
        Language::It => "%d/%m/%Y",
    };
    date.format(form).to_string()
}

/// `time` in its two largest units: “2 days 4 hours”, “5 minuti”.
pub fn duration(texts: &Texts, time: Duration, language: Language) -> String {
    let seconds = time.as_secs();
    let units = [
        ("days", seconds / 86_400),
        ("hours", seconds / 3_600 % 24),
        ("minutes", seconds / 60 % 60),
        ("seconds", seconds % 60),
    ];
    let first = units.iter().position(|(_, n)| *n > 0).unwrap_or(units.len() - 1);
    units[first..]
        .iter()
        .take(2)
        // Seconds count only where there is nothing larger.
        .filter(|(unit, n)| if *unit == "seconds" { first == units.len() - 1 } else { *n > 0 })
        .map(|(unit, n)| texts.say(language, &format!("unit-{unit}"), &Args::new().number("n", *n)))
        .collect::<Vec<_>>()
        .join(" ")
}
