//! What somebody looks for, and how well a text answers it.

use std::collections::HashSet;

use super::words::{Word, stems, words};

/// More words narrow nothing down that fewer do not.
const MOST_TERMS: usize = 10;
/// A word in the title says more than one in a text.
const IN_TITLE: u32 = 4;
/// A word that is repeated counts again, up to so often.
const MOST_REPEATS: u32 = 3;
/// Two words that follow each other as they were typed.
const IN_ORDER: u32 = 2;
/// The very word, not another form of it.
const EXACT: u32 = 1;

/// One word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it was typed, folded.
    pub folded: String,
    /// Any of these stems is a hit.
    pub stems: Vec<String>,
}

impl Term {
    /// Whether a folded word is one that this term looks for.
    pub fn finds(&self, folded: &str) -> bool {
        if self.folded == folded {
            return true;
        }
        // A stem begins as its word does: most words need not be stemmed to know.
        let may = |stem: &String| stem.chars().next() == folded.chars().next();
        self.stems.iter().any(may) && stems(folded).iter().any(|stem| self.stems.contains(stem))
    }
}

/// What is looked for: every one of its terms must be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, in order, each once.
    pub terms: Vec<Term>,
}

impl Query {
    /// The query of what somebody typed. All of it is words: there are no operators, and nothing in it is
    /// handed to a database but stems. Empty if no word of it says anything.
    pub fn of(text: &str) -> Self {
        let mut seen = HashSet::new();
        let terms = words(text)
            .map(|Word { folded, .. }| Term { stems: stems(&folded), folded })
            .filter(|term| !term.stems.is_empty() && seen.insert(term.folded.clone()))
            .take(MOST_TERMS)
            .collect();
        Self { terms }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Which term a folded word is found by.
    pub fn finds(&self, folded: &str) -> Option<usize> {
        self.terms.iter().position(|term| term.finds(folded))
    }

    /// How well a text with a title answers, from 0 on. It may be matched by names alone.
    pub fn score(&self, title: &str, body: &str) -> u32 {
        let titled: HashSet<usize> = words(title).filter_map(|word| self.finds(&word.folded)).collect();
        let mut counts = vec![0; self.terms.len()];
        let mut exact = HashSet::new();
        let mut ordered = HashSet::new();
        let mut before = None;
        for word in words(body) {
            let found = self.finds(&word.folded);
            if let Some(term) = found {
                counts[term] += 1;
                if self.terms[term].folded == word.folded {
                    exact.insert(term);
                }
                if term > 0 && before == Some(term - 1) {
                    ordered.insert(term);
                }
            }
            // What says nothing stands between words that follow each other.
            if found.is_some() || !stems(&word.folded).is_empty() {
                before = found;
            }
        }
        let number = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
        let repeats: u32 = counts.into_iter().map(|count: u32| count.min(MOST_REPEATS)).sum();
        IN_TITLE * number(titled.len())
            + repeats
            + IN_ORDER * number(ordered.len())
            + EXACT * number(exact.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_words_and_nothing_else() {
        let query = Query::of("\"VPN\" AND NEAR(certificate*) OR seen:note ' \\ | & ! -x ^");
        let terms: Vec<&str> = query.terms.iter().map(|t| t.folded.as_str()).collect();
        assert_eq!(terms, ["vpn", "near", "certificate", "seen", "note", "x"]);
        assert!(Query::of("the … of ' \" * il").is_empty());
    }

    #[test]
    fn the_title_counts_more_than_the_text_and_the_very_words_in_order_most() {
        let query = Query::of("printer jam");
        let title = query.score("Printer jam", "");
        let order = query.score("", "there is a printer jam again");
        let apart = query.score("", "jams in the second printer");
        let once = query.score("", "the printer");
        assert!(title > order && order > apart && apart > once, "{title} {order} {apart} {once}");
        assert_eq!(query.score("Password", "forgotten"), 0);
    }

    #[test]
    fn a_word_repeated_without_end_is_no_better_than_one_repeated() {
        let query = Query::of("vpn");
        assert_eq!(query.score("", &"vpn ".repeat(3)), query.score("", &"vpn ".repeat(500)));
    }
}
