//! What is said, as people read it on a terminal.

use crate::{Line, Said};

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether ids and asides are dimmed with terminal escapes.
    pub colour: bool,
}

impl Style {
    /// Text alone.
    pub const PLAIN: Self = Self { colour: false };

    /// As this process's terminal takes it: `NO_COLOR` and a dumb terminal get text alone.
    pub fn of_terminal() -> Self {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_none_or(|t| t == "dumb");
        Self { colour: !no_colour && !dumb }
    }

    /// `text` in a fainter tone.
    pub(crate) fn dim(self, text: &str) -> String {
        if self.colour { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        if self.colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// `text` without what could steer a terminal or turn the reading direction: control characters
/// other than line breaks and tabs, and the marks that override or isolate directions.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| {
            matches!(c, '\n' | '\t')
                || !(c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        })
        .collect()
}

/// [`clean`], on one line.
fn word(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// A line of the output for people; several lines where the text has several, without a last break.
pub fn render_line(line: &Line, style: Style) -> String {
    match line {
        Line::Said(said) => render_said(said, style),
        Line::Mail(mail) => {
            let ticket = mail.ticket.as_deref().map_or_else(String::new, |t| format!(" #{}", word(t)));
            let place = style.dim(&format!("[mail{ticket}]"));
            format!("{place} ✉ to {}: {}", word(&mail.to), style.bold(&word(&mail.subject)))
        }
        Line::Synced { synced } => style.dim(&format!("— {}", word(synced))),
        Line::Error { error, line } => format!("line {line}: {}", word(error)),
    }
}

/// What a person said, in the same manner: `[help] mia: My VPN is down`.
///
/// `place` is a channel, `channel #ticket` or the like; `id` is shown where it is of use.
pub fn render_saying(place: &str, who: &str, text: &str, id: Option<&str>, style: Style) -> String {
    let head = format!("{} {}: ", style.dim(&format!("[{}]", word(place))), style.bold(&word(who)));
    with_id(format!("{head}{}", indented(text)), id, style)
}

fn render_said(said: &Said, style: Style) -> String {
    let mut place = said.room.as_deref().map_or_else(|| "direct".to_owned(), word);
    if let Some(ticket) = &said.ticket {
        place.push_str(&format!(" #{}", word(ticket)));
    }
    let mut head = format!("{} {}", style.dim(&format!("[{place}]")), style.bold("bot"));
    if let Some(person) = &said.to {
        head.push_str(&format!(" {}", style.dim(&format!("(only to {})", word(person)))));
    }
    with_id(format!("{head}{}", deed(said)), Some(&said.id), style)
}

/// What was done, from the sign after the bot's name on.
fn deed(said: &Said) -> String {
    if let Some(message) = &said.edits {
        return format!(" changed {}: {}", word(message), indented(&said.text));
    }
    if let Some(message) = &said.deletes {
        return format!(" removed {}", word(message));
    }
    if let (Some(message), Some(emoji)) = (&said.react, &said.with) {
        return format!(" put {} on {}", word(emoji), word(message));
    }
    if let Some(message) = &said.pin {
        return format!(" pinned {}", word(message));
    }
    let mut parts = Vec::new();
    if !said.text.is_empty() {
        parts.push(indented(&said.text));
    }
    for file in &said.attach {
        parts.push(format!("📎 {} ({}, {})", word(&file.name), word(&file.mime), size(file.size)));
    }
    format!(": {}", parts.join("\n    "))
}

/// Cleaned text whose further lines stand under the first.
fn indented(text: &str) -> String {
    clean(text).trim_end().replace('\n', "\n    ")
}

fn with_id(text: String, id: Option<&str>, style: Style) -> String {
    match id {
        Some(id) => format!("{text} {}", style.dim(&format!("({})", word(id)))),
        None => text,
    }
}

/// A size in the unit that gives one to four digits.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests;
