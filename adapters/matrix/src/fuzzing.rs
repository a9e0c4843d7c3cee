//! What must hold of whatever HTML or Markdown somebody writes. The fuzz target in `fuzz/` calls this with what it
//! makes up, and the tests with what the corpus keeps.

use serde_json::json;
use sportello_chat::{Body, Markup, Mention};

use crate::html::to_markdown;
use crate::parse::parse;
use crate::render::render;

/// The elements that Matrix's specification lets clients show ("m.room.message msgtypes", 11.2.1.7), with their
/// attributes, as far as the bot writes them.
const ALLOWED: [(&str, &[&str]); 26] = [
    ("del", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("blockquote", &[]),
    ("p", &[]),
    ("a", &["href"]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("strong", &[]),
    ("em", &[]),
    ("s", &[]),
    ("code", &["class"]),
    ("hr", &[]),
    ("br", &[]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &[]),
    ("td", &[]),
    ("pre", &[]),
];

/// Where links may lead; clients follow `matrix:` as they follow matrix.to.
const SCHEMES: [&str; 6] = ["https:", "http:", "ftp:", "mailto:", "magnet:", "matrix:"];

/// Text that is HTML as it comes in, and Markdown, a plain text and a name as they go out.
///
/// # Panics
/// When something does not hold.
pub fn html(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(markdown) = to_markdown(&text) {
        must_be_allowed(&Body::markdown(markdown), &[]);
    }
    let mention = Mention { id: text.to_string(), name: text.to_string() };
    must_be_allowed(&Body::markdown(text.as_ref()), &[]);
    must_be_allowed(&Body::plain(text.as_ref()).then(text.as_ref(), Markup::Markdown), &[mention]);
    let content = json!({
        "msgtype": "m.text", "body": text, "format": "org.matrix.custom.html", "formatted_body": text,
        "m.relates_to": { "m.in_reply_to": { "event_id": text } },
    });
    let _ = parse(&json!({ "type": "m.room.message", "content": content }));
}

fn must_be_allowed(body: &Body, mentions: &[Mention]) {
    let Some(html) = render(body, mentions).formatted else { return };
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let tag = tag.trim_end_matches('/').trim_end();
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_start_matches('/');
        let known = ALLOWED.iter().find(|(allowed, _)| *allowed == name);
        let (_, allowed) = known.unwrap_or_else(|| panic!("<{tag}> in {html}"));
        for (attribute, value) in in_quotes(attributes) {
            assert!(allowed.contains(&attribute), "{attribute} in <{tag}> in {html}");
            let fits = match attribute {
                "href" => SCHEMES.iter().any(|s| value.to_ascii_lowercase().starts_with(s)),
                "class" => value.starts_with("language-") && !value.contains(char::is_whitespace),
                _ => value.bytes().all(|b| b.is_ascii_digit()),
            };
            assert!(fits, "{attribute}={value:?} in {html}");
        }
    }
}

/// The attributes of a tag with their values.
fn in_quotes(attributes: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let mut rest = attributes.trim();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"').unwrap_or((after, ""));
        all.push((name, value));
        rest = next.trim_start();
    }
    assert!(rest.is_empty(), "{rest} is no attribute of {attributes}");
    all
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn html_of_the_corpus() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/matrix_html");
        let mut seen = 0;
        for file in std::fs::read_dir(&folder).expect("the corpus is there").flatten() {
            let data = std::fs::read(file.path()).expect("a file");
            eprintln!("{}", file.path().display());
            super::html(&data);
            for end in (0..data.len()).step_by(1 + data.len() / 40) {
                super::html(&data[..end]);
            }
            seen += 1;
        }
        assert!(seen > 10, "{seen} files");
    }
}
