//! What must hold among the queues, and between them and the operators.

use std::collections::HashMap;

use super::document::{Context, Value};
use super::model::{Channel, Discord, Queue};
use super::nearest::{did_you_mean, or_list};
use super::people::Named;
use super::platform::Enabled;
use super::queues::Draft;

/// The queues, parents before their children, after noting what doesn't hold.
pub(super) fn check(
    cx: &Context<'_>,
    drafts: Vec<Draft<'_>>,
    operators: &[Named<'_>],
    enabled: &Enabled,
) -> Vec<Queue> {
    check_first_level(cx, &drafts);
    check_names(&drafts);
    check_former_names(&drafts);
    check_parents(&drafts);
    check_operators(&drafts, operators);
    check_channels(&drafts, enabled);
    let mut queues: Vec<Queue> = drafts.into_iter().map(|d| d.queue).collect();
    queues.sort_by_key(|q| q.name.matches("::").count());
    queues
}

/// Notes a role that everybody in a server has: Discord gives it the server's own id.
pub(super) fn check_roles(drafts: &[Draft<'_>], discord: Option<&Discord>) {
    let everyone: Vec<String> =
        discord.iter().flat_map(|d| &d.guilds).map(|id| format!("discord_role:{id}")).collect();
    for (group, value) in drafts.iter().flat_map(|d| &d.groups) {
        if everyone.contains(&group.name) {
            value.mistake(
                format!("found {}, the server's own id: the role @everyone", value.found()),
                "allowed: the id of a role that only operators have",
            );
        }
    }
}

fn check_first_level(cx: &Context<'_>, drafts: &[Draft<'_>]) {
    const EXAMPLE: &str =
        "write, for example: [[queue]] and below it name = \"helpdesk\" and operators = [\"ada\"]";
    if drafts.is_empty() {
        cx.note_missing("there is no queue, so no ticket could be opened", EXAMPLE);
    } else if drafts.iter().all(|d| d.queue.parent().is_some()) {
        cx.note_missing("there is no queue of the first level, so users would see none", EXAMPLE);
    }
}

fn check_names(drafts: &[Draft<'_>]) {
    let mut seen = HashMap::new();
    for draft in drafts {
        let Some(value) = &draft.name else { continue };
        if let Some(first) = seen.insert(draft.queue.name.to_lowercase(), value.span.clone()) {
            value.mistake_beside(
                format!("found {}, the name of another queue", value.found()),
                "allowed: a name of its own for each queue",
                Some((first, "the first of that name".to_owned())),
            );
        }
    }
}

/// A former name is nobody's name now, and was one queue's: else nobody could say whose tickets these are.
fn check_former_names(drafts: &[Draft<'_>]) {
    let mut seen = HashMap::new();
    for draft in drafts {
        for (name, value) in &draft.was {
            if let Some(of) = drafts.iter().find(|d| d.queue.name == *name) {
                value.mistake_beside(
                    format!("found {}, and there is a queue of that name", value.found()),
                    "allowed: the name this queue had before, which no queue has now",
                    of.name.as_ref().map(|v| (v.span.clone(), "the queue of that name".to_owned())),
                );
            }
            if let Some(first) = seen.insert(name, value.span.clone()) {
                value.mistake_beside(
                    format!("found {} a second time", value.found()),
                    "allowed: each former name once; a ticket can't go into two queues",
                    Some((first, "the first time".to_owned())),
                );
            }
        }
    }
}

fn check_parents(drafts: &[Draft<'_>]) {
    let names = || drafts.iter().map(|d| d.queue.name.as_str()).filter(|n| !n.is_empty());
    for draft in drafts {
        let (Some(value), Some(parent)) = (&draft.name, draft.queue.parent()) else { continue };
        if !names().any(|n| n == parent) {
            let near = did_you_mean(parent, names().filter(|n| *n != draft.queue.name));
            value.mistake(
                format!("found {}, and there is no queue “{parent}”{near}", value.found()),
                format!(
                    "add [[queue]] with name = \"{parent}\", or take what is before the last :: \
                     out of the name"
                ),
            );
        }
        if let Some(channels) = draft.table.get("channels") {
            channels.mistake(
                "users don't see a sub-queue, so they can't write to it",
                format!("take it out; tickets come here from {parent} with move"),
            );
        }
    }
}

fn check_operators(drafts: &[Draft<'_>], operators: &[Named<'_>]) {
    let names: Vec<&str> =
        operators.iter().map(|o| o.operator.name.as_str()).filter(|n| !n.is_empty()).collect();
    for draft in drafts {
        if !draft.tended {
            draft.table.mistake(
                "operators",
                "is missing or empty: nobody would see this queue's tickets",
                "write, for example: operators = [\"ada\"]",
            );
        }
        for (name, value) in draft.operators.iter().chain(&draft.responsible) {
            check_operator(name, value, &names);
        }
        let mut seen = HashMap::new();
        for (name, value) in &draft.operators {
            if let Some(first) = seen.insert(name, value.span.clone()) {
                value.mistake_beside(
                    format!("found {} a second time", value.found()),
                    "allowed: each operator once",
                    Some((first, "the first time".to_owned())),
                );
            }
        }
    }
}

fn check_operator(name: &str, value: &Value<'_>, names: &[&str]) {
    if names.contains(&name) {
        return;
    }
    let help = match names {
        [] => "add [[operator]] with this name".to_owned(),
        names => format!("allowed: the name of an [[operator]]: {}", or_list(names)),
    };
    value.mistake(
        format!(
            "found {}, and there is no operator of that name{}",
            value.found(),
            did_you_mean(name, names.iter().copied())
        ),
        help,
    );
}

/// Every place is for customers or for operators, and a message in it is for one queue.
fn check_channels(drafts: &[Draft<'_>], enabled: &Enabled) {
    for draft in drafts {
        for (channel, value) in draft.channels.iter().chain(&draft.operator_channels).chain(&draft.groups) {
            enabled.check(channel.platform.as_str(), value);
        }
        check_twice(&draft.operator_channels);
    }
    let mut help: HashMap<&Channel, &Value<'_>> = HashMap::new();
    for (channel, value) in drafts.iter().flat_map(|d| &d.channels) {
        match help.get(channel) {
            Some(first) => value.mistake_beside(
                format!("found {}, which is named twice as a help channel", value.found()),
                "allowed: a help channel belongs to one queue, or nobody could say whose a message is",
                Some((first.span.clone(), "the first time".to_owned())),
            ),
            None => {
                help.insert(channel, value);
            }
        }
    }
    for (channel, value) in drafts.iter().flat_map(|d| &d.operator_channels) {
        if let Some(first) = help.get(channel) {
            value.mistake_beside(
                format!("found {}, which is a help channel too", value.found()),
                "allowed: a channel that customers don't read; internal notes are written here",
                Some((first.span.clone(), "a help channel".to_owned())),
            );
        }
    }
}

fn check_twice(channels: &[(Channel, Value<'_>)]) {
    let mut seen = HashMap::new();
    for (channel, value) in channels {
        if let Some(first) = seen.insert(channel, value.span.clone()) {
            value.mistake_beside(
                format!("found {} a second time", value.found()),
                "allowed: each channel once",
                Some((first, "the first time".to_owned())),
            );
        }
    }
}
