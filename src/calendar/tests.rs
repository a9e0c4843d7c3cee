//! Cases of working time, and the laws that hold for every calendar.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{Calendar, Holiday, NeverOpen, Week};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const OFFICE: &str = "Mon-Fri 08:30-12:30, 14:00-18:00";
const ROME: Tz = Tz::Europe__Rome;

fn calendar(hours: &str, holidays: &[&str], zone: Tz) -> Calendar {
    let holidays = holidays.iter().map(|h| Holiday::parse(h).unwrap()).collect();
    Calendar::new(Week::parse(hours).unwrap(), holidays, zone).unwrap()
}

fn office() -> Calendar {
    calendar(OFFICE, &["12-25 Natale", "12-26", "easter monday"], ROME)
}

/// A moment by Rome's clock.
fn rome(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    ROME.from_local_datetime(&local).single().expect("neither skipped nor twice").to_utc()
}

fn utc(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
}

#[test]
fn a_queue_is_open_in_its_hours() {
    let office = office();
    // 23 November 2026 is a Monday.
    for (at, open) in [
        ("2026-11-23 08:29", false),
        ("2026-11-23 08:30", true),
        ("2026-11-23 12:29", true),
        ("2026-11-23 12:30", false),
        ("2026-11-23 14:00", true),
        ("2026-11-23 18:00", false),
        ("2026-11-28 10:00", false),
        ("2026-12-25 10:00", false),
    ] {
        assert_eq!(office.is_open(rome(at)), open, "{at}");
    }
    assert_eq!(office.holiday(rome("2026-12-25 10:00")).and_then(Holiday::name), Some("Natale"));
    assert_eq!(office.holiday(rome("2026-12-24 10:00")), None);
}

#[test]
fn who_writes_on_friday_evening_is_answered_on_monday() {
    let office = office();
    assert_eq!(office.next_open(rome("2026-11-27 18:00")), Some(rome("2026-11-30 08:30")));
    assert_eq!(office.next_open(rome("2026-11-27 17:59")), Some(rome("2026-11-27 17:59")));
    // Thursday; Christmas is a Friday.
    assert_eq!(office.next_open(rome("2026-12-24 19:00")), Some(rome("2026-12-28 08:30")));
    assert_eq!(office.next_close(rome("2026-11-27 10:00")), Some(rome("2026-11-27 12:30")));
    assert_eq!(office.next_close(rome("2026-11-27 13:00")), Some(rome("2026-11-27 13:00")));
}

#[test]
fn four_hours_from_friday_afternoon_end_on_monday() {
    let office = office();
    assert_eq!(office.add(rome("2026-11-27 16:00"), 4 * HOUR), rome("2026-11-30 10:30"));
    assert_eq!(office.add(rome("2026-11-27 20:00"), 4 * HOUR), rome("2026-11-30 12:30"));
    assert_eq!(
        office.add(rome("2026-11-27 14:00"), 4 * HOUR),
        rome("2026-11-27 18:00"),
        "not Monday’s opening"
    );
    assert_eq!(office.add(rome("2026-11-27 20:00"), Duration::ZERO), rome("2026-11-27 20:00"));
    assert_eq!(office.between(rome("2026-11-27 16:00"), rome("2026-11-30 10:30")), 4 * HOUR);
    assert_eq!(office.between(rome("2026-11-30 10:30"), rome("2026-11-27 16:00")), Duration::ZERO);
    assert_eq!(office.between(rome("2026-12-24 18:00"), rome("2026-12-28 08:30")), Duration::ZERO);
}

#[test]
fn fractions_of_a_second_count() {
    let office = office();
    let at = rome("2026-11-27 17:59") + TimeDelta::milliseconds(59_250);
    assert_eq!(office.between(at, rome("2026-11-30 08:30")), Duration::from_millis(750));
    assert_eq!(
        office.add(at, Duration::from_secs(1)),
        rome("2026-11-30 08:30") + TimeDelta::milliseconds(250)
    );
}

#[test]
fn the_hour_that_never_was_is_no_working_time() {
    // Clocks go from 02:00 to 03:00 on Sunday, 29 March 2026.
    let night = calendar("Sat 22:00-06:00", &[], ROME);
    assert_eq!(night.between(rome("2026-03-28 12:00"), rome("2026-03-29 12:00")), 7 * HOUR);
    assert_eq!(night.add(rome("2026-03-28 22:00"), 5 * HOUR), rome("2026-03-29 04:00"));
    let skipped = calendar("Sun 02:00-03:00", &[], ROME);
    assert_eq!(skipped.next_open(rome("2026-03-28 12:00")), Some(rome("2026-04-05 02:00")));
}

#[test]
fn the_hour_that_comes_twice_counts_twice() {
    // Clocks go from 03:00 back to 02:00 on Sunday, 25 October 2026, at 01:00 UTC.
    let night = calendar("Sat 22:00-06:00", &[], ROME);
    assert_eq!(night.between(rome("2026-10-24 12:00"), rome("2026-10-25 12:00")), 9 * HOUR);
    assert_eq!(night.add(rome("2026-10-24 22:00"), 9 * HOUR), rome("2026-10-25 06:00"));
    let half = calendar("Sun 02:00-02:30", &[], ROME);
    assert_eq!(half.between(rome("2026-10-24 12:00"), rome("2026-10-25 12:00")), HOUR);
    assert_eq!(half.next_close(utc("2026-10-25 00:10")), Some(utc("2026-10-25 00:30")));
    assert_eq!(half.next_open(utc("2026-10-25 00:30")), Some(utc("2026-10-25 01:00")));
}

#[test]
fn office_hours_stay_where_they_are_when_the_clocks_change() {
    let office = office();
    for (friday, monday) in [("2026-03-27", "2026-03-30"), ("2026-10-23", "2026-10-26")] {
        let (friday, monday) = (rome(&format!("{friday} 17:00")), rome(&format!("{monday} 09:30")));
        assert_eq!(office.add(friday, 2 * HOUR), monday);
        assert_eq!(office.between(friday, monday), 2 * HOUR);
    }
}

#[test]
fn a_night_shift_goes_on_after_midnight() {
    let night = calendar("Mon-Fri 22:00-06:00", &["12-25"], ROME);
    assert!(night.is_open(rome("2026-11-28 05:59")), "Friday’s shift ends on Saturday");
    assert!(!night.is_open(rome("2026-11-23 05:00")), "nobody began on Sunday");
    assert_eq!(night.next_close(rome("2026-11-24 23:00")), Some(rome("2026-11-25 06:00")));
    assert_eq!(
        night.next_close(rome("2026-12-24 23:00")),
        Some(rome("2026-12-25 00:00")),
        "a holiday cuts it"
    );
    assert_eq!(night.between(rome("2026-12-24 12:00"), rome("2026-12-28 12:00")), 2 * HOUR);
}

#[test]
fn it_opens_in_the_morning_by_its_own_clock() {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let time = |text: &str| text.parse::<NaiveTime>().ok();
    assert_eq!(office().opens_on(date("2026-11-27")), time("08:30:00"));
    assert_eq!(office().opens_on(date("2026-11-28")), None);
    assert_eq!(office().opens_on(date("2026-12-25")), None);
    assert_eq!(Calendar::always().opens_on(date("2026-11-27")), None, "it never closed");
    let night = calendar("Mon-Fri 22:00-06:00", &[], ROME);
    assert_eq!(night.opens_on(date("2026-11-27")), time("22:00:00"));
    assert_eq!(night.opens_on(date("2026-11-28")), None);
    let from_midnight = calendar("Mon 00:00-12:00", &[], ROME);
    assert_eq!(from_midnight.opens_on(date("2026-11-23")), time("00:00:00"));
}

#[test]
fn day_and_night_is_simply_time() {
    let always = Calendar::always();
    let at = utc("2026-11-23 03:14");
    assert_eq!(always.add(at, 1000 * HOUR), at + 1000 * HOUR);
    assert_eq!(always.between(at, at + 1000 * HOUR), 1000 * HOUR);
    assert_eq!((always.next_open(at), always.next_close(at)), (Some(at), None));
    assert_eq!(
        calendar("Mon-Sun 00:00-24:00", &["12-25"], ROME).next_close(rome("2026-01-01 00:00")),
        Some(rome("2026-12-25 00:00"))
    );
    assert_eq!(
        calendar("Mon-Sun 00:00-24:00", &["2020-12-25"], ROME).next_close(rome("2026-01-01 00:00")),
        None
    );
}

#[test]
fn what_the_hours_may_look_like() {
    let same = [
        "Mon-Fri 08:30-12:30, 14:00-18:00",
        " monday–FRI 8:30 – 12:30,14:00-18:00; ",
        "Mon, Tue, Wed 08:30-12:30, 14:00-18:00; Thu, Fri 08:30-12:30 14:00-18:00",
        "Mon-Fri 08:30-10:00, 10:00-12:30; Mon-Fri 14:00-18:00",
    ];
    for text in same {
        assert_eq!(Week::parse(text), Week::parse(OFFICE), "{text}");
    }
    assert_eq!(Week::parse("Mon-Sun 00:00-24:00"), Ok(Week::always()));
    assert_eq!(Week::parse("ALWAYS"), Ok(Week::always()));
    assert_eq!(Week::parse("Sat-Mon 22:00-00:00"), Week::parse("Sat 22:00-24:00, Sun, Mon 22:00-24:00"));
}

#[test]
fn a_mistake_in_the_hours_says_where_and_what() {
    let cases = [
        ("", "", "there are no hours"),
        (" ; ", " ; ", "there are no hours"),
        ("Mon-Fri", "Mon-Fri", "“Mon-Fri” has no hours after it"),
        ("Mon 9:00-10:00; Tue", "Tue", "“Tue” has no hours after it"),
        ("08:30-12:30", "08:30-12:30", "the hours “08:30-12:30” have no days before them"),
        ("Mom-Fri 08:30-12:30", "Mom", "found “Mom”, which is no day of the week"),
        ("lunedì 08:30-12:30", "lunedì", "found “lunedì”, which is no day of the week"),
        ("Mon- 08:30-12:30", "08:30-12:30", "found “08:30-12:30”, which is no day of the week"),
        ("Mon-Fri 8.30-12.30", "8", "found “8”, which is no time of day"),
        ("Mon-Fri 08:30-25:00", "25:00", "found “25:00”, which is no time of day"),
        ("Mon-Fri 08:30-12:60", "12:60", "found “12:60”, which is no time of day"),
        ("Mon-Fri 08:30-", "", "found nothing more, which is no time of day"),
        ("Mon-Fri 08:30 12:30", "12:30", "found “12:30” where “-” and the end of the hours should be"),
        ("Mon-Fri 09:00-09:00", "09:00-09:00", "“09:00-09:00” is no time at all"),
        ("Mon-Fri 24:00-09:00", "24:00-09:00", "“24:00-09:00” is no time at all"),
        ("Mon 9:00-12:00, 11:00-13:00", "11:00-13:00", "“11:00-13:00” overlaps with other hours on Mon"),
        ("Mon 22:00-06:00; Tue 05:00-08:00", "05:00-08:00", "“05:00-08:00” overlaps with other hours on Tue"),
        ("Mon 😀", "😀", "found “😀”, which is no time of day"),
    ];
    for (text, at, problem) in cases {
        let mistake = Week::parse(text).unwrap_err();
        assert_eq!((&text[mistake.at], mistake.problem.as_str()), (at, problem), "{text}");
        assert!(mistake.help.starts_with("allowed: "));
    }
}

#[test]
fn holidays_may_not_close_it_for_ever() {
    let new = |hours, holidays: &[&str]| {
        Calendar::new(
            Week::parse(hours).unwrap(),
            holidays.iter().map(|h| Holiday::parse(h).unwrap()).collect(),
            ROME,
        )
    };
    assert_eq!(new(OFFICE, &["01-01..12-31"]), Err(NeverOpen));
    assert_eq!(new(OFFICE, &["02-01..01-31"]), Err(NeverOpen));
    assert!(new(OFFICE, &["03-01..02-28"]).is_ok(), "29 February is left");
    assert!(new(OFFICE, &["2026-01-01..2026-12-31"]).is_ok());
}

#[test]
fn a_search_ends_even_in_a_strange_calendar() {
    let leap = calendar("Mon 09:00-10:00", &["03-01..02-28"], ROME);
    assert_eq!(leap.next_open(rome("2026-01-01 00:00")), Some(rome("2044-02-29 09:00")));
    assert_eq!(leap.add(rome("2026-01-01 00:00"), 90 * MINUTE), rome("2072-02-29 09:30"));
    let weekly = calendar("Mon 09:00-10:00", &[], ROME);
    assert_eq!(weekly.add(rome("2026-01-01 00:00"), Duration::MAX), utc("9999-01-01 00:00"));
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for calendar in [&leap, &office(), &Calendar::always()] {
            let _ =
                (calendar.is_open(at), calendar.next_open(at), calendar.next_close(at), calendar.holiday(at));
            let _ = calendar.add(at, 100 * HOUR);
        }
    }
    assert!(weekly.between(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC) > HOUR);
    assert!(Calendar::always().add(utc("2026-01-01 00:00"), Duration::MAX) >= utc("9999-01-01 00:00"));
}

/// Calendars of all kinds, for laws that hold for each.
fn calendars() -> Vec<Calendar> {
    vec![
        office(),
        calendar("Mon-Fri 22:00-06:00", &["12-24..01-06", "easter"], ROME),
        calendar("Sat, Sun 00:00-24:00", &["2026-03-28..2026-04-12 closed"], ROME),
        calendar("Sun 01:30-03:30; Wed 23:00-00:30", &[], Tz::America__New_York),
        calendar("Mon-Sun 00:00-24:00", &["01-01"], Tz::Australia__Lord_Howe),
        calendar("Mon-Sat 10:00-19:00", &["easter+39"], Tz::Asia__Kathmandu),
        calendar("Sat 20:00-04:00", &[], Tz::Africa__Casablanca),
        calendar("Fri 09:00-13:00", &["05-01"], Tz::Asia__Beirut),
        calendar("Mon-Sun 09:00-17:00", &[], Tz::Pacific__Apia),
        Calendar::always(),
    ]
}

/// A moment from 2010 to 2037, often near a change of the clocks in Rome.
fn some_moment(rng: &mut StdRng) -> DateTime<Utc> {
    let second = if rng.random_bool(0.3) {
        let change = if rng.random() { utc("2026-03-29 01:00") } else { utc("2026-10-25 01:00") };
        change.timestamp() + rng.random_range(-200_000..200_000)
    } else {
        rng.random_range(1_262_304_000..2_114_380_800)
    };
    DateTime::from_timestamp(second, if rng.random() { rng.random_range(0..1_000_000_000) } else { 0 })
        .unwrap()
}

fn some_duration(rng: &mut StdRng) -> Duration {
    let longest = [3_600, 86_400, 30 * 86_400, 365 * 86_400][rng.random_range(0..4)];
    Duration::new(
        rng.random_range(0..longest),
        if rng.random() { rng.random_range(0..1_000_000_000) } else { 0 },
    )
}

#[test]
fn what_is_added_has_passed() {
    let mut rng = StdRng::seed_from_u64(4);
    for calendar in calendars() {
        for _ in 0..100 {
            let (at, time) = (some_moment(&mut rng), some_duration(&mut rng));
            let end = calendar.add(at, time);
            assert_eq!(calendar.between(at, end), time, "{time:?} from {at} to {end} in {calendar:?}");
            if !time.is_zero() {
                let before = end - TimeDelta::nanoseconds(1);
                assert!(
                    calendar.between(at, before) < time,
                    "{end} is the first such moment in {calendar:?}"
                );
            }
        }
    }
}

#[test]
fn more_time_never_ends_earlier_and_parts_make_the_whole() {
    let mut rng = StdRng::seed_from_u64(5);
    for calendar in calendars() {
        for _ in 0..50 {
            let (at, one, two) = (some_moment(&mut rng), some_duration(&mut rng), some_duration(&mut rng));
            assert_eq!(
                calendar.add(calendar.add(at, one), two),
                calendar.add(at, one + two),
                "{at} {one:?} {two:?}"
            );
            assert!(calendar.add(at, one) <= calendar.add(at, one + two));
            let later = some_moment(&mut rng);
            assert!(
                calendar.add(at.min(later), one) <= calendar.add(at.max(later), one),
                "{at} {later} {one:?}"
            );
            let mut moments = [at, later, some_moment(&mut rng)];
            moments.sort_unstable();
            let [a, b, c] = moments;
            assert_eq!(
                calendar.between(a, b) + calendar.between(b, c),
                calendar.between(a, c),
                "{a} {b} {c}"
            );
        }
    }
}

#[test]
fn opening_and_closing_agree_with_the_clock_on_the_wall() {
    let mut rng = StdRng::seed_from_u64(6);
    for calendar in calendars() {
        for _ in 0..100 {
            let at = some_moment(&mut rng);
            let open = calendar.is_open(at);
            let next = if open { calendar.next_close(at) } else { calendar.next_open(at) };
            let Some(next) = next else {
                assert!(calendar.is_always_open());
                continue;
            };
            assert!(next > at);
            assert_ne!(calendar.is_open(next), open, "it changes at {next} in {calendar:?}");
            assert_eq!(calendar.is_open(next - TimeDelta::nanoseconds(1)), open, "and not before {next}");
            let passed = if open { (next - at).to_std().unwrap() } else { Duration::ZERO };
            assert_eq!(calendar.between(at, next), passed);
        }
    }
}

#[test]
fn working_time_is_the_sum_of_its_minutes() {
    let mut rng = StdRng::seed_from_u64(7);
    for calendar in calendars() {
        for _ in 0..10 {
            let at = DateTime::from_timestamp(some_moment(&mut rng).timestamp() / 60 * 60, 0).unwrap();
            let minutes = rng.random_range(1..12_000);
            let open = (0..minutes).filter(|m| calendar.is_open(at + TimeDelta::minutes(*m))).count();
            let end = at + TimeDelta::minutes(minutes);
            assert_eq!(
                calendar.between(at, end),
                MINUTE * u32::try_from(open).unwrap(),
                "{at} {end} {calendar:?}"
            );
        }
    }
}

#[test]
fn no_text_makes_it_panic_and_mistakes_point_into_it() {
    const BITS: &[&str] = &[
        "Mon",
        "Fri-Sun",
        "always",
        "easter",
        "+39",
        "monday",
        "08:30",
        "-",
        "–",
        "12:00-14:00",
        "24:00",
        "00:00",
        ",",
        ";",
        ":",
        "99999999999",
        "2026-12-25",
        "12-24",
        "..",
        "0",
        "é",
        "😀",
        "\u{300}",
        "\n",
        "\u{a0}",
    ];
    let mut rng = StdRng::seed_from_u64(8);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..rng.random_range(0..7) {
            text.push_str(BITS[rng.random_range(0..BITS.len())]);
            if rng.random() {
                text.push(' ');
            }
        }
        for mistake in [Week::parse(&text).err(), Holiday::parse(&text).err()].into_iter().flatten() {
            assert!(text.get(mistake.at.clone()).is_some(), "{text:?}: {mistake:?}");
        }
    }
}
