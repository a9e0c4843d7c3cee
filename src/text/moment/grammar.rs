//! How lengths, days and times make a moment.

use super::super::Language;
use super::NoMoment;
use super::parser::{Parser, Read};
use super::spoken::{Day, Spoken, Time, in_part};
use super::words::{self, Part};

/// Reads what `text` begins with; says how many bytes of it that is.
pub(super) fn parse(text: &str, language: Language) -> Result<(Spoken, usize), NoMoment> {
    let mut parser = Parser::new(text, language);
    parser.introduced = words::INTRODUCTIONS.iter().any(|words| parser.phrase(words));
    match parser.body()? {
        Some(spoken) => Ok((spoken, parser.end())),
        None => Err(parser.failure()),
    }
}

impl Parser<'_> {
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
}
