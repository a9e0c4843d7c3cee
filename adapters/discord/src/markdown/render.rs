//! CommonMark as Discord's Markdown.

use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::escape::escape;

/// Cells of a table are padded to at most this many characters.
const WIDEST_CELL: usize = 40;

/// `text`, which is CommonMark with raw HTML as words, for Discord.
pub(crate) fn markdown(text: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        writer.take(event);
    }
    writer.out.trim_end().to_owned()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// What begins every line: `> ` in quotes, spaces in lists.
    prefixes: Vec<String>,
    /// The numbers of the lists we are in; none for a list of dots.
    lists: Vec<Option<u64>>,
    /// The links we are in, by where they begin and where they lead; none for one that is shown as
    /// words.
    links: Vec<Option<(usize, String)>>,
    code: bool,
    table: Option<Table>,
    /// Something was written since the block began.
    begun: bool,
    /// The next thing stands right behind a list's mark.
    after_mark: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    cell: String,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        if let Some(table) = &mut self.table
            && table.take(&event)
        {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // A fence inside would end the block.
            Event::Text(text) if self.code => self.raw(&text.replace("```", "`\u{200b}``")),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.words(&text),
            Event::Code(code) => self.inline_code(&code),
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule => {
                self.block();
                self.raw("⸻");
                self.line();
            }
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.words(&text);
            }
            Event::TaskListMarker(done) => self.raw(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.block(),
            Tag::Heading { level, .. } => {
                self.block();
                self.raw(match level {
                    HeadingLevel::H1 => "# ",
                    HeadingLevel::H2 => "## ",
                    HeadingLevel::H3 => "### ",
                    _ => "**",
                });
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.prefixes.push("> ".into());
                self.raw("> ");
                self.after_mark = true;
            }
            Tag::CodeBlock(kind) => {
                self.block();
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
                    CodeBlockKind::Indented => "",
                };
                self.raw(&format!("```{language}"));
                self.line();
                self.code = true;
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Emphasis => self.raw("*"),
            Tag::Strong => self.raw("**"),
            Tag::Strikethrough => self.raw("~~"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let web = dest_url.starts_with("https://") || dest_url.starts_with("http://");
                if web {
                    self.raw("[");
                }
                let begin = self.out.len().saturating_sub(1);
                self.links.push(web.then(|| (begin, dest_url.into_string())));
            }
            Tag::Table(_) => {
                self.block();
                self.table = Some(Table::default());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.fresh_line(),
            TagEnd::Heading(level) => {
                if level > HeadingLevel::H3 {
                    self.raw("**");
                }
                self.fresh_line();
            }
            TagEnd::BlockQuote(_) => {
                self.prefixes.pop();
                self.fresh_line();
            }
            TagEnd::CodeBlock => {
                self.code = false;
                self.fresh_line();
                self.raw("```");
                self.line();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.fresh_line();
            }
            TagEnd::Item => {
                self.prefixes.pop();
                self.fresh_line();
            }
            TagEnd::Emphasis => self.raw("*"),
            TagEnd::Strong => self.raw("**"),
            TagEnd::Strikethrough => self.raw("~~"),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.raw(&format!("```\n{}\n```", table.text()));
                    self.line();
                }
            }
            _ => {}
        }
    }

    /// An address shown as itself needs no words before it; one with a parenthesis can't be masked.
    fn end_link(&mut self) {
        let Some(Some((begin, address))) = self.links.pop() else { return };
        let words = self.out.get(begin + 1..).unwrap_or_default().to_owned();
        if words == address || words.is_empty() {
            self.out.truncate(begin);
            self.raw(&address);
        } else if address.contains([')', '(', ' ']) {
            self.out.truncate(begin);
            self.raw(&format!("{words} (<{address}>)"));
        } else {
            self.raw(&format!("](<{address}>)"));
        }
    }

    /// A new block below what is there.
    fn block(&mut self) {
        if self.after_mark {
            self.after_mark = false;
            return;
        }
        self.fresh_line();
        if self.begun && self.lists.is_empty() {
            self.line();
        }
        self.begun = true;
    }

    fn item(&mut self) {
        self.fresh_line();
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number += 1;
                mark
            }
            _ => "- ".to_owned(),
        };
        self.raw(&mark);
        self.prefixes.push("  ".into());
        self.after_mark = true;
        self.begun = true;
    }

    fn words(&mut self, text: &str) {
        let starts = self.at_line_start();
        let escaped = escape(text, starts);
        self.raw(&escaped);
        self.after_mark = false;
    }

    fn inline_code(&mut self, code: &str) {
        let fence = if code.contains('`') { "``" } else { "`" };
        let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.raw(&format!("{fence}{pad}{code}{pad}{fence}"));
        self.after_mark = false;
    }

    /// Writes `text`, each of whose lines begins as lines do here.
    fn raw(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.line();
            }
            if line.is_empty() {
                continue;
            }
            if self.out.ends_with('\n') {
                // The mark of a quote that has just begun is `line` itself.
                let prefix = self.prefixes.concat();
                let own = self.prefixes.last().is_some_and(|p| p == line && p == "> ");
                self.out.push_str(if own { prefix.strip_suffix(line).unwrap_or("") } else { &prefix });
            }
            self.out.push_str(line);
        }
    }

    fn line(&mut self) {
        if self.out.ends_with('\n') || self.out.is_empty() {
            let quote: String = self.prefixes.iter().filter(|p| p.starts_with('>')).cloned().collect();
            self.out.push_str(&quote);
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn at_line_start(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        line.chars().all(|c| c == '>' || c == ' ' || c == '-')
    }
}

impl Table {
    /// Whether the event belongs to the table alone.
    fn take(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.cell);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::End(TagEnd::Table) => return false,
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.cell.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => self.cell.push(' '),
            _ => {}
        }
        true
    }

    fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |n: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(n));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0).min(WIDEST_CELL)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for (i, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                // A fence inside would end the block.
                let cell = cell.replace("```", "'''");
                let _ = write!(line, "{cell:width$}  ");
            }
            out.push_str(line.trim_end());
            out.push('\n');
            if i == 0 {
                let rule = widths.iter().map(|w| "-".repeat(*w)).collect::<Vec<_>>().join("  ");
                out.push_str(&rule);
                out.push('\n');
            }
        }
        out.trim_end().to_owned()
    }
}
