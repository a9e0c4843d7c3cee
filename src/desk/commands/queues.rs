//! `queues`: every queue in its tree, what waits in it, who serves it and where.

use std::collections::HashMap;

use super::{Act, Actor, Answer, DeskError, admins_only, outage};
use crate::config::{Channel, Queue};
use crate::store::counting::{self, Census};
use crate::store::entity::person;
use crate::store::people;
use crate::text::{Args, Language};
use crate::ticket::Deed;

/// Lists them.
pub async fn run(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    admins_only(act, actor, Deed::Queues)?;
    let language = actor.language;
    let names: Vec<String> = act.config.queues.iter().map(|q| q.name.clone()).collect();
    let census = counting::census(act.tx, &act.desk.queue_ids(&names), act.now).await?;
    let census: HashMap<i64, Census> = census.into_iter().map(|c| (c.queue_id, c)).collect();
    let handles: Vec<String> = act.config.queues.iter().flat_map(|q| &q.operators).cloned().collect();
    let operators = people::by_handles(act.tx, &handles).await?;
    let mut lines = Vec::new();
    for queue in in_tree(&act.config.queues) {
        let id = act.desk.queue_ids(std::slice::from_ref(&queue.name)).first().copied().unwrap_or_default();
        let indent = "  ".repeat(queue.name.matches("::").count());
        lines.push(format!("{indent}- {}", counts(act, language, queue, census.get(&id))));
        for line in details(act, language, queue, &operators) {
            lines.push(format!("{indent}  {line}"));
        }
    }
    lines.extend(outage::all(act, language).await?);
    let retired: Vec<&str> = act.desk.retired().map(|q| q.name.as_str()).collect();
    if !retired.is_empty() {
        let args = Args::new().text("names", retired.join(", "));
        lines.push(act.desk.texts().say(language, "admin-queues-retired", &args));
    }
    Ok(Answer::markdown(lines.join("\n")))
}

/// Each queue of the first level, in bot.toml's order, followed by those below it.
fn in_tree(queues: &[Queue]) -> Vec<&Queue> {
    fn below<'a>(queues: &'a [Queue], parent: Option<&str>, all: &mut Vec<&'a Queue>) {
        for queue in queues.iter().filter(|q| q.parent() == parent) {
            all.push(queue);
            below(queues, Some(&queue.name), all);
        }
    }
    let mut all = Vec::with_capacity(queues.len());
    below(queues, None, &mut all);
    all
}

fn counts(act: &Act<'_>, language: Language, queue: &Queue, census: Option<&Census>) -> String {
    let number = |of: fn(&Census) -> i64| census.map_or(0, |c| u64::try_from(of(c)).unwrap_or_default());
    let args = Args::new()
        .text("title", queue.title.as_str())
        .text("name", queue.name.as_str())
        .number("active", number(|c| c.active))
        .number("new", number(|c| c.new))
        .number("free", number(|c| c.free))
        .number("late", number(|c| c.late));
    act.desk.texts().say(language, "admin-queues-line", &args)
}

fn details(act: &Act<'_>, language: Language, queue: &Queue, operators: &[person::Model]) -> Vec<String> {
    let say = |key: &str, list: String| act.desk.texts().say(language, key, &Args::new().text("list", list));
    let named = queue.operators.iter().map(|handle| {
        let away = operators.iter().any(|p| p.handle.as_ref() == Some(handle) && p.is_away(act.now));
        match away {
            true => {
                act.desk.texts().say_plain(language, "admin-queues-away", &Args::new().text("name", handle))
            }
            false => handle.clone(),
        }
    });
    let groups = queue.operator_groups.iter().map(|g| g.name.clone());
    let mut lines = vec![say("admin-queues-operators", named.chain(groups).collect::<Vec<_>>().join(", "))];
    for (key, channels) in
        [("admin-queues-help", &queue.channels), ("admin-queues-ops", &queue.operator_channels)]
    {
        if !channels.is_empty() {
            lines.push(say(key, channels.iter().map(shown).collect::<Vec<_>>().join(", ")));
        }
    }
    lines
}

fn shown(channel: &Channel) -> String {
    format!("{} ({})", channel.name, channel.platform.as_str())
}
