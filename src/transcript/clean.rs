//! Words of people, made fit to stand on a page.

pub use crate::text::names::turns_direction;

/// Whether `c` overrides the direction of the letters themselves, which no honest text needs.
fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202d}' | '\u{202e}')
}

/// Whether `c` may stand in no file that people read.
fn is_unprintable(c: char) -> bool {
    let noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    (c.is_control() && c != '\n' && c != '\t') || noncharacter
}

/// A name, a title or a file's name: one line, read in one direction.
pub fn line(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|c| !turns_direction(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !is_unprintable(*c))
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines, which end with `\n` alone.
pub fn text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
            c if overrides_direction(c) => None,
            c if is_unprintable(c) => Some('\u{fffd}'),
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_and_turns_nothing_around() {
        assert_eq!(line("in\u{202e}gpj.\u{2066}exe\r\n \u{0}now\u{ffff}"), "ingpj.exe now");
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_what_can_not_be_shown() {
        assert_eq!(text("a\r\nb\rc\td\u{7}\u{202e}e\u{200f}"), "a\nb\nc\td\u{fffd}e\u{200f}");
    }
}
