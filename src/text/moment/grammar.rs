//! What was said, before it is known when that is.

use chrono::{Month, Weekday};

use super::super::Language;
use super::NoMoment;
use super::scan::{Kind, Token, tokens};
use super::words::{self, Part, Unit};

/// A moment as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// So long from now; at a time of that day if one is given.
    After(Span, Option<Time>),
    /// On a day; at its opening unless a time is given.
    On(Day, Option<Time>),
    /// At the next such time of day.
    At(Time),
}

/// A length of time, as it is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub months: u64,
    pub days: u64,
    pub seconds: u64,
}

/// A day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days from today.
    InDays(u64),
    /// The next such day of the week; `next` says whether it was called so in English.
    Weekday { day: Weekday, next: bool },
    /// Such a day of the next week.
    NextWeek(Weekday),
    /// The first of the next month.
    NextMonth,
    /// A date, which must be on that day of the week if one is given.
    Date { year: Option<i32>, month: u32, day: u32, weekday: Option<Weekday> },
    /// The next such day of a month.
    OfMonth { day: u32, weekday: Option<Weekday> },
}

/// A time of day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// Hour (to 24) and minute.
    Clock(u32, u32),
    /// A part of the day.
    Part(Part),
}

/// Reads what `text` begins with; says how many bytes of it that is.
pub(super) fn parse(text: &str, language: Language) -> Result<(Spoken, usize), NoMoment> {
    let mut parser = Parser { text, tokens: tokens(text), at: 0, known: 0, language, introduced: false };
    parser.introduced = words::INTRODUCTIONS.iter().any(|words| parser.phrase(words));
    match parser.body()? {
        Some(spoken) => {
            let used = parser.end();
            Ok((spoken, used))
        }
        None => Err(parser.failure()),
    }
}

type Read<T> = Result<Option<T>, NoMoment>;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The next token.
    at: usize,
    /// The token after the last that certainly speaks of time.
    known: usize,
    language: Language,
    introduced: bool,
}

impl Parser<'_> {
    // Tokens.

    fn word_at(&self, at: usize) -> Option<&str> {
        match &self.tokens.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Takes one of `words`.
    fn word(&mut self, words: &[&str]) -> bool {
        let fits = self.word_at(self.at).is_some_and(|word| words.contains(&word));
        self.at += usize::from(fits);
        fits
    }

    /// Takes `words` in a row, or nothing.
    fn phrase(&mut self, words: &[&str]) -> bool {
        let fits = words.iter().enumerate().all(|(n, word)| self.word_at(self.at + n) == Some(word));
        self.at += if fits { words.len() } else { 0 };
        fits
    }

    /// Takes a word that a table knows.
    fn known_word<T>(&mut self, table: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = table(self.word_at(self.at)?)?;
        self.at += 1;
        Some(found)
    }

    fn mark(&mut self, marks: &[char]) -> bool {
        let fits =
            matches!(self.tokens.get(self.at), Some(Token { kind: Kind::Mark(c), .. }) if marks.contains(c));
        self.at += usize::from(fits);
        fits
    }

    fn glued(&self) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.glued)
    }

    /// The digits that come next.
    fn digits(&self) -> Option<&str> {
        match &self.tokens.get(self.at)?.kind {
            Kind::Number(digits) => Some(digits),
            _ => None,
        }
    }

    /// Takes a number of at most `most` digits.
    fn number(&mut self, most: usize) -> Option<u32> {
        let number = self.digits().filter(|d| d.len() <= most)?.parse().ok()?;
        self.at += 1;
        Some(number)
    }

    /// Takes a mark and a number that stand close to what is before them.
    fn glued_number(&mut self, marks: &[char], lengths: &[usize]) -> Option<u32> {
        let start = self.at;
        if self.glued()
            && self.mark(marks)
            && self.glued()
            && self.digits().is_some_and(|d| lengths.contains(&d.len()))
        {
            return self.number(4);
        }
        self.at = start;
        None
    }

    fn apostrophe(&mut self) -> bool {
        self.mark(&['\'', '’'])
    }

    // What was read, for errors.

    /// Where the last token that was taken ends.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.at.end)
    }

    /// The text from token `from` to the last one taken.
    fn taken(&self, from: usize) -> String {
        let start = self.tokens.get(from).map_or(0, |token| token.at.start);
        self.text.get(start..self.end()).unwrap_or_default().to_owned()
    }

    fn failure(&mut self) -> NoMoment {
        if self.introduced && self.known > 0 {
            self.at = self.known;
            return self.unclear();
        }
        let mut words = self.text.split_whitespace();
        let found: Vec<&str> = words.by_ref().take(3).collect();
        NoMoment::NotOne { found: shortened(&found.join(" ")) }
    }

    /// What was taken is understood, what follows isn't.
    fn unclear(&self) -> NoMoment {
        let found = self.text[self.end()..].split_whitespace().next().unwrap_or_default();
        NoMoment::Unclear { understood: self.taken(0), found: shortened(found) }
    }

    fn impossible<T>(&self, from: usize) -> Read<T> {
        Err(NoMoment::Impossible { found: self.taken(from) })
    }

    fn ambiguous<T>(&self, from: usize, one: impl Into<String>, other: impl Into<String>) -> Read<T> {
        Err(NoMoment::Ambiguous { found: self.taken(from), one: one.into(), other: other.into() })
    }

    // The grammar. What returns `None` has taken nothing.

    fn body(&mut self) -> Read<Spoken> {
        if let Some(span) = self.span()? {
            let time = if span.seconds == 0 { self.time(true)? } else { None };
            return Ok(Some(Spoken::After(span, time)));
        }
        if let Some(time) = self.time(false)? {
            return Ok(Some(match self.day_after_time()? {
                Some((day, part)) => Spoken::On(day, Some(part.map_or(time, |part| in_part(time, part)))),
                None => Spoken::At(time),
            }));
        }
        let Some((day, part)) = self.day()? else { return Ok(None) };
        let time = self.time(true)?;
        let time = match (part, time) {
            (Some(part), Some(time)) => Some(in_part(time, part)),
            (part, time) => time.or(part.map(Time::Part)),
        };
        Ok(Some(Spoken::On(day, time)))
    }

    /// `2d`, `3 hours`, `2h30m`, `un'ora e mezza`.
    fn span(&mut self) -> Read<Span> {
        let start = self.at;
        let mut span = Span::default();
        let mut last = None;
        loop {
            let before = self.at;
            if last.is_some() {
                self.mark(&[',']);
                self.word(&["and", "e"]);
            }
            let Some((unit, amount)) = self.amount()? else {
                self.at = before;
                break;
            };
            if last.is_some_and(|last| unit <= last) {
                self.at = before;
                break;
            }
            span.add(unit, amount);
            last = Some(unit);
            if unit == Unit::Hour {
                self.half_or_minutes(&mut span);
            }
        }
        if last.is_none() {
            self.at = start;
            return Ok(None);
        }
        if self.word(&["ago", "fa"]) {
            return Err(NoMoment::Past { found: self.taken(0), at: None });
        }
        if self
            .word_at(self.at)
            .is_some_and(|word| word.starts_with("lavorativ") || word.starts_with("ferial"))
        {
            return Err(self.unclear());
        }
        Ok(Some(span))
    }

    /// A number and its unit; the number in thousandths.
    fn amount(&mut self) -> Read<(Unit, u64)> {
        let start = self.at;
        if self.phrase(&["half", "an", "hour"]) || self.word(&["mezzora"]) {
            return Ok(Some((Unit::Minute, 30_000)));
        }
        if self.word(&["mezz"]) {
            if self.apostrophe() && self.word(&["ora"]) {
                return Ok(Some((Unit::Minute, 30_000)));
            }
            self.at = start;
            return Ok(None);
        }
        let amount = if let Some(number) = self.number(9) {
            let mut amount = u64::from(number) * 1000;
            // Only hours are spoken of in parts.
            if let Some(part) = self.glued_number(&['.', ','], &[1, 2]) {
                let digits = self.tokens[self.at - 1].at.len();
                amount += u64::from(part) * if digits == 1 { 100 } else { 10 };
                if self.word_at(self.at).and_then(words::unit) != Some(Unit::Hour) {
                    self.at = start;
                    return Ok(None);
                }
            }
            self.note_known();
            amount
        } else if self.digits().is_some() {
            // Longer than any number that means a time.
            self.at += 1;
            let has_unit = self.word_at(self.at).and_then(words::unit).is_some();
            if has_unit {
                self.at += 1;
                return Err(NoMoment::TooFar { found: self.taken(0) });
            }
            self.at = start;
            return Ok(None);
        } else if let Some(number) = self.known_word(words::number) {
            self.apostrophe();
            u64::from(number) * 1000
        } else {
            return Ok(None);
        };
        let unit_at = self.at;
        let Some(unit) = self.known_word(words::unit) else {
            self.at = start;
            return Ok(None);
        };
        if &self.text[self.tokens[unit_at].at.clone()] == "M" {
            let number = amount / 1000;
            let (one, other) = match self.language {
                Language::En => (format!("{number} minutes"), format!("{number} months")),
                Language::It => (format!("{number} minuti"), format!("{number} mesi")),
            };
            return self.ambiguous(start, one, other);
        }
        self.note_known();
        Ok(Some((unit, amount)))
    }

    /// After hours: `e mezza`, `and a half`, or minutes without their unit as in `2h30`.
    fn half_or_minutes(&mut self, span: &mut Span) {
        let half = [&["and", "a", "half"][..], &["e", "mezza"], &["e", "mezzo"]];
        if half.iter().any(|words| self.phrase(words)) {
            span.seconds += 1800;
            return;
        }
        let minutes = self.glued() && self.digits().is_some_and(|d| d.len() == 2);
        let unit = self.word_at(self.at + 1).and_then(words::unit).is_some();
        if minutes
            && !unit
            && let Some(minutes) = self.number(2)
        {
            span.seconds += u64::from(minutes) * 60;
        }
    }

    /// A day after a time: `9:00 tomorrow`, `alle 9 di venerdì`.
    fn day_after_time(&mut self) -> Read<(Day, Option<Part>)> {
        let start = self.at;
        self.mark(&[',']);
        match self.day()? {
            // `alle 9 del 5` reads as words of a sentence as easily.
            Some((Day::OfMonth { .. }, _)) | None => {
                self.at = start;
                Ok(None)
            }
            day => Ok(day),
        }
    }

    fn day(&mut self) -> Read<(Day, Option<Part>)> {
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
                self.mark(&['\'', '’']);
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
        if let Some(date) = self.date(false, Some(day))? {
            return Ok(Some(date));
        }
        self.at = after;
        if self.of_next_week() {
            return Ok(Some(Day::NextWeek(day)));
        }
        self.word(&["prossimo", "prossima"]);
        if short && !self.introduced && !self.stands_alone()? {
            self.at = start;
            return Ok(None);
        }
        if mar && self.language == Language::En {
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
        // December 5th, 2026
        if let Some(month) = self.known_word(words::month) {
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

    fn glued_digits_at(&self, at: usize) -> bool {
        matches!(self.tokens.get(at), Some(Token { kind: Kind::Number(_), glued: true, .. }))
    }

    fn marked_time_follows(&self) -> bool {
        self.word_at(self.at).is_some_and(|word| words::AT.contains(&word))
    }

    /// A time of day. After a day also a part of the day.
    fn time(&mut self, after_day: bool) -> Read<Time> {
        let start = self.at;
        if after_day {
            self.mark(&[',']);
            if self.glued() {
                // 2026-12-01T14:30
                self.word(&["t"]);
            }
            let before = self.at;
            while self.word(words::OF_DAY) {}
            if let Some(part) = self.known_word(words::part) {
                let time = self.time(true)?;
                return Ok(Some(time.map_or(Time::Part(part), |time| in_part(time, part))));
            }
            self.at = before;
        }
        let from = self.at;
        let mut marked = self.mark(&['@']);
        // `entro le 9`; but `domani le 3 stampanti` tells no time.
        marked |= !after_day && self.introduced && self.word(&["le"]);
        while self.word(words::AT) {
            marked = true;
        }
        if self.word(&["all"]) {
            // `all'una`, while `all'1` begins a date.
            if self.apostrophe() && self.word_at(self.at) == Some("una") {
                marked = true;
            } else {
                self.at = start;
                return Ok(None);
            }
        }
        if self.word(&["a"]) {
            // `a mezzogiorno`; anything else after it is no time.
            let named = self.named_time();
            if named.is_none() {
                self.at = start;
            }
            return Ok(named);
        }
        if let Some(time) = self.named_time() {
            return Ok(Some(time));
        }
        let number = match self.number(2) {
            Some(number) => Some(number),
            None if marked => self.known_word(words::number),
            None => None,
        };
        let Some(hour) = number else {
            self.at = start;
            return Ok(None);
        };
        let clock = self.glued_number(&[':'], &[2]);
        let dotted = if clock.is_none() { self.glued_number(&['.'], &[2]) } else { None };
        // A third part makes it a date, 1.12.2026.
        let dot = matches!(self.tokens.get(self.at), Some(Token { kind: Kind::Mark('.'), glued: true, .. }));
        let dotted = dotted.filter(|_| !(dot && self.glued_digits_at(self.at + 1)));
        if clock.is_some() {
            // Seconds are read and don't count.
            self.glued_number(&[':'], &[2]);
        }
        if let Some(minute) = dotted.filter(|_| !marked && !after_day)
            && (1..=31).contains(&hour)
            && (1..=12).contains(&minute)
        {
            return self.ambiguous(from, format!("{hour}/{minute}"), format!("{hour}:{minute:02}"));
        }
        let mut minute = clock.or(dotted);
        if minute.is_none() && marked {
            minute = self.spoken_minutes();
        }
        let half_day = self.half_of_day();
        if minute.is_none() && !marked && half_day.is_none() {
            self.at = start;
            return Ok(None);
        }
        self.note_known();
        let minute = minute.unwrap_or(0);
        let fits = if half_day.is_some() {
            (1..=12).contains(&hour)
        } else {
            hour < 24 || (hour == 24 && minute == 0)
        };
        if !fits || minute > 59 {
            return self.impossible(from);
        }
        let time = match half_day {
            Some(true) => Time::Clock(hour % 12 + 12, minute),
            Some(false) => Time::Clock(hour % 12, minute),
            None => Time::Clock(hour, minute),
        };
        let before = self.at;
        while self.word(words::OF_DAY) {}
        let part = if self.at > before { self.known_word(words::part) } else { None };
        if part.is_none() {
            self.at = before;
        }
        Ok(Some(part.map_or(time, |part| in_part(time, part))))
    }

    fn named_time(&mut self) -> Option<Time> {
        if self.word(&["noon", "midday", "mezzogiorno"]) {
            Some(Time::Clock(12, 0))
        } else if self.word(&["midnight", "mezzanotte"]) {
            Some(Time::Clock(24, 0))
        } else {
            None
        }
    }

    /// `e mezza`, `e un quarto`, `e 30`
    fn spoken_minutes(&mut self) -> Option<u32> {
        let start = self.at;
        if self.phrase(&["e", "mezza"]) || self.phrase(&["e", "mezzo"]) {
            return Some(30);
        }
        if self.phrase(&["e", "un", "quarto"]) {
            return Some(15);
        }
        if self.word(&["e"]) && self.digits().is_some_and(|d| d.len() == 2) {
            return self.number(2);
        }
        self.at = start;
        None
    }

    /// `pm` is true, `am` false.
    fn half_of_day(&mut self) -> Option<bool> {
        let start = self.at;
        if self.word(&["am"]) {
            return Some(false);
        }
        if self.word(&["pm"]) {
            return Some(true);
        }
        let afternoon = self.word_at(self.at) == Some("p");
        if self.word(&["a", "p"]) && self.mark(&['.']) && self.glued() && self.word(&["m"]) {
            if self.glued() {
                self.mark(&['.']);
            }
            return Some(afternoon);
        }
        self.at = start;
        None
    }

    fn note_known(&mut self) {
        self.known = self.known.max(self.at);
    }
}

impl Span {
    /// Adds so many thousandths of a unit.
    fn add(&mut self, unit: Unit, amount: u64) {
        let whole = amount / 1000;
        match unit {
            Unit::Year => self.months += whole * 12,
            Unit::Month => self.months += whole,
            Unit::Week => self.days += whole * 7,
            Unit::Day => self.days += whole,
            Unit::Hour => self.seconds += amount * 36 / 10,
            Unit::Minute => self.seconds += whole * 60,
            Unit::Second => self.seconds += whole,
        }
    }
}

impl Day {
    fn new(year: Option<i32>, month: Month, day: u32) -> Self {
        Self::Date { year, month: month.number_from_month(), day, weekday: None }
    }

    /// The date, which must be on `weekday`.
    fn on(self, weekday: Option<Weekday>) -> Self {
        match self {
            Self::Date { year, month, day, .. } => Self::Date { year, month, day, weekday },
            other => other,
        }
    }
}

/// `8` in the evening is 20.
fn in_part(time: Time, part: Part) -> Time {
    match time {
        Time::Clock(hour @ 1..12, minute) if part != Part::Morning => Time::Clock(hour + 12, minute),
        time => time,
    }
}

/// At most so many letters of what somebody typed are quoted.
const LONGEST_QUOTE: usize = 60;

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_QUOTE).collect()
}
