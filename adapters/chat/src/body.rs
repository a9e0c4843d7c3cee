//! Text as it travels between platforms.

use serde::{Deserialize, Serialize};

/// How a piece of text is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Markup {
    /// Every character stands for itself.
    #[default]
    Plain,
    /// CommonMark. Raw HTML in it is text and is shown as written.
    Markdown,
}

/// One paragraph-level piece of a [`Body`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The text; lines are separated by `\n`.
    pub text: String,
    /// How to read it.
    #[serde(default)]
    pub markup: Markup,
}

/// A text made of blocks, each with its own markup, shown one below the other.
///
/// A person's plain words can so stand below the bot's formatted line without either being read by
/// the other's rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(pub Vec<Block>);

impl Body {
    /// A body of one plain block.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Block { text: text.into(), markup: Markup::Plain }])
    }

    /// A body of one Markdown block.
    pub fn markdown(text: impl Into<String>) -> Self {
        Self(vec![Block { text: text.into(), markup: Markup::Markdown }])
    }

    /// Adds a block below; an empty text adds nothing.
    #[must_use]
    pub fn then(mut self, text: impl Into<String>, markup: Markup) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Block { text, markup });
        }
        self
    }

    /// The text as a reader without any formatting gets it: blocks joined by line breaks, Markdown
    /// as written but without the backslashes of its escapes.
    pub fn as_text(&self) -> String {
        self.0
            .iter()
            .map(|b| match b.markup {
                Markup::Plain => b.text.clone(),
                Markup::Markdown => unescape_markdown(&b.text),
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|b| b.text.trim().is_empty())
    }
}

/// `text` with every character that CommonMark could take for markup escaped, so that a name or a
/// title put into a Markdown block is shown as it is. Line breaks become spaces.
pub fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '#' | '+' | '!'
            | '|' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Removes the backslash of every escape (CommonMark §2.4: before ASCII punctuation only).
fn unescape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        } else if let Some(escaped) = chars.next() {
            out.push(escaped);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_name_reads_as_it_was_in_plain_text() {
        let name = r"a_b *c* [d](e) \ <f>";
        assert_eq!(Body::markdown(format!("**{}**", escape_markdown(name))).as_text(), format!("**{name}**"));
    }
}
