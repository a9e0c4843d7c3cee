//! What people type, and when it is. It is Thursday, 26 November 2026, 15:00 in Rome, unless said.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Rome;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::*;

fn rome(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Rome.from_local_datetime(&local).earliest().unwrap().to_utc()
}

/// The queue opens at 8:30; on weekends nobody is there, and nine is as good as any.
fn opening(date: NaiveDate) -> NaiveTime {
    match date.weekday() {
        Weekday::Sat | Weekday::Sun => nine(date),
        _ => NaiveTime::from_hms_opt(8, 30, 0).unwrap(),
    }
}

fn read_at(now: &str, language: Language, text: &str) -> Result<Moment, NoMoment> {
    moment(text, &Frame { now: rome(now), zone: Rome, language, opening: &opening })
}

fn read(text: &str) -> Result<Moment, NoMoment> {
    read_at("2026-11-26 15:00", Language::It, text)
}

/// Each text is that moment by Rome's clock, wholly.
fn all_are(cases: &[(&str, &str)]) {
    for (text, when) in cases {
        let moment = read(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(moment.at, rome(when), "{text}: {}", moment.at.with_timezone(&Rome));
        assert_eq!(moment.rest(text), "", "{text}");
    }
}

#[test]
fn so_long_from_now() {
    all_are(&[
        ("for 2d", "2026-11-28 15:00"),
        ("2d", "2026-11-28 15:00"),
        ("for 3 hours", "2026-11-26 18:00"),
        ("2h30m", "2026-11-26 17:30"),
        ("2h30", "2026-11-26 17:30"),
        ("for 2 h 30 min", "2026-11-26 17:30"),
        ("in 1.5h", "2026-11-26 16:30"),
        ("per 1,5 ore", "2026-11-26 16:30"),
        ("FOR 2 DAYS AND 3 HOURS", "2026-11-28 18:00"),
        ("for a week", "2026-12-03 15:00"),
        ("in an hour and a half", "2026-11-26 16:30"),
        ("half an hour", "2026-11-26 15:30"),
        ("for two weeks", "2026-12-10 15:00"),
        ("in a month", "2026-12-26 15:00"),
        ("for 1 year", "2027-11-26 15:00"),
        ("in 2 days at 9:00", "2026-11-28 09:00"),
        ("per 2 giorni", "2026-11-28 15:00"),
        ("2 gg", "2026-11-28 15:00"),
        ("per due giorni e tre ore", "2026-11-28 18:00"),
        ("fra un'ora", "2026-11-26 16:00"),
        ("tra un’ora e mezza", "2026-11-26 16:30"),
        ("mezz'ora", "2026-11-26 15:30"),
        ("per 90 minuti", "2026-11-26 16:30"),
        ("entro una settimana", "2026-12-03 15:00"),
        ("tra 2 giorni alle 9", "2026-11-28 09:00"),
        ("tra tre mesi", "2027-02-26 15:00"),
    ]);
}

#[test]
fn until_a_day_means_its_opening() {
    all_are(&[
        ("until tomorrow", "2026-11-27 08:30"),
        ("until fri", "2026-11-27 08:30"),
        ("until Friday", "2026-11-27 08:30"),
        ("until sat.", "2026-11-28 09:00"),
        ("until thursday", "2026-12-03 08:30"),
        ("until next monday", "2026-11-30 08:30"),
        ("until this friday", "2026-11-27 08:30"),
        ("next week", "2026-11-30 08:30"),
        ("next week on friday", "2026-12-04 08:30"),
        ("friday next week", "2026-12-04 08:30"),
        ("until next month", "2026-12-01 08:30"),
        ("until the day after tomorrow", "2026-11-28 09:00"),
        ("fino a domani", "2026-11-27 08:30"),
        ("fino a venerdì", "2026-11-27 08:30"),
        ("fino a venerdi", "2026-11-27 08:30"),
        ("fino a venerdi'", "2026-11-27 08:30"),
        ("fino a venerdi\u{300}", "2026-11-27 08:30"),
        ("entro venerdì prossimo", "2026-11-27 08:30"),
        ("fino al prossimo lunedì", "2026-11-30 08:30"),
        ("fino a mar", "2026-12-01 08:30"),
        ("giovedì", "2026-12-03 08:30"),
        ("per lunedì", "2026-11-30 08:30"),
        ("la prossima settimana", "2026-11-30 08:30"),
        ("settimana prossima", "2026-11-30 08:30"),
        ("fino a venerdì della prossima settimana", "2026-12-04 08:30"),
        ("venerdì della settimana prossima", "2026-12-04 08:30"),
        ("il mese prossimo", "2026-12-01 08:30"),
        ("dopodomani", "2026-11-28 09:00"),
        ("domani mattina", "2026-11-27 08:30"),
    ]);
}

#[test]
fn until_a_day_and_a_time() {
    all_are(&[
        ("until tomorrow 9:00", "2026-11-27 09:00"),
        ("until tomorrow at 9", "2026-11-27 09:00"),
        ("until tomorrow, 9 am", "2026-11-27 09:00"),
        ("until tomorrow 5pm", "2026-11-27 17:00"),
        ("tomorrow at 12 p.m.", "2026-11-27 12:00"),
        ("tomorrow 12:30am", "2026-11-27 00:30"),
        ("fri 14:30", "2026-11-27 14:30"),
        ("by friday noon", "2026-11-27 12:00"),
        ("until friday at midnight", "2026-11-28 00:00"),
        ("at 9:00 tomorrow", "2026-11-27 09:00"),
        ("until 9am on monday", "2026-11-30 09:00"),
        ("tomorrow afternoon", "2026-11-27 14:00"),
        ("friday evening at 8", "2026-11-27 20:00"),
        ("tomorrow at 3 in the afternoon", "2026-11-27 15:00"),
        ("tonight", "2026-11-26 18:00"),
        ("fino a domani alle 9", "2026-11-27 09:00"),
        ("domani alle ore 9.30", "2026-11-27 09:30"),
        ("domani ore 14", "2026-11-27 14:00"),
        ("domani h 14", "2026-11-27 14:00"),
        ("domani alle nove e mezza", "2026-11-27 09:30"),
        ("domani alle 9 e un quarto", "2026-11-27 09:15"),
        ("domani 9.30", "2026-11-27 09:30"),
        ("domani mattina alle 9", "2026-11-27 09:00"),
        ("domani pomeriggio", "2026-11-27 14:00"),
        ("domani pomeriggio alle 3", "2026-11-27 15:00"),
        ("domani alle 3 del pomeriggio", "2026-11-27 15:00"),
        ("lunedì prossimo alle 14.30", "2026-11-30 14:30"),
        ("alle 9 di venerdì", "2026-11-27 09:00"),
        ("fino a lunedì a mezzogiorno", "2026-11-30 12:00"),
        ("domani all'una", "2026-11-27 01:00"),
        ("stasera alle 8", "2026-11-26 20:00"),
        ("alle 8 stasera", "2026-11-26 20:00"),
        ("questo pomeriggio alle 5", "2026-11-26 17:00"),
        ("oggi alle 17", "2026-11-26 17:00"),
    ]);
}

#[test]
fn a_time_alone_is_the_next_such_time() {
    all_are(&[
        ("until 17:00", "2026-11-26 17:00"),
        ("until 9:00", "2026-11-27 09:00"),
        ("until 15:00", "2026-11-27 15:00"),
        ("fino alle 17", "2026-11-26 17:00"),
        ("entro le 9", "2026-11-27 09:00"),
        ("14.30", "2026-11-27 14:30"),
        ("until midnight", "2026-11-27 00:00"),
        ("until noon", "2026-11-27 12:00"),
    ]);
}

#[test]
fn until_a_date() {
    all_are(&[
        ("until 2026-12-01", "2026-12-01 08:30"),
        ("until 2026-12-01 14:30", "2026-12-01 14:30"),
        ("2026-12-01T14:30", "2026-12-01 14:30"),
        ("until 1/12", "2026-12-01 08:30"),
        ("until 01/12/2026", "2026-12-01 08:30"),
        ("until 1/12/26 9:00", "2026-12-01 09:00"),
        ("fino al 1.12.2026", "2026-12-01 08:30"),
        ("1-12-2026", "2026-12-01 08:30"),
        ("until 15/1", "2027-01-15 08:30"),
        ("until 1 dec 14:30", "2026-12-01 14:30"),
        ("until 1 December 2027", "2027-12-01 08:30"),
        ("until dec 1", "2026-12-01 08:30"),
        ("by December 1st, 2026", "2026-12-01 08:30"),
        ("until the 1st of december at 9", "2026-12-01 09:00"),
        ("until the 5th", "2026-12-05 09:00"),
        ("until tue 1 dec", "2026-12-01 08:30"),
        ("until tuesday 1/12", "2026-12-01 08:30"),
        ("entro il 5 gennaio", "2027-01-05 08:30"),
        ("fino all'1 dicembre", "2026-12-01 08:30"),
        ("fino all’8 dicembre alle 10", "2026-12-08 10:00"),
        ("fino al primo dicembre", "2026-12-01 08:30"),
        ("1° dicembre 2026", "2026-12-01 08:30"),
        ("entro il 30", "2026-11-30 08:30"),
        ("fino al 5", "2026-12-05 09:00"),
        ("fino a martedì 1 dicembre", "2026-12-01 08:30"),
        ("fino a venerdì 27", "2026-11-27 08:30"),
        ("venerdì 27 alle 10", "2026-11-27 10:00"),
        ("fino al 31", "2026-12-31 08:30"),
        ("on 26 nov 15:01", "2026-11-26 15:01"),
    ]);
}

#[test]
fn words_after_it_stay_words() {
    for (text, rest) in [
        ("for 2d waiting for the printer", "waiting for the printer"),
        ("until friday: spare part ordered", "spare part ordered"),
        ("until 1/12, call the supplier at 5", "call the supplier at 5"),
        ("for 2 days 3 printers are due", "3 printers are due"),
        ("until tomorrow 3 printers are due", "3 printers are due"),
        ("until friday 4 printers", "4 printers"),
        ("until tomorrow at the office", "at the office"),
        ("fino a domani le 3 stampanti", "le 3 stampanti"),
        ("domani il cliente torna alle 9", "il cliente torna alle 9"),
        ("per 2 giorni – manca il pezzo", "manca il pezzo"),
        ("fino a venerdì. Poi si vede", "Poi si vede"),
        ("until friday, and then we'll see", "and then we'll see"),
        ("until fri @ada knows", "@ada knows"),
        ("until tomorrow 😀", "😀"),
        ("for 2 hours and counting", "and counting"),
    ] {
        let moment = read(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(moment.rest(text), rest, "{text}");
    }
}

#[test]
fn what_is_no_moment_is_told_apart() {
    for text in [
        "",
        "   ",
        "printer on fire",
        "2 printers are broken",
        "for the supplier",
        "by the way",
        "until he is back",
        "sun glasses are broken",
        "sat.exe crashes",
        "mar rosso",
        "in attesa del fornitore",
        "per favore",
        "a domanda risponde",
        "march",
    ] {
        assert!(matches!(read(text), Err(NoMoment::NotOne { .. })), "{text}: {:?}", read(text));
    }
}

#[test]
fn what_begins_like_one_says_what_was_understood() {
    for (text, understood, found) in [
        ("for 2", "for 2", ""),
        ("for 2 printers", "for 2", "printers"),
        ("until 5", "until 5", ""),
        ("for 2 working days", "for 2", "working"),
        ("per 2 giorni lavorativi", "per 2 giorni", "lavorativi"),
    ] {
        let unclear = NoMoment::Unclear { understood: understood.into(), found: found.into() };
        assert_eq!(read(text), Err(unclear), "{text}");
    }
}

#[test]
fn two_readings_are_both_told() {
    let either = |found: &str, one: &str, other: &str| {
        Err(NoMoment::Ambiguous { found: found.into(), one: one.into(), other: other.into() })
    };
    assert_eq!(read("until next friday"), either("until next friday", "27/11", "4/12"));
    assert_eq!(read("until 1.12"), either("1.12", "1/12", "1:12"));
    assert_eq!(read("for 2M"), either("2M", "2 minuti", "2 mesi"));
    assert_eq!(read_at("2026-11-26 15:00", Language::En, "until mar"), either("mar", "tuesday", "1/3"));
}

#[test]
fn mar_before_a_number_is_a_tuesday_to_italians_and_march_to_others() {
    let at = |language, text| read_at("2026-11-26 15:00", language, text).map(|moment| moment.at);
    assert_eq!(at(Language::It, "mar 1"), Ok(rome("2026-12-01 08:30")));
    assert_eq!(at(Language::En, "mar 1"), Ok(rome("2027-03-01 08:30")));
    assert_eq!(at(Language::En, "mar 1 december"), Ok(rome("2026-12-01 08:30")));
    // Before other words an abbreviation is no day, and not a month instead.
    assert!(matches!(at(Language::It, "mar 1 stampante"), Err(NoMoment::NotOne { .. })));
    assert_eq!(at(Language::En, "mar 1 printer"), Ok(rome("2027-03-01 08:30")));
}

#[test]
fn there_is_no_such_date_or_time() {
    for text in [
        "until 31/2",
        "until 30 feb",
        "until 2027-02-29",
        "until tomorrow 25:00",
        "until 12:60",
        "at 13pm",
        "il 32",
        "until 29/2",
    ] {
        assert!(matches!(read(text), Err(NoMoment::Impossible { .. })), "{text}: {:?}", read(text));
    }
    assert_eq!(
        read("until monday 1 december"),
        Err(NoMoment::OtherWeekday {
            found: "until monday 1 december".into(),
            date: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()
        })
    );
}

#[test]
fn what_has_passed_is_refused() {
    for text in [
        "until today at 9:00",
        "stamattina",
        "until 26/11",
        "until 25/11",
        "until 1/10",
        "2020-01-01",
        "2 days ago",
        "2 ore fa",
        "for 0 minutes",
        "oggi",
    ] {
        assert!(matches!(read(text), Err(NoMoment::Past { .. })), "{text}: {:?}", read(text));
    }
    for text in [
        "for 11 years",
        "until 2099-01-01",
        "for 999999999 years",
        "for 99999999999999999999 days",
        "for 999999999 hours",
    ] {
        assert!(matches!(read(text), Err(NoMoment::TooFar { .. })), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_weekday_is_never_today() {
    // On Monday the next Monday is a week away, and nobody means today.
    let monday = read_at("2026-11-23 07:00", Language::En, "until monday").unwrap();
    assert_eq!(monday.at, rome("2026-11-30 08:30"));
    assert_eq!(
        read_at("2026-11-23 07:00", Language::En, "until next monday").unwrap().at,
        rome("2026-11-30 08:30")
    );
    assert_eq!(
        read_at("2026-11-29 07:00", Language::En, "next monday").unwrap().at,
        rome("2026-11-30 08:30")
    );
}

#[test]
fn days_keep_the_time_of_day_when_the_clocks_change() {
    let after = |now, text| read_at(now, Language::En, text).unwrap().at;
    assert_eq!(after("2026-03-28 12:00", "for 1 day"), rome("2026-03-29 12:00"));
    assert_eq!(after("2026-03-28 12:00", "for 24 hours"), rome("2026-03-29 13:00"));
    assert_eq!(after("2026-10-24 12:00", "for 24 hours"), rome("2026-10-25 11:00"));
    // 02:30 is skipped on 29 March and comes twice on 25 October.
    assert_eq!(after("2026-03-28 12:00", "until tomorrow 2:30"), rome("2026-03-29 03:00"));
    assert_eq!(after("2026-03-28 02:30", "for 1 day"), rome("2026-03-29 03:00"));
    let first = after("2026-10-24 12:00", "until tomorrow 2:30");
    assert_eq!(first, DateTime::from_timestamp(1_792_888_200, 0).unwrap(), "00:30 UTC");
    let frame = Frame { now: first, zone: Rome, language: Language::En, opening: &nine };
    assert_eq!(moment("until 2:30", &frame).unwrap().at, first + chrono::TimeDelta::hours(1), "the second");
}

#[test]
fn the_end_of_a_month_stays_within_the_next() {
    assert_eq!(
        read_at("2027-01-31 10:00", Language::En, "for 1 month").unwrap().at,
        rome("2027-02-28 10:00")
    );
}

#[test]
fn no_text_makes_it_panic_and_every_moment_lies_ahead() {
    const BITS: &[&str] = &[
        "until",
        "for",
        "fino",
        "a",
        "al",
        "all'",
        "entro",
        "tra",
        "next",
        "prossimo",
        "the",
        "il",
        "di",
        "1",
        "2",
        "12",
        "31",
        "2026",
        "99999999999",
        "0",
        "9:00",
        "9.30",
        "25:99",
        ":",
        ".",
        "/",
        "-",
        ",",
        "'",
        "’",
        "°",
        "@",
        "T",
        "am",
        "p.m.",
        "at",
        "alle",
        "ore",
        "h",
        "m",
        "M",
        "d",
        "s",
        "giorni",
        "weeks",
        "months",
        "anni",
        "mon",
        "venerdì",
        "mar",
        "dec",
        "maggio",
        "may",
        "tomorrow",
        "domani",
        "stasera",
        "morning",
        "pomeriggio",
        "e",
        "mezza",
        "un",
        "ora",
        "half",
        "and",
        "noon",
        "midnight",
        "ago",
        "fa",
        "week",
        "mese",
        "😀",
        "İ",
        "ß",
        "\u{300}",
        "é",
        " ",
        "\n",
        "\t",
        "\u{a0}",
        "٣",
    ];
    let mut rng = StdRng::seed_from_u64(11);
    let mut understood = 0;
    for round in 0..60_000 {
        let mut text = String::new();
        for _ in 0..rng.random_range(0..9) {
            match rng.random_range(0..12) {
                0 => text.push(rng.random()),
                _ => text.push_str(BITS.choose(&mut rng).unwrap()),
            }
            if rng.random_bool(0.6) {
                text.push(' ');
            }
        }
        let second = rng.random_range(1_700_000_000..2_000_000_000);
        let zone = chrono_tz::TZ_VARIANTS[round % chrono_tz::TZ_VARIANTS.len()];
        let now = DateTime::from_timestamp(second, 0).unwrap();
        let language = if rng.random() { Language::En } else { Language::It };
        let frame = Frame { now, zone, language, opening: &opening };
        if let Ok(moment) = moment(&text, &frame) {
            understood += 1;
            assert!(moment.at > now, "{text:?}");
            assert!(moment.used <= text.len() && text.is_char_boundary(moment.used), "{text:?}");
            assert!(text.ends_with(moment.rest(&text)));
        }
    }
    assert!(understood > 3_000, "{understood} of them are moments");
}
