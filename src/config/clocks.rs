//! What a queue promises in time, and what it does when time is over.

use std::time::Duration;

use super::document::{Table, Value};
use super::model::AutoClose;
use crate::ticket::{Target, Targets, Warn};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A promise of more than a year is none.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
/// Of a target, in hundredths: late enough to be news, early enough to help.
const WARN: Warn = Warn::Percent(80);
/// A customer who is to answer is warned so long before their ticket closes by itself.
const AUTO_CLOSE_WARNING: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// The targets of a queue's clocks, in working time.
pub(super) fn targets(table: &Table<'_>) -> Targets {
    let warn = warn(table);
    let target = |key| working_time(table, key).map(|within| Target { within, warn });
    Targets {
        first_response: target("first_response"),
        update: target("update"),
        solution: target("solution"),
    }
}

/// After how much working time without its owner's word a ticket goes back to the queue.
pub(super) fn release_after(table: &Table<'_>) -> Option<Target> {
    working_time(table, "release_after").map(|within| Target { within, warn: warn(table) })
}

fn working_time(table: &Table<'_>, key: &'static str) -> Option<Duration> {
    table.get(key).and_then(|v| v.duration(MINUTE..=LONGEST))
}

fn warn(table: &Table<'_>) -> Option<Warn> {
    let Some(value) = table.get("warn") else { return Some(WARN) };
    let Some(text) = value.line() else { return Some(WARN) };
    if text == "never" {
        return None;
    }
    let read = Warn::parse(text);
    if read.is_none() {
        value.mistake(
            format!("found {}", value.found()),
            "allowed: a share of the time as \"80%\", a time before its end as \"30m\", or \"never\"",
        );
    }
    Some(read.unwrap_or(WARN))
}

/// When a ticket that waits for its customer closes by itself.
pub(super) fn auto_close(table: &Table<'_>) -> Option<AutoClose> {
    let after = table.get("auto_close").and_then(|v| v.duration(10 * MINUTE..=LONGEST));
    let warning = table.get("auto_close_warning");
    let outcome = table.get("auto_close_outcome");
    let successful = outcome
        .as_ref()
        .and_then(|v| v.choice(&[("successful", true), ("unsuccessful", false)]))
        .unwrap_or(true);
    let Some(after) = after else {
        for lonely in [warning, outcome].into_iter().flatten().filter(|_| table.get("auto_close").is_none()) {
            lonely.mistake("is said, but not after how long tickets close", "write auto_close = \"7d\"");
        }
        return None;
    };
    let warn_before = match warning {
        Some(value) => before(&value, after)?,
        None => AUTO_CLOSE_WARNING.min(after / 2),
    };
    Some(AutoClose { after, warn_before, successful })
}

fn before(value: &Value<'_>, after: Duration) -> Option<Duration> {
    let warning = value.duration(MINUTE..=30 * DAY)?;
    if warning >= after {
        value.mistake(
            format!("found {}, which is not less than auto_close", value.found()),
            "allowed: a time before the closing, as \"2d\"",
        );
        return None;
    }
    Some(warning)
}
