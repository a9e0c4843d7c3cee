//! CommonMark as mail may show it: no raw HTML, no pictures from outside, links to the web only.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// The schemes a link in a mail may have; the text of any other link stays, without the link.
const LINKS: [&str; 4] = ["https://", "http://", "mailto:", "matrix:"];

/// The events of `markdown`: raw HTML is text, a picture is its description, a line's end is kept
/// as in the chat where the text was written.
pub(crate) fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut links = Vec::new();
    Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH).filter_map(move |event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::SoftBreak => Some(Event::HardBreak),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let kept = is_allowed(dest_url);
            links.push(kept);
            kept.then_some(event)
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(event),
        other => Some(other),
    })
}

fn is_allowed(target: &CowStr<'_>) -> bool {
    let target = target.to_ascii_lowercase();
    LINKS.iter().any(|scheme| target.starts_with(scheme))
}
