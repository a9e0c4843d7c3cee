//! What a short text gives away: its language, and whether it is only politeness.

use whatlang::{Detector, Lang};

use super::Language;

/// Shorter texts say too little of their language.
const ENOUGH_CHARACTERS: usize = 12;

/// Words that hardly stand in a text of the other language, in the order of the alphabet.
const ENGLISH: &[&str] = &[
    "and", "are", "but", "can't", "does", "doesn't", "for", "have", "i", "is", "it", "my", "not", "of", "on",
    "since", "the", "this", "to", "with",
];
const ITALIAN: &[&str] = &[
    "che", "con", "del", "della", "di", "funziona", "gli", "ho", "il", "la", "mi", "non", "per", "questa",
    "questo", "sono", "una", "è",
];
/// So many of one language and none of the other settle it. To go by what letters stand together takes a tenth of all
/// that a request costs.
const SETTLE: usize = 2;

/// As many words of a text are looked at: a language shows in its first sentences.
const TOLD_WITHIN: usize = 40;

/// The language of `text`, when that is reasonably sure.
pub fn detect(text: &str) -> Option<Language> {
    if text.chars().filter(|c| c.is_alphabetic()).take(ENOUGH_CHARACTERS).count() < ENOUGH_CHARACTERS {
        return None;
    }
    let (english, italian) = telling_words(text);
    match (english, italian) {
        (SETTLE.., 0) => return Some(Language::En),
        (0, SETTLE..) => return Some(Language::It),
        _ => {}
    }
    let info = Detector::with_allowlist(vec![Lang::Eng, Lang::Ita]).detect(text)?;
    // With two candidates a coin would reach 0.5; words settle what letters can't.
    let is_sure = |telling: usize| info.confidence() >= 0.8 || telling > 0;
    match info.lang() {
        Lang::Eng if is_sure(english) => Some(Language::En),
        Lang::Ita if is_sure(italian) => Some(Language::It),
        _ => None,
    }
}

/// How many of a text's first words are telling ones of English, and of Italian.
fn telling_words(text: &str) -> (usize, usize) {
    let (mut english, mut italian) = (0, 0);
    for word in words(text).take(TOLD_WITHIN) {
        english += usize::from(ENGLISH.binary_search(&word.as_str()).is_ok());
        italian += usize::from(ITALIAN.binary_search(&word.as_str()).is_ok());
    }
    (english, italian)
}

/// Whether `text` holds nothing but greetings, politeness, emoji and punctuation: no request yet.
pub fn is_greeting_only(text: &str) -> bool {
    !text.trim().is_empty() && words(text).all(|w| is_polite(&w))
}

/// Whether `text` holds nothing but thanks, greetings or emoji. What hangs on them (`for your help`) says nothing
/// without them, and what asks is no thanks.
pub fn is_thanks_only(text: &str) -> bool {
    if text.contains(['?', '？', '❓', '❔', '⁉']) {
        return false;
    }
    let words: Vec<String> = words(text).collect();
    if words.is_empty() {
        return text.chars().any(|c| c >= FIRST_PICTURE)
            || SMILEYS.iter().any(|smiley| text.contains(smiley));
    }
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let thanks = has(THANKS);
    let greets = thanks || has(GREETINGS);
    greets && (thanks || !has(WITH_THANKS)) && words.iter().all(|w| is_polite(w))
}

fn is_polite(word: &str) -> bool {
    [GREETINGS, WITH_GREETINGS, THANKS, WITH_THANKS].iter().any(|list| list.contains(&word))
}

/// Whether `text` is a yes or a no and nothing else but politeness.
pub fn yes_or_no(text: &str) -> Option<bool> {
    let mut said = None;
    for word in words(text) {
        let meant = match word.as_str() {
            "yes" | "yep" | "yeah" | "sì" | "si\u{300}" | "si" => Some(true),
            "no" | "nope" => Some(false),
            polite if is_polite(polite) => None,
            _ => return None,
        };
        match (said, meant) {
            (Some(one), Some(other)) if one != other => return None,
            (_, None) => {}
            (_, some) => said = some,
        }
    }
    said
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .map(|w| w.trim_matches(['\'', '’']).replace('’', "'").to_lowercase())
        .filter(|w| !w.is_empty())
}

/// No letter and no punctuation of the languages that are spoken here stands behind it; arrows, symbols and emoji do.
const FIRST_PICTURE: char = '\u{2190}';
/// Emoji as they are typed.
const SMILEYS: &[&str] = &[":)", ":-)", ";)", ";-)"];

/// Words that greet.
const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "hiya",
    "morning",
    "good",
    "bye",
    "goodbye",
    "cheers",
    "greetings",
    "ciao",
    "salve",
    "buongiorno",
    "buonasera",
    "buon",
    "buona",
    "arrivederci",
    "saluti",
    "ehi",
];

/// Words that greet beside one that does, or beside thanks.
const WITH_GREETINGS: &[&str] = &[
    "dear",
    "afternoon",
    "evening",
    "day",
    "everyone",
    "all",
    "there",
    "team",
    "folks",
    "see",
    "you",
    "have",
    "weekend",
    "giorno",
    "sera",
    "giornata",
    "serata",
    "pomeriggio",
    "a",
    "tutti",
    "tutte",
    "cordiali",
];

/// Words that thank, or say that all is well.
const THANKS: &[&str] = &[
    "thanks",
    "thank",
    "thx",
    "ty",
    "tysm",
    "works",
    "perfect",
    "great",
    "nice",
    "awesome",
    "ok",
    "okay",
    "cool",
    "super",
    "appreciated",
    "wonderful",
    "excellent",
    "solved",
    "fixed",
    "grazie",
    "gentile",
    "gentilissimo",
    "gentilissima",
    "gentilissimi",
    "perfetto",
    "ottimo",
    "bene",
    "benissimo",
    "funziona",
    "risolto",
    "ringrazio",
];

/// Words that belong to thanks.
const WITH_THANKS: &[&str] = &[
    "many",
    "so",
    "very",
    "much",
    "lot",
    "lots",
    "again",
    "it",
    "your",
    "help",
    "for",
    "the",
    "now",
    "mille",
    "tante",
    "molte",
    "infinite",
    "molto",
    "va",
    "dell'aiuto",
    "per",
    "l'aiuto",
    "ora",
    "tutto",
    "vi",
    "ti",
    "la",
    "anche",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn politeness_is_told_from_requests() {
        for polite in [
            "Thanks!",
            "thank you so much 🙏",
            "Grazie mille!",
            "👍",
            "ciao a tutti",
            "Perfect, thanks a lot",
            "Thank you all for your help",
            "It works again :)",
            "Ora funziona, grazie",
            "Buona giornata!",
            "hi",
            ":-)",
        ] {
            assert!(is_thanks_only(polite), "{polite}");
        }
        for request in [
            "thanks, but it still fails",
            "grazie, però non va la stampante",
            "no",
            "hello, my VPN is down",
            "Help!",
            "Hello, help!",
            "Again!!",
            "for all",
            "anche ora",
            "grazie?",
            "???",
            "❓",
            "!!!",
            "…",
            "",
        ] {
            assert!(!is_thanks_only(request), "{request}");
        }
    }

    #[test]
    fn a_yes_is_a_yes_whatever_politeness_stands_around_it() {
        for yes in ["yes", "Yes, thanks!", "Sì, grazie mille", "si", "Yep 👍"] {
            assert_eq!(yes_or_no(yes), Some(true), "{yes}");
        }
        for no in ["No", "no, thank you", "nope"] {
            assert_eq!(yes_or_no(no), Some(false), "{no}");
        }
        for neither in ["", "thanks", "yes but it still fails", "no, it does not work", "yes no", "👍"] {
            assert_eq!(yes_or_no(neither), None, "{neither}");
        }
    }

    #[test]
    fn a_real_sentence_gives_its_language_away() {
        assert_eq!(detect("My VPN is down since this morning"), Some(Language::En));
        assert_eq!(detect("La stampante del secondo piano non funziona"), Some(Language::It));
        assert_eq!(detect("vpn?"), None);
    }

    #[test]
    fn a_text_without_words_that_tell_is_told_by_its_letters() {
        assert_eq!(telling_words("Stampante guasta ufficio contabilità secondo piano"), (0, 0));
        assert_eq!(detect("Stampante guasta ufficio contabilità secondo piano"), Some(Language::It));
    }

    #[test]
    fn words_of_both_languages_settle_nothing_by_themselves() {
        let quoting = "Sullo schermo della stampante vedo «it is on fire», e non so che cosa fare adesso";
        assert_eq!(telling_words(quoting), (3, 3));
        assert_eq!(detect(quoting), Some(Language::It));
    }

    #[test]
    fn words_that_tell_are_in_order_and_of_one_language() {
        for list in [ENGLISH, ITALIAN] {
            assert!(list.is_sorted());
        }
        assert!(!ENGLISH.iter().any(|word| ITALIAN.contains(word)));
    }
}
