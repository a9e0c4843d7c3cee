//! The desk's own messages, known by their keys: tests say what is told, not in which words.

use std::collections::HashMap;
use std::sync::OnceLock;

use sportello::text::{self, Language};

type Catalogue = HashMap<String, Vec<Vec<String>>>;

/// Whether `text` holds the message `key` in a language, whatever it was filled in with.
///
/// # Panics
/// When there is no such message, or nothing to know it by.
pub fn tells(text: &str, language: &str, key: &str) -> bool {
    let catalogue = if language == "it" { italian() } else { english() };
    let pieces = catalogue.get(key).unwrap_or_else(|| panic!("there is no message {key} in {language}"));
    assert!(!pieces.is_empty(), "nothing to know {key} by");
    pieces.iter().any(|branch| holds_in_order(text, branch))
}

/// Whether a word is the key of a message rather than words.
pub fn is_key(word: &str) -> bool {
    word.contains('-') && english().contains_key(word)
}

/// The key of the refusal that `text` tells in a language, if it tells one.
pub fn refusal(text: &str, language: &str) -> Option<String> {
    let catalogue = if language == "it" { italian() } else { english() };
    let of = |(key, branches): &(&String, &Vec<Vec<String>>)| {
        key.starts_with("refusal-") && branches.iter().any(|pieces| holds_in_order(text, pieces))
    };
    catalogue.iter().find(of).map(|(key, _)| key.clone())
}

fn english() -> &'static Catalogue {
    static ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    ENGLISH.get_or_init(|| read(text::sources(Language::En)))
}

fn italian() -> &'static Catalogue {
    static ITALIAN: OnceLock<Catalogue> = OnceLock::new();
    ITALIAN.get_or_init(|| read(text::sources(Language::It)))
}

fn holds_in_order(text: &str, pieces: &[String]) -> bool {
    let mut rest = text;
    pieces.iter().all(|piece| match rest.find(piece.as_str()) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

fn read(files: &[&str]) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let mut key = None;
    let mut raw: HashMap<String, String> = HashMap::new();
    for line in files.iter().flat_map(|f| f.lines()) {
        let begins = line.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if let (true, Some((name, text))) = (begins, line.split_once(" =")) {
            key = Some(name.to_owned());
            raw.insert(name.to_owned(), text.trim().to_owned());
        } else if let (true, Some(text)) = (line.starts_with(' '), key.as_ref().and_then(|k| raw.get_mut(k)))
        {
            text.push('\n');
            text.push_str(line);
        }
    }
    for (key, text) in raw {
        let branches = branches(&text).iter().map(|b| pieces(b)).filter(|p| !p.is_empty()).collect();
        catalogue.insert(key, branches);
    }
    catalogue
}

/// The message once for each branch of its choice; itself alone where it has none, or where words
/// stand outside of it.
fn branches(text: &str) -> Vec<String> {
    if !text.contains("->") || !pieces(text).is_empty() {
        return vec![text.to_owned()];
    }
    text.lines()
        .filter_map(|line| line.trim_start().trim_start_matches('*').strip_prefix('[')?.split_once(']'))
        .map(|(_, words)| words.to_owned())
        .collect()
}

/// What stands outside of braces, without white space around it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '{' => {
                depth += 1;
                pieces.push(String::new());
            }
            '}' => depth = depth.saturating_sub(1),
            '\n' if depth == 0 => pieces.push(String::new()),
            c if depth == 0 => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push(c);
                }
            }
            _ => {}
        }
    }
    pieces.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}
