//! `[retention]`, and what a queue says of it: how long closed tickets keep their words, and what people
//! are told of that.

use std::collections::HashMap;
use std::time::Duration;

use toml::de::DeValue;

use super::document::{Keys, Table, Value};
use super::model::{FollowUp, Worded};
use super::queues::Draft;
use super::worded;

pub(super) const KEYS: Keys = Keys { of: "[retention]", known: &["closed_after", "privacy_notice"] };

pub(super) const NOTICE_KEYS: Keys = Keys { of: "privacy_notice", known: &["en", "it"] };

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Shorter is what a ticket needs to be over; longer is for ever.
const SPAN: std::ops::RangeInclusive<Duration> = DAY..=Duration::from_secs(36_525 * 24 * 60 * 60);
/// More is not read in a receipt; a link leads to the rest.
const LONGEST_NOTICE: usize = 600;

/// What holds for all queues that say nothing else.
#[derive(Default)]
pub(super) struct Retention {
    pub closed_after: Option<Duration>,
    pub privacy_notice: Option<Worded>,
}

/// The section; without it everything is kept, and nothing said.
pub(super) fn read(table: Option<Table<'_>>) -> Retention {
    let Some(table) = table else { return Retention::default() };
    Retention {
        closed_after: table.get("closed_after").and_then(|v| closed_after(&v)).flatten(),
        privacy_notice: table.get("privacy_notice").and_then(|v| worded::read(&v, &NOTICE_KEYS, short)),
    }
}

/// `"never"`, or after how long.
fn closed_after(value: &Value<'_>) -> Option<Option<Duration>> {
    if matches!(value.value, DeValue::String(text) if text == "never") {
        return Some(None);
    }
    value.duration(SPAN).map(Some)
}

fn short(value: &Value<'_>) -> Option<String> {
    let text = value.text()?.trim();
    let length = text.chars().count();
    if length > LONGEST_NOTICE {
        value.mistake(
            format!("is too long: {length} characters"),
            format!("allowed: at most {LONGEST_NOTICE} characters; link to a page with the rest"),
        );
        return None;
    }
    Some(text.to_owned())
}

/// Gives each queue what it says itself, else what its parent has, else the desk's; `drafts` come in any
/// order.
pub(super) fn give(drafts: &mut [Draft<'_>], desk: &Retention) {
    let mut spans: HashMap<String, Option<Duration>> = HashMap::new();
    let mut notices: HashMap<String, Worded> = HashMap::new();
    for draft in drafts.iter() {
        let name = &draft.queue.name;
        if let Some(span) = draft.table.get("closed_after").and_then(|v| closed_after(&v)) {
            spans.insert(name.clone(), span);
        }
        if let Some(words) =
            draft.table.get("privacy_notice").and_then(|v| worded::read(&v, &NOTICE_KEYS, short))
        {
            notices.insert(name.clone(), words);
        }
    }
    for draft in drafts {
        let name = draft.queue.name.clone();
        draft.queue.closed_after = nearest(&name, &spans).unwrap_or(desk.closed_after);
        draft.queue.privacy_notice = nearest(&name, &notices).or_else(|| desk.privacy_notice.clone());
        check(draft);
    }
}

fn nearest<T: Clone>(name: &str, known: &HashMap<String, T>) -> Option<T> {
    let mut at = Some(name);
    while let Some(name) = at {
        if let Some(found) = known.get(name) {
            return Some(found.clone());
        }
        at = name.rsplit_once("::").map(|(parent, _)| parent);
    }
    None
}

/// Who may open a ticket again must find its words in it.
fn check(draft: &Draft<'_>) {
    let queue = &draft.queue;
    let Some(after) = queue.closed_after else { return };
    if queue.follow_up != FollowUp::Reopen || after >= queue.reopen_within {
        return;
    }
    let open = humantime::format_duration(queue.reopen_within);
    let problem = format!(
        "closed tickets lose their words after {}, and can be opened again for {open}",
        humantime::format_duration(after)
    );
    let help = "allowed: at least reopen_within; or say a shorter reopen_within, or another follow_up";
    match draft.table.get("closed_after") {
        Some(value) => value.mistake(problem, help),
        None => draft.table.mistake("closed_after", problem, help),
    }
}
