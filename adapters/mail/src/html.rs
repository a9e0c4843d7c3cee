//! The HTML part of a mail: one page, nothing from outside.

use std::fmt::Write as _;

use pulldown_cmark::html::push_html;
use sportello_chat::{Body, Markup};

use crate::markdown::events;

const STYLE: &str = "body{margin:0;padding:1.5em;font:16px/1.5 system-ui,sans-serif;color:#1c1e21;background:#fff}\
main{max-width:42em;margin:0 auto}header{color:#5a6068;border-bottom:1px solid #d8dce0;margin-bottom:1em;padding-bottom:.5em}\
pre{padding:.75em;background:#f3f4f6;white-space:pre-wrap;overflow-wrap:anywhere}\
code{font-family:ui-monospace,monospace}\
blockquote{margin:0;padding-left:1em;border-left:3px solid #d8dce0;color:#5a6068}";

/// The page that shows `body`; `language` is a valid language tag.
pub(crate) fn page(desk: &str, subject: &str, language: Option<&str>, body: &Body) -> String {
    let lang = language.map(|l| format!(" lang=\"{}\"", escape(l))).unwrap_or_default();
    let mut page = format!(
        "<!DOCTYPE html>\n<html{lang}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escape(subject)
    );
    if !desk.trim().is_empty() {
        let _infallible = writeln!(page, "<header>{}</header>", escape(desk));
    }
    for block in body.0.iter().filter(|b| !b.text.trim().is_empty()) {
        match block.markup {
            Markup::Markdown => push_html(&mut page, events(&block.text)),
            Markup::Plain => plain(&mut page, &block.text),
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Plain text: an empty line ends a paragraph, other line ends are kept.
fn plain(page: &mut String, text: &str) {
    for paragraph in text.replace("\r\n", "\n").split("\n\n").filter(|p| !p.trim().is_empty()) {
        let lines: Vec<String> = paragraph.trim_matches('\n').lines().map(line).collect();
        let _infallible = writeln!(page, "<p>{}</p>", lines.join("<br>\n"));
    }
}

/// One line, its indentation kept.
fn line(text: &str) -> String {
    let shown = text.trim_start_matches(' ');
    format!("{}{}", "&nbsp;".repeat(text.len() - shown.len()), escape(shown))
}

/// `text` as HTML shows it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No HTML may hold them, and some readers stop there.
            c if c.is_control() && c != '\t' && c != '\n' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &Body) -> String {
        let page = page("", "s", Some("en"), body);
        let main = page.split_once("<main>\n").and_then(|(_, rest)| rest.split_once("</main>"));
        main.map(|(main, _)| main.to_owned()).unwrap_or_default()
    }

    #[test]
    fn plain_text_stands_for_itself_and_keeps_its_lines() {
        let html = shown(&Body::plain("a < b && *c*\n  <script>alert(1)</script>\n\nend"));
        assert_eq!(
            html,
            "<p>a &lt; b &amp;&amp; *c*<br>\n&nbsp;&nbsp;&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>end</p>\n"
        );
    }

    #[test]
    fn markdown_is_formatted() {
        let html = shown(&Body::markdown("**Hello**\n`x < y`\n\n- one\n- two"));
        assert_eq!(
            html,
            "<p><strong>Hello</strong><br />\n<code>x &lt; y</code></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        );
    }

    #[test]
    fn raw_html_in_markdown_is_shown_as_written() {
        let html =
            shown(&Body::markdown("hi <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>\n"));
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn nothing_is_fetched_from_outside() {
        let html = shown(&Body::markdown("![a cat](https://tracker.example/cat.png)"));
        assert_eq!(html, "<p>a cat</p>\n");
    }

    #[test]
    fn a_link_runs_no_script() {
        let html = shown(&Body::markdown("[a](JavaScript:alert(1)) [b](https://example.org/?a=1&b=2)"));
        assert_eq!(html, "<p>a <a href=\"https://example.org/?a=1&amp;b=2\">b</a></p>\n");
    }

    #[test]
    fn the_page_says_its_language_and_the_desks_name() {
        let page = page("Help & <co>", "Sub<ject>", Some("it"), &Body::plain("ciao"));
        assert!(page.contains("<html lang=\"it\">"));
        assert!(page.contains("<header>Help &amp; &lt;co&gt;</header>"));
        assert!(page.contains("<title>Sub&lt;ject&gt;</title>"));
    }
}
