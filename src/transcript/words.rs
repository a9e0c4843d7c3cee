//! What the desk itself says on the page, in the reader's language.

use chrono::{DateTime, Utc};

use super::Setting;
use crate::text::{Args, Language, date_time};
use crate::ticket::{ArticleKind, State};

impl Setting<'_> {
    pub(super) fn say(&self, key: &str) -> String {
        self.fill(key, &Args::new())
    }

    pub(super) fn fill(&self, key: &str, args: &Args) -> String {
        self.texts.say_plain(self.language, key, args)
    }

    pub(super) fn time(&self, at: DateTime<Utc>) -> String {
        date_time(at, self.zone, self.language)
    }

    /// `at` for programs.
    pub(super) fn stamp(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    pub(super) fn state(&self, state: State) -> String {
        self.say(state.key())
    }

    pub(super) fn kind(&self, kind: ArticleKind) -> String {
        self.say(&format!("kind-{}", kind.as_str()))
    }

    /// A size in bytes as people tell it: `812 B`, `1.4 MB`.
    pub(super) fn size(&self, bytes: u64) -> String {
        const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
        if bytes < 1000 {
            return format!("{bytes}\u{a0}B");
        }
        let mut value = bytes as f64 / 1000.0;
        let mut unit = 0;
        // 999.95 would be written as 1000.0.
        while value >= 999.95 && unit + 1 < UNITS.len() {
            value /= 1000.0;
            unit += 1;
        }
        let number = format!("{value:.1}");
        let number = number.strip_suffix(".0").unwrap_or(&number);
        let number = match self.language {
            Language::En => number.to_owned(),
            Language::It => number.replace('.', ","),
        };
        format!("{number}\u{a0}{}", UNITS[unit])
    }
}
