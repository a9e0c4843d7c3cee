//! `[limits]`: how much one person may ask of the desk, and a queue's own limits.

use std::time::Duration;

use super::document::{Keys, Table, Value};
use super::model::{Attachments, FileKind, Limits, QueueLimits};

pub(super) const KEYS: Keys =
    Keys { of: "[limits]", known: &["open_tickets", "messages_per_minute", "account_age", "attachments"] };

pub(super) const QUEUE_KEYS: Keys = Keys { of: "limits", known: &["open_tickets", "account_age"] };

pub(super) const ATTACHMENT_KEYS: Keys =
    Keys { of: "attachments", known: &["largest", "allowed", "forbidden"] };

const MIB: u64 = 1024 * 1024;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// More tickets or messages than anybody means by a limit.
const MOST: u64 = 10_000;
/// In characters.
const LONGEST_KIND: usize = 100;

const KINDS: &str = "a list as [\"pdf\", \"image/*\"]";

/// The section, or nothing limited where there is none.
pub(super) fn read(table: Option<Table<'_>>) -> Limits {
    let Some(table) = table else { return Limits::default() };
    Limits {
        open_tickets: table.get("open_tickets").and_then(|v| v.integer(1..=MOST)),
        messages_per_minute: table.get("messages_per_minute").and_then(|v| v.integer(1..=MOST)),
        account_age: table.get("account_age").and_then(|v| age(&v)),
        attachments: table.get("attachments").and_then(|v| attachments(&v)).unwrap_or_default(),
    }
}

/// A queue's own limits.
pub(super) fn of_queue(value: &Value<'_>) -> Option<QueueLimits> {
    let table = value.table(&QUEUE_KEYS, "{ open_tickets = 2, account_age = \"7d\" }")?;
    Some(QueueLimits {
        open_tickets: table.get("open_tickets").and_then(|v| v.integer(1..=MOST)),
        account_age: table.get("account_age").and_then(|v| age(&v)),
    })
}

/// `"0s"` lifts the desk's limit for a queue.
fn age(value: &Value<'_>) -> Option<Duration> {
    value.duration(Duration::ZERO..=3650 * DAY)
}

fn attachments(value: &Value<'_>) -> Option<Attachments> {
    let table = value.table(&ATTACHMENT_KEYS, "{ largest = \"10 MiB\", forbidden = [\"exe\"] }")?;
    Some(Attachments {
        largest: table.get("largest").and_then(|v| v.size(1024..=1024 * MIB)),
        allowed: table.get("allowed").map(|v| kinds(&v)).unwrap_or_default(),
        forbidden: table.get("forbidden").map(|v| kinds(&v)).unwrap_or_default(),
    })
}

fn kinds(value: &Value<'_>) -> Vec<FileKind> {
    value.list(KINDS).unwrap_or_default().iter().filter_map(kind).collect()
}

fn kind(value: &Value<'_>) -> Option<FileKind> {
    let text = value.line()?.to_lowercase();
    let clean = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c))
    };
    let found = match text.split_once('/') {
        Some((class, "*")) if clean(class) => Some(FileKind::Class(class.to_owned())),
        Some((class, kind)) if clean(class) && clean(kind) => Some(FileKind::Mime(text.clone())),
        Some(_) => None,
        None => {
            let ending = text.trim_start_matches('.');
            clean(ending).then(|| FileKind::Ending(ending.to_owned()))
        }
    };
    if found.is_none() || text.len() > LONGEST_KIND {
        value.mistake(
            format!("found {}", value.found()),
            "allowed: what a file's name ends in, as \"pdf\", or a media type, as \"image/png\" or \"image/*\"",
        );
        return None;
    }
    found
}
