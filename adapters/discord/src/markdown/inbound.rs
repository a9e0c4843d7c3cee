//! What people write on Discord, as CommonMark.
//!
//! A line is a line on Discord: newlines stay single, as soft breaks, which the other side shows as
//! lines. What CommonMark would take for markup and Discord does not (rules, indented code, HTML,
//! tables, reference definitions) is escaped; what only Discord knows (mentions, emoji, times,
//! underline, spoilers, small print) is put into words.

use chrono::DateTime;

use super::lines::Lines;

/// The names behind a message's mentions.
pub(crate) trait Names {
    /// A person's name.
    fn user(&self, id: u64) -> Option<String>;
    /// A role's name.
    fn role(&self, id: u64) -> Option<String>;
    /// A channel's name.
    fn channel(&self, id: u64) -> Option<String>;
}

/// `text`, which is Discord's Markdown, as CommonMark.
pub(crate) fn common_mark(text: &str, names: &dyn Names) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = Lines::default();
    let mut rest = text.as_str();
    while let Some((before, code, after)) = next_fence(rest) {
        push_words(&mut out, before, names);
        out.code(code);
        rest = after;
    }
    push_words(&mut out, rest, names);
    out.finish()
}

/// The text before the next code block, its inside, and what comes after it.
fn next_fence(text: &str) -> Option<(&str, &str, &str)> {
    let begin = text.find("```")?;
    let inside = &text[begin + 3..];
    let end = inside.find("```").filter(|end| *end > 0)?;
    Some((&text[..begin], &inside[..end], &inside[end + 3..]))
}

fn push_words(out: &mut Lines, text: &str, names: &dyn Names) {
    if text.is_empty() {
        return;
    }
    let words = inline(text, names);
    out.words(&words);
}

/// Everything that may stand inside a line; newlines pass through.
fn inline(text: &str, names: &dyn Names) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut underlined = pairs(text, "__");
    let mut hidden = pairs(text, "||");
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\\' => escaped(rest, &mut out),
            '`' => code(rest, &mut out),
            '<' => token(rest, names, &mut out),
            '&' => entity(rest, &mut out),
            'h' => address(rest, &mut out),
            '_' if rest.starts_with("__") => marked(&mut underlined, "*", "__", &mut out),
            '|' if rest.starts_with("||") => marked(&mut hidden, "", r"\|\|", &mut out),
            _ => 0,
        };
        if taken == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            rest = &rest[taken..];
        }
    }
    out
}

/// How many of the marks in `text` stand in pairs.
fn pairs(text: &str, mark: &str) -> usize {
    text.matches(mark).count() / 2 * 2
}

/// A mark of two characters that is paired, or is left.
fn marked(left: &mut usize, becomes: &str, stays: &str, out: &mut String) -> usize {
    if *left > 0 {
        *left -= 1;
        out.push_str(becomes);
    } else {
        out.push_str(stays);
    }
    2
}

fn escaped(rest: &str, out: &mut String) -> usize {
    match rest.chars().nth(1) {
        Some(next) if next.is_ascii_punctuation() => {
            out.push('\\');
            out.push(next);
            2
        }
        // Before a line's end CommonMark reads it as a hard break.
        _ => {
            out.push_str(r"\\");
            1
        }
    }
}

/// Code in a line stays as it is.
fn code(rest: &str, out: &mut String) -> usize {
    let ticks = rest.bytes().take_while(|b| *b == b'`').count();
    let fence = &rest[..ticks];
    match rest[ticks..].find(fence) {
        Some(end) => {
            let length = ticks * 2 + end;
            out.push_str(&rest[..length]);
            length
        }
        None => {
            out.push_str(&"\\`".repeat(ticks));
            ticks
        }
    }
}

/// An address is left alone: what looks like markup in it is none.
fn address(rest: &str, out: &mut String) -> usize {
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        return 0;
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ')')).unwrap_or(rest.len());
    out.push_str(&rest[..end]);
    end
}

/// `&amp;` is five characters on Discord.
fn entity(rest: &str, out: &mut String) -> usize {
    if rest[1..].starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()) {
        out.push_str(r"\&");
        return 1;
    }
    0
}

/// Mentions, emoji, times and addresses in angle brackets; any other bracket is one.
fn token(rest: &str, names: &dyn Names, out: &mut String) -> usize {
    if let Some(end) = rest.find('>')
        && let Some(words) = meaning(&rest[1..end], names)
    {
        out.push_str(&words);
        return end + 1;
    }
    out.push_str(r"\<");
    1
}

fn meaning(inside: &str, names: &dyn Names) -> Option<String> {
    if let Some(command) = inside.strip_prefix('/') {
        let (name, id) = command.rsplit_once(':')?;
        return id.parse::<u64>().ok().map(|_| format!("/{}", plain(name)));
    }
    if inside.contains(char::is_whitespace) || inside.is_empty() {
        return None;
    }
    let named = |sign: &str, name: Option<String>, id: u64| {
        format!("{sign}{}", plain(&name.unwrap_or_else(|| id.to_string())))
    };
    if inside.starts_with("https://") || inside.starts_with("http://") {
        return Some(format!("<{inside}>"));
    }
    if let Some(role) = inside.strip_prefix("@&") {
        let id = role.parse().ok()?;
        return Some(named("@", names.role(id), id));
    }
    if let Some(user) = inside.strip_prefix('@') {
        let id = user.strip_prefix('!').unwrap_or(user).parse().ok()?;
        return Some(named("@", names.user(id), id));
    }
    if let Some(channel) = inside.strip_prefix('#') {
        let id = channel.parse().ok()?;
        return Some(named("#", names.channel(id), id));
    }
    if let Some(time) = inside.strip_prefix("t:") {
        let seconds = time.split(':').next()?.parse().ok()?;
        let time = DateTime::from_timestamp(seconds, 0)?;
        return Some(time.format("%Y-%m-%d %H:%M UTC").to_string());
    }
    let emoji = inside.strip_prefix("a:").or_else(|| inside.strip_prefix(':'))?;
    let (name, id) = emoji.split_once(':')?;
    id.parse::<u64>().ok().map(|_| format!(":{}:", plain(name)))
}

fn plain(name: &str) -> String {
    sportello_chat::escape_markdown(name)
}
