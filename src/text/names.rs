//! Names that others have given: of people and of files. They are shown beside the desk's own words, so nothing
//! in them may turn a line around, hide, or pass for somebody else's.

use std::cell::RefCell;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use super::memo::Memo;

/// Characters of a person's name; more is cut. Platforms allow 32 (Discord) to 256 (Matrix).
const PERSON: usize = 80;
/// Names of which is remembered how they look.
const NAMES: usize = 1000;
/// Bytes of a file's name: file systems hold 255, and some platforms add to it.
const FILE: usize = 180;
/// Names that mean devices to Windows, whatever follows their first dot.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether `c` turns the direction in which what follows is read, or isolates it: in a name it could make
/// `gpj.exe` look like `exe.jpg`.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether `c` is seen nowhere, so that two names look alike that are not.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
}

/// Whether `c` joins or parts the letters beside it, in the scripts and emoji that need it.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// `text` on one line, of what can be seen.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = if c.is_whitespace() || matches!(c, '\u{2800}') { ' ' } else { c };
        let joins = is_joiner(c) && !before.is_ascii() && chars.peek().is_some_and(|next| !next.is_ascii());
        let hidden = c.is_control() || turns_direction(c) || is_invisible(c) || (is_joiner(c) && !joins);
        if hidden || (c == ' ' && before == ' ') {
            continue;
        }
        out.push(c);
        before = c;
    }
    out.truncate(out.trim_end().len());
    out
}

/// A person's name as it can be shown; none if nothing of it can.
pub fn of_person(name: &str) -> Option<String> {
    let mut shown = line(name);
    if shown.chars().count() > PERSON {
        shown = shown.chars().take(PERSON - 1).collect::<String>().trim_end().to_owned() + "…";
    }
    shown.chars().any(|c| !c.is_whitespace() && !is_joiner(c)).then_some(shown)
}

/// A file's name, without the folders it pretends to be in, that any system can keep.
pub fn of_file(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let shown: String = line(last)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let shown = shown.trim_start_matches('.').trim_end_matches(['.', ' ']).trim_start();
    let stem = shown.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    match shown {
        "" => "file".to_owned(),
        _ if DEVICES.contains(&stem.as_str()) => format!("_{shown}"),
        _ => shortened(shown),
    }
}

/// `name` within [`FILE`] bytes, with its ending.
fn shortened(name: &str) -> String {
    if name.len() <= FILE {
        return name.to_owned();
    }
    // An ending of more than a few letters is none.
    let ending =
        name.rfind('.').map(|at| &name[at..]).filter(|ending| ending.len() <= 12).unwrap_or_default();
    let mut room = FILE - ending.len() - "…".len();
    while !name.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}…{ending}", &name[..room])
}

/// Whether one name can be taken for another: the same letters, or letters that look like them.
pub fn are_alike(one: &str, other: &str) -> bool {
    seen(one) == seen(other)
}

/// What of a name meets the eye.
fn seen(name: &str) -> Arc<str> {
    thread_local!(static SEEN: RefCell<Memo<Arc<str>>> = RefCell::new(Memo::of(NAMES)));
    SEEN.with_borrow_mut(|seen| seen.get(name, letters))
}

fn letters(name: &str) -> Arc<str> {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let seen: String =
        skeleton(&folded).flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    seen.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_s_name_is_one_line_that_can_be_seen() {
        for (name, shown) in [
            ("mia", "mia"),
            ("  mia \n\t b ", "mia b"),
            ("\u{202e}aim\u{2066}", "aim"),
            ("a\u{200b}d\u{ad}a\u{feff}\u{1b}[31m", "ada[31m"),
            ("ad\u{200d}a", "ada"),
            ("👩\u{200d}👧", "👩\u{200d}👧"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("Zoë Ümit", "Zoë Ümit"),
        ] {
            assert_eq!(of_person(name).as_deref(), Some(shown), "{name:?}");
        }
        for nothing in ["", " \n", "\u{200b}\u{202e}", "\u{3164}\u{2800}", "\u{200d}"] {
            assert_eq!(of_person(nothing), None, "{nothing:?}");
        }
        assert_eq!(of_person(&"é".repeat(500)).map(|n| n.chars().count()), Some(PERSON));
    }

    #[test]
    fn a_file_s_name_leads_nowhere_and_hides_nothing() {
        for (name, shown) in [
            ("screen shot.png", "screen shot.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\a.dll", "a.dll"),
            ("/", "file"),
            ("..", "file"),
            (".bashrc", "bashrc"),
            ("a/..", "file"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\0b\r\nc\u{1b}[2J.txt", "ab c[2J.txt"),
            ("CON.txt", "_CON.txt"),
            ("nul", "_nul"),
            ("conference.txt", "conference.txt"),
            ("a\"; filename=\"b.exe", "a_; filename=_b.exe"),
            ("trailing. . ", "trailing"),
            ("", "file"),
        ] {
            assert_eq!(of_file(name), shown, "{name:?}");
        }
        let long = of_file(&format!("{}.tar.gz", "ü".repeat(400)));
        assert!(long.len() <= FILE && long.ends_with("….gz"), "{long}");
        assert!(of_file(&"x.".repeat(400)).len() <= FILE);
    }

    #[test]
    fn names_are_alike_that_look_alike() {
        for name in ["ada", "Ada", "аda", "ａｄａ", "a d a", "ada.", "𝐚da"] {
            assert!(are_alike("ada", name), "{name:?}");
        }
        for name in ["adam", "otto", "ad", "bda"] {
            assert!(!are_alike("ada", name), "{name:?}");
        }
    }
}
