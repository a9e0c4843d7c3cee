//! Words that Discord shows as they are.

/// What Discord's Markdown takes for markup wherever it stands.
const ANYWHERE: [char; 9] = ['\\', '*', '_', '~', '`', '|', '<', '[', ']'];

/// `text` with everything escaped that Discord could take for markup or a mention. `starts` says
/// whether it stands at the beginning of a line.
///
/// Addresses stay as they are: a backslash would become part of them.
pub(crate) fn escape(text: &str, mut starts: bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = address(rest) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            starts = false;
            continue;
        }
        if starts {
            let mark = line_mark(rest);
            if mark > 0 {
                out.push_str(&rest[..mark - 1]);
                out.push('\\');
                out.push_str(&rest[mark - 1..mark]);
                rest = &rest[mark..];
                starts = false;
                continue;
            }
        }
        if ANYWHERE.contains(&c) {
            out.push('\\');
        }
        out.push(c);
        starts = c == '\n' || (starts && c == ' ');
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// How many bytes of an address `text` begins with.
fn address(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|s| text.starts_with(s))?;
    let end = text.find(|c: char| c.is_whitespace() || c == '<' || c == '>').unwrap_or(text.len());
    (end > scheme.len()).then_some(end)
}

/// The length of the mark at the beginning of a line, up to its last character, which is the one to
/// be escaped: `# `, `- `, `-# `, `> `, `>>> `, `1. `.
fn line_mark(text: &str) -> usize {
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    let is_mark = (1..=3).contains(&hashes) && text[hashes..].starts_with(' ')
        || ["- ", "-# ", "> ", ">>> "].iter().any(|mark| text.starts_with(mark));
    if is_mark {
        return 1;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && text[digits..].starts_with(". ") { digits + 1 } else { 0 }
}
