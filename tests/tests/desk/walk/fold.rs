//! A ticket as its history alone tells it, moment by moment.

use serde_json::Value;
use sportello::store::entity::history;

/// How a ticket stands, by names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The row of its queue.
    pub queue: i64,
    /// The row of its owner.
    pub owner: Option<i64>,
    /// Its state.
    pub state: String,
    /// Its title.
    pub title: String,
    /// Its priority.
    pub priority: i64,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// The name of who answers for it.
    pub responsible: Option<String>,
}

/// How the ticket stood after each event of its history.
///
/// # Panics
/// When the history contradicts itself: something is different of which no event tells.
pub fn all(rows: &[history::Model]) -> Vec<Standing> {
    let mut all: Vec<Standing> = Vec::with_capacity(rows.len());
    for row in rows {
        let next = next(all.last(), row);
        all.push(next);
    }
    all
}

fn next(before: Option<&Standing>, row: &history::Model) -> Standing {
    let data: Value = serde_json::from_str(&row.data).expect("JSON");
    let text = |name: &str| data.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut now = before.cloned().unwrap_or_default();
    let kept = |what: &str, is: bool| {
        assert!(
            before.is_none() || is,
            "“{what}” changed with a {} event: {row:?} after {before:?}",
            row.event
        );
    };
    match row.event.as_str() {
        "opened" => {
            assert!(before.is_none(), "opened twice: {row:?}");
            now.title = text("title").unwrap_or_default();
            now.responsible = text("responsible");
            now.priority = data.get("priority").and_then(Value::as_i64).unwrap_or(3);
        }
        "owner" => assert_ne!(now.owner, row.owner_id, "an owner event without another owner: {row:?}"),
        "state" => {
            let from = text("from").unwrap_or_default();
            assert_eq!(Some(from.as_str()), before.map(|b| b.state.as_str()), "the state before: {row:?}");
            assert_eq!(text("to").as_deref(), Some(row.state.as_str()), "the state after: {row:?}");
        }
        "title" => now.title = text("to").unwrap_or_default(),
        "responsible" => {
            assert_eq!(text("from"), now.responsible, "who was responsible before: {row:?}");
            now.responsible = text("to");
        }
        "priority" => {
            assert_eq!(data.get("from").and_then(Value::as_i64), Some(now.priority), "{row:?}");
            now.priority = data.get("to").and_then(Value::as_i64).unwrap_or_default();
        }
        "tags" => {
            let tags = data.get("to").and_then(Value::as_array).cloned().unwrap_or_default();
            now.tags = tags.iter().filter_map(|t| t.as_str().map(str::to_owned)).collect();
        }
        _ => {}
    }
    let is = |event: &[&str]| event.contains(&row.event.as_str());
    kept("owner", now.owner == row.owner_id || is(&["owner"]));
    kept("state", now.state == row.state || is(&["state"]));
    kept("queue", now.queue == row.queue_id || is(&["moved"]));
    (now.owner, now.queue) = (row.owner_id, row.queue_id);
    now.state.clone_from(&row.state);
    now
}
