//! What a line of JSON asks for. Pure: text in, a request or a sentence for its writer out.

use std::time::Duration;

use serde_json::Value;
use sportello_chat::ThreadRef;

use crate::nearest::did_you_mean;

mod fields;

use fields::Fields;

/// The longest id or name, in characters: what a database column of identifiers holds.
const MAX_NAME: usize = 255;

/// The longest step of the clock: more is a slip, and dates far off can't be reckoned with.
const MAX_ADVANCE: Duration = Duration::from_secs(100 * 366 * 24 * 3600);

/// What one line asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Request {
    /// A person does something.
    Person {
        /// The event's id, if the line gives one.
        id: Option<String>,
        /// Who.
        name: String,
        /// What.
        act: Act,
    },
    /// To be told once everything before is done.
    Sync(String),
    /// To move the simulated clock.
    Advance(Duration),
}

/// What a person does.
#[derive(Debug, PartialEq)]
pub(crate) enum Act {
    /// Says something.
    Say {
        /// Where.
        place: Where,
        /// The text; may be empty beside a file.
        text: String,
        /// The message it answers.
        reply_to: Option<String>,
        /// The files that come with it.
        attach: Vec<Attach>,
    },
    /// Changes what they said.
    Edit {
        /// The message.
        target: String,
        /// Its whole new text.
        text: String,
    },
    /// Removes a message.
    Delete {
        /// The message.
        target: String,
    },
    /// Puts an emoji on a message.
    React {
        /// The message.
        target: String,
        /// The emoji.
        emoji: String,
    },
}

/// Where something is said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Where {
    /// In a channel, maybe in a thread of it.
    Channel {
        /// The channel.
        name: String,
        /// The thread.
        thread: Option<ThreadRef>,
    },
    /// To the bot alone.
    Direct,
}

/// A file that goes with a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attach {
    /// The name to give it, instead of its own.
    pub name: Option<String>,
    /// Where it is.
    pub path: String,
}

/// The kinds of lines: the key that tells them, and all the keys each takes.
const KINDS: [(&str, &[&str]); 6] = [
    ("sync", &["sync"]),
    ("advance", &["advance"]),
    ("edit", &["id", "as", "edit", "say"]),
    ("delete", &["id", "as", "delete"]),
    ("react", &["id", "as", "react", "with"]),
    ("say", &["id", "as", "in", "direct", "say", "thread", "reply_to", "attach"]),
];

/// Reads one line.
///
/// # Errors
/// A sentence that says what was expected.
pub(crate) fn parse(line: &str) -> Result<Request, String> {
    let mut fields = Fields::read(line)?;
    let known = || KINDS.iter().flat_map(|(_, keys)| keys.iter().copied());
    if let Some(key) = fields.keys().find(|k| !known().any(|known| known == *k)) {
        return Err(match did_you_mean(key, known()) {
            hint if hint.is_empty() => format!("unknown key `{key}`; the keys are {}", listed(known())),
            hint => format!("unknown key `{key}`{hint}"),
        });
    }
    let says = |f: &Fields| f.has("attach") || f.has("in") || f.has("direct");
    let Some((kind, keys)) =
        KINDS.iter().find(|(kind, _)| fields.has(kind) || (*kind == "say" && says(&fields)))
    else {
        return Err(
            "nothing to do: expected one of `say`, `edit`, `delete`, `react`, `sync`, `advance`".to_owned()
        );
    };
    if let Some(key) = fields.keys().find(|k| !keys.contains(k)) {
        return Err(format!(
            "`{key}` has no place in a line with `{kind}`, which takes {}",
            listed(keys.iter().copied())
        ));
    }
    match *kind {
        "sync" => fields.required("sync").map(Request::Sync),
        "advance" => duration(&fields.required("advance")?).map(Request::Advance),
        kind => {
            let id = fields.name("id")?;
            if let Some(id) = &id {
                not_the_desks(id)?;
            }
            let name = fields.name("as")?.ok_or("`as` is missing: who is it?")?;
            Ok(Request::Person { id, name, act: act(kind, &mut fields)? })
        }
    }
}

fn act(kind: &str, fields: &mut Fields) -> Result<Act, String> {
    let target = |fields: &mut Fields| {
        fields.name(kind)?.ok_or_else(|| format!("`{kind}` is missing: which message?"))
    };
    match kind {
        "edit" => Ok(Act::Edit { target: target(fields)?, text: fields.required("say")? }),
        "delete" => Ok(Act::Delete { target: target(fields)? }),
        "react" => Ok(Act::React { target: target(fields)?, emoji: emoji(&fields.required("with")?)? }),
        _ => say(fields),
    }
}

fn say(fields: &mut Fields) -> Result<Act, String> {
    let thread = fields.name("thread")?;
    let direct = fields.flag("direct")?;
    let place = match (fields.name("in")?, direct) {
        (Some(_), true) => return Err("`in` and `direct` exclude each other".to_owned()),
        (Some(name), false) => Where::Channel { name, thread: thread.map(|t| thread_ref(&t)).transpose()? },
        (None, true) if thread.is_some() => {
            return Err("a direct chat has no threads; `reply_to` says which message is answered".to_owned());
        }
        (None, true) => Where::Direct,
        (None, false) => return Err("where? expected `in` with a channel, or `direct` with true".to_owned()),
    };
    let attach = attach(fields)?;
    let text = match fields.text("say")? {
        Some(text) => text,
        None if attach.is_empty() => return Err("`say` is missing: what is said?".to_owned()),
        None => String::new(),
    };
    Ok(Act::Say { place, text, reply_to: fields.name("reply_to")?, attach })
}

/// A thread as people write it: `#1001` for a ticket's, else the id of the message it hangs on.
pub(crate) fn thread_ref(text: &str) -> Result<ThreadRef, String> {
    match text.strip_prefix('#') {
        Some("") => Err("`thread` needs a ticket's number after the `#`".to_owned()),
        Some(number) => Ok(ThreadRef::Ticket(number.to_owned())),
        None => Ok(ThreadRef::Id(text.to_owned())),
    }
}

/// An emoji without the selectors that only say how to draw it.
pub(crate) fn emoji(text: &str) -> Result<String, String> {
    let emoji: String = text.trim().chars().filter(|c| !matches!(c, '\u{FE0E}' | '\u{FE0F}')).collect();
    if emoji.is_empty() { Err("`with` needs an emoji".to_owned()) } else { Ok(emoji) }
}

/// A span of time such as `2d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(by) if by <= MAX_ADVANCE => Ok(by),
        Ok(_) => Err(format!("`advance` goes at most 100 years at once, not {text}")),
        Err(_) => Err(format!("`advance` takes a duration such as \"2d\", \"4h\" or \"90s\", not {text:?}")),
    }
}

/// People's ids must not be taken for the bot's: `b` and a number.
pub(crate) fn not_the_desks(id: &str) -> Result<(), String> {
    match id.strip_prefix('b') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Err(format!("the id {id:?} is one of the bot's: `b` and a number; give it another"))
        }
        _ => Ok(()),
    }
}

fn attach(fields: &mut Fields) -> Result<Vec<Attach>, String> {
    let expected =
        || "`attach` takes a list such as [{\"name\":\"a.png\",\"path\":\"files/a.png\"}]".to_owned();
    let files = match fields.take("attach") {
        None => return Ok(Vec::new()),
        Some(Value::Array(files)) => files,
        Some(_) => return Err(expected()),
    };
    files
        .into_iter()
        .map(|file| {
            let Value::Object(file) = file else { return Err(expected()) };
            let mut file = Fields::of(file)?;
            if let Some(key) = file.keys().find(|k| !["name", "path"].contains(k)) {
                let hint = did_you_mean(key, ["name", "path"]);
                return Err(format!("unknown key `{key}` in `attach`, which takes `name` and `path`{hint}"));
            }
            Ok(Attach { name: file.name("name")?, path: file.required("path")? })
        })
        .collect()
}

/// The keys, once each, for a sentence.
fn listed<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for key in keys {
        if !seen.contains(&key) {
            seen.push(key);
        }
    }
    seen.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
