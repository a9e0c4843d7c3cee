//! Which ready text a request seems to ask for.

use std::collections::HashSet;

use super::{ReadyText, Version};
use crate::search::{stems, words};

/// Of the words of a text's title, so large a part must stand in the request.
const OF_TITLE: f64 = 0.5;
/// So many of its words must stand in the text, since one alone is too little to know by …
const SHARED: usize = 2;
/// … unless the request has no more than these, and the title not a word else.
const FEW: usize = 5;

/// The text that fits a request best, if one fits well: most of its title is in the request. In whatever
/// language the request is, the words are those of any version.
pub fn best<'t>(texts: impl IntoIterator<Item = &'t ReadyText>, request: &str) -> Option<&'t ReadyText> {
    let asked = distinct(request);
    let scored = texts.into_iter().filter_map(|text| {
        let scores = text.versions().filter_map(|version| score(&text.name, version, &asked));
        Some((scores.max_by(f64::total_cmp)?, text))
    });
    // Of equals the first that stands in bot.toml.
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, text)| text)
}

fn score(name: &str, version: &Version, asked: &[HashSet<String>]) -> Option<f64> {
    let title = distinct(version.title.as_deref().unwrap_or(name));
    let body = distinct(&version.text.words());
    let within = |word: &HashSet<String>, all: &[HashSet<String>]| all.iter().any(|w| !w.is_disjoint(word));
    let titled = title.iter().filter(|word| within(word, asked)).count();
    let shared = asked.iter().filter(|word| within(word, &title) || within(word, &body)).count();
    let share = |part: usize, all: &[HashSet<String>]| part as f64 / all.len().max(1) as f64;
    let of_title = share(titled, &title);
    let says_no_more = asked.len() <= FEW && titled > 0 && titled == title.len();
    let fits = of_title >= OF_TITLE && titled > 0 && (shared >= SHARED || says_no_more);
    fits.then(|| 2.0 * of_title + share(shared, asked))
}

/// The words of a text that say something, each once, as their stems.
fn distinct(text: &str) -> Vec<HashSet<String>> {
    let mut seen = HashSet::new();
    words(text)
        .filter(|word| seen.insert(word.folded.clone()))
        .map(|word| stems(&word.folded).into_iter().collect::<HashSet<_>>())
        .filter(|stems| !stems.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ready;
    use super::*;

    fn found(request: &str) -> Option<String> {
        let texts = [
            ready(
                "vpn",
                "VPN does not connect",
                "Please renew your certificate and connect the VPN client again.",
            ),
            ready(
                "password",
                "Forgotten password",
                "You can set a new password yourself: please use the portal, it works.",
            ),
            ready("printer-jam", "", "Open the flap of the printer and pull the paper out."),
        ];
        best(&texts, request).map(|text| text.name.clone())
    }

    #[test]
    fn the_text_whose_title_is_asked_for_fits() {
        assert_eq!(found("My VPN is not connecting since this morning").as_deref(), Some("vpn"));
        assert_eq!(found("Hello, I have forgotten my passwords").as_deref(), Some("password"));
        assert_eq!(found("the printers on my floor are jammed again").as_deref(), Some("printer-jam"));
    }

    #[test]
    fn what_shares_only_everyday_words_does_not() {
        assert_eq!(found("Please help, the coffee machine works no more"), None);
        assert_eq!(found("Can you please use the new portal yourself?"), None);
        assert_eq!(found(""), None);
        assert_eq!(found("👋"), None);
    }
}
