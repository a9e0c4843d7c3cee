//! The hours of a week, and how they are written.

use std::ops::Range;

use chrono::Weekday;

use super::Mistake;

/// The seconds of a day.
const DAY: u32 = 86_400;

const FORM: &str = "allowed: days and hours as \"Mon-Fri 08:30-12:30, 14:00-18:00; Sat 09:00-12:00\", \
                    or \"always\"";

/// The hours of a week, by the wall clock. There is always at least one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// From Monday on; the spans of a day in order, without overlaps.
    days: [Vec<Span>; 7],
}

/// Hours of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// The first second, since midnight.
    pub start: u32,
    /// The second after the last; at most a day.
    pub end: u32,
    /// Whether it is the rest of hours that began on the day before.
    pub carried: bool,
}

impl Week {
    /// All of it.
    pub fn always() -> Self {
        let day = vec![Span { start: 0, end: DAY, carried: false }];
        Self { days: std::array::from_fn(|_| day.clone()) }
    }

    /// Reads `Mon-Fri 08:30-12:30, 14:00-18:00; Sat 09:00-12:00` or `always`.
    ///
    /// Days are English names, whole or by three letters, in lists and ranges (`Sat-Mon` goes over the
    /// end of the week). Hours apply to all the days before them; those that end before they begin go
    /// on into the next day, whether that day has hours of its own or not. `24:00` is the day's end.
    ///
    /// # Errors
    /// The [`Mistake`] says where, what was found and what is allowed.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        if text.trim().eq_ignore_ascii_case("always") {
            return Ok(Self::always());
        }
        let mut reader = Reader { text, at: 0 };
        reader.separator();
        let mut week = Self { days: Default::default() };
        let mut days: Vec<(Weekday, Range<usize>)> = Vec::new();
        // Whether the days read last have got their hours.
        let mut served = true;
        while let Some(begins) = reader.peek() {
            if begins.is_alphabetic() {
                if served {
                    days.clear();
                    served = false;
                }
                days.extend(reader.days()?);
            } else {
                let (start, end, at) = reader.hours()?;
                if days.is_empty() {
                    return Err(Mistake::new(
                        at.clone(),
                        format!("the hours “{}” have no days before them", &text[at]),
                        FORM,
                    ));
                }
                served = true;
                for (day, _) in &days {
                    week.open(*day, start, end).map_err(|day| {
                        let problem = format!("“{}” overlaps with other hours on {day}", &text[at.clone()]);
                        Mistake::new(at.clone(), problem, "allowed: hours that don't overlap")
                    })?;
                }
            }
            reader.separator();
        }
        match days.last() {
            None => Err(Mistake::new(0..text.len(), "there are no hours", FORM)),
            Some((_, at)) if !served => {
                let problem = format!("“{}” has no hours after it", &text[at.clone()]);
                Err(Mistake::new(at.clone(), problem, FORM))
            }
            Some(_) => {
                week.join();
                Ok(week)
            }
        }
    }

    /// The spans of a day.
    pub(super) fn of(&self, day: Weekday) -> &[Span] {
        &self.days[day.num_days_from_monday() as usize]
    }

    /// Whether it is open until a day's end.
    pub(super) fn ends_at_midnight(&self, day: Weekday) -> bool {
        self.of(day).last().is_some_and(|span| span.end == DAY)
    }

    /// All of its hours, in seconds.
    pub(super) fn seconds(&self) -> u64 {
        self.days.iter().flatten().map(|span| u64::from(span.end - span.start)).sum()
    }

    /// Adds hours; those that end by their start go on into the next day.
    fn open(&mut self, day: Weekday, start: u32, end: u32) -> Result<(), Weekday> {
        if start < end {
            return self.insert(day, Span { start, end, carried: false });
        }
        self.insert(day, Span { start, end: DAY, carried: false })?;
        if end == 0 {
            return Ok(());
        }
        self.insert(day.succ(), Span { start: 0, end, carried: true })
    }

    fn insert(&mut self, day: Weekday, span: Span) -> Result<(), Weekday> {
        let spans = &mut self.days[day.num_days_from_monday() as usize];
        if spans.iter().any(|other| span.start < other.end && other.start < span.end) {
            return Err(day);
        }
        spans.push(span);
        spans.sort_unstable();
        Ok(())
    }

    /// Makes one of spans that touch.
    fn join(&mut self) {
        for spans in &mut self.days {
            spans.dedup_by(|later, earlier| {
                let touch = earlier.end == later.start && earlier.carried == later.carried;
                if touch {
                    earlier.end = later.end;
                }
                touch
            });
        }
    }
}

/// The text that is left to read.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

const DAYS: &str = "allowed: Mon, Tue, Wed, Thu, Fri, Sat, Sun, or two of them as \"Mon-Fri\"";
const HOURS: &str = "allowed: hours from 00:00 to 24:00 as \"08:30-12:30\"";

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<char> {
        self.skip(char::is_whitespace);
        self.text[self.at..].chars().next()
    }

    /// Skips what fits, and says where it stood.
    fn skip(&mut self, fits: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.find(|c| !fits(c)).unwrap_or(rest.len());
        start..self.at
    }

    /// What stands at `at` or, if that is nothing, the rest's first word.
    fn found(&self, at: &Range<usize>) -> (Range<usize>, String) {
        if !at.is_empty() {
            return (at.clone(), format!("found “{}”", &self.text[at.clone()]));
        }
        let rest = &self.text[at.start..];
        let word = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).unwrap_or(rest.len());
        let word = word.max(rest.chars().next().map_or(0, char::len_utf8));
        if word == 0 {
            (at.clone(), "found nothing more".to_owned())
        } else {
            (at.start..at.start + word, format!("found “{}”", &rest[..word]))
        }
    }

    fn dash(&mut self) -> bool {
        let dash = matches!(self.peek(), Some('-' | '–'));
        if dash {
            self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        }
        dash
    }

    fn separator(&mut self) {
        self.skip(|c| c.is_whitespace() || matches!(c, ',' | ';'));
    }

    /// A day, or the days from one to another.
    fn days(&mut self) -> Result<Vec<(Weekday, Range<usize>)>, Mistake> {
        let start = self.at;
        let first = self.day()?;
        let last = if self.dash() { self.day()? } else { first };
        let mut days = vec![first];
        while days.last() != Some(&last) {
            days.extend(days.last().map(Weekday::succ));
        }
        let at = start..self.at;
        Ok(days.into_iter().map(|day| (day, start..at.end)).collect())
    }

    fn day(&mut self) -> Result<Weekday, Mistake> {
        self.peek();
        let at = self.skip(char::is_alphabetic);
        self.text[at.clone()].parse().map_err(|_| {
            let (at, found) = self.found(&at);
            Mistake::new(at, format!("{found}, which is no day of the week"), DAYS)
        })
    }

    /// Hours: start and end in seconds since midnight, and where they stand.
    fn hours(&mut self) -> Result<(u32, u32, Range<usize>), Mistake> {
        let begins = self.at;
        let start = self.time()?;
        if !self.dash() {
            let (at, found) = self.found(&(self.at..self.at));
            return Err(Mistake::new(
                at,
                format!("{found} where “-” and the end of the hours should be"),
                HOURS,
            ));
        }
        let end = self.time()?;
        let at = begins..self.at;
        if start == end || start == DAY {
            return Err(Mistake::new(at.clone(), format!("“{}” is no time at all", &self.text[at]), HOURS));
        }
        Ok((start, end, at))
    }

    fn time(&mut self) -> Result<u32, Mistake> {
        self.peek();
        let at = self.skip(|c| c.is_ascii_digit() || c == ':');
        parse_time(&self.text[at.clone()]).ok_or_else(|| {
            let (at, found) = self.found(&at);
            Mistake::new(at, format!("{found}, which is no time of day"), HOURS)
        })
    }
}

/// `08:30`, `8:30` or `24:00` in seconds since midnight.
fn parse_time(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let seconds = hour * 3600 + minute * 60;
    (minute < 60 && seconds <= DAY).then_some(seconds)
}
