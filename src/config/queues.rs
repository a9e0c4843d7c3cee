//! `[[queue]]`: one queue as it stands there.

use std::io;
use std::path::Path;
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use super::clocks;
use super::discord::role_group;
use super::document::{Context, Keys, Table, Value};
use super::limits;
use super::model::{Assignment, Channel, FollowUp, MailSwitches, PlainMessages, Queue, Signature, Worded};
use super::people::LONGEST_NAME;
use super::platform::{channels, matrix_room_group};
use super::worded;
use crate::calendar::Calendar;

pub(super) const KEYS: Keys = Keys {
    of: "[[queue]]",
    known: &[
        "name",
        "title",
        "operators",
        "responsible",
        "channels",
        "operator_channels",
        "private",
        "follow_up",
        "reopen_within",
        "signature",
        "gather",
        "settle",
        "plain_messages",
        "siblings",
        "assignment",
        "questions",
        "limits",
        "mails",
        "calendar",
        "first_response",
        "update",
        "solution",
        "warn",
        "release_after",
        "auto_close",
        "auto_close_warning",
        "auto_close_outcome",
        "closed_after",
        "privacy_notice",
        "was",
        "suggest",
    ],
};

pub(super) const GROUP_KEYS: Keys =
    Keys { of: "a group of operators", known: &["matrix_room", "discord_role"] };

pub(super) const MAIL_KEYS: Keys = Keys {
    of: "mails",
    known: &[
        "received",
        "taken",
        "answered",
        "waiting",
        "closed",
        "reopened",
        "merged",
        "assigned",
        "follow_up",
        "reminder",
        "escalation",
        "new",
    ],
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A customer's further messages within five minutes are the same request.
const GATHER: Duration = Duration::from_secs(5 * 60);
/// Twenty seconds are enough to say more than hello.
const SETTLE: Duration = Duration::from_secs(20);
/// Two weeks after closing, a message is about something else.
const REOPEN_WITHIN: Duration = Duration::from_secs(14 * 24 * 60 * 60);

const MOST_QUESTIONS: usize = 20;
/// In characters.
const LONGEST_QUESTION: usize = 200;

/// A queue and where its parts stand, for the rules that concern several queues.
pub(super) struct Draft<'a> {
    pub queue: Queue,
    pub table: Table<'a>,
    /// `None` when the name is missing or malformed.
    pub name: Option<Value<'a>>,
    pub was: Vec<(String, Value<'a>)>,
    pub operators: Vec<(String, Value<'a>)>,
    pub groups: Vec<(Channel, Value<'a>)>,
    /// Whether `operators` is there and not empty, however well it is spelt.
    pub tended: bool,
    pub responsible: Option<(String, Value<'a>)>,
    pub channels: Vec<(Channel, Value<'a>)>,
    pub operator_channels: Vec<(Channel, Value<'a>)>,
}

pub(super) fn read(table: Table<'_>) -> Draft<'_> {
    let name_value = table.need("name", "name = \"helpdesk\"");
    let name = name_value.as_ref().and_then(|v| v.line()).unwrap_or_default();
    // A malformed name is kept for the queues below it, which are not wrong for that too.
    let name_value = name_value.filter(|v| !name.is_empty() && check_name(v, name));
    let was = table.get("was").map(|v| former_names(&v)).unwrap_or_default();
    let title = table.get("title").and_then(|v| v.line()).unwrap_or(name.rsplit("::").next().unwrap_or(name));
    let members = table.get("operators").map(|v| members(&v));
    let tended = members.as_ref().is_none_or(|m| m.listed > 0) && table.get("operators").is_some();
    let Members { names: operators, groups, .. } = members.unwrap_or_default();
    let responsible = table.get("responsible").and_then(|v| Some((v.line()?.to_owned(), v)));
    let help = table.get("channels").map(|v| channels(&v)).unwrap_or_default();
    let ops = table.get("operator_channels").map(|v| channels(&v)).unwrap_or_default();
    let queue = Queue {
        name: name.to_owned(),
        was: was.iter().map(|(name, _)| name.clone()).collect(),
        title: title.to_owned(),
        operators: operators.iter().map(|(name, _)| name.clone()).collect(),
        operator_groups: groups.iter().map(|(group, _)| group.clone()).collect(),
        responsible: responsible.as_ref().map(|(name, _)| name.clone()),
        channels: help.iter().map(|(channel, _)| channel.clone()).collect(),
        operator_channels: ops.iter().map(|(channel, _)| channel.clone()).collect(),
        private: table.get("private").and_then(|v| v.boolean()).unwrap_or(false),
        follow_up: follow_up(&table),
        reopen_within: table
            .get("reopen_within")
            .and_then(|v| v.duration(MINUTE..=3650 * DAY))
            .unwrap_or(REOPEN_WITHIN),
        signature: signature(&table),
        gather: table.get("gather").and_then(|v| v.duration(Duration::ZERO..=DAY)).unwrap_or(GATHER),
        settle: table.get("settle").and_then(|v| v.duration(Duration::ZERO..=10 * MINUTE)).unwrap_or(SETTLE),
        plain_messages: plain_messages(&table),
        siblings: table.get("siblings").and_then(|v| v.boolean()).unwrap_or(false),
        assignment: assignment(&table),
        questions: table.get("questions").map(|v| questions(&v)).unwrap_or_default(),
        limits: table.get("limits").and_then(|v| limits::of_queue(&v)).unwrap_or_default(),
        suggest: table.get("suggest").and_then(|v| v.boolean()).unwrap_or(false),
        mails: table.get("mails").and_then(|v| mails(&v)).unwrap_or_default(),
        calendar: Calendar::always(),
        targets: clocks::targets(&table),
        release_after: clocks::release_after(&table),
        auto_close: clocks::auto_close(&table),
        closed_after: None,
        privacy_notice: None,
    };
    Draft {
        queue,
        table,
        name: name_value,
        was,
        operators,
        groups,
        tended,
        responsible,
        channels: help,
        operator_channels: ops,
    }
}

/// A queue of which only its name and title are known, with the defaults for all the rest: one that
/// bot.toml has no more.
pub(crate) fn bare(name: &str, title: &str) -> Queue {
    let (entries, text) = (DeTable::new(), String::new());
    let cx = Context::new(&text, Path::new("/"), &|_| None, &|_| Err(io::ErrorKind::NotFound.into()));
    let table = Table::open(&cx, String::new(), 0..0, &entries, &KEYS);
    let nothing_said = read(table).queue;
    Queue { name: name.to_owned(), title: title.to_owned(), ..nothing_said }
}

/// One name or several.
fn former_names<'a>(value: &Value<'a>) -> Vec<(String, Value<'a>)> {
    let names = value.one_or_more().into_iter();
    names.filter_map(|v| Some((v.line()?.to_owned(), v))).collect()
}

/// What a queue's `operators` lists.
#[derive(Default)]
struct Members<'a> {
    listed: usize,
    names: Vec<(String, Value<'a>)>,
    groups: Vec<(Channel, Value<'a>)>,
}

const MEMBERS: &str = "a list as [\"ada\", { discord_role = 445566778899001122 }]";
const GROUPS: &str = "{ matrix_room = \"!abc:example.org\" } or { discord_role = 445566778899001122 }";

fn members<'a>(value: &Value<'a>) -> Members<'a> {
    let Some(items) = value.list(MEMBERS) else { return Members { listed: 1, ..Members::default() } };
    let mut members = Members { listed: items.len(), ..Members::default() };
    for item in items {
        match item.value {
            DeValue::String(_) => {
                members.names.extend(item.line().map(|name| (name.to_owned(), item.clone())))
            }
            DeValue::Table(_) => members.groups.extend(group(&item)),
            _ => item.wrong_kind(&format!("an operator's name as \"ada\", {GROUPS}")),
        }
    }
    members
}

fn group<'a>(item: &Value<'a>) -> Option<(Channel, Value<'a>)> {
    let table = item.table(&GROUP_KEYS, GROUPS)?;
    let entries = table.entries();
    let [(kind, name)] = entries.as_slice() else {
        item.mistake(
            format!("a group has one name, and here are {}", entries.len()),
            format!("allowed: {GROUPS}"),
        );
        return None;
    };
    let group = match *kind {
        "matrix_room" => matrix_room_group(name)?,
        "discord_role" => role_group(name)?,
        // Noted as a key that is not known.
        _ => return None,
    };
    Some((group, name.clone()))
}

/// The languages of a question.
pub(super) const QUESTION_KEYS: Keys = Keys { of: "a question", known: &["en", "it"] };

fn questions(value: &Value<'_>) -> Vec<Worded> {
    let Some(items) = value.list("a list of texts as [\"Which computer?\", \"Since when?\"]") else {
        return vec![];
    };
    if let Some(more) = items.get(MOST_QUESTIONS) {
        more.mistake(
            format!("found {}, and {} before it", more.found(), MOST_QUESTIONS),
            format!("allowed: at most {MOST_QUESTIONS} questions; few people answer so many"),
        );
    }
    items.iter().filter_map(|item| worded::read(item, &QUESTION_KEYS, question)).collect()
}

fn question(value: &Value<'_>) -> Option<String> {
    let text = value.line()?;
    let length = text.chars().count();
    if length > LONGEST_QUESTION {
        value.mistake(
            format!("is too long: {length} characters"),
            format!("allowed: at most {LONGEST_QUESTION} characters"),
        );
        return None;
    }
    Some(text.to_owned())
}

/// Whether `name`, which stands at `value`, is fit to be a queue's; notes it when not.
fn check_name(value: &Value<'_>, name: &str) -> bool {
    let segment = |s: &str| {
        s.chars().count() <= LONGEST_NAME
            && s.starts_with(char::is_alphanumeric)
            && s.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let fits = name.split("::").all(segment);
    if !fits {
        value.mistake(
            format!("found {}", value.found()),
            "allowed: letters, digits, “-” and “_”, as \"helpdesk\"; a sub-queue has its parent's name \
             and :: before its own, as \"helpdesk::network\"",
        );
    }
    fits
}

fn follow_up(table: &Table<'_>) -> FollowUp {
    let words =
        [("reopen", FollowUp::Reopen), ("new-ticket", FollowUp::NewTicket), ("reject", FollowUp::Reject)];
    table.get("follow_up").and_then(|v| v.choice(&words)).unwrap_or(FollowUp::Reopen)
}

fn assignment(table: &Table<'_>) -> Assignment {
    let words = [
        ("manual", Assignment::Manual),
        ("round-robin", Assignment::RoundRobin),
        ("least-loaded", Assignment::LeastLoaded),
    ];
    table.get("assignment").and_then(|v| v.choice(&words)).unwrap_or(Assignment::Manual)
}

fn signature(table: &Table<'_>) -> Signature {
    let words = [("name", Signature::Name), ("role", Signature::Role), ("queue", Signature::Queue)];
    table.get("signature").and_then(|v| v.choice(&words)).unwrap_or(Signature::Name)
}

fn plain_messages(table: &Table<'_>) -> PlainMessages {
    let words = [("note", PlainMessages::Note), ("reply", PlainMessages::Reply)];
    table.get("plain_messages").and_then(|v| v.choice(&words)).unwrap_or(PlainMessages::Note)
}

fn mails(value: &Value<'_>) -> Option<MailSwitches> {
    let table = value.table(&MAIL_KEYS, "{ received = false, closed = true }")?;
    let switch = |key| table.get(key).and_then(|v| v.boolean()).unwrap_or(true);
    Some(MailSwitches {
        received: switch("received"),
        taken: switch("taken"),
        answered: switch("answered"),
        waiting: switch("waiting"),
        closed: switch("closed"),
        reopened: switch("reopened"),
        merged: switch("merged"),
        assigned: switch("assigned"),
        follow_up: switch("follow_up"),
        reminder: switch("reminder"),
        escalation: switch("escalation"),
        new: switch("new"),
    })
}
