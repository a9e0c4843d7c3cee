//! Lines of a text, none longer than the paper is wide.

/// `text`, one line of it, in lines of at most `width` characters, broken at spaces; a word that is longer
/// stands alone. Markup stars take no room.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && seen(&line) + 1 + seen(word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

fn seen(text: &str) -> usize {
    text.replace("**", "").chars().count()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_broken_at_spaces() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("**one** **two** three", 8), ["**one** **two**", "three"]);
        assert_eq!(wrap("incomprehensible word", 8), ["incomprehensible", "word"]);
    }
}
