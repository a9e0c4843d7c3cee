//! The transcript as one HTML page, for reading and printing.
//!
//! A page about one person's trouble is opened from mail and from disk, by whoever got hold of it. So
//! nothing in it can run, load or send: all words are escaped, Markdown makes only a handful of harmless
//! elements, and its policy (CSP) allows one thing, the style sheet whose hash it names.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pulldown_cmark::html::push_html;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};
use sportello_chat::Markup;

use super::page::{Entry, Internal, Page, told};
use super::{Setting, clean};
use crate::text::Args;
use crate::ticket::State;

const STYLE: &str = include_str!("style.css");
/// The schemes a link may have; the text of any other stays, without the link.
const LINKS: [&str; 4] = ["https://", "http://", "mailto:", "matrix:"];
/// How deep quotes may stand in each other; browsers stop at some hundred elements.
const QUOTES: usize = 8;

/// The page.
pub fn write(page: &Page, setting: &Setting<'_>) -> String {
    let mut out = String::new();
    head(&mut out, page, setting);
    facts(&mut out, page, setting);
    let _infallible = write!(
        out,
        "<section class=\"talk\">\n<h2>{}</h2>\n",
        escape(&setting.say("transcript-conversation"))
    );
    if page.entries.is_empty() {
        let _infallible = writeln!(out, "<p class=\"mark\">{}</p>", escape(&setting.say("transcript-empty")));
    }
    for one in &page.entries {
        entry(&mut out, one, page, setting);
    }
    out.push_str("</section>\n");
    if let Some(internal) = page.internal.as_ref().filter(|i| !i.history.is_empty()) {
        history(&mut out, internal, setting);
    }
    foot(&mut out, page, setting);
    out
}

fn head(out: &mut String, page: &Page, setting: &Setting<'_>) {
    let number = setting.fill("transcript-ticket", &Args::new().text("number", page.facts.number.as_str()));
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let _infallible = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{number} · {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        lang = setting.language.code(),
        number = escape(&number),
        title = escape(&page.facts.title),
    );
}

fn facts(out: &mut String, page: &Page, setting: &Setting<'_>) {
    let facts = &page.facts;
    let number = setting.fill("transcript-ticket", &Args::new().text("number", facts.number.as_str()));
    let standing = match facts.state {
        State::New => "new",
        state if state.is_closed() || state == State::Merged => "closed",
        _ => "open",
    };
    let _infallible = write!(
        out,
        "<header>\n<p class=\"over\"><span>{}</span><span>{}</span></p>\n<h1 dir=\"auto\">{}</h1>\n<dl>\n",
        escape(&number),
        escape(&clean::line(setting.desk)),
        escape(&facts.title),
    );
    let state = setting.state(facts.state);
    for (label, value) in told(page, setting) {
        let value = if value == state {
            format!("<span class=\"state {standing}\">{}</span>", escape(&value))
        } else {
            format!("<bdi>{}</bdi>", escape(&value))
        };
        let _infallible = writeln!(out, "<div><dt>{}</dt><dd>{value}</dd></div>", escape(&label));
    }
    if let Some(rating) = &facts.rating {
        let stars = usize::from(rating.stars);
        let said = setting.fill("transcript-stars", &Args::new().text("stars", stars.to_string()));
        let _infallible = writeln!(
            out,
            "<div><dt>{}</dt><dd><span class=\"stars\" aria-hidden=\"true\">{}<span>{}</span></span> {}</dd></div>",
            escape(&setting.say("transcript-rating")),
            "★".repeat(stars),
            "★".repeat(5 - stars),
            escape(&said),
        );
    }
    out.push_str("</dl>\n");
    if let Some(rating) = facts.rating.as_ref().filter(|r| !r.comment.is_empty()) {
        out.push_str("<blockquote class=\"opinion\" dir=\"auto\">\n");
        plain(out, &rating.comment);
        out.push_str("</blockquote>\n");
    }
    if page.internal.is_some() {
        let _infallible =
            writeln!(out, "<p class=\"warning\">{}</p>", escape(&setting.say("transcript-internal")));
    }
    out.push_str("</header>\n");
}

fn entry(out: &mut String, entry: &Entry, page: &Page, setting: &Setting<'_>) {
    let deleted = if entry.deleted { " deleted" } else { "" };
    let number = entry.number.map(|n| format!("<span class=\"number\">{n}</span> ")).unwrap_or_default();
    let _infallible = write!(
        out,
        "<article id=\"a{position}\" class=\"{kind}{deleted}\">\n<h3>{number}<bdi>{by}</bdi> \
         <span class=\"kind\">{label}</span> <time datetime=\"{stamp}\">{time}</time></h3>\n",
        position = entry.position,
        kind = escape(entry.kind.as_str()),
        by = escape(&entry.by),
        label = escape(&setting.kind(entry.kind)),
        stamp = escape(&setting.stamp(entry.at)),
        time = escape(&setting.time(entry.at)),
    );
    if let Some(answered) = entry.answers.and_then(|p| page.entries.get(p.wrapping_sub(1))) {
        let said = match answered.number {
            Some(n) => setting.fill("transcript-answers", &Args::new().text("number", n.to_string())),
            None => setting.fill("transcript-answers-name", &Args::new().text("name", answered.by.as_str())),
        };
        let _infallible = writeln!(
            out,
            "<p class=\"mark\"><a href=\"#a{}\">↩ <bdi>{}</bdi></a></p>",
            answered.position,
            escape(&said)
        );
    }
    for remark in entry.remarks(setting) {
        let _infallible = writeln!(out, "<p class=\"mark\">{}</p>", escape(&remark));
    }
    for version in &entry.versions {
        let said =
            setting.fill("transcript-version", &Args::new().text("at", setting.time(version.replaced_at)));
        let _infallible = writeln!(out, "<div class=\"before\">\n<p class=\"mark\">{}</p>", escape(&said));
        words(out, &version.body, version.markup);
        out.push_str("</div>\n");
    }
    if let Some(question) = &entry.question {
        let _infallible = writeln!(out, "<p><strong><bdi>{}</bdi></strong></p>", escape(question));
    }
    words(out, &entry.body, entry.markup);
    files(out, entry, setting);
    out.push_str("</article>\n");
}

/// A text of a person.
fn words(out: &mut String, body: &str, markup: Markup) {
    if body.trim().is_empty() {
        return;
    }
    out.push_str("<div class=\"words\" dir=\"auto\">\n");
    match markup {
        Markup::Markdown => push_html(out, events(body)),
        Markup::Plain => plain(out, body),
    }
    out.push_str("</div>\n");
}

fn files(out: &mut String, entry: &Entry, setting: &Setting<'_>) {
    if entry.files.is_empty() && entry.missing.is_empty() {
        return;
    }
    let _infallible =
        writeln!(out, "<ul class=\"files\" aria-label=\"{}\">", escape(&setting.say("transcript-files")));
    for file in &entry.files {
        let _infallible = writeln!(
            out,
            "<li><bdi>{}</bdi> <span>{} · {}</span></li>",
            escape(&file.name),
            escape(&setting.size(file.size)),
            escape(&file.mime),
        );
    }
    for (name, why) in &entry.missing {
        let said = match why {
            Some(why) => setting.fill("transcript-file-missing-why", &Args::new().text("why", why.as_str())),
            None => setting.say("transcript-file-missing"),
        };
        let _infallible = writeln!(
            out,
            "<li class=\"lost\"><bdi>{}</bdi> <span>{}</span></li>",
            escape(name),
            escape(&said)
        );
    }
    out.push_str("</ul>\n");
}

fn history(out: &mut String, internal: &Internal, setting: &Setting<'_>) {
    let _infallible = write!(
        out,
        "<section class=\"history\">\n<h2>{}</h2>\n<table>\n<tbody>\n",
        escape(&setting.say("transcript-history"))
    );
    for happening in &internal.history {
        let who = happening.who.clone().unwrap_or_else(|| clean::line(setting.desk));
        let _infallible = write!(
            out,
            "<tr><td><time datetime=\"{}\">{}</time></td><td><bdi>{}</bdi></td><td>{}</td><td>",
            escape(&setting.stamp(happening.at)),
            escape(&setting.time(happening.at)),
            escape(&who),
            escape(&happening.platform),
        );
        push_html(out, events(&happening.what).filter(|e| !is_paragraph(e)));
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn foot(out: &mut String, page: &Page, setting: &Setting<'_>) {
    let args = Args::new()
        .text("at", setting.time(setting.made_at))
        .text("zone", setting.zone.name())
        .text("desk", clean::line(setting.desk));
    let _infallible = write!(out, "<footer>\n<p>{}</p>\n", escape(&setting.fill("transcript-made", &args)));
    if page.encrypted {
        let _infallible = writeln!(out, "<p>{}</p>", escape(&setting.say("transcript-encrypted")));
    }
    out.push_str("</footer>\n</main>\n</body>\n</html>\n");
}

fn is_paragraph(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph))
}

/// The events of `markdown` as this page may show them: raw HTML is text, a picture is its description,
/// headings stand below the page's own, a line's end is kept as in the chat where the text was written.
fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut links = Vec::new();
    let mut quotes = 0;
    Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH).filter_map(move |event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::SoftBreak => Some(Event::HardBreak),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id: None, classes: vec![], attrs: vec![] }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        Event::Start(Tag::BlockQuote(kind)) => {
            quotes += 1;
            (quotes <= QUOTES).then_some(Event::Start(Tag::BlockQuote(kind)))
        }
        Event::End(TagEnd::BlockQuote(kind)) => {
            quotes -= 1;
            (quotes < QUOTES).then_some(Event::End(TagEnd::BlockQuote(kind)))
        }
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let link = opened(link_type, &dest_url);
            links.push(link.is_some());
            link.map(|link| Event::InlineHtml(CowStr::from(link)))
        }
        Event::End(TagEnd::Link) => {
            links.pop().unwrap_or(false).then_some(Event::InlineHtml(CowStr::Borrowed("</a>")))
        }
        other => Some(other),
    })
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H4,
        HeadingLevel::H2 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// Where a link leads, as its target is to be written.
fn target(link_type: LinkType, target: &str) -> String {
    match link_type {
        LinkType::Email => format!("mailto:{target}"),
        _ => target.to_owned(),
    }
}

/// Whether a link may lead there.
pub fn may_lead_to(link_type: LinkType, dest: &str) -> bool {
    let dest = target(link_type, dest).to_ascii_lowercase();
    LINKS.iter().any(|scheme| dest.starts_with(scheme))
}

/// The start of a link, if it leads where one may go.
fn opened(link_type: LinkType, dest: &str) -> Option<String> {
    // On paper a link whose text is not its target tells the target too.
    let class =
        if matches!(link_type, LinkType::Autolink | LinkType::Email) { "" } else { " class=\"named\"" };
    may_lead_to(link_type, dest).then(|| {
        let href = escape(&target(link_type, dest));
        format!("<a{class} href=\"{href}\" rel=\"noopener noreferrer nofollow\">")
    })
}

/// Plain text: an empty line ends a paragraph, other line ends and spaces are kept.
fn plain(out: &mut String, text: &str) {
    for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
        let lines: Vec<String> = paragraph.trim_matches('\n').lines().map(indented).collect();
        let _infallible = writeln!(out, "<p>{}</p>", lines.join("<br>\n"));
    }
}

fn indented(line: &str) -> String {
    let shown = line.trim_start_matches(' ');
    format!("{}{}", "&nbsp;".repeat(line.len() - shown.len()), escape(shown))
}

/// `text` as HTML shows it, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
