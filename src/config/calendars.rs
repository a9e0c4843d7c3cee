//! `[[calendar]]`: when queues work.

use std::collections::HashMap;

use super::desk::time_zone;
use super::document::{Keys, Table, Value};
use super::nearest::{did_you_mean, or_list};
use super::people::LONGEST_NAME;
use super::queues::Draft;
use crate::calendar::{Calendar, Holiday, Mistake, Week};

pub(super) const KEYS: Keys = Keys { of: "[[calendar]]", known: &["name", "hours", "holidays", "time_zone"] };

/// A calendar and where its name stands.
pub(super) struct Named<'a> {
    name: String,
    at: Option<Value<'a>>,
    calendar: Calendar,
}

/// One calendar, by the clock of `zone` where it names no other.
pub(super) fn read<'a>(table: &Table<'a>, zone: chrono_tz::Tz) -> Named<'a> {
    let at = table.need("name", "name = \"office\"");
    let name = at.as_ref().and_then(|v| v.line()).unwrap_or_default();
    if let Some(value) = at.as_ref().filter(|_| name.chars().count() > LONGEST_NAME) {
        value.mistake("is too long", format!("allowed: at most {LONGEST_NAME} characters"));
    }
    let hours = table.need("hours", "hours = \"Mon-Fri 09:00-18:00\"");
    let week = hours.as_ref().and_then(|v| read_text(v, Week::parse)).unwrap_or_else(Week::always);
    let holidays = table.get("holidays");
    let days = holidays.as_ref().map(holiday_list).unwrap_or_default();
    let zone = table.get("time_zone").and_then(|v| time_zone(&v)).unwrap_or(zone);
    let calendar = Calendar::new(week, days, zone).unwrap_or_else(|never| {
        if let Some(value) = &holidays {
            value.mistake(never.to_string(), "take some of them out, or widen the hours");
        }
        Calendar::always()
    });
    Named { name: name.to_owned(), at, calendar }
}

fn holiday_list(value: &Value<'_>) -> Vec<Holiday> {
    let items = value.list("a list as [\"12-25 Christmas\", \"easter monday\"]").unwrap_or_default();
    items.iter().filter_map(|v| read_text(v, Holiday::parse)).collect()
}

fn read_text<T>(value: &Value<'_>, parse: fn(&str) -> Result<T, Mistake>) -> Option<T> {
    parse(value.line()?).map_err(|m| value.mistake(m.problem, m.help)).ok()
}

/// Gives each queue the calendar it names, else its parent's, else one that is always open; `drafts` come
/// in any order.
pub(super) fn give(drafts: &mut [Draft<'_>], calendars: &[Named<'_>]) {
    let mut known: HashMap<&str, &Named<'_>> = HashMap::new();
    for calendar in calendars.iter().filter(|c| !c.name.is_empty()) {
        let first = known.insert(calendar.name.as_str(), calendar);
        if let (Some(first), Some(value)) = (first, &calendar.at) {
            let span = first.at.as_ref().map(|v| (v.span.clone(), "the first of that name".to_owned()));
            value.mistake_beside(
                format!("found {}, the name of another calendar", value.found()),
                "allowed: a name of its own for each calendar",
                span,
            );
        }
    }
    let mut own: HashMap<String, Calendar> = HashMap::new();
    for draft in drafts.iter() {
        let Some(value) = draft.table.get("calendar") else { continue };
        let Some(name) = value.line() else { continue };
        match known.get(name) {
            Some(calendar) => {
                own.insert(draft.queue.name.clone(), calendar.calendar.clone());
            }
            None => no_such(&value, name, &known),
        }
    }
    for draft in drafts {
        let mut at = Some(draft.queue.name.as_str());
        while let Some(name) = at {
            if let Some(calendar) = own.get(name) {
                draft.queue.calendar = calendar.clone();
                break;
            }
            at = name.rsplit_once("::").map(|(parent, _)| parent);
        }
    }
}

fn no_such(value: &Value<'_>, name: &str, known: &HashMap<&str, &Named<'_>>) {
    let mut names: Vec<&str> = known.keys().copied().collect();
    names.sort_unstable();
    let help = match names.as_slice() {
        [] => "add [[calendar]] with this name".to_owned(),
        names => format!("allowed: the name of a [[calendar]]: {}", or_list(names)),
    };
    let near = did_you_mean(name, names.iter().copied());
    value.mistake(format!("found {}, and there is no calendar of that name{near}", value.found()), help);
}
