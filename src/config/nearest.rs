//! The name somebody probably meant.

/// The candidate that `typed` is a misspelling of, if one is near enough to be worth naming.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = plain(typed);
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&typed, &plain(c)), c))
        .filter(|(distance, c)| *distance <= tolerance(c))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// “; did you mean “x”?”, or nothing.
pub(super) fn did_you_mean<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, candidates).map_or_else(String::new, |c| format!("; did you mean “{c}”?"))
}

/// “console, matrix or none”.
pub(super) fn or_list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", most.join(", "), last.as_ref())
        }
    }
}

/// A third of the letters may differ, and at least one of any word but the shortest.
fn tolerance(candidate: &str) -> usize {
    (candidate.chars().count() / 3).clamp(1, 4)
}

/// Spelling differences nobody means: case, and which dash.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_swapped_letter_is_forgiven() {
        assert_eq!(nearest("gahter", ["gather", "settle"]), Some("gather"));
    }

    #[test]
    fn a_dash_for_an_underscore_is_no_difference() {
        assert_eq!(nearest("Follow-Up", ["follow_up"]), Some("follow_up"));
    }

    #[test]
    fn what_is_far_from_everything_has_no_neighbour() {
        assert_eq!(nearest("colour", ["gather", "settle"]), None);
    }
}
