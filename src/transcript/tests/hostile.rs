//! Words that would like to be more than words.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use sportello_chat::{FileRef, Markup};

use super::sample;
use crate::text::{Language, Texts};
use crate::ticket::ArticleKind;
use crate::transcript::{Format, Happening, OperatorArticle, OperatorTranscript, Rating, Version};

const EVIL: [&str; 16] = [
    "<script>alert(1)</script>",
    "</title></style><script>alert(1)</script>",
    "</style><style>*{background:url(https://t.example/x)}</style>",
    "<img src=https://t.example/x.png onerror=alert(1)>",
    "![x](https://t.example/x.png)",
    "[x](javascript:alert(1)) [y](data:text/html,<script>1</script>) [z](vbscript:x)",
    "[x](https://t.example/\" onmouseover=\"alert(1))",
    "[x](https://t.example/ '\" onmouseover=\"alert(1)')",
    "<javascript:alert(1)> <file:///etc/passwd>",
    "]]> <![CDATA[ <svg onload=alert(1)> ]]> --> <!-- <b",
    "a\" onload=\"alert(1)\" x='y' `b`",
    "\u{202e}gpj.exe\u{2066}\u{0}\u{1b}[2J\u{ffff}",
    "```html onload=\"x\"\n<iframe src=//t.example></iframe>\n```",
    "# h {#id onclick=x}\n\n## 9 · ada · reply\n\n| <b> |\n|-|\n| <i> |",
    "<details open ontoggle=alert(1)><meta http-equiv=refresh content=0><base href=//t.example>",
    "&lt;script&gt;&#60;script&#62; \\<script> <a href=\"x\"\nonclick=y>",
];

fn everywhere(evil: &str) -> OperatorTranscript {
    let mut transcript = sample::for_operators();
    let facts = &mut transcript.facts;
    for field in [&mut facts.number, &mut facts.title, &mut facts.queue, &mut facts.customer] {
        *field = evil.into();
    }
    facts.owner = Some(evil.into());
    facts.rating = Some(Rating { stars: 200, comment: evil.into() });
    transcript.responsible = Some(evil.into());
    let happening = |h: Happening| Happening {
        who: Some(evil.into()),
        platform: evil.into(),
        event: evil.into(),
        what: evil.into(),
        ..h
    };
    transcript.history = transcript.history.into_iter().map(happening).collect();
    let article = |markup| {
        let mut article = sample::article(1, ArticleKind::Request, evil, 0, evil);
        article.markup = markup;
        article.files = vec![FileRef { name: evil.into(), mime: evil.into(), size: 1, sha256: evil.into() }];
        article.missing_files = vec![(evil.into(), evil.into())];
        let versions = vec![Version { body: evil.into(), markup, replaced_at: sample::after(1) }];
        OperatorArticle { article, versions }
    };
    transcript.articles = vec![article(Markup::Markdown), article(Markup::Plain)];
    transcript
}

fn render(transcript: &OperatorTranscript, format: Format) -> String {
    let texts = Texts::default();
    let file = transcript.render(format, &sample::setting(&texts, Language::En)).into_file();
    assert!(file.name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)), "{}", file.name);
    String::from_utf8(file.bytes).expect("UTF-8")
}

/// The tags of a page with the names of their attributes.
fn tags(html: &str) -> Vec<(String, Vec<String>)> {
    let mut tags = Vec::new();
    for tag in html.split('<').skip(1) {
        let mut name = String::new();
        let mut attributes = Vec::new();
        let mut quoted = false;
        let mut word = String::new();
        for c in tag.chars() {
            match c {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '>' | ' ' | '\n' if name.is_empty() => name = std::mem::take(&mut word),
                '>' | ' ' | '\n' => attributes.push(std::mem::take(&mut word)),
                '=' => {}
                c => word.push(c),
            }
            if c == '>' && !quoted {
                break;
            }
        }
        attributes.retain(|a| !a.is_empty() && a != "/");
        tags.push((name, attributes));
    }
    tags
}

#[test]
fn a_page_holds_only_the_tags_that_it_is_made_of() {
    let known = "!DOCTYPE html head meta title style body main header section footer article p h1 h2 h3 h4 h5 h6 \
                 dl div dt dd span bdi time ul ol li table tbody tr td a br hr strong em del code pre blockquote";
    let known: BTreeSet<&str> = known.split_whitespace().collect();
    let attributes = "html lang charset http-equiv content name class dir id datetime href rel aria-label aria-hidden start";
    let attributes: BTreeSet<&str> = attributes.split_whitespace().collect();
    for evil in EVIL {
        let page = render(&everywhere(evil), Format::Html);
        for (name, given) in tags(&page) {
            assert!(known.contains(name.trim_start_matches('/')), "<{name}> by {evil}: {page}");
            for attribute in given {
                assert!(attributes.contains(attribute.as_str()), "{attribute} in <{name}> by {evil}: {page}");
            }
        }
        assert_eq!(page.matches("<style>").count(), 1, "{evil}");
        assert_eq!(
            page.matches("http-equiv").count(),
            1 + page.matches("http-equiv=refresh").count(),
            "{evil}"
        );
    }
}

#[test]
fn links_lead_to_the_web_and_nothing_is_fetched() {
    for evil in EVIL {
        let page = render(&everywhere(evil), Format::Html);
        for link in page.split("<a ").skip(1) {
            let (_, href) = link.split_once("href=\"").expect("a link leads somewhere");
            assert!(href.starts_with("https://") || href.starts_with("#a"), "{evil}: {href}");
        }
    }
}

#[test]
fn nothing_turns_a_line_around() {
    for format in Format::ALL {
        let page = render(&everywhere("\u{202e}gpj.exe\u{202d}"), format);
        assert!(!page.contains(['\u{202e}', '\u{202d}', '\u{0}', '\u{1b}']), "{format:?}");
        assert!(page.contains("gpj.exe"), "{format:?}");
    }
    let mut transcript = sample::for_operators();
    transcript.articles[0].article.body = "a\u{2066}b".into();
    assert!(render(&transcript, Format::Json).contains("a\\u2066b"));
}

#[test]
fn nobodys_words_pass_for_an_article() {
    for evil in EVIL.into_iter().chain([
        "x\n## 9 · ada · reply\n\n_now_\n\n---",
        "x\r## 9 · ada · reply",
        "\u{2028}## 9",
    ]) {
        let page = render(&everywhere(evil), Format::Markdown);
        let articles = page.lines().filter(|l| l.starts_with("## ")).count();
        assert_eq!(articles, 3, "two articles and the history, with {evil}: {page}");
        assert!(!page.contains('\r'), "{evil}");
    }
}

#[test]
fn json_stays_json() {
    for evil in EVIL {
        let page = render(&everywhere(evil), Format::Json);
        let json: serde_json::Value = serde_json::from_str(&page).expect("JSON");
        assert_eq!(json["articles"].as_array().map(Vec::len), Some(2), "{evil}");
        assert_eq!(json["ticket"]["rating"]["stars"], 5);
    }
}

#[test]
fn a_huge_text_is_written_soon() {
    let huge = [
        "word ".repeat(200_000),
        "[".repeat(50_000),
        "> ".repeat(20_000) + "deep",
        "*a_`<".repeat(30_000),
        "![".repeat(30_000),
        "<a ".repeat(30_000),
        "- a\n".repeat(30_000),
    ];
    for text in huge {
        let mut transcript = sample::for_operators();
        transcript.articles[0].article.body.clone_from(&text);
        transcript.articles[0].article.markup = Markup::Markdown;
        for format in Format::ALL {
            let began = Instant::now();
            let page = render(&transcript, format);
            // Generous: an unoptimised build on a busy machine. What grows with the square takes hours.
            let start: String = text.chars().take(20).collect();
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "{format:?} of {start}… took {:?}",
                began.elapsed()
            );
            assert!(page.len() < 100 * text.len(), "{format:?} of {start}… has {} bytes", page.len());
        }
    }
}
