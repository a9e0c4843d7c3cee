//! Lengths of time: `2d`, `3 hours`, `un'ora e mezza`.

use super::super::Language;
use super::NoMoment;
use super::parser::{Parser, Read};
use super::spoken::Span;
use super::words::{self, Unit};

impl Parser<'_> {
    /// `2d`, `3 hours`, `2h30m`, `un'ora e mezza`.
    pub(super) fn span(&mut self) -> Read<Span> {
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
}
