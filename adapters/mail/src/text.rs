//! The text part of a mail.

use pulldown_cmark::{Event, Tag, TagEnd};
use sportello_chat::{Body, Markup};

use crate::markdown::events;

/// `body` as a reader of plain text gets it: blocks with an empty line between them.
pub(crate) fn page(body: &Body) -> String {
    let blocks = body.0.iter().filter(|b| !b.text.trim().is_empty()).map(|block| match block.markup {
        Markup::Plain => block.text.replace("\r\n", "\n").trim_matches('\n').to_owned(),
        Markup::Markdown => markdown(&block.text),
    });
    let mut page = blocks.collect::<Vec<_>>().join("\n\n");
    page.retain(|c| c == '\n' || c == '\t' || !c.is_control());
    page.push('\n');
    page
}

/// Markdown without its marks: escapes undone, a link followed by where it leads, lists and quotes
/// drawn as in mails written by hand.
fn markdown(source: &str) -> String {
    let mut page = Page::default();
    events(source).for_each(|event| page.take(event));
    page.text.trim_end().to_owned()
}

/// What has been written so far, and what stands at the head of the next line.
#[derive(Default)]
struct Page {
    text: String,
    /// What each open quote or list item puts before its lines.
    heads: Vec<&'static str>,
    /// The next number of each open list; `None` for one without numbers.
    lists: Vec<Option<u64>>,
    /// The targets of the open links, with the text's length where each began.
    links: Vec<(String, usize)>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.begin(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::HardBreak | Event::SoftBreak => self.line(),
            Event::Rule => {
                self.gap();
                self.write("----");
            }
            _ => {}
        }
    }

    fn begin(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } => self.gap(),
            Tag::BlockQuote(_) => {
                self.gap();
                self.heads.push("> ");
                self.text.push_str("> ");
            }
            Tag::CodeBlock(_) => {
                self.gap();
                self.heads.push("    ");
                self.text.push_str("    ");
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), self.text.len())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => {
                self.heads.pop();
            }
            TagEnd::CodeBlock => {
                self.heads.pop();
                let kept = self.text.trim_end().len();
                self.text.truncate(kept);
            }
            TagEnd::Item => {
                self.heads.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link => self.target(),
            _ => {}
        }
    }

    /// The head of a list's next item.
    fn item(&mut self) {
        if !self.is_at_block_start() {
            self.line();
        }
        let number = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
            *next += 1;
            *next - 1
        });
        match number {
            Some(number) => self.text.push_str(&format!("{number}. ")),
            None => self.text.push_str("- "),
        }
        self.heads.push("  ");
    }

    /// Where the link that ends here leads, unless its text says so already.
    fn target(&mut self) {
        let Some((target, start)) = self.links.pop() else { return };
        let shown = self.text.get(start..).unwrap_or_default();
        if !target.trim_start_matches("mailto:").eq(shown) {
            self.write(&format!(" <{target}>"));
        }
    }

    fn write(&mut self, text: &str) {
        let mut lines = text.split('\n');
        self.text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.line();
            self.text.push_str(line);
        }
    }

    /// Begins a new line.
    fn line(&mut self) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.text.push('\n');
        self.text.extend(self.heads.iter().copied());
    }

    /// Begins a new block, with an empty line above it.
    fn gap(&mut self) {
        if !self.is_at_block_start() {
            self.line();
            self.line();
        }
    }

    /// Whether the current line has only its head.
    fn is_at_block_start(&self) -> bool {
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        let mark = line.trim();
        let number =
            mark.strip_suffix('.').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        mark.chars().all(|c| matches!(c, '>' | '-' | ' ')) || (number && !self.lists.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        assert_eq!(page(&Body::plain("*a*\r\n  b\n")), "*a*\n  b\n");
    }

    #[test]
    fn marks_and_escapes_are_gone() {
        assert_eq!(
            page(&Body::markdown("**Ticket \\#1001** is \\*yours\\*\nsince `now`")),
            "Ticket #1001 is *yours*\nsince now\n"
        );
    }

    #[test]
    fn blocks_are_apart() {
        let body = Body::markdown("Hello").then("mia wrote", Markup::Plain).then("", Markup::Plain);
        assert_eq!(page(&body), "Hello\n\nmia wrote\n");
    }

    #[test]
    fn a_link_says_where_it_leads_once() {
        assert_eq!(
            page(&Body::markdown("[open](https://a.example/b) <https://a.example> <mia@example.org>")),
            "open <https://a.example/b> https://a.example mia@example.org\n"
        );
    }

    #[test]
    fn lists_and_quotes_are_drawn() {
        assert_eq!(
            page(&Body::markdown("Do:\n\n1. one\n2. two\n   - a\n   - b\n\n> said\n> so\n\nend")),
            "Do:\n\n1. one\n2. two\n  - a\n  - b\n\n> said\n> so\n\nend\n"
        );
    }

    #[test]
    fn code_is_indented() {
        assert_eq!(
            page(&Body::markdown("Run:\n```sh\nls\n\ncd x\n```\ndone")),
            "Run:\n\n    ls\n\n    cd x\n\ndone\n"
        );
    }

    #[test]
    fn raw_html_is_text() {
        assert_eq!(page(&Body::markdown("a <b>c</b>")), "a <b>c</b>\n");
    }
}
