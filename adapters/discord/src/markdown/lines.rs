//! What the beginnings of lines mean to Discord and to CommonMark.

/// Lines of CommonMark, as they come.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    out: String,
    last: Line,
    /// Everything from a `>>>` on is quoted.
    quoting: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Line {
    #[default]
    Blank,
    Words,
    Quote,
    Item,
    Heading,
}

impl Lines {
    /// Words, with their newlines.
    pub(crate) fn words(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 || !(self.out.is_empty() || self.out.ends_with('\n')) {
                self.out.push('\n');
            }
            self.line(line);
        }
    }

    /// A code block, whose fence has lines of its own in CommonMark.
    pub(crate) fn code(&mut self, inside: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        let (language, code) = match inside.split_once('\n') {
            Some((first, rest)) if first.chars().all(|c| c.is_alphanumeric() || "+-#._".contains(c)) => {
                (first, rest)
            }
            _ => ("", inside),
        };
        let quote = if self.quoting { "> " } else { "" };
        self.out.push_str(&format!("{quote}```{language}\n"));
        for line in code.trim_matches('\n').split('\n') {
            self.out.push_str(&format!("{quote}{line}\n"));
        }
        self.out.push_str(&format!("{quote}```\n"));
        self.last = Line::Blank;
    }

    pub(crate) fn finish(self) -> String {
        self.out.trim_end().to_owned()
    }

    fn line(&mut self, line: &str) {
        let line = self.unquoted(line);
        let (kind, text) = if let Some(quoted) = line.strip_prefix("> ").filter(|_| !self.quoting) {
            (Line::Quote, format!("> {}", safe(quoted).1))
        } else if self.quoting {
            (Line::Quote, format!("> {}", safe(line).1))
        } else {
            safe(line)
        };
        // CommonMark lets words go on a quote or a list's item; Discord does not.
        let apart = matches!((self.last, kind), (Line::Quote | Line::Item, Line::Words))
            || matches!((self.last, kind), (Line::Quote, Line::Item | Line::Heading));
        if apart && !line.starts_with("  ") {
            self.out.push('\n');
        }
        self.out.push_str(&text);
        self.last = kind;
    }

    /// `line` without the `>>>` that quotes it and all that follow.
    fn unquoted<'a>(&mut self, line: &'a str) -> &'a str {
        match line.strip_prefix(">>> ") {
            Some(rest) if !self.quoting => {
                self.quoting = true;
                rest
            }
            _ => line,
        }
    }
}

/// A line outside quotes that is to CommonMark what it is to Discord.
fn safe(line: &str) -> (Line, String) {
    let trimmed = line.trim_start();
    if trimmed.is_empty() {
        return (Line::Blank, String::new());
    }
    let indent = line.len() - trimmed.len();
    if let Some(small) = trimmed.strip_prefix("-# ") {
        return (Line::Words, safe(small).1);
    }
    if is_item(trimmed) {
        return (Line::Item, format!("{}{trimmed}", " ".repeat(indent)));
    }
    if ["# ", "## ", "### "].iter().any(|mark| line.starts_with(mark)) {
        return (Line::Heading, line.to_owned());
    }
    (Line::Words, guarded(trimmed))
}

fn is_item(line: &str) -> bool {
    let bullet = (line.starts_with("- ") || line.starts_with("* ")) && !is_rule(line);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    bullet || (digits > 0 && digits < 10 && line[digits..].starts_with(". "))
}

/// A line of nothing but the signs of rules, underlines and tables.
fn is_rule(line: &str) -> bool {
    let ruled = |signs: &str| line.chars().all(|c| signs.contains(c));
    (ruled("-=|: \t") && line.contains(['-', '='])) || (ruled("* ") && line.matches('*').count() > 2)
}

/// Words whose beginning CommonMark would read as something else.
fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let definition = line.starts_with('[') && line.contains("]:");
    if is_rule(line) || line.starts_with(['#', '+', '>']) || line.starts_with("~~~") || definition {
        return format!("\\{line}");
    }
    if digits > 0 && line[digits..].starts_with(") ") {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    line.to_owned()
}
