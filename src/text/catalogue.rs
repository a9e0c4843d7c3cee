//! The messages of `locales/`, by Fluent.

use fluent_bundle::{FluentArgs, FluentValue};
use sportello_chat::escape_markdown;

use super::Language;
use super::files::Files;
use crate::command::grammar::spec;

/// Every message of the desk, in every language it speaks.
#[derive(Default)]
pub struct Texts(Files);

impl Texts {
    /// The message `key` in `language`. Markdown: text arguments are escaped.
    pub fn say(&self, language: Language, key: &str, args: &Args) -> String {
        in_menus(bare_code_spans(self.format(language, key, args.escaped())), language)
    }

    /// The message `key` where markup means nothing (a mail's subject): arguments as they are.
    pub fn say_plain(&self, language: Language, key: &str, args: &Args) -> String {
        self.format(language, key, args.verbatim())
    }

    fn format(&self, language: Language, key: &str, args: FluentArgs<'_>) -> String {
        let bundle = self.0.with(language, key);
        let Some((bundle, pattern)) = bundle.and_then(|b| Some((b, b.get_message(key)?.value()?))) else {
            tracing::error!(key, language = language.code(), "a message is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, language = language.code(), ?errors, "a message could not be filled in");
        }
        text
    }
}

/// Stands for a command's prefix where commands are picked from menus: what follows it is a command's
/// name, which stands there below the name of its group.
pub const PICKED: &str = "\u{e000}";

/// `text` with each command named as it is found in the menu in `language`: `/ticket close`.
fn in_menus(text: String, language: Language) -> String {
    if !text.contains(PICKED) {
        return text;
    }
    let mut pieces = text.split(PICKED);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_alphanumeric()).unwrap_or(piece.len());
        match spec(&piece[..end]) {
            Some(spec) => {
                out.push_str(&format!("/{} {}{}", spec.group.word(), spec.shown(language), &piece[end..]))
            }
            None => out.push_str(&format!("/{piece}")),
        }
    }
    out
}

/// `text` without the escapes that stand inside code spans: there CommonMark shows the backslash too.
/// An escaped backtick becomes an apostrophe, since it would end the span.
fn bare_code_spans(text: String) -> String {
    if !text.contains('`') || !text.contains('\\') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek().copied().filter(char::is_ascii_punctuation)) {
            ('`', _) => {
                in_code = !in_code;
                out.push(c);
            }
            ('\\', Some(escaped)) => {
                chars.next();
                match (in_code, escaped) {
                    (true, '`') => out.push('\''),
                    (true, escaped) => out.push(escaped),
                    (false, escaped) => out.extend([c, escaped]),
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// What a message is filled in with.
#[derive(Clone, Debug, Default)]
pub struct Args(Vec<(&'static str, Arg)>);

#[derive(Clone, Debug)]
enum Arg {
    Text(String),
    Markdown(String),
    Number(u64),
}

impl Args {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Words from outside; shown as they are.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, Arg::Text(value.into())));
        self
    }

    /// Markdown of our own making.
    #[must_use]
    pub fn markdown(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, Arg::Markdown(value.into())));
        self
    }

    /// A number, also for choosing the plural.
    #[must_use]
    pub fn number(mut self, name: &'static str, value: u64) -> Self {
        self.0.push((name, Arg::Number(value)));
        self
    }

    fn escaped(&self) -> FluentArgs<'_> {
        self.fill(escape_markdown)
    }

    fn verbatim(&self) -> FluentArgs<'_> {
        self.fill(str::to_owned)
    }

    fn fill(&self, text: impl Fn(&str) -> String) -> FluentArgs<'_> {
        self.0
            .iter()
            .map(|(name, arg)| {
                let value: FluentValue<'_> = match arg {
                    Arg::Text(value) => text(value).into(),
                    Arg::Markdown(value) => value.as_str().into(),
                    Arg::Number(value) => (*value as f64).into(),
                };
                (*name, value)
            })
            .collect()
    }
}
