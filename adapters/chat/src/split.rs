//! Long texts in pieces a platform takes.

/// `text` in pieces: the first of at most `first` characters, the others of at most `limit`.
///
/// Breaks are made at a blank line, else at a line's end, else at a space, else anywhere; a fenced
/// code block that is cut is closed at the end of its piece and opened again in the next. Nothing of
/// the text is lost but the white space at a break.
///
/// `first` and `limit` are taken as at least 16.
pub fn split_text(text: &str, first: usize, limit: usize) -> Vec<String> {
    let limit = limit.max(16);
    let mut room = first.max(16);
    let mut pieces = Vec::new();
    let mut rest = text.trim_end_matches('\n').to_owned();
    loop {
        if rest.chars().count() <= room {
            pieces.push(rest);
            return pieces;
        }
        let reserve = 4;
        let head = rest.char_indices().nth(room - reserve).map_or(rest.len(), |(i, _)| i);
        let cut = break_before(&rest[..head]).unwrap_or(head);
        let (piece, tail) = rest.split_at(cut);
        let mut piece = piece.trim_end().to_owned();
        let mut tail = tail.trim_start_matches(['\n', ' ']).to_owned();
        if let Some(fence) = open_fence(&piece) {
            piece.push_str("\n```");
            tail = format!("{fence}\n{tail}");
        }
        pieces.push(piece);
        rest = tail;
        room = limit;
    }
}

/// The best place to break inside `head`, never in its first half (that would make many small
/// pieces).
fn break_before(head: &str) -> Option<usize> {
    let half = head.len() / 2;
    [("\n\n", 1), ("\n", 0), (" ", 0)]
        .iter()
        .find_map(|(mark, keep)| head.rfind(mark).map(|i| i + keep).filter(|i| *i > half))
}

/// The opening line of the fence that is still open at the end of `piece`, shortened to the bare
/// fence where its info string is unusually long.
fn open_fence(piece: &str) -> Option<String> {
    let mut open = None;
    for line in piece.lines() {
        let line = line.trim_start();
        if line.starts_with("```") {
            open = match open {
                None if line.len() <= 12 => Some(line.to_owned()),
                None => Some("```".to_owned()),
                Some(_) => None,
            };
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::split_text;

    #[test]
    fn a_short_text_is_one_piece() {
        assert_eq!(split_text("hello", 100, 100), ["hello"]);
    }

    #[test]
    fn breaks_at_a_paragraph() {
        let a = "a".repeat(60);
        let b = "b".repeat(60);
        assert_eq!(split_text(&format!("{a}\n\n{b}"), 100, 100), [a, b]);
    }

    #[test]
    fn a_code_block_is_closed_and_opened_again() {
        let code = format!("```rust\n{}```", "let x = 1;\n".repeat(20));
        let pieces = split_text(&code, 100, 100);
        assert!(pieces.len() > 1);
        for piece in &pieces {
            assert_eq!(piece.matches("```").count() % 2, 0, "{piece}");
            assert!(piece.chars().count() <= 100);
        }
        assert_eq!(pieces.iter().map(|p| p.matches("let x").count()).sum::<usize>(), 20);
    }

    #[test]
    fn a_text_without_a_space_is_cut_anywhere_and_whole() {
        let pieces = split_text(&"é".repeat(1000), 100, 100);
        assert!(pieces.iter().all(|p| p.chars().count() <= 100));
        assert_eq!(pieces.concat(), "é".repeat(1000));
    }
}
