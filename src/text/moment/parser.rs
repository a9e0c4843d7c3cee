//! The parts of a text, taken one after the other, and what is told of them when they make no sense.
//!
//! What is read and returns `None` has taken nothing.

use super::super::Language;
use super::NoMoment;
use super::scan::{Kind, Token, tokens};

/// What was read; `None` where something else stands.
pub(super) type Read<T> = Result<Option<T>, NoMoment>;

/// A text that is being read.
pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    /// The next token.
    pub at: usize,
    /// The token after the last that certainly speaks of time.
    known: usize,
    pub language: Language,
    /// Whether `until`, `for` or their like stands before.
    pub introduced: bool,
}

impl<'a> Parser<'a> {
    /// Before the first part of `text`.
    pub(super) fn new(text: &'a str, language: Language) -> Self {
        Self { text, tokens: tokens(text), at: 0, known: 0, language, introduced: false }
    }

    pub(super) fn word_at(&self, at: usize) -> Option<&str> {
        match &self.tokens.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Takes one of `words`.
    pub(super) fn word(&mut self, words: &[&str]) -> bool {
        let fits = self.word_at(self.at).is_some_and(|word| words.contains(&word));
        self.at += usize::from(fits);
        fits
    }

    /// Takes `words` in a row, or nothing.
    pub(super) fn phrase(&mut self, words: &[&str]) -> bool {
        let fits = words.iter().enumerate().all(|(n, word)| self.word_at(self.at + n) == Some(word));
        self.at += if fits { words.len() } else { 0 };
        fits
    }

    /// Takes a word that a table knows.
    pub(super) fn known_word<T>(&mut self, table: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = table(self.word_at(self.at)?)?;
        self.at += 1;
        Some(found)
    }

    pub(super) fn mark(&mut self, marks: &[char]) -> bool {
        let fits =
            matches!(self.tokens.get(self.at), Some(Token { kind: Kind::Mark(c), .. }) if marks.contains(c));
        self.at += usize::from(fits);
        fits
    }

    pub(super) fn glued(&self) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.glued)
    }

    /// The digits that come next.
    pub(super) fn digits(&self) -> Option<&str> {
        match &self.tokens.get(self.at)?.kind {
            Kind::Number(digits) => Some(digits),
            _ => None,
        }
    }

    pub(super) fn glued_digits_at(&self, at: usize) -> bool {
        matches!(self.tokens.get(at), Some(Token { kind: Kind::Number(_), glued: true, .. }))
    }

    /// Takes a number of at most `most` digits.
    pub(super) fn number(&mut self, most: usize) -> Option<u32> {
        let number = self.digits().filter(|d| d.len() <= most)?.parse().ok()?;
        self.at += 1;
        Some(number)
    }

    /// Takes a mark and a number that stand close to what is before them.
    pub(super) fn glued_number(&mut self, marks: &[char], lengths: &[usize]) -> Option<u32> {
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

    pub(super) fn apostrophe(&mut self) -> bool {
        self.mark(&['\'', '’'])
    }

    pub(super) fn note_known(&mut self) {
        self.known = self.known.max(self.at);
    }

    /// Where the last token that was taken ends.
    pub(super) fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.at.end)
    }

    /// The text from token `from` to the last one taken.
    pub(super) fn taken(&self, from: usize) -> String {
        let start = self.tokens.get(from).map_or(0, |token| token.at.start);
        self.text.get(start..self.end()).unwrap_or_default().to_owned()
    }

    pub(super) fn failure(&mut self) -> NoMoment {
        if self.introduced && self.known > 0 {
            self.at = self.known;
            return self.unclear();
        }
        let mut words = self.text.split_whitespace();
        let found: Vec<&str> = words.by_ref().take(3).collect();
        NoMoment::NotOne { found: shortened(&found.join(" ")) }
    }

    /// What was taken is understood, what follows isn't.
    pub(super) fn unclear(&self) -> NoMoment {
        let found = self.text[self.end()..].split_whitespace().next().unwrap_or_default();
        NoMoment::Unclear { understood: self.taken(0), found: shortened(found) }
    }

    pub(super) fn impossible<T>(&self, from: usize) -> Read<T> {
        Err(NoMoment::Impossible { found: self.taken(from) })
    }

    pub(super) fn ambiguous<T>(
        &self,
        from: usize,
        one: impl Into<String>,
        other: impl Into<String>,
    ) -> Read<T> {
        Err(NoMoment::Ambiguous { found: self.taken(from), one: one.into(), other: other.into() })
    }
}

/// At most so many letters of what somebody typed are quoted.
const LONGEST_QUOTE: usize = 60;

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_QUOTE).collect()
}
