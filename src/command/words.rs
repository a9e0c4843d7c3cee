//! Splits what follows a command's name, and recognises the single pieces.

use super::parse::MistakeKind;

/// Longest piece of somebody's text that an answer repeats, in characters.
const LONGEST_ECHO: usize = 40;
/// Longest ticket number, in characters; every generator stays far below.
const LONGEST_NUMBER: usize = 32;
/// Marks that may follow a number or word without belonging to it.
const TRAILING: [char; 4] = [':', ',', '.', ';'];
/// Opening and closing quotes; keyboards of phones make the curved ones.
const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')];

/// What is still unread of a command's arguments.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text.trim())
    }

    /// All of it, as typed, but for white space around it.
    pub(super) fn text(self) -> &'a str {
        self.0
    }

    /// The next word, left in its place.
    pub(super) fn peek(self) -> Option<&'a str> {
        self.0.split_whitespace().next()
    }

    /// The next word, and what follows it.
    pub(super) fn word(self) -> Option<(&'a str, Self)> {
        let word = self.peek()?;
        Some((word, self.after(word.len())))
    }

    /// The next word, or the next words if they stand in quotes, and what follows.
    pub(super) fn value(self) -> Option<(&'a str, Self)> {
        self.quoted(0).or_else(|| self.word())
    }

    /// The value that stands behind one of these keys (`queue:NAME`), and what follows it. An empty
    /// value is `""`.
    pub(super) fn keyed(self, keys: &[&str]) -> Option<(&'a str, Self)> {
        let (word, after) = self.word()?;
        let (key, value) = word.split_once(':')?;
        if !keys.contains(&key.to_lowercase().as_str()) {
            return None;
        }
        self.quoted(key.len() + 1).or(Some((value, after)))
    }

    /// What stands in quotes that open at byte `at`, if they are closed and nothing hangs on them.
    fn quoted(self, at: usize) -> Option<(&'a str, Self)> {
        let text = self.0.get(at..)?;
        let open = text.chars().next()?;
        let (_, close) = QUOTES.into_iter().find(|(opening, _)| *opening == open)?;
        let inside = &text[open.len_utf8()..];
        let length = inside.find(close)?;
        let end = at + open.len_utf8() + length + close.len_utf8();
        let alone = self.0[end..].chars().next().is_none_or(char::is_whitespace);
        let value = inside[..length].trim();
        (alone && !value.is_empty()).then(|| (value, self.after(end)))
    }

    /// A Markdown link, whose words may have spaces between them, and what follows it.
    pub(super) fn link(self) -> Option<(&'a str, Self)> {
        let middle = if self.0.starts_with('[') { self.0.find("](")? } else { return None };
        let end = middle + self.0[middle..].find(')')? + 1;
        Some((&self.0[..end], self.after(end)))
    }

    fn after(self, bytes: usize) -> Self {
        Self(self.0[bytes..].trim_start())
    }

    /// A mistake if anything is left.
    pub(super) fn end(self) -> Result<(), MistakeKind> {
        match self.peek() {
            None => Ok(()),
            Some(word) => Err(MistakeKind::Unexpected { found: clip(word) }),
        }
    }
}

/// A word as an answer may repeat it.
pub(super) fn clip(word: &str) -> String {
    match word.char_indices().nth(LONGEST_ECHO) {
        None => word.to_owned(),
        Some((end, _)) => format!("{}…", &word[..end]),
    }
}

/// A word without marks that follow it.
pub(super) fn bare(word: &str) -> &str {
    word.trim_end_matches(TRAILING)
}

/// The ticket number that a word says, with or without `#`: `1042`, `#1042:`, `20261123-0007`.
pub fn ticket_number(word: &str) -> Option<&str> {
    marked_number(word).or_else(|| number(bare(word)))
}

/// The ticket number that a word says with `#`: `#1042`, `Ticket#1042`, `[#1042]`.
pub(super) fn marked_number(word: &str) -> Option<&str> {
    let word = bare(word).trim_start_matches(['[', '(', '\\']).trim_end_matches([']', ')']);
    let (before, digits) = word.split_once('#')?;
    let named = before.is_empty() || before.eq_ignore_ascii_case("ticket");
    if named { number(digits) } else { None }
}

fn number(word: &str) -> Option<&str> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let formed = match word.split_once('-') {
        Some((day, counter)) => digits(day) && digits(counter),
        None => digits(word),
    };
    (formed && word.len() <= LONGEST_NUMBER).then_some(word)
}

/// The name in `--name`, also where a phone has made one dash of two.
pub(super) fn flag_name(word: &str) -> Option<&str> {
    let name = word.trim_start_matches(['-', '‐', '‑', '–', '—', '―', '−']);
    let dashed = name.len() < word.len() && name.chars().next().is_some_and(char::is_alphabetic);
    dashed.then_some(name)
}

/// What a link typed as Markdown points to: `[Ada](https://…)`, `<https://…>`; else the word itself.
pub(super) fn link_target(word: &str) -> &str {
    if let Some(inner) = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) {
        return inner;
    }
    match word.strip_prefix('[').and_then(|word| word.strip_suffix(')')) {
        Some(link) => link.rsplit_once("](").map_or(word, |(_, target)| target),
        None => word,
    }
}
