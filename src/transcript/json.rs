//! The transcript as JSON, for programs.
//!
//! Its fields are a promise: [`VERSION`] grows when one changes its meaning or goes away, and not when one
//! is added. Times are RFC 3339 in the desk's zone. Fields that only operators may know are absent, not
//! empty, in a customer's file.
//!
//! | field | what it tells |
//! |---|---|
//! | `format`, `version` | `sportello-transcript` and [`VERSION`] |
//! | `audience` | `customer` or `operators` |
//! | `desk`, `language`, `time_zone`, `made_at` | who made it, in which language its words are, when |
//! | `ticket.number`, `.title`, `.queue`, `.customer` | words |
//! | `ticket.state` | as the database spells it: `new`, `open`, `closed successful`, … |
//! | `ticket.owner` | a name, for customers as the queue signs, or null |
//! | `ticket.responsible` | a name or null; operators only |
//! | `ticket.opened_at`, `.closed_at` | times; the second may be null |
//! | `ticket.rating` | null, or `stars` from 1 to 5 and `comment` |
//! | `articles[].position` | 1, 2, 3 … within this file |
//! | `articles[].number` | the article's number in the ticket; operators only |
//! | `articles[].kind` | `request`, `reply`, `participant`, `note`, … |
//! | `articles[].author`, `.written_at` | who, for customers as the queue signs, and when |
//! | `articles[].text`, `.markup` | the words, and whether to read them as `plain` or `markdown` |
//! | `articles[].undecryptable` | true if the words are still locked, and `text` empty for it |
//! | `articles[].answers` | null, or the `position` of the article that it answers |
//! | `articles[].files[]` | `name`, `type` (media type), `size` (bytes) |
//! | `articles[].missing_files[]` | `name`, and for operators `reason` |
//! | `articles[].deleted` | whether its author deleted it; operators only |
//! | `articles[].origin` | `ticket` and `number` it had before it came from there; operators only, absent otherwise |
//! | `articles[].moved` | `ticket` and `number` it has now, split off; then `text` is empty; operators only |
//! | `articles[].emptied` | whether its words were removed for good; operators only |
//! | `articles[].versions[]` | what it said before: `text`, `markup`, `replaced_at`; operators only |
//! | `history[]` | `at`, `who` (null for the desk), `platform`, `event`, `text` (in words); operators only |

use serde::Serialize;
use sportello_chat::{Body, Markup};

use super::Setting;
use super::clean::turns_direction;
use super::page::{Entry, Page};
use crate::ticket::Origin;

/// The version of the fields.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Transcript<'a> {
    format: &'static str,
    version: u32,
    audience: &'static str,
    desk: &'a str,
    language: &'static str,
    time_zone: &'static str,
    made_at: String,
    ticket: Ticket<'a>,
    articles: Vec<Article<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<Happening<'a>>>,
}

#[derive(Serialize)]
struct Ticket<'a> {
    number: &'a str,
    title: &'a str,
    queue: &'a str,
    state: &'static str,
    customer: &'a str,
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible: Option<Option<&'a str>>,
    opened_at: String,
    closed_at: Option<String>,
    rating: Option<Rating<'a>>,
}

#[derive(Serialize)]
struct Rating<'a> {
    stars: u8,
    comment: &'a str,
}

#[derive(Serialize)]
struct Article<'a> {
    position: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i32>,
    kind: &'static str,
    author: &'a str,
    written_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    text: &'a str,
    markup: Markup,
    undecryptable: bool,
    answers: Option<usize>,
    files: Vec<File<'a>>,
    missing_files: Vec<MissingFile<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Place<'a>>,
    emptied: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Vec<Version<'a>>>,
}

#[derive(Serialize)]
struct Place<'a> {
    ticket: &'a str,
    number: i32,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    r#type: &'a str,
    size: u64,
}

#[derive(Serialize)]
struct MissingFile<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Version<'a> {
    text: &'a str,
    markup: Markup,
    replaced_at: String,
}

#[derive(Serialize)]
struct Happening<'a> {
    at: String,
    who: Option<&'a str>,
    platform: &'a str,
    event: &'a str,
    text: String,
}

/// The file.
pub(super) fn write(page: &Page, setting: &Setting<'_>) -> String {
    let facts = &page.facts;
    let for_operators = page.internal.is_some();
    let transcript = Transcript {
        format: "sportello-transcript",
        version: VERSION,
        audience: if for_operators { "operators" } else { "customer" },
        desk: setting.desk,
        language: setting.language.code(),
        time_zone: setting.zone.name(),
        made_at: setting.stamp(setting.made_at),
        ticket: Ticket {
            number: &facts.number,
            title: &facts.title,
            queue: &facts.queue,
            state: facts.state.as_str(),
            customer: &facts.customer,
            owner: facts.owner.as_deref(),
            responsible: page.internal.as_ref().map(|i| i.responsible.as_deref()),
            opened_at: setting.stamp(facts.opened_at),
            closed_at: facts.closed_at.map(|at| setting.stamp(at)),
            rating: facts.rating.as_ref().map(|r| Rating { stars: r.stars, comment: &r.comment }),
        },
        articles: page.entries.iter().map(|entry| article(entry, for_operators, setting)).collect(),
        history: page.internal.as_ref().map(|internal| {
            let told = internal.history.iter().map(|h| Happening {
                at: setting.stamp(h.at),
                who: h.who.as_deref(),
                platform: &h.platform,
                event: &h.event,
                text: Body::markdown(h.what.as_str()).as_text(),
            });
            told.collect()
        }),
    };
    // Strings, numbers and lists only: there is nothing in it that JSON can't hold.
    let mut text = visible(&serde_json::to_string_pretty(&transcript).unwrap_or_default());
    text.push('\n');
    text
}

fn article<'a>(entry: &'a Entry, for_operators: bool, setting: &Setting<'_>) -> Article<'a> {
    Article {
        position: entry.position,
        number: entry.number,
        kind: entry.kind.as_str(),
        author: &entry.by,
        written_at: setting.stamp(entry.at),
        question: entry.question.as_deref(),
        text: &entry.body,
        markup: entry.markup,
        undecryptable: entry.undecryptable,
        answers: entry.answers,
        files: entry.files.iter().map(|f| File { name: &f.name, r#type: &f.mime, size: f.size }).collect(),
        missing_files: entry
            .missing
            .iter()
            .map(|(name, why)| MissingFile { name, reason: why.as_deref() })
            .collect(),
        deleted: for_operators.then_some(entry.deleted),
        origin: entry.origin.as_ref().map(place),
        moved: entry.moved.as_ref().map(place),
        emptied: for_operators.then_some(entry.emptied),
        versions: for_operators.then(|| {
            let versions = entry.versions.iter().map(|v| Version {
                text: &v.body,
                markup: v.markup,
                replaced_at: setting.stamp(v.replaced_at),
            });
            versions.collect()
        }),
    }
}

fn place(at: &Origin) -> Place<'_> {
    Place { ticket: &at.ticket, number: at.number }
}

/// `json` with what would turn lines around in an editor written as escapes. Such characters stand in
/// strings only, where the escape means the same.
fn visible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if turns_direction(c) || matches!(c, '\u{2028}' | '\u{2029}') {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}
