//! Times of day: `9:00`, `5pm`, `alle nove e mezza`, `nel pomeriggio`.

use super::parser::{Parser, Read};
use super::scan::{Kind, Token};
use super::spoken::{Time, in_part};
use super::words;

impl Parser<'_> {
    /// A time of day. After a day also a part of the day.
    pub(super) fn time(&mut self, after_day: bool) -> Read<Time> {
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
        if dotted.is_some() && dot && self.glued_digits_at(self.at + 1) {
            self.at = start;
            return Ok(None);
        }
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
}
