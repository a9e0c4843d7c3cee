//! Blanks secrets in a bot.toml's text, so that nothing that quotes it can give one away.
//!
//! Two passes, because neither is enough. The text alone is searched for what looks like a secret
//! being set, even in comments and in files that are no TOML at all; the parsed tree then finds what
//! the text hides behind quoting, nesting or escapes. A character is replaced by one of the same
//! length in UTF-8, so that every span and column stays true.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::nearest::nearest;

/// The keys that hold secrets.
pub(super) const SECRETS: &[&str] =
    &["password", "database_password", "recovery_key", "store_passphrase", "token"];

/// Parts of a key's name that make its value one not to be shown, whatever else is wrong with it.
const SUSPICIOUS: &[&str] = &["pass", "pwd", "secret", "token", "credential", "key", "auth"];

/// `text` with every secret blanked that can be seen in it without parsing it.
pub(super) fn redact_text(text: &str) -> String {
    let mut blank = vec![];
    let mut offset = 0;
    while let Some(equals) = text[offset..].find('=').map(|i| i + offset) {
        offset = equals + 1;
        if is_suspicious(key_before(text, equals)) {
            let key_start = equals - key_before(text, equals).len();
            let value = match text[..key_start].ends_with(['?', '&']) {
                true => {
                    offset..text[offset..].find(['&', '"', '\'', '\n']).map_or(text.len(), |i| i + offset)
                }
                false => value_after(text, offset),
            };
            offset = offset.max(value.end);
            blank.push(value);
        }
    }
    for (scheme, _) in text.match_indices("://") {
        let start = scheme + 3;
        let end = text[start..].find(['"', '\n']).map_or(text.len(), |i| i + start);
        blank.extend(url_secrets(&text[start..end]).into_iter().map(|r| r.start + start..r.end + start));
    }
    blanked(text, &blank)
}

/// `text` with every secret blanked that the parsed `root` shows.
pub(super) fn redact_tree(text: &str, root: &DeTable<'_>) -> String {
    let mut blank = vec![];
    for (key, value) in root {
        walk(text, key.get_ref(), value.span(), value.get_ref(), &mut blank);
    }
    blanked(text, &blank)
}

/// Whether a value under this key must not be shown.
pub(super) fn is_suspicious(key: &str) -> bool {
    let key = key.to_lowercase();
    SUSPICIOUS.iter().any(|s| key.contains(s)) || nearest(&key, SECRETS.iter().copied()).is_some()
}

fn walk(text: &str, key: &str, span: Range<usize>, value: &DeValue<'_>, blank: &mut Vec<Range<usize>>) {
    match value {
        DeValue::Table(table) if is_suspicious(key) => {
            for (inner, v) in table {
                let shown = match (inner.get_ref().as_ref(), v.get_ref()) {
                    ("env", DeValue::String(name)) => is_variable_name(name),
                    ("file", DeValue::String(_)) => true,
                    _ => false,
                };
                if !shown {
                    blank.push(v.span());
                }
            }
        }
        _ if is_suspicious(key) => blank.push(span),
        DeValue::Table(table) => {
            for (inner, v) in table {
                walk(text, inner.get_ref(), v.span(), v.get_ref(), blank);
            }
        }
        DeValue::Array(items) => {
            for v in items.iter() {
                walk(text, key, v.span(), v.get_ref(), blank);
            }
        }
        DeValue::String(s) => {
            let Some((scheme, rest)) = s.split_once("://") else { return };
            let secrets = url_secrets(rest);
            let raw = text.get(span.clone()).unwrap_or_default();
            match raw.find(s.as_ref()) {
                _ if secrets.is_empty() => {}
                Some(at) => {
                    let start = span.start + at + scheme.len() + 3;
                    blank.extend(secrets.into_iter().map(|r| r.start + start..r.end + start));
                }
                // Written with escapes, its parts can't be told apart in the text.
                None => blank.push(span),
            }
        }
        _ => {}
    }
}

/// Whether an environment variable may have this name; what can't be one might be the secret itself.
pub(super) fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The parts of a URL, after its `://`, that are a password: between the first colon and the last
/// `@`, and the value of any option whose name says so.
fn url_secrets(rest: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    if let Some(at) = rest.rfind('@')
        && let Some(colon) = rest[..at].find(':')
    {
        found.push(colon + 1..at);
    }
    for (equals, _) in rest.match_indices('=') {
        let name = rest[..equals].rsplit(['?', '&']).next().unwrap_or_default();
        if is_suspicious(name) {
            let end = rest[equals..].find('&').map_or(rest.len(), |i| i + equals);
            found.push(equals + 1..end);
        }
    }
    found
}

/// The key that ends where `equals` begins.
fn key_before(text: &str, equals: usize) -> &str {
    let before = text[..equals].trim_end_matches([' ', '\t', '"', '\'']);
    let start = before
        .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    &before[start..]
}

/// The value that begins at `from`: a string to its end, a reference to a secret not at all,
/// anything else to the end of its line.
fn value_after(text: &str, from: usize) -> Range<usize> {
    let start = from + text[from..].len() - text[from..].trim_start_matches([' ', '\t']).len();
    let rest = &text[start..];
    if is_reference(rest) {
        return start..start;
    }
    for quote in ["\"\"\"", "'''"] {
        if let Some(inner) = rest.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return start + 3..start + 3 + end;
        }
    }
    let line = rest.find('\n').unwrap_or(rest.len());
    for quote in ['"', '\''] {
        if let Some(inner) = rest[..line].strip_prefix(quote)
            && let Some(end) = string_end(inner, quote)
        {
            return start + 1..start + 1 + end;
        }
    }
    start..start + line
}

/// Where a one-line string ends; a quote behind a backslash doesn't end it.
fn string_end(inner: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(i),
            _ => {}
        }
    }
    None
}

/// Whether `rest` begins with `{ env = "…" }` or `{ file = "…" }`.
fn is_reference(rest: &str) -> bool {
    let reference = || {
        let inner = rest.strip_prefix('{')?.trim_start();
        let env = inner.starts_with("env");
        let inner = inner.strip_prefix("env").or_else(|| inner.strip_prefix("file"))?;
        let inner = inner.trim_start().strip_prefix('=')?.trim_start();
        let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = inner[1..].split_once(quote)?;
        let names = if env { is_variable_name(value) } else { !value.contains('\n') };
        (names && after.trim_start().starts_with('}')).then_some(())
    };
    reference().is_some()
}

fn blanked(text: &str, ranges: &[Range<usize>]) -> String {
    let hidden = |i: usize| ranges.iter().any(|r| r.contains(&i));
    text.char_indices().map(|(i, c)| if c != '\n' && hidden(i) { blank(c) } else { c }).collect()
}

/// A character that says nothing and is as long as `c`.
fn blank(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '×',
        3 => '•',
        _ => '🞄',
    }
}

#[cfg(test)]
mod tests {
    use super::redact_text;

    #[test]
    fn a_reference_is_shown() {
        let text = "password = { env = \"NAME\" } # why\n";
        assert_eq!(redact_text(text), text);
    }

    #[test]
    fn a_string_is_blanked_and_what_follows_is_not() {
        assert_eq!(redact_text("password = \"a\\\"b\" # why"), "password = \"****\" # why");
    }

    #[test]
    fn a_string_of_several_lines_is_blanked_to_its_end() {
        assert_eq!(redact_text("token = '''\nab\ncd'''\nx = 1"), "token = '''\n**\n**'''\nx = 1");
    }

    #[test]
    fn a_string_without_an_end_is_blanked_to_the_end_of_the_line() {
        assert_eq!(redact_text("pasword = \"ab\nx = 1"), "pasword = ***\nx = 1");
    }

    #[test]
    fn the_password_in_an_address_is_blanked() {
        assert_eq!(
            redact_text("smtp = \"smtp://ada:p/@:q@host:25/?tls=required\""),
            "smtp = \"smtp://ada:*****@host:25/?tls=required\""
        );
    }

    #[test]
    fn the_password_in_an_option_of_an_address_is_blanked() {
        assert_eq!(
            redact_text("\"postgres://host/desk?password=abc&user=ada\""),
            "\"postgres://host/desk?password=***&user=ada\""
        );
    }

    #[test]
    fn a_blank_is_as_long_as_what_it_hides() {
        let text = "token = \"aé€🎫\"";
        assert_eq!(redact_text(text).len(), text.len());
    }
}
