//! A text cut into words, numbers and marks.

use std::ops::Range;

/// No moment has more words, numbers and marks than this; what follows is not looked at.
const MOST: usize = 32;

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Whether no space stands before it.
    pub glued: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, in lower case and without accents.
    Word(String),
    /// Digits.
    Number(String),
    /// Anything else.
    Mark(char),
}

/// The parts of `text`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = text[at..].chars().next().filter(|_| tokens.len() < MOST) {
        if first.is_whitespace() {
            at += first.len_utf8();
            glued = false;
            continue;
        }
        let rest = &text[at..];
        let run = |fits: fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let (kind, length) = if first.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            (Kind::Number(rest[..length].to_owned()), length)
        } else if is_letter(first) {
            let length = run(is_letter);
            (Kind::Word(fold(&rest[..length])), length)
        } else {
            (Kind::Mark(first), first.len_utf8())
        };
        tokens.push(Token { kind, at: at..at + length, glued });
        at += length;
        glued = true;
    }
    tokens
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_accent(c)
}

/// An accent that stands by itself after its letter.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

pub(super) fn fold(word: &str) -> String {
    word.chars()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'á' => 'a',
            'è' | 'é' => 'e',
            'ì' | 'í' => 'i',
            'ò' | 'ó' => 'o',
            'ù' | 'ú' => 'u',
            c => c,
        })
        .collect()
}
