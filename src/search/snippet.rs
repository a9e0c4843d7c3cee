//! The piece of a text that shows why it was found.

use sportello_chat::escape_markdown;

use super::query::Query;
use super::words::words;

/// Shown before the first word that was found, in characters.
const BEFORE: usize = 40;
/// Shown in all, in characters.
const LENGTH: usize = 140;

/// A piece of `body` around the first words that `query` finds, or its beginning, in one line of Markdown:
/// what was written is escaped, what was found is bold.
pub fn snippet(body: &str, query: &Query) -> String {
    let found: Vec<_> =
        words(body).filter(|word| query.finds(&word.folded).is_some()).map(|w| w.at).collect();
    let from = found.first().map_or(0, |at| start_of(body, at.start));
    let to = from + body[from..].char_indices().nth(LENGTH).map_or(body.len() - from, |(end, _)| end);
    let to = if to < body.len() { end_of_word(body, from, to) } else { to };
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    let mut at = from;
    for word in found.into_iter().filter(|word| word.end <= to) {
        out.push_str(&in_one_line(&body[at..word.start]));
        out.push_str(&format!("**{}**", escape_markdown(&body[word.clone()])));
        at = word.end;
    }
    out.push_str(&in_one_line(&body[at..to]));
    let mut out = out.trim().to_owned();
    if to < body.len() {
        out.push('…');
    }
    out
}

/// The beginning of a word some characters before byte `at`.
fn start_of(body: &str, at: usize) -> usize {
    let Some((from, _)) = body[..at].char_indices().rev().nth(BEFORE - 1) else { return 0 };
    match body[from..at].char_indices().find(|(_, c)| c.is_whitespace()) {
        Some((space, c)) if from > 0 => from + space + c.len_utf8(),
        _ => from,
    }
}

/// The end of the last whole word before byte `to`; `to` itself where there is none.
fn end_of_word(body: &str, from: usize, to: usize) -> usize {
    match body[from..to].rfind(char::is_whitespace) {
        Some(space) if space > 0 => from + space,
        _ => to,
    }
}

/// Escaped, with each run of white space as one space.
fn in_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() || c.is_control() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    escape_markdown(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str, query: &str) -> String {
        snippet(body, &Query::of(query))
    }

    #[test]
    fn what_was_found_is_bold_and_what_was_written_is_escaped() {
        assert_eq!(
            shown("**My** VPN\n\n is down, <@123> @everyone", "vpn"),
            "\\*\\*My\\*\\* **VPN** is down, \\<@123\\> @everyone"
        );
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_what_was_found() {
        let body = format!("{} certificate {}", "perché ".repeat(40), "èèè ".repeat(80));
        let shown = shown(&body, "certificates");
        assert!(shown.starts_with("…perché"), "{shown}");
        assert!(shown.contains("**certificate**") && shown.ends_with("èèè…"), "{shown}");
        assert!(shown.chars().count() < LENGTH + 12, "{shown}");
    }

    #[test]
    fn where_only_a_name_was_found_the_text_begins() {
        assert_eq!(shown("My VPN is down", "mia"), "My VPN is down");
        assert_eq!(shown("", "mia"), "");
        assert_eq!(shown(&"x".repeat(500), "mia").chars().count(), LENGTH + 1);
    }
}
