//! What people are told: worded for customers, for operators and for mailboxes.

pub mod board;
pub mod buttons;
pub mod customer;
pub mod figures;
pub mod forms;
pub mod header;
pub mod mail;
pub mod operators;

use crate::text::names::turns_direction;

/// At most this many characters of a title are shown.
pub const TITLE_LENGTH: usize = 70;

/// `text`'s first line with words in it, cut to [`TITLE_LENGTH`] characters.
pub fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|l| l.chars().any(char::is_alphanumeric)).unwrap_or("");
    let mut shown = String::with_capacity(line.len());
    match line.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control()) {
        true => shown.push_str(line),
        false => shown.extend(line.chars().filter(|c| !c.is_control() && !turns_direction(*c))),
    }
    let line = shown.trim_matches(['#', '*', '>', '`', ' ']);
    if line.chars().count() <= TITLE_LENGTH {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_LENGTH - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_line_with_words() {
        assert_eq!(title_of("\n---\n# My VPN is down\nsince today"), "My VPN is down");
        assert_eq!(title_of("🙏"), "");
        assert_eq!(title_of("see \u{202e}gpj.exe\u{1b}[2J"), "see gpj.exe[2J");
        assert_eq!(title_of(&"é".repeat(100)).chars().count(), TITLE_LENGTH);
    }
}
