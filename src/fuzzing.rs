//! What must hold of whatever somebody types or writes into bot.toml. The fuzz targets in `fuzz/` call this with
//! what they make up, and the tests with what the corpora keep.

#![expect(clippy::panic, reason = "a property that does not hold is told by a panic")]

use std::path::Path;

use chrono::{DateTime, DurationRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::command::action::Action;
use crate::command::{Period, Typed, grammar, parse, picked};
use crate::config;
use crate::text::Language;
use crate::text::moment::since::Since;
use crate::text::moment::{Frame, moment, nine};

/// Stands in a secret's place, and must come out nowhere.
const CANARY: &str = "canary-7f3a-secret";

/// A command, as it is typed or picked, or what a button carries.
///
/// # Panics
/// When something does not hold.
pub fn command(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for (prefix, has_files) in [("!", false), ("!", true), ("", false), ("ask ", false)] {
        let typed = parse(&text, prefix, has_files);
        if let Typed::Command(command) = &typed {
            let name = grammar::name(command);
            assert!(grammar::spec(name).is_some(), "{name} is in no table");
            let _ = grammar::privacy(command);
        }
        assert_eq!(typed, parse(&text, prefix, has_files), "the same text is the same command");
    }
    // Capitals don't matter in the word of a command.
    let end = text.find(|c: char| !(c.is_ascii_alphabetic() || c == '!')).unwrap_or(text.len());
    let shouted = text[..end].to_ascii_uppercase() + &text[end..];
    if let Typed::Command(meant) = parse(&text, "!", false) {
        assert_eq!(parse(&shouted, "!", false), Typed::Command(meant));
    }
    // Picked from a menu: the name in the first line, an option in each other.
    let mut lines = text.lines();
    let name = lines.next().unwrap_or_default();
    let options: Vec<(String, String)> =
        lines.filter_map(|l| l.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    if let Some(Ok(command)) = picked::command(name, &options) {
        assert_eq!(Some(grammar::name(&command)), grammar::spec(name).map(|spec| spec.name));
    }
    if let Some(action) = Action::decode(&text) {
        let again = Action::decode(&action.encode());
        assert_eq!(again, Some(action), "what a button carries is read to itself");
    }
}

/// A bot.toml, which may be anything.
///
/// # Panics
/// When something does not hold.
pub fn bot_toml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for text in [text.to_string(), format!("{text}\n[matrix]\npassword = \"{CANARY}\"\n")] {
        read(&text);
    }
}

fn read(text: &str) {
    let env = |_: &str| Some(CANARY.to_owned());
    match config::parse("bot.toml", text, Path::new("/"), &env, &|_| Ok(CANARY.to_owned())) {
        Ok(config) => {
            assert!(!format!("{config:?}").contains(CANARY), "a secret is shown");
            assert!(!config.queues.is_empty(), "a desk has a queue");
        }
        Err(report) => {
            assert!(!report.mistakes().is_empty(), "what is refused has a mistake");
            for said in [report.render(false), report.render(true), report.to_string(), format!("{report:?}")]
            {
                assert!(!said.contains(CANARY), "a secret is repeated: {said}");
            }
            for mistake in report.mistakes() {
                if let Some((line, column)) = report.position(mistake) {
                    assert!(line <= text.split('\n').count() && line > 0 && column > 0, "{line}:{column}");
                }
            }
        }
    }
}

/// A moment, a stretch of time, a time since when.
///
/// # Panics
/// When something does not hold.
pub fn moments(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let zone = chrono_tz::Europe::Rome;
    let now = DateTime::from_timestamp(1_795_424_400, 0).unwrap_or_default();
    for language in [Language::En, Language::It] {
        one_moment(&text, &Frame { now, zone, language, opening: &nine });
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if let Some((since, used)) = Since::read(&words) {
        assert!((1..=words.len()).contains(&used), "{used} words of {}", words.len());
        let printed = since.to_string();
        let again = Since::read(&[&printed]).map(|(since, used)| (since.to_string(), used));
        assert_eq!(again, Some((printed, 1)), "what is printed is read to itself");
        let _ = since.at(now, zone);
    }
    if let Some(period) = Period::parse(&text) {
        let (from, to) = period.days(now.date_naive());
        assert!(from <= to, "{from} to {to}");
    }
}

fn one_moment(text: &str, frame: &Frame<'_>) {
    let Ok(read) = moment(text, frame) else { return };
    assert!(read.at > frame.now, "{} has passed", read.at);
    let used = text.get(..read.used).unwrap_or_else(|| panic!("{} bytes end within a letter", read.used));
    let _ = read.rest(text);
    assert_eq!(moment(used, frame), Ok(read), "what follows changes nothing");
    let Some(printed) = as_people_write(read.at, frame.zone) else { return };
    let Ok(minute) = read.at.duration_trunc(TimeDelta::minutes(1)) else { return };
    if minute > frame.now {
        assert_eq!(moment(&printed, frame).map(|m| m.at), Ok(minute), "{printed} is read to itself");
    }
}

/// A time by the clock on the wall; none where that shows it twice.
fn as_people_write(at: DateTime<Utc>, zone: Tz) -> Option<String> {
    let local = at.with_timezone(&zone);
    let is_single = zone.from_local_datetime(&local.naive_local()).single().is_some();
    is_single.then(|| local.format("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    /// Tells what did not hold.
    struct Told<'a>(&'a [u8]);

    impl Drop for Told<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("with {:?}", String::from_utf8_lossy(self.0));
            }
        }
    }

    fn try_it(data: &[u8], holds: fn(&[u8])) {
        let _told = Told(data);
        holds(data);
    }

    fn over(target: &str, holds: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let files = std::fs::read_dir(&folder).expect("the corpus is there").flatten();
        let corpus: Vec<Vec<u8>> = files.map(|f| std::fs::read(f.path()).expect("a file")).collect();
        assert!(corpus.len() > 10, "{target} has {} files", corpus.len());
        for data in &corpus {
            try_it(data, holds);
            // Cut anywhere, it is something else that must hold.
            for end in (0..data.len()).step_by(1 + data.len() / 40) {
                try_it(&data[..end], holds);
            }
        }
        // A longer look without nightly: FUZZ_SECONDS=60.
        let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or_default();
        let (began, mut rng, mut tried) = (Instant::now(), StdRng::seed_from_u64(7), 0_u64);
        while began.elapsed() < Duration::from_secs(seconds) {
            try_it(&mixed(&corpus, &mut rng), holds);
            tried += 1;
        }
        eprintln!("{target}: {tried} mixed");
    }

    /// Pieces of the corpus, changed and put together by chance.
    fn mixed(corpus: &[Vec<u8>], rng: &mut StdRng) -> Vec<u8> {
        let mut data = corpus[rng.random_range(0..corpus.len())].clone();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..=data.len());
            let to = (at + rng.random_range(0..12)).min(data.len());
            let other = &corpus[rng.random_range(0..corpus.len())];
            let from = rng.random_range(0..=other.len());
            let piece = &other[from..(from + rng.random_range(0..20)).min(other.len())];
            match rng.random_range(0..4) {
                0 => data.splice(at..to, []).for_each(drop),
                1 => data.splice(at..to, piece.iter().copied()).for_each(drop),
                2 => data.splice(at..at, piece.iter().copied()).for_each(drop),
                _ => data.splice(at..at, [rng.random()]).for_each(drop),
            }
        }
        data
    }

    #[test]
    fn commands_of_the_corpus() {
        over("commands", super::command);
    }

    #[test]
    fn bot_tomls_of_the_corpus() {
        over("bot_toml", super::bot_toml);
    }

    #[test]
    fn moments_of_the_corpus() {
        over("moments", super::moments);
    }
}
