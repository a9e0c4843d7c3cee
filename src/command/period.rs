//! The time that figures are asked for, in a word: `7d`, `week`, `2026-10`, `2026-10-01..2026-10-15`.

use chrono::{Datelike, Days, Months, NaiveDate};

/// Longest stretch that is counted back from today, in days: three years.
const LONGEST: u64 = 1096;
/// The days that are told where none were asked for.
const USUAL: u64 = 30;

/// A stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many days, today among them.
    Last(u64),
    /// The day before today.
    Yesterday,
    /// From Monday on.
    Week,
    /// From the month's first day on.
    Month,
    /// From the year's first day on.
    Year,
    /// These days.
    Days {
        /// The first.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
    },
}

impl Default for Period {
    fn default() -> Self {
        Self::Last(USUAL)
    }
}

impl Period {
    /// The period that a word names, in either language.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        Some(match word.as_str() {
            "today" | "oggi" => Self::Last(1),
            "yesterday" | "ieri" => Self::Yesterday,
            "week" | "settimana" => Self::Week,
            "month" | "mese" => Self::Month,
            "year" | "anno" => Self::Year,
            other => counted(other).or_else(|| dated(other))?,
        })
    }

    /// Its first and its last day, if today is this.
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first = match self {
            Self::Last(days) => today.checked_sub_days(Days::new(days.saturating_sub(1))),
            Self::Yesterday => return today.pred_opt().map_or((today, today), |day| (day, day)),
            Self::Week => today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into())),
            Self::Month => today.with_day(1),
            Self::Year => NaiveDate::from_ymd_opt(today.year(), 1, 1),
            Self::Days { from, to } => return (from, to),
        };
        (first.unwrap_or(today), today)
    }
}

/// `7d`, `4w`; `7g`, `4s`.
fn counted(word: &str) -> Option<Period> {
    let (number, unit) = word.split_at(word.len().checked_sub(1).filter(|at| word.is_char_boundary(*at))?);
    let days = match unit {
        "d" | "g" => 1,
        "w" | "s" => 7,
        _ => return None,
    };
    let days = number.parse::<u64>().ok()?.checked_mul(days)?;
    (1..=LONGEST).contains(&days).then_some(Period::Last(days))
}

/// `2026`, `2026-10`, `2026-10-05`, and from one of them to another with `..` between them.
fn dated(word: &str) -> Option<Period> {
    let (from, to) = match word.split_once("..") {
        Some((from, to)) => (dates(from)?.0, dates(to)?.1),
        None => dates(word)?,
    };
    let days = u64::try_from((to - from).num_days()).ok()?;
    (days <= LONGEST).then_some(Period::Days { from, to })
}

/// The first and the last day of a year, a month or a day.
fn dates(word: &str) -> Option<(NaiveDate, NaiveDate)> {
    let parts: Vec<&str> = word.split('-').collect();
    let digits =
        |part: &&str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let formed = parts.iter().enumerate().all(|(i, part)| digits(part, if i == 0 { 4 } else { 2 }));
    if !formed {
        return None;
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
    let year = i32::try_from(number(0)?).ok()?;
    let first = NaiveDate::from_ymd_opt(year, number(1).unwrap_or(1), number(2).unwrap_or(1))?;
    let next = match parts.len() {
        1 => first.checked_add_months(Months::new(12)),
        2 => first.checked_add_months(Months::new(1)),
        3 => first.succ_opt(),
        _ => None,
    };
    Some((first, next?.pred_opt()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn days(word: &str) -> Option<(String, String)> {
        // A Wednesday.
        let (from, to) = Period::parse(word)?.days(day("2026-11-25"));
        Some((from.to_string(), to.to_string()))
    }

    fn of(from: &str, to: &str) -> Option<(String, String)> {
        Some((from.to_owned(), to.to_owned()))
    }

    #[test]
    fn words_in_both_languages() {
        for word in ["today", "oggi", "1d"] {
            assert_eq!(days(word), of("2026-11-25", "2026-11-25"), "{word}");
        }
        for word in ["yesterday", "Ieri"] {
            assert_eq!(days(word), of("2026-11-24", "2026-11-24"), "{word}");
        }
        for word in ["week", "settimana"] {
            assert_eq!(days(word), of("2026-11-23", "2026-11-25"), "{word}");
        }
        assert_eq!(days("mese"), of("2026-11-01", "2026-11-25"));
        assert_eq!(days("anno"), of("2026-01-01", "2026-11-25"));
    }

    #[test]
    fn so_many_days_are_counted_with_today() {
        for word in ["7d", "7g", "1w", "1s"] {
            assert_eq!(days(word), of("2026-11-19", "2026-11-25"), "{word}");
        }
        assert_eq!(days("0d"), None);
        assert_eq!(days("9999w"), None, "nobody reads thirty thousand days");
    }

    #[test]
    fn years_months_days_and_from_one_to_another() {
        assert_eq!(days("2026"), of("2026-01-01", "2026-12-31"));
        assert_eq!(days("2024-02"), of("2024-02-01", "2024-02-29"));
        assert_eq!(days("2026-10-05"), of("2026-10-05", "2026-10-05"));
        assert_eq!(days("2026-10-05..2026-11"), of("2026-10-05", "2026-11-30"));
    }

    #[test]
    fn anything_else_is_none() {
        for word in
            ["", "d", "é", "soon", "2026-13", "2026-1", "26", "2026-11..2026-10", "2026-1-1-1", "2000..2026"]
        {
            assert_eq!(days(word), None, "{word}");
        }
    }
}
