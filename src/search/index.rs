//! What of an article is indexed, and for whose eyes.

use std::collections::HashSet;
use std::sync::Arc;

use super::ahead;
use super::words::stems_in;
use crate::ticket::{Article, ArticleKind};

/// Most stems of one article; a longer text is a log file, whose beginning is enough to find it by.
const MOST: usize = 5000;

/// What an article is found by beside its own words: those of its ticket.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// The ticket's number.
    pub number: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The name of its customer.
    pub customer: &'a str,
    /// The name of its owner. Only a ticket's first article is found by it, so that a new owner costs one
    /// row and not one for each article.
    pub owner: Option<&'a str>,
}

/// The stems of an article, in order. Customers' searches look at `seen` alone, operators' at both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// What customers may see.
    pub seen: Vec<String>,
    /// What only operators may: notes, what was deleted, operators' names.
    pub inside: Vec<String>,
}

/// What is indexed of an article. Nothing of a note, or of an article that was deleted, is for customers:
/// not even its ticket's title, by which they would find that it is there.
pub fn indexed(heading: &Heading<'_>, article: &Article) -> Indexed {
    let shown = article.kind.is_for_customers() && !article.hidden && article.moved.is_none();
    let (mut seen, mut inside) = (Vec::new(), Vec::new());
    let before = article.origin.as_ref().map_or("", |origin| origin.ticket.as_str());
    let body = ahead::stems(&article.body);
    for text in [heading.number, before, heading.title, heading.customer] {
        add(if shown { &mut seen } else { &mut inside }, text);
    }
    if shown { &mut seen } else { &mut inside }.push(body);
    // How operators appear to customers is their queue's choice: their names are found by operators only.
    let named = shown && matches!(article.kind, ArticleKind::Request | ArticleKind::Participant);
    add(if named { &mut seen } else { &mut inside }, &article.author_name);
    if article.number == 1 {
        add(&mut inside, heading.owner.unwrap_or_default());
    }
    let (seen, mut inside) = (in_order(&seen), in_order(&inside));
    inside.retain(|stem| seen.binary_search(stem).is_err());
    Indexed { seen: owned(&seen), inside: owned(&inside) }
}

/// Adds the stems of a text, which may be there already.
fn add(to: &mut Vec<Arc<[String]>>, text: &str) {
    to.extend(stems_in(text).filter(|stems| !stems.is_empty()));
}

/// The first stems of a text, each once, in order.
pub(super) fn stems_of(text: &str) -> Arc<[String]> {
    let words: Vec<Arc<[String]>> = stems_in(text).collect();
    let mut stems: Vec<&str> = words.iter().flat_map(|stems| stems.iter()).map(String::as_str).collect();
    if stems.len() > MOST {
        let mut met = HashSet::new();
        stems.retain(|stem| met.len() < MOST && met.insert(*stem));
    }
    stems.sort_unstable();
    stems.dedup();
    owned(&stems).into()
}

/// All these stems, each once, in order.
fn in_order(stems: &[Arc<[String]>]) -> Vec<&str> {
    let mut stems: Vec<&str> = stems.iter().flat_map(|stems| stems.iter()).map(String::as_str).collect();
    // A stable sort is quick where most is in order.
    stems.sort();
    stems.dedup();
    stems
}

fn owned(stems: &[&str]) -> Vec<String> {
    stems.iter().map(|stem| (*stem).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: Heading<'_> =
        Heading { number: "1001", title: "VPN down", customer: "Mia", owner: Some("Otto") };

    fn article(kind: ArticleKind, number: i32, hidden: bool) -> Article {
        let (author_name, body) = ("Ada".into(), "certificates expired".into());
        Article { number, kind, author: Some(1), author_name, body, hidden, ..Article::empty() }
    }

    #[test]
    fn a_reply_is_found_by_its_words_and_its_tickets() {
        let found = indexed(&HEADING, &article(ArticleKind::Reply, 2, false));
        for stem in ["1001", "vpn", "down", "mia", "certif", "expir"] {
            assert!(found.seen.iter().any(|s| s == stem), "{stem} in {found:?}");
        }
        assert_eq!(found.inside, ["ada"], "the operator's name is not for customers");
    }

    #[test]
    fn a_word_of_marks_alone_is_indexed_as_nothing() {
        let text = "\u{fe0f}\u{200d} certificates expired";
        let odd = Article { body: text.into(), ..article(ArticleKind::Reply, 2, false) };
        assert!(indexed(&HEADING, &odd).seen.iter().all(|stem| !stem.is_empty()));
    }

    #[test]
    fn of_a_note_and_of_what_was_deleted_nothing_is_for_customers() {
        for article in [article(ArticleKind::Note, 2, false), article(ArticleKind::Request, 2, true)] {
            let found = indexed(&HEADING, &article);
            assert_eq!(found.seen, Vec::<String>::new());
            assert!(found.inside.iter().any(|s| s == "certif"));
        }
    }

    #[test]
    fn the_first_article_is_found_by_the_owner_by_operators() {
        let first = indexed(&HEADING, &article(ArticleKind::Request, 1, false));
        assert_eq!(first.inside, ["otto"]);
        assert!(first.seen.iter().any(|s| s == "ada"), "a customer's own name is seen");
        let second = indexed(&HEADING, &article(ArticleKind::Request, 2, false));
        assert!(second.inside.is_empty());
    }
}
