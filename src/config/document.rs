//! A bot.toml being read: tables and values that know their path and their place, and note mistakes.

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::nearest::did_you_mean;
use super::report::Mistake;

/// The longest excerpt of a value that a sentence quotes, in characters.
const EXCERPT: usize = 60;

/// What reading needs from outside, and what it has found wrong so far.
pub(super) struct Context<'a> {
    /// The text with its secrets blanked, byte for byte: whatever is quoted is quoted from here.
    pub text: &'a str,
    /// The folder relative paths are taken from; absolute.
    pub base_dir: &'a Path,
    /// The environment.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Reads a whole file.
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Context<'a> {
    pub fn new(
        text: &'a str,
        base_dir: &'a Path,
        env: &'a dyn Fn(&str) -> Option<String>,
        read: &'a dyn Fn(&Path) -> io::Result<String>,
    ) -> Self {
        Self { text, base_dir, env, read, mistakes: RefCell::default() }
    }

    /// Notes a mistake.
    pub fn note(&self, mistake: Mistake) {
        self.mistakes.borrow_mut().push(mistake);
    }

    /// Notes what the file as a whole lacks.
    pub fn note_missing(&self, problem: impl Into<String>, help: impl Into<String>) {
        let end = self.text.trim_end().len();
        self.note(Mistake {
            key: String::new(),
            problem: problem.into(),
            help: help.into(),
            span: Some(end..end),
            related: None,
        });
    }

    /// `path` as taken from the file's folder.
    pub fn absolute(&self, path: &str) -> PathBuf {
        self.base_dir.join(path)
    }

    /// What was found wrong.
    pub fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes.into_inner()
    }
}

/// The keys a table may have.
pub(super) struct Keys {
    /// What they are keys of, for sentences: `[desk]`.
    pub of: &'static str,
    /// Those that are understood.
    pub known: &'static [&'static str],
}

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Value<'a> {
    pub cx: &'a Context<'a>,
    /// `queue[1].gather`
    pub path: String,
    pub span: Range<usize>,
    pub value: &'a DeValue<'a>,
}

impl<'a> Value<'a> {
    /// Notes a mistake here.
    pub fn mistake(&self, problem: impl Into<String>, help: impl Into<String>) {
        self.mistake_beside(problem, help, None);
    }

    /// Notes a mistake here that has to do with another place.
    pub fn mistake_beside(
        &self,
        problem: impl Into<String>,
        help: impl Into<String>,
        related: Option<(Range<usize>, String)>,
    ) {
        self.cx.note(Mistake {
            key: self.path.clone(),
            problem: problem.into(),
            help: help.into(),
            span: Some(self.span.clone()),
            related,
        });
    }

    /// The value as it is written, shortened, without secrets.
    pub fn found(&self) -> String {
        let written = self.cx.text.get(self.span.clone()).unwrap_or_default();
        let mut line = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = line.char_indices().nth(EXCERPT) {
            line.truncate(cut);
            line.push('…');
        }
        line
    }

    /// Notes that this is of another kind than `wanted` (“a text in quotes”).
    pub fn wrong_kind(&self, wanted: &str) {
        let kind = match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.mistake(format!("found {kind}, {}", self.found()), format!("allowed: {wanted}"));
    }

    /// The table this is, its keys checked.
    pub fn table(&self, keys: &'static Keys, wanted: &str) -> Option<Table<'a>> {
        let Some(entries) = self.value.as_table() else {
            self.wrong_kind(wanted);
            return None;
        };
        Some(Table::open(self.cx, self.path.clone(), self.span.clone(), entries, keys))
    }

    /// The items of the list this is.
    pub fn list(&self, wanted: &str) -> Option<Vec<Value<'a>>> {
        let items = self.items();
        if items.is_none() {
            self.wrong_kind(wanted);
        }
        items
    }

    /// The items of a list, or the value itself where it is none.
    pub fn one_or_more(&self) -> Vec<Value<'a>> {
        self.items().unwrap_or_else(|| vec![self.clone()])
    }

    fn items(&self) -> Option<Vec<Value<'a>>> {
        let item = |(i, v): (usize, &'a toml::Spanned<DeValue<'a>>)| Value {
            cx: self.cx,
            path: format!("{}[{i}]", self.path),
            span: v.span(),
            value: v.get_ref(),
        };
        Some(self.value.as_array()?.iter().enumerate().map(item).collect())
    }
}

/// A table whose keys have been checked.
pub(super) struct Table<'a> {
    pub cx: &'a Context<'a>,
    path: String,
    /// Its header, or the whole of an inline table.
    pub span: Range<usize>,
    entries: &'a DeTable<'a>,
    keys: &'static Keys,
}

impl<'a> Table<'a> {
    /// Notes every key that isn't among `keys`.
    pub fn open(
        cx: &'a Context<'a>,
        path: String,
        span: Range<usize>,
        entries: &'a DeTable<'a>,
        keys: &'static Keys,
    ) -> Self {
        let table = Self { cx, path, span, entries, keys };
        for key in entries.keys() {
            table.check_key(key.get_ref(), key.span());
        }
        table
    }

    fn check_key(&self, key: &str, span: Range<usize>) {
        let Keys { of, known } = self.keys;
        if known.contains(&key) {
            return;
        }
        let problem = format!("{of} has no key “{key}”{}", did_you_mean(key, known.iter().copied()));
        let help = format!("allowed: {}", list(known));
        self.cx.note(Mistake { key: self.path_of(key), problem, help, span: Some(span), related: None });
    }

    /// The path of a key of this table.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of a key, if it is there.
    pub fn get(&self, key: &'static str) -> Option<Value<'a>> {
        debug_assert!(
            self.keys.known.contains(&key),
            "{key} is read but not among the keys of {}",
            self.keys.of
        );
        let value = self.entries.get(key)?;
        Some(Value { cx: self.cx, path: self.path_of(key), span: value.span(), value: value.get_ref() })
    }

    /// The value of a key that must be there.
    pub fn need(&self, key: &'static str, example: &str) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            self.mistake(key, "is missing", format!("write, for example: {example}"));
        }
        value
    }

    /// Notes a mistake of a key that isn't there, or of the table as a whole (an empty key).
    pub fn mistake(&self, key: &str, problem: impl Into<String>, help: impl Into<String>) {
        self.cx.note(Mistake {
            key: if key.is_empty() { self.path.clone() } else { self.path_of(key) },
            problem: problem.into(),
            help: help.into(),
            span: Some(self.span.clone()),
            related: None,
        });
    }

    /// All entries, in the order of the text.
    pub fn entries(&self) -> Vec<(&'a str, Value<'a>)> {
        let mut all: Vec<_> = self
            .entries
            .iter()
            .map(|(key, v)| {
                let path = self.path_of(key.get_ref());
                let value = Value { cx: self.cx, path, span: v.span(), value: v.get_ref() };
                (key.get_ref().as_ref(), value)
            })
            .collect();
        all.sort_by_key(|(_, v)| v.span.start);
        all
    }
}

fn list(known: &[&str]) -> String {
    known.join(", ")
}
