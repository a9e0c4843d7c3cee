//! A [`Body`] as Discord shows it.

use sportello_chat::{Body, Markup, Mention};

use super::escape::escape;
use super::render::markdown;

/// Characters a message holds (Discord's reference, "Create Message").
pub(crate) const MAX_CHARACTERS: usize = 2_000;
/// What stands where a text was cut because nothing else was left to do.
const CUT: &str = "…";

/// `body`, led by those who are notified; at most [`MAX_CHARACTERS`] long.
pub(crate) fn render(body: &Body, mentions: &[Mention]) -> String {
    let text = whole(body, mentions);
    if text.chars().count() <= MAX_CHARACTERS {
        return text;
    }
    text.chars().take(MAX_CHARACTERS - CUT.chars().count()).collect::<String>() + CUT
}

/// How long `body` becomes.
pub(crate) fn length(body: &Body, mentions: &[Mention]) -> usize {
    whole(body, mentions).chars().count()
}

fn whole(body: &Body, mentions: &[Mention]) -> String {
    let blocks = body.0.iter().map(|block| match block.markup {
        Markup::Plain => escape(&block.text, true),
        Markup::Markdown => markdown(&block.text),
    });
    let text = blocks.collect::<Vec<_>>().join("\n");
    if mentions.is_empty() {
        return text;
    }
    let pills = mentions.iter().map(|m| format!("<@{}>", m.id)).collect::<Vec<_>>().join(" ");
    // A quote, a list or a heading is one at the beginning of a line only.
    let line = if text.starts_with(['>', '#', '-', '`']) || text.starts_with("1.") { "\n" } else { " " };
    format!("{pills}{line}{text}")
}
