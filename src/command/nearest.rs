//! Which known word somebody meant who misspelt it.

use strsim::damerau_levenshtein;

/// Longer words, in characters, are no misspelt names, and comparing them would cost time.
const LONGEST: usize = 32;
/// A shorter beginning, in characters, says too little.
const SHORTEST_BEGINNING: usize = 3;

/// The candidate that `word` most likely stands for, whatever its case: within two mistakes (one in
/// words of up to five letters, none below three), else the first that begins with it. The first of
/// equals wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = comparable(word)?;
    let length = word.chars().count();
    let mut best: Option<(usize, &'a str)> = None;
    let mut begun = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        let distance = damerau_levenshtein(&word, &lower);
        let tolerance = tolerance(length.min(lower.chars().count()));
        if distance <= tolerance && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        if begun.is_none() && length >= SHORTEST_BEGINNING && lower.starts_with(&word) {
            begun = Some(candidate);
        }
    }
    best.map(|(_, candidate)| candidate).or(begun)
}

/// The candidate that differs from `word` by one mistake at most, words below four letters aside.
pub(super) fn one_off<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = comparable(word).filter(|word| word.chars().count() > 3)?;
    candidates
        .into_iter()
        .find(|candidate| candidate.chars().count() > 3 && damerau_levenshtein(&word, candidate) <= 1)
}

/// The word in lower case without punctuation after it, if it can be somebody's attempt at a name.
fn comparable(word: &str) -> Option<String> {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let fits = !word.is_empty() && word.chars().take(LONGEST + 1).count() <= LONGEST;
    fits.then(|| word.to_lowercase())
}

const fn tolerance(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}
