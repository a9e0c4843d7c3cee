//! Words as search knows them: split, folded, stemmed.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::stop::says_nothing;
use crate::text::memo::Memo;

/// What is longer is no word but a key or a picture in letters; its beginning is enough to find it by.
const LONGEST: usize = 40;

/// Words of which is remembered what their stems are, on each thread: a desk has a language or two, in which few
/// words make up most of what is said.
const WORDS: usize = 2000;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// In lower case and without accents.
    pub folded: String,
}

/// Where the words of `text` stand, in order.
fn places(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let belongs = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric(),
        false => c.is_alphanumeric() || is_combining_mark(c),
    };
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(belongs)?;
        let length = text[start..].find(|c: char| !belongs(c)).unwrap_or(text.len() - start);
        from = start + length;
        Some(start..from)
    })
}

/// The words of `text`, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    places(text).filter_map(|at| {
        let folded = fold(&text[at.clone()]);
        (!folded.is_empty()).then_some(Word { at, folded })
    })
}

/// The stems of each word of `text`, in order.
pub fn stems_in(text: &str) -> impl Iterator<Item = Arc<[String]>> + '_ {
    thread_local!(static STEMS: RefCell<Memo<Arc<[String]>>> = RefCell::new(Memo::of(WORDS)));
    // What is nothing but marks above letters has none.
    let stems_of =
        |word: &str| Some(fold(word)).filter(|f| !f.is_empty()).map(|f| stems(&f)).unwrap_or_default();
    let known =
        move |word: &str| STEMS.with_borrow_mut(|known| known.get(word, |word| stems_of(word).into()));
    // Numbers are many, and hardly one comes again.
    let comes_once = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    places(text).map(move |at| match &text[at] {
        number if comes_once(number) => stems_of(number).into(),
        word => known(word),
    })
}

/// `word` in lower case, without accents, and not too long.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        let plain = word.bytes().filter(u8::is_ascii_alphanumeric).take(LONGEST);
        return plain.map(|b| char::from(b.to_ascii_lowercase())).collect();
    }
    word.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .take(LONGEST)
        .collect()
}

/// The stems of a folded word: one where both languages agree, none for a word that says nothing.
pub fn stems(folded: &str) -> Vec<String> {
    if says_nothing(folded) {
        return Vec::new();
    }
    let english = Stemmer::create(Algorithm::English).stem(folded).into_owned();
    let italian = Stemmer::create(Algorithm::Italian).stem(folded).into_owned();
    if english == italian { vec![english] } else { vec![english, italian] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meets(one: &str, other: &str) -> bool {
        stems(&fold(one)).iter().any(|s| stems(&fold(other)).contains(s))
    }

    #[test]
    fn forms_of_a_word_meet_in_both_languages() {
        for (one, other) in [
            ("printers", "printer"),
            ("printing", "printed"),
            ("Connection", "connected"),
            ("stampante", "stampanti"),
            ("collegamento", "collegamenti"),
            ("accesso", "accessi"),
            ("VPN", "vpn"),
            ("perché", "PERCHE"),
            ("università", "universita"),
        ] {
            assert!(
                meets(one, other),
                "{one} and {other}: {:?} {:?}",
                stems(&fold(one)),
                stems(&fold(other))
            );
        }
        assert!(!meets("printer", "password"));
    }

    #[test]
    fn words_end_where_letters_and_digits_do() {
        let found: Vec<String> =
            words("L'accesso a vpn.example.org (ID-4711) è «caffe\u{301}»").map(|w| w.folded).collect();
        assert_eq!(found, ["l", "accesso", "a", "vpn", "example", "org", "id", "4711", "e", "caffe"]);
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "già: VPN";
        let at: Vec<&str> = words(text).map(|w| &text[w.at]).collect();
        assert_eq!(at, ["già", "VPN"]);
    }

    #[test]
    fn stems_are_letters_and_digits_only() {
        for text in ["naïve ﬁle ½ ªº İstanbul straße", "日本語 テスト", "a\0b 'x' \"AND\" NEAR(* :A|&!"]
        {
            for word in words(text) {
                for stem in stems(&word.folded) {
                    assert!(!stem.is_empty() && stem.chars().all(char::is_alphanumeric), "{stem:?}");
                }
            }
        }
        assert_eq!(fold(&"x".repeat(5000)).len(), LONGEST);
    }
}
