//! The words of both languages.

use chrono::{Month, Weekday};

/// A unit of a duration, from the largest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "y" | "year" | "years" | "anno" | "anni" => Unit::Year,
        "month" | "months" | "mese" | "mesi" => Unit::Month,
        "w" | "week" | "weeks" | "settimana" | "settimane" | "sett" => Unit::Week,
        "d" | "day" | "days" | "g" | "gg" | "giorno" | "giorni" => Unit::Day,
        "h" | "hr" | "hrs" | "hour" | "hours" | "ora" | "ore" => Unit::Hour,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuto" | "minuti" => Unit::Minute,
        "s" | "sec" | "secs" | "second" | "seconds" | "secondo" | "secondi" => Unit::Second,
        _ => return None,
    })
}

/// Numbers in words; `a` and `un` are one.
pub(super) fn number(word: &str) -> Option<u32> {
    Some(match word {
        "a" | "an" | "one" | "un" | "uno" | "una" => 1,
        "two" | "due" => 2,
        "three" | "tre" => 3,
        "four" | "quattro" => 4,
        "five" | "cinque" => 5,
        "six" | "sei" => 6,
        "seven" | "sette" => 7,
        "eight" | "otto" => 8,
        "nine" | "nove" => 9,
        "ten" | "dieci" => 10,
        "eleven" | "undici" => 11,
        "twelve" | "dodici" => 12,
        _ => return None,
    })
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "lunedi" | "lun" => Weekday::Mon,
        "tuesday" | "tue" | "tues" | "martedi" | "mar" => Weekday::Tue,
        "wednesday" | "wed" | "mercoledi" | "mer" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" | "giovedi" | "gio" => Weekday::Thu,
        "friday" | "fri" | "venerdi" | "ven" => Weekday::Fri,
        "saturday" | "sat" | "sabato" | "sab" => Weekday::Sat,
        "sunday" | "sun" | "domenica" | "dom" => Weekday::Sun,
        _ => return None,
    })
}

/// The longest abbreviation of a weekday, in letters.
pub(super) const ABBREVIATION: usize = 5;

pub(super) fn month(word: &str) -> Option<Month> {
    Some(match word {
        "january" | "jan" | "gennaio" | "gen" => Month::January,
        "february" | "feb" | "febbraio" => Month::February,
        "march" | "mar" | "marzo" => Month::March,
        "april" | "apr" | "aprile" => Month::April,
        "may" | "maggio" | "mag" => Month::May,
        "june" | "jun" | "giugno" | "giu" => Month::June,
        "july" | "jul" | "luglio" | "lug" => Month::July,
        "august" | "aug" | "agosto" | "ago" => Month::August,
        "september" | "sep" | "sept" | "settembre" | "set" => Month::September,
        "october" | "oct" | "ottobre" | "ott" => Month::October,
        "november" | "nov" | "novembre" => Month::November,
        "december" | "dec" | "dicembre" | "dic" => Month::December,
        _ => return None,
    })
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
}

pub(super) fn part(word: &str) -> Option<Part> {
    Some(match word {
        "morning" | "mattina" | "mattino" => Part::Morning,
        "afternoon" | "pomeriggio" => Part::Afternoon,
        "evening" | "sera" => Part::Evening,
        _ => return None,
    })
}

/// A part of today in one word.
pub(super) fn part_of_today(word: &str) -> Option<Part> {
    Some(match word {
        "stamattina" | "stamani" | "stamane" => Part::Morning,
        "stasera" | "tonight" => Part::Evening,
        _ => return None,
    })
}

pub(super) const NEXT: &[&str] = &["next", "prossimo", "prossima"];
pub(super) const THIS: &[&str] = &["this", "questo", "questa"];
/// What may stand before a day.
pub(super) const ARTICLES: &[&str] =
    &["the", "on", "il", "lo", "la", "l", "a", "ad", "al", "alla", "all", "di", "del", "della"];
/// The articles after which a mere number is a day of the month; `the 5 printers` are no date.
pub(super) const DEFINITE: &[&str] = &["il", "l", "al", "all", "del"];
/// What stands before a time of day.
pub(super) const AT: &[&str] = &["at", "alle", "ore", "h"];
/// What stands between a time of day and its part of the day.
pub(super) const OF_DAY: &[&str] = &["in", "the", "di", "del", "della", "al", "nel"];

/// What may introduce a moment, the longer before the shorter.
pub(super) const INTRODUCTIONS: &[&[&str]] = &[
    &["for"],
    &["until"],
    &["till"],
    &["til"],
    &["by"],
    &["before"],
    &["within"],
    &["in"],
    &["on"],
    &["fino"],
    &["sino"],
    &["entro"],
    &["prima", "di"],
    &["per"],
    &["fra"],
    &["tra"],
];
