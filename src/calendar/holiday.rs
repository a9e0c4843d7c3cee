//! Days on which nobody works, and how they are written.

use chrono::{Datelike, Days, NaiveDate};

use super::Mistake;

/// A day, or days in a row, on which nobody works: from midnight to midnight by the calendar's clock.
/// A night shift that reaches into it ends at its midnight, and one that would begin on it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    days: When,
    name: Option<String>,
}

/// Which days; both ends belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Of one year.
    Dated(NaiveDate, NaiveDate),
    /// Of every year, as month and day; over the end of the year where the last comes before the first.
    Yearly((u32, u32), (u32, u32)),
    /// So many days after Easter Sunday.
    Easter(i64),
}

/// The most days that one dated holiday may take: a year.
const LONGEST: i64 = 366;

/// Easter's feasts lie within so many days of it (Septuagesima to Corpus Christi).
const EASTER_REACH: i64 = 63;

const FORM: &str = "allowed: a date as \"2026-12-24\", one of every year, month first, as \"12-25\", days in \
                    a row as \"2026-08-10..2026-08-21\" or \"12-24..01-06\", \"easter\", \"easter monday\" or \
                    days after it as \"easter+39\"; a name may follow";

impl Holiday {
    /// Reads `12-25 Christmas`, `2026-12-24`, `2026-08-10..2026-08-21 summer`, `12-24..01-06`,
    /// `easter monday` or `easter+39 Ascension`.
    ///
    /// # Errors
    /// The [`Mistake`] says where, what was found and what is allowed.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let begin = text.len() - text.trim_start().len();
        let end = begin + text[begin..].find(char::is_whitespace).unwrap_or(text.len() - begin);
        let word = &text[begin..end];
        if word.is_empty() {
            return Err(Mistake::new(0..text.len(), "there is no date", FORM));
        }
        let rest = text[end..].trim();
        if word.get(..6).is_some_and(|w| w.eq_ignore_ascii_case("easter")) {
            let after = easter_days(&word[6..])
                .ok_or_else(|| Mistake::new(begin..end, format!("found “{word}”"), FORM))?;
            let bare = word.len() == 6;
            let monday = rest.split_whitespace().next().is_some_and(|w| w.eq_ignore_ascii_case("monday"));
            let after = if bare && monday { 1 } else { after };
            return Ok(Self::new(When::Easter(after), if bare { text.trim() } else { rest }));
        }
        let (first, last) = match word.split_once("..") {
            Some((first, last)) => (day(first, begin)?, day(last, end - last.len())?),
            None => (day(word, begin)?, day(word, begin)?),
        };
        let days = match (first, last) {
            (Day::Dated(first), Day::Dated(last)) => {
                if last < first {
                    return Err(Mistake::new(begin..end, format!("“{word}” ends before it begins"), FORM));
                }
                if (last - first).num_days() >= LONGEST {
                    let help = format!("allowed: at most {LONGEST} days in a row");
                    return Err(Mistake::new(begin..end, format!("“{word}” is longer than a year"), help));
                }
                When::Dated(first, last)
            }
            (Day::Yearly(first), Day::Yearly(last)) => When::Yearly(first, last),
            _ => {
                let problem = format!("“{word}” has a year at one end only");
                return Err(Mistake::new(begin..end, problem, FORM));
            }
        };
        Ok(Self::new(days, rest))
    }

    fn new(days: When, name: &str) -> Self {
        Self { days, name: (!name.is_empty()).then(|| name.to_owned()) }
    }

    /// Its name, if it was given one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether `date` belongs to it.
    pub fn covers(&self, date: NaiveDate) -> bool {
        match self.days {
            When::Dated(first, last) => (first..=last).contains(&date),
            When::Yearly(first, last) => {
                let day = (date.month(), date.day());
                if first <= last { first <= day && day <= last } else { day >= first || day <= last }
            }
            When::Easter(after) => {
                let days = Days::new(after.unsigned_abs());
                let sunday =
                    if after < 0 { date.checked_add_days(days) } else { date.checked_sub_days(days) };
                sunday.is_some_and(|day| Some(day) == easter(day.year()))
            }
        }
    }

    /// Whether it comes every year.
    pub(super) fn comes_every_year(&self) -> bool {
        !matches!(self.days, When::Dated(..))
    }

    /// Its last day, if it comes only once.
    pub(super) fn last_dated(&self) -> Option<NaiveDate> {
        match self.days {
            When::Dated(_, last) => Some(last),
            When::Yearly(..) | When::Easter(_) => None,
        }
    }
}

/// One end of a holiday.
#[derive(Clone, Copy)]
enum Day {
    Dated(NaiveDate),
    Yearly((u32, u32)),
}

/// Reads `2026-12-25` or `12-25`, which stands at `begin`.
fn day(text: &str, begin: usize) -> Result<Day, Mistake> {
    let at = begin..begin + text.len();
    let mistake = |problem: String| Mistake::new(at.clone(), problem, FORM);
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    match parts[..] {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            let year = year.parse().unwrap_or(0);
            NaiveDate::from_ymd_opt(year, number(month), number(day))
                .filter(|date| (1970..=9000).contains(&date.year()))
                .map(Day::Dated)
                .ok_or_else(|| mistake(format!("found “{text}”: there is no such date")))
        }
        [month, day] if digits(month, 2) && digits(day, 2) => {
            let exists = |month, day| NaiveDate::from_ymd_opt(2000, month, day).is_some();
            let (month, day) = (number(month), number(day));
            if exists(month, day) {
                Ok(Day::Yearly((month, day)))
            } else if exists(day, month) {
                Err(mistake(format!("found “{text}”; “{day:02}-{month:02}” perhaps? The month comes first")))
            } else {
                Err(mistake(format!("found “{text}”: there is no such day")))
            }
        }
        _ => Err(mistake(format!("found “{text}”, which is no date"))),
    }
}

/// What follows “easter”, in days: nothing, `+39` or `-2`.
fn easter_days(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let days = text.strip_prefix(['+', '-'])?;
    let days: i64 = days.parse().ok().filter(|_| days.bytes().all(|b| b.is_ascii_digit()))?;
    (days <= EASTER_REACH).then_some(if text.starts_with('-') { -days } else { days })
}

/// Easter Sunday of a Gregorian year, by the rule of Meeus, Jones and Butcher.
fn easter(year: i32) -> Option<NaiveDate> {
    let lunar = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_shift = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * lunar + century - century.div_euclid(4) - moon_shift + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late = (lunar + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(sum / 31).ok()?, u32::try_from(sum % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn holiday(text: &str) -> Holiday {
        Holiday::parse(text).unwrap()
    }

    fn mistake(text: &str) -> (String, String) {
        let mistake = Holiday::parse(text).unwrap_err();
        (text[mistake.at].to_owned(), mistake.problem)
    }

    #[test]
    fn easter_is_where_the_church_says() {
        for known in
            ["2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2285-03-22"]
        {
            assert_eq!(easter(date(known).year()), Some(date(known)));
        }
    }

    #[test]
    fn a_day_of_every_year_comes_every_year() {
        let christmas = holiday("12-25 Christmas");
        assert!(christmas.covers(date("2026-12-25")) && christmas.covers(date("2031-12-25")));
        assert!(!christmas.covers(date("2026-12-26")));
        assert_eq!(christmas.name(), Some("Christmas"));
    }

    #[test]
    fn a_dated_day_comes_once() {
        let patron = holiday("  2026-12-24  ");
        assert!(patron.covers(date("2026-12-24")) && !patron.covers(date("2027-12-24")));
        assert_eq!(patron.name(), None);
    }

    #[test]
    fn days_in_a_row_have_both_ends_and_may_go_over_new_year() {
        let summer = holiday("2026-08-10..2026-08-21 Chiusura estiva");
        assert!(summer.covers(date("2026-08-10")) && summer.covers(date("2026-08-21")));
        assert!(!summer.covers(date("2026-08-22")));
        let winter = holiday("12-24..01-06");
        assert!(winter.covers(date("2026-12-31")) && winter.covers(date("2027-01-06")));
        assert!(!winter.covers(date("2027-01-07")) && !winter.covers(date("2026-12-23")));
    }

    #[test]
    fn easter_moves() {
        assert!(holiday("easter monday").covers(date("2026-04-06")));
        assert!(holiday("Easter Monday").covers(date("2024-04-01")));
        assert!(holiday("easter").covers(date("2026-04-05")));
        assert!(holiday("easter-2 Good Friday").covers(date("2026-04-03")));
        assert!(holiday("easter+39 Ascension").covers(date("2026-05-14")));
        assert_eq!(holiday("easter+39 Ascension").name(), Some("Ascension"));
        assert_eq!(holiday("easter monday").name(), Some("easter monday"));
    }

    #[test]
    fn a_mistake_says_where_and_what() {
        let cases = [
            ("", "", "there is no date"),
            ("Christmas", "Christmas", "found “Christmas”, which is no date"),
            ("25-12 Natale", "25-12", "found “25-12”; “12-25” perhaps? The month comes first"),
            ("02-30", "02-30", "found “02-30”: there is no such day"),
            ("2027-02-29", "2027-02-29", "found “2027-02-29”: there is no such date"),
            ("12-24..2027-01-06", "12-24..2027-01-06", "“12-24..2027-01-06” has a year at one end only"),
            (
                "2026-08-21..2026-08-10",
                "2026-08-21..2026-08-10",
                "“2026-08-21..2026-08-10” ends before it begins",
            ),
            (
                "2026-01-01..2030-01-01",
                "2026-01-01..2030-01-01",
                "“2026-01-01..2030-01-01” is longer than a year",
            ),
            ("12-24..13-06", "13-06", "found “13-06”; “06-13” perhaps? The month comes first"),
            ("easter+400", "easter+400", "found “easter+400”"),
            ("easter+", "easter+", "found “easter+”"),
            ("2026-12-2é", "2026-12-2é", "found “2026-12-2é”, which is no date"),
        ];
        for (text, at, problem) in cases {
            assert_eq!(mistake(text), (at.to_owned(), problem.to_owned()), "{text}");
        }
    }
}
