//! The transcript as Markdown.
//!
//! People's words stand in quotes, every line of them behind a `>`: so none can be taken for the next
//! article's heading. What a renderer would load or run is written as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};
use sportello_chat::{Markup, escape_markdown};

use super::html::may_lead_to;
use super::page::{Entry, Page, told};
use super::{Setting, clean};
use crate::text::Args;

/// The page.
pub fn write(page: &Page, setting: &Setting<'_>) -> String {
    let mut out = String::new();
    let facts = &page.facts;
    let number = setting.fill("transcript-ticket", &Args::new().text("number", facts.number.as_str()));
    let _infallible = write!(out, "# {} · {}\n\n", escape_markdown(&number), escape_markdown(&facts.title));
    if page.internal.is_some() {
        let _infallible = write!(out, "**{}**\n\n", escape_markdown(&setting.say("transcript-internal")));
    }
    for (label, value) in told(page, setting) {
        fact(&mut out, &label, &value);
    }
    if let Some(rating) = &facts.rating {
        let said = setting.fill("transcript-stars", &Args::new().text("stars", rating.stars.to_string()));
        fact(&mut out, &setting.say("transcript-rating"), &said);
        if !rating.comment.is_empty() {
            out.push('\n');
            quote(&mut out, &plain(&rating.comment));
        }
    }
    if page.entries.is_empty() {
        let _infallible = write!(out, "\n_{}_\n", escape_markdown(&setting.say("transcript-empty")));
    }
    for one in &page.entries {
        entry(&mut out, one, page, setting);
    }
    history(&mut out, page, setting);
    let args = Args::new()
        .text("at", setting.time(setting.made_at))
        .text("zone", setting.zone.name())
        .text("desk", clean::line(setting.desk));
    let _infallible = write!(out, "\n---\n\n{}\n", escape_markdown(&setting.fill("transcript-made", &args)));
    if page.encrypted {
        let _infallible = write!(out, "\n{}\n", escape_markdown(&setting.say("transcript-encrypted")));
    }
    out
}

fn fact(out: &mut String, label: &str, value: &str) {
    let _infallible = writeln!(out, "- **{}:** {}", escape_markdown(label), escape_markdown(value));
}

fn entry(out: &mut String, entry: &Entry, page: &Page, setting: &Setting<'_>) {
    let number = entry.number.map(|n| format!("{n} · ")).unwrap_or_default();
    let _infallible = write!(
        out,
        "\n## {number}{} · {}\n\n_{}",
        escape_markdown(&entry.by),
        escape_markdown(&setting.kind(entry.kind)),
        escape_markdown(&setting.time(entry.at)),
    );
    if let Some(answered) = entry.answers.and_then(|p| page.entries.get(p.wrapping_sub(1))) {
        let said = match answered.number {
            Some(n) => setting.fill("transcript-answers", &Args::new().text("number", n.to_string())),
            None => setting.fill("transcript-answers-name", &Args::new().text("name", answered.by.as_str())),
        };
        let _infallible = write!(out, " · {}", escape_markdown(&said));
    }
    out.push_str("_\n");
    for remark in entry.remarks(setting) {
        let _infallible = write!(out, "\n_{}_\n", escape_markdown(&remark));
    }
    for version in &entry.versions {
        let said =
            setting.fill("transcript-version", &Args::new().text("at", setting.time(version.replaced_at)));
        let _infallible = write!(out, "\n_{}_\n", escape_markdown(&said));
        words(out, &version.body, version.markup);
    }
    if let Some(question) = &entry.question {
        let _infallible = write!(out, "\n**{}**\n", escape_markdown(question));
    }
    words(out, &entry.body, entry.markup);
    files(out, entry, setting);
}

fn words(out: &mut String, body: &str, markup: Markup) {
    if body.trim().is_empty() {
        return;
    }
    let body = match markup {
        Markup::Markdown => harmless(body),
        Markup::Plain => plain(body),
    };
    out.push('\n');
    quote(out, &body);
}

fn quote(out: &mut String, text: &str) {
    for line in text.trim_matches('\n').lines() {
        let _infallible = if line.is_empty() { writeln!(out, ">") } else { writeln!(out, "> {line}") };
    }
}

fn files(out: &mut String, entry: &Entry, setting: &Setting<'_>) {
    if entry.files.is_empty() && entry.missing.is_empty() {
        return;
    }
    let _infallible = write!(out, "\n{}:\n\n", escape_markdown(&setting.say("transcript-files")));
    for file in &entry.files {
        let (name, mime) = (escape_markdown(&file.name), escape_markdown(&file.mime));
        let _infallible = writeln!(out, "- 📎 {name} · {} · {mime}", setting.size(file.size));
    }
    for (name, why) in &entry.missing {
        let said = match why {
            Some(why) => setting.fill("transcript-file-missing-why", &Args::new().text("why", why.as_str())),
            None => setting.say("transcript-file-missing"),
        };
        let _infallible = writeln!(out, "- 📎 {} · {}", escape_markdown(name), escape_markdown(&said));
    }
}

fn history(out: &mut String, page: &Page, setting: &Setting<'_>) {
    let Some(internal) = page.internal.as_ref().filter(|i| !i.history.is_empty()) else { return };
    let _infallible = write!(out, "\n## {}\n\n", escape_markdown(&setting.say("transcript-history")));
    for happening in &internal.history {
        let who = happening.who.clone().unwrap_or_else(|| clean::line(setting.desk));
        let _infallible = writeln!(
            out,
            "- {} · **{}** · {} · {}",
            escape_markdown(&setting.time(happening.at)),
            escape_markdown(&who),
            escape_markdown(&happening.platform),
            harmless(&happening.what),
        );
    }
}

/// Plain text as Markdown that shows it as it is, its lines and indentation kept.
fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.trim_matches('\n').lines().collect();
    let mut out = String::with_capacity(text.len() + lines.len());
    for (index, line) in lines.iter().enumerate() {
        let shown = line.trim_start_matches([' ', '\t']);
        for space in line[..line.len() - shown.len()].chars() {
            out.push_str(if space == '\t' { "&nbsp;&nbsp;&nbsp;&nbsp;" } else { "&nbsp;" });
        }
        out.push_str(&plain_line(shown));
        let goes_on = !shown.is_empty() && lines.get(index + 1).is_some_and(|next| !next.trim().is_empty());
        out.push_str(if goes_on { "\\\n" } else { "\n" });
    }
    out
}

/// A line that begins neither a list, nor a rule, nor a heading's underline.
fn plain_line(line: &str) -> String {
    let escaped = escape_markdown(line);
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    match escaped.as_bytes().get(digits) {
        Some(b'.') if digits > 0 => format!("{}\\{}", &escaped[..digits], &escaped[digits..]),
        Some(b'-' | b'=' | b':') if digits == 0 => format!("\\{escaped}"),
        _ => escaped,
    }
}

/// Markdown without what could load or run: raw HTML, pictures and links that lead elsewhere than to the
/// web are written as text.
fn harmless(markdown: &str) -> String {
    let disarmed = disarm(markdown);
    // What was taken out may have given the rest another meaning.
    if disarm(&disarmed) == disarmed { disarmed } else { plain(markdown) }
}

fn disarm(markdown: &str) -> String {
    let mut instead: BTreeMap<usize, &'static str> = BTreeMap::new();
    let mut spell_out = |range: Range<usize>| {
        for (at, byte) in markdown[range.clone()].bytes().enumerate() {
            let spelled = match byte {
                b'<' => "&lt;",
                b'[' => "\\[",
                _ => continue,
            };
            instead.insert(range.start + at, spelled);
        }
    };
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => spell_out(range),
            Event::Start(Tag::Link { link_type, ref dest_url, .. }) if !may_lead_to(link_type, dest_url) => {
                spell_out(range);
            }
            _ => {}
        }
    }
    let mut out = String::with_capacity(markdown.len() + instead.len() * 3);
    let mut done = 0;
    for (at, spelled) in instead {
        out.push_str(&markdown[done..at]);
        out.push_str(spelled);
        done = at + 1;
    }
    out.push_str(&markdown[done..]);
    out
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::html::push_html;

    use super::*;

    fn shown(markdown: &str) -> String {
        let mut html = String::new();
        push_html(&mut html, Parser::new(markdown));
        html
    }

    #[test]
    fn plain_text_shows_as_it_is() {
        for line in [
            "- one",
            "1. one",
            "12) x",
            "---",
            "===",
            "# x",
            "    code",
            "\tcode",
            "a_b_ *c* `d`",
            "> q",
            "~~~",
            "+ x",
            "<b>&amp;",
        ] {
            let html = shown(&plain(line)).replace('\u{a0}', " ").replace("    code", "code");
            let text = line.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(html.trim(), format!("<p>{text}</p>"), "{line}");
        }
        assert_eq!(shown(&plain("a\n  b\n\nc\n")), "<p>a<br />\n\u{a0}\u{a0}b</p>\n<p>c</p>\n");
    }

    #[test]
    fn what_could_load_or_run_is_text() {
        for evil in [
            "<img src=x onerror=alert(1)>",
            "<script>\nalert(1)\n</script>",
            "a <b onclick=x>b</b>",
            "![cat](https://tracker.example/cat.png)",
            "[![cat](https://t.example/c.png)](javascript:alert(1))",
            "[a](JavaScript:alert(1))",
            "[a][x]\n\n[x]: javascript:alert(1)",
            "[x]\n\n[x]: data:text/html,1",
            "<javascript:alert(1)>",
            "- <details>\n  <img src=x>",
        ] {
            let html = shown(&harmless(evil));
            for bad in [
                "<img",
                "<script",
                "<b ",
                "href=\"javascript",
                "href=\"JavaScript",
                "href=\"data",
                "<details",
            ] {
                assert!(!html.contains(bad), "{evil:?} became {html}");
            }
        }
    }

    #[test]
    fn honest_markdown_stays() {
        let text = "# A\n\n**b** `<c>` [d](https://example.org) <https://example.org>\n\n```\n<e>\n```\n";
        assert_eq!(harmless(text), text);
    }
}
