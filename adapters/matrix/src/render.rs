//! A [`Body`] as Matrix shows it: a plain text, and HTML of the elements the specification allows.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use sportello_chat::{Body, Markup, Mention};

/// The schemes of links the specification lets clients show.
const SCHEMES: [&str; 6] = ["https:", "http:", "ftp:", "mailto:", "magnet:", "matrix:"];

/// A text in the two forms in which it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rendered {
    pub(crate) body: String,
    /// Where it says more than the body does.
    pub(crate) formatted: Option<String>,
}

/// `body`, led by the names of those who are notified.
pub(crate) fn render(body: &Body, mentions: &[Mention]) -> Rendered {
    let text = body.as_text();
    if mentions.is_empty() && !body.has_markdown() {
        return Rendered { body: text, formatted: None };
    }
    let html = blocks(body);
    if mentions.is_empty() {
        return Rendered { body: text, formatted: Some(html) };
    }
    let names = mentions.iter().map(|m| m.name.as_str()).collect::<Vec<_>>().join(", ");
    let pills = mentions.iter().map(pill).collect::<Vec<_>>().join(", ");
    Rendered { body: format!("{names}: {text}"), formatted: Some(format!("{pills}: {}", unwrapped(&html))) }
}

fn pill(mention: &Mention) -> String {
    format!("<a href=\"https://matrix.to/#/{}\">{}</a>", escape(&mention.id), escape(&mention.name))
}

/// Blocks below each other: formatted ones part themselves, between plain ones stands a line break.
fn blocks(body: &Body) -> String {
    let mut out = String::new();
    let mut after_plain = false;
    for block in &body.0 {
        let plain = block.markup == Markup::Plain;
        if after_plain && plain {
            out.push_str("<br>");
        }
        out.push_str(&if plain { escape(&block.text).replace('\n', "<br>") } else { markdown(&block.text) });
        after_plain = plain;
    }
    out
}

/// `html` without the paragraph around it, if that is all there is.
fn unwrapped(html: &str) -> &str {
    html.strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .filter(|inner| !inner.contains("<p>"))
        .unwrap_or(html)
}

/// CommonMark as HTML; HTML in it is shown as written, a link to where no link may lead is its text.
fn markdown(text: &str) -> String {
    let mut refused = Vec::new();
    let events =
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).filter_map(|event| {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
                // In a chat a line is a line.
                Event::SoftBreak => Some(Event::HardBreak),
                Event::Start(Tag::Table(columns)) => {
                    Some(Event::Start(Tag::Table(columns.iter().map(|_| Alignment::None).collect())))
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    Some(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language(&info).into()))))
                }
                Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
                Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let allowed = allowed(&dest_url);
                    refused.push(!allowed);
                    allowed.then(|| Event::Start(plain_link(dest_url)))
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    (!refused.pop().unwrap_or(false)).then_some(Event::End(TagEnd::Link))
                }
                other => Some(other),
            }
        });
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events);
    html.trim_end().to_owned()
}

/// The language that a code block names: one class, whatever stands there.
fn language(info: &str) -> String {
    let is_name = |c: &char| c.is_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.');
    info.chars().take_while(is_name).collect()
}

fn plain_link(dest_url: CowStr<'_>) -> Tag<'_> {
    Tag::Link { link_type: LinkType::Inline, dest_url, title: "".into(), id: "".into() }
}

fn allowed(url: &str) -> bool {
    let url = url.trim().to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| url.starts_with(scheme))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use sportello_chat::{Body, Markup, Mention};

    use super::{Rendered, render};

    fn html(body: &Body) -> String {
        render(body, &[]).formatted.expect("formatted")
    }

    #[test]
    fn plain_words_need_no_html() {
        let body = Body::plain("a *b*\nc");
        assert_eq!(render(&body, &[]), Rendered { body: "a *b*\nc".into(), formatted: None });
    }

    #[test]
    fn plain_words_below_a_formatted_line_are_not_read_as_markup() {
        let body = Body::markdown("**#1001**").then("<b> *x*\ny", Markup::Plain);
        assert_eq!(html(&body), "<p><strong>#1001</strong></p>&lt;b&gt; *x*<br>y");
    }

    #[test]
    fn html_in_markdown_is_shown_as_written() {
        let shown = html(&Body::markdown("<script>alert(1)</script>\n\nhi <img src=x onerror=y>"));
        assert!(!shown.contains("<script") && !shown.contains("<img"), "{shown}");
        assert!(shown.contains("&lt;script&gt;"), "{shown}");
    }

    #[test]
    fn a_link_leads_only_where_links_may_lead() {
        let shown =
            html(&Body::markdown("[a](javascript:alert) [b](https://b.org \"t\") ![c](https://c.org)"));
        assert_eq!(shown, "<p>a <a href=\"https://b.org\">b</a> <a href=\"https://c.org\">c</a></p>");
    }

    #[test]
    fn lines_code_and_lists_survive() {
        let shown = html(&Body::markdown("one\ntwo\n\n```sh\nls <x>\n```\n\n- a\n- b"));
        assert!(shown.contains("one<br />\ntwo"), "{shown}");
        assert!(shown.contains("<pre><code class=\"language-sh\">ls &lt;x&gt;\n</code></pre>"), "{shown}");
        assert!(shown.contains("<li>a</li>"), "{shown}");
    }

    #[test]
    fn a_code_block_has_one_class() {
        for info in ["sh\tfoo", "sh&#9;foo", "sh\" onload=\"x", "sh,foo"] {
            let shown = html(&Body::markdown(format!("```{info}\nls\n```")));
            assert!(shown.starts_with("<pre><code class=\"language-sh\">"), "{shown}");
        }
    }

    #[test]
    fn who_is_notified_stands_first() {
        let mia = Mention { id: "@mia:a.org".into(), name: "Mia <3".into() };
        let shown = render(&Body::plain("done"), &[mia]);
        assert_eq!(shown.body, "Mia <3: done");
        assert_eq!(
            shown.formatted.as_deref(),
            Some("<a href=\"https://matrix.to/#/@mia:a.org\">Mia &lt;3</a>: done")
        );
    }
}
