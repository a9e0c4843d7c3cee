//! Days: `tomorrow`, `venerdì`, `next week`, `1/12`, `il 5 dicembre`.

use chrono::Weekday;

use super::super::Language;
use super::NoMoment;
use super::parser::{Parser, Read};
use super::scan::Kind;
use super::spoken::Day;
use super::words::{self, Part};

impl Parser<'_> {
    pub(super) fn day(&mut self) -> Read<(Day, Option<Part>)> {
        let start = self.at;
        let mut definite = false;
        while self.at < start + 2 {
            let article = self.at;
            if !self.word(words::ARTICLES) {
                break;
            }
            definite |= self.word_at(article).is_some_and(|word| words::DEFINITE.contains(&word));
            self.apostrophe();
        }
        let day = match self.relative_day() {
            Some(day) => Some(day),
            None => match self.weekday()? {
                Some(day) => Some((day, None)),
                None => self.date(definite, None)?.map(|day| (day, None)),
            },
        };
        let Some((day, part)) = day else {
            self.at = start;
            return Ok(None);
        };
        self.note_known();
        Ok(Some((day, part)))
    }

    /// `today`, `stasera`, `this afternoon`, `domani`, `next week`.
    fn relative_day(&mut self) -> Option<(Day, Option<Part>)> {
        let start = self.at;
        if let Some(part) = self.known_word(words::part_of_today) {
            return Some((Day::InDays(0), Some(part)));
        }
        if self.word(words::THIS) {
            if let Some(part) = self.known_word(words::part) {
                return Some((Day::InDays(0), Some(part)));
            }
            self.at = start;
        }
        if self.word(&["today", "oggi"]) {
            return Some((Day::InDays(0), None));
        }
        if self.phrase(&["day", "after", "tomorrow"]) || self.word(&["dopodomani"]) {
            return Some((Day::InDays(2), None));
        }
        if self.word(&["tomorrow", "domani"]) {
            return Some((Day::InDays(1), None));
        }
        if self.next_week() {
            let before = self.at;
            self.word(&["on", "di"]);
            if let Some(day) = self.known_word(words::weekday) {
                self.apostrophe();
                return Some((Day::NextWeek(day), None));
            }
            self.at = before;
            return Some((Day::NextWeek(Weekday::Mon), None));
        }
        if self.either(&["month", "mese"]) {
            return Some((Day::NextMonth, None));
        }
        None
    }

    /// `next week`, `settimana prossima`.
    fn next_week(&mut self) -> bool {
        self.either(&["week", "settimana"])
    }

    /// `next` before or after one of `words`.
    fn either(&mut self, words: &[&str]) -> bool {
        let start = self.at;
        if self.word(words::NEXT) && self.word(words) {
            return true;
        }
        self.at = start;
        if self.word(words) && self.word(&["prossimo", "prossima"]) {
            return true;
        }
        self.at = start;
        false
    }

    /// A day of the week, with the date that may follow it.
    fn weekday(&mut self) -> Read<Day> {
        let start = self.at;
        let next = self.word(&["next"]);
        if !next {
            self.word(&["this", "questo", "questa", "prossimo", "prossima"]);
        }
        let word_at = self.at;
        let Some(day) = self.known_word(words::weekday) else {
            self.at = start;
            return Ok(None);
        };
        let word = self.word_at(word_at).unwrap_or_default();
        let (short, mar) = (word.chars().count() <= words::ABBREVIATION, word == "mar");
        if !short {
            // `venerdi'`, as on a keyboard without accents.
            if self.glued() {
                self.apostrophe();
            }
        } else if self.glued() && self.mark(&['.']) && self.at < self.tokens.len() && self.glued() {
            // `ven.` is an abbreviation, `sat.exe` is none.
            self.at = start;
            return Ok(None);
        }
        let after = self.at;
        self.mark(&[',']);
        self.word(&["the", "il"]);
        let is_march = mar && self.language == Language::En;
        match self.date(false, Some(day))? {
            // `mar 2` is the second of March.
            Some(Day::OfMonth { .. }) if is_march => {
                self.at = start;
                return Ok(None);
            }
            Some(date) => return Ok(Some(date)),
            None => self.at = after,
        }
        if self.of_next_week() {
            return Ok(Some(Day::NextWeek(day)));
        }
        self.word(&["prossimo", "prossima"]);
        if short && !self.introduced && !self.stands_alone()? {
            self.at = start;
            return Ok(None);
        }
        if is_march {
            return self.ambiguous(word_at, "tuesday", "1/3");
        }
        Ok(Some(Day::Weekday { day, next }))
    }

    /// `next week` after a day of the week: `friday next week`, `venerdì della prossima settimana`.
    fn of_next_week(&mut self) -> bool {
        let start = self.at;
        self.word(&["of", "della", "la"]);
        let found = self.next_week();
        if !found {
            self.at = start;
        }
        found
    }

    /// Whether nothing follows, or a time does: otherwise `sat` and `sun` are mere words.
    fn stands_alone(&mut self) -> Result<bool, NoMoment> {
        let at = self.at;
        let alone = at >= self.tokens.len() || self.time(true)?.is_some();
        self.at = at;
        Ok(alone)
    }

    /// A date in figures or with its month's name. After `weekday`, a mere number is a day of the month
    /// as well if nothing else follows.
    fn date(&mut self, definite: bool, weekday: Option<Weekday>) -> Read<Day> {
        let start = self.at;
        if let Some(date) = self.iso_date()? {
            return Ok(Some(date.on(weekday)));
        }
        if let Some(date) = self.figures()? {
            return Ok(Some(date.on(weekday)));
        }
        // December 5th, 2026; Italians write the day first, and `mar 5` is a Tuesday.
        let is_tuesday = self.language == Language::It && self.word_at(start) == Some("mar");
        if !is_tuesday && let Some(month) = self.known_word(words::month) {
            if let Some(day) = self.number(2) {
                self.ordinal();
                let year = self.year();
                return Ok(Some(Day::new(year, month, day).on(weekday)));
            }
            self.at = start;
            return Ok(None);
        }
        // 5 December 2026
        let day = if self.word(&["primo"]) { Some(1) } else { self.number(2) };
        let Some(day) = day else { return Ok(None) };
        let ordinal = self.ordinal();
        let after = self.at;
        self.word(&["of", "di"]);
        if let Some(month) = self.known_word(words::month) {
            let year = self.year();
            return Ok(Some(Day::new(year, month, day).on(weekday)));
        }
        self.at = after;
        let alone = self.at >= self.tokens.len() || self.mark_follows() || self.marked_time_follows();
        if definite || ordinal || (weekday.is_some() && alone) {
            if (1..=31).contains(&day) {
                return Ok(Some(Day::OfMonth { day, weekday }));
            }
            return self.impossible(start);
        }
        self.at = start;
        Ok(None)
    }

    /// `2026-12-01`
    fn iso_date(&mut self) -> Read<Day> {
        let start = self.at;
        if self.digits().is_none_or(|d| d.len() != 4) {
            return Ok(None);
        }
        let year = self.number(4);
        let month = self.glued_number(&['-', '/'], &[1, 2]);
        let day = self.glued_number(&['-', '/'], &[1, 2]);
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                Ok(Some(Day::Date { year: i32::try_from(year).ok(), month, day, weekday: None }))
            }
            _ => {
                self.at = start;
                Ok(None)
            }
        }
    }

    /// `1/12`, `1/12/2026`, `1-12-2026`, `1.12.26`
    fn figures(&mut self) -> Read<Day> {
        let start = self.at;
        let Some(day) = self.number(2) else { return Ok(None) };
        let separator = self.tokens.get(self.at).map(|token| token.kind.clone());
        let Some(Kind::Mark(separator)) = separator.filter(|_| self.glued()) else {
            self.at = start;
            return Ok(None);
        };
        let month = ['/', '-', '.'].contains(&separator).then(|| self.glued_number(&[separator], &[1, 2]));
        let Some(month) = month.flatten() else {
            self.at = start;
            return Ok(None);
        };
        let year =
            self.glued_number(&[separator], &[2, 4]).map(|year| if year < 100 { 2000 + year } else { year });
        if year.is_none() && separator != '/' {
            self.at = start;
            return Ok(None);
        }
        Ok(Some(Day::Date { year: year.and_then(|y| i32::try_from(y).ok()), month, day, weekday: None }))
    }

    /// `st`, `nd`, `rd`, `th`, `°` close after a number.
    fn ordinal(&mut self) -> bool {
        self.glued() && (self.word(&["st", "nd", "rd", "th", "º"]) || self.mark(&['°']))
    }

    /// A year after a date.
    fn year(&mut self) -> Option<i32> {
        let start = self.at;
        self.mark(&[',']);
        self.word(&["del"]);
        let year = self.digits().filter(|d| d.len() == 4 && d.starts_with("20"));
        let year = year.and_then(|d| d.parse().ok());
        self.at = if year.is_some() { self.at + 1 } else { start };
        year
    }

    fn mark_follows(&self) -> bool {
        match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(Kind::Mark('.')) => !self.glued_digits_at(self.at + 1),
            Some(Kind::Mark(mark)) => matches!(mark, ',' | ';' | '!' | '?' | ')'),
            _ => false,
        }
    }

    fn marked_time_follows(&self) -> bool {
        self.word_at(self.at).is_some_and(|word| words::AT.contains(&word))
    }
}
