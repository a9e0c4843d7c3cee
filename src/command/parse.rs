//! Typed text to [`Command`]: where a command begins, and what a misspelt one was meant to be.

use super::arguments;
use super::grammar::{Group, SPECS, spec};
use super::nearest::{nearest, one_off};
use super::{Command, CommandSpec};

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// No command: words like any other.
    Words {
        /// The command whose name they begin with misspelt, if it looks like that.
        near: Option<&'static str>,
    },
    /// A command, well formed.
    Command(Command),
    /// A command with wrong arguments: never an article.
    Mistake(Mistake),
}

/// What is wrong with the arguments of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The command's name.
    pub command: &'static str,
    /// What is wrong.
    pub kind: MistakeKind,
    /// Whether it was to be done in somebody else's name, who is then named in it.
    pub for_another: bool,
}

impl Mistake {
    /// One in which nobody else is named.
    pub fn new(command: &'static str, kind: MistakeKind) -> Self {
        Self { command, kind, for_another: false }
    }
}

/// How arguments can be wrong. `found` is what was typed, shortened if long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// An argument that is needed is not there.
    MissingArgument {
        /// Its name in the grammar.
        name: &'static str,
    },
    /// There is something that the command has no place for.
    Unexpected {
        /// The first word of it.
        found: String,
    },
    /// A ticket's number should stand here.
    BadTicket {
        /// What stands there.
        found: String,
    },
    /// One of a few words should stand here.
    BadChoice {
        /// What stands there.
        found: String,
        /// The one that was probably meant.
        nearest: Option<&'static str>,
        /// All that may.
        allowed: Vec<&'static str>,
    },
}

/// Reads what was typed. `has_files` says whether files came with it, in which case a command that
/// needs a text does without and its text is empty.
///
/// A command stands at the very beginning: `prefix` or `/`, then its name (or `ticket`, `desk`,
/// `desk-team` or `desk-admin`, and its name). An empty prefix stands for none.
pub fn parse(text: &str, prefix: &str, has_files: bool) -> Typed {
    let Some(Opening { after, slash }) = opening(text, prefix) else {
        return Typed::Words { near: None };
    };
    let (word, rest) = first_word(after);
    if let Some(spec) = known(word) {
        return read(spec, rest, prefix, has_files);
    }
    if !is_group(word) {
        return Typed::Words { near: near(word, slash) };
    }
    let (inner, rest) = first_word(rest.trim_start_matches([' ', '\t']));
    match known(inner) {
        Some(spec) => read(spec, rest, prefix, has_files),
        // Somebody clearly speaks to the bot; where no command is near, help is.
        None => Typed::Words { near: near(inner, slash).or(if slash { None } else { Some("help") }) },
    }
}

/// What follows the mark by which a command begins.
struct Opening<'a> {
    after: &'a str,
    /// Whether the mark was `/`, with which paths begin as well.
    slash: bool,
}

fn opening<'a>(text: &'a str, prefix: &str) -> Option<Opening<'a>> {
    let text = text.trim_start_matches(is_blank);
    let prefixed = if prefix.is_empty() { None } else { text.strip_prefix(prefix) };
    match prefixed {
        Some(after) => Some(Opening { after, slash: prefix == "/" }),
        None => text.strip_prefix('/').map(|after| Opening { after, slash: true }),
    }
}

/// White space, or a character without width that copying left behind.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The word at the very beginning and what follows it; `take#1001` is two words.
fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '#').unwrap_or(text.len());
    text.split_at(end)
}

fn known(word: &str) -> Option<&'static CommandSpec> {
    // `!reply: text` and `!mine.` are meant; `!close?` may be a question and is not carried out.
    spec(word.strip_suffix([':', ',', '.', ';']).unwrap_or(word))
}

fn is_group(word: &str) -> bool {
    Group::ALL.iter().any(|group| word.eq_ignore_ascii_case(group.word()))
}

fn near(word: &str, slash: bool) -> Option<&'static str> {
    let words = SPECS.iter().flat_map(|spec| std::iter::once(&spec.name).chain(spec.aliases)).copied();
    let found = match slash {
        true if word.contains('/') => None,
        true => one_off(word, words),
        false => nearest(word, words.chain(Group::ALL.map(Group::word))),
    }?;
    Some(spec(found).map_or("help", |spec| spec.name))
}

fn read(spec: &'static CommandSpec, rest: &str, prefix: &str, has_files: bool) -> Typed {
    match arguments::read(spec.name, rest, prefix, has_files) {
        Ok(command) => Typed::Command(command),
        Err(kind) => {
            let for_another = spec.name == "new" && arguments::is_for_another(rest);
            Typed::Mistake(Mistake { for_another, ..Mistake::new(spec.name, kind) })
        }
    }
}
