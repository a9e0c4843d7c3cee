//! bot.toml: read whole, validated whole, and either typed and right or refused with every mistake named.
//!
//! The text goes one way: its secrets are blanked (`redact`), its TOML is parsed with the place of
//! every value (`document`), each section is read by its own file, and what several sections must
//! agree on is checked last (`rules`). Readers note mistakes and go on with a default; a [`Config`]
//! only leaves [`parse`] when there were none. Nothing is written and no server is asked.

pub mod address;
mod answers;
mod attachments;
mod calendars;
pub mod changes;
mod clocks;
mod desk;
mod discord;
mod document;
mod keeping;
mod limits;
mod mail;
mod matrix;
mod model;
mod nearest;
mod people;
mod platform;
pub(crate) mod queues;
mod redact;
mod report;
mod rules;
mod scalar;
mod secret;
#[cfg(test)]
mod tests;
mod web;
mod worded;

use std::io;
use std::path::Path;

use sportello_chat::Platform;
use toml::de::DeTable;

pub use self::attachments::{FileRefusal, size};
use self::document::{Context, Keys, Table, Value};
pub use self::model::*;
use self::platform::{Enabled, Section};
pub use self::report::{Mistake, Report};

const SECTIONS: Keys = Keys {
    of: "bot.toml",
    known: &[
        "desk",
        "console",
        "matrix",
        "discord",
        "mail",
        "web",
        "limits",
        "retention",
        "operator",
        "customer",
        "calendar",
        "queue",
        "answer",
    ],
};

/// Reads and validates the file at `path`; relative paths in it are taken from its folder.
///
/// `env` is the environment, asked only for the secrets the file names.
///
/// # Errors
/// A [`Report`] of every mistake, or of why the file can't be read.
pub fn load(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Config, Report> {
    let name = path.display().to_string();
    let unreadable = |error: &io::Error| {
        let mistake = Mistake {
            key: String::new(),
            problem: format!("{name} can't be read: {error}"),
            help: "name another file with --config FILE; the one that ships is a start".to_owned(),
            span: None,
            related: None,
        };
        Report::new(&name, String::new(), vec![mistake])
    };
    let absolute = std::path::absolute(path).map_err(|e| unreadable(&e))?;
    let bytes = std::fs::read(&absolute).map_err(|e| unreadable(&e))?;
    let text =
        String::from_utf8(bytes).map_err(|e| not_utf8(&name, e.as_bytes(), e.utf8_error().valid_up_to()))?;
    let folder = absolute.parent().unwrap_or(&absolute);
    parse(&name, &text, folder, env, &|p| std::fs::read_to_string(p))
}

/// Validates `text`, which reports call `source_name`; `base_dir` must be absolute.
///
/// `read` reads the files that hold secrets and certificates.
///
/// # Errors
/// A [`Report`] of every mistake; of the syntax alone, when it is no TOML.
pub fn parse(
    source_name: &str,
    text: &str,
    base_dir: &Path,
    env: &dyn Fn(&str) -> Option<String>,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<Config, Report> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let shown = redact::redact_tree(&redact::redact_text(text), root.get_ref());
    if !errors.is_empty() {
        return Err(Report::new(source_name, shown, errors.iter().map(syntax).collect()));
    }
    let cx = Context::new(&shown, base_dir, env, read);
    let config = sections(&cx, source_name, root.get_ref());
    let mistakes = cx.into_mistakes();
    match config {
        Some(config) if mistakes.is_empty() => Ok(config),
        _ => Err(Report::new(source_name, shown, mistakes)),
    }
}

/// The report of a text that is UTF-8 only up to byte `valid`.
fn not_utf8(name: &str, bytes: &[u8], valid: usize) -> Report {
    let mistake = Mistake {
        key: String::new(),
        problem: "not UTF-8 from here on".to_owned(),
        help: "save the file in the encoding UTF-8".to_owned(),
        span: Some(valid..valid),
        related: None,
    };
    Report::new(name, redact::redact_text(&String::from_utf8_lossy(&bytes[..valid])), vec![mistake])
}

fn syntax(error: &toml::de::Error) -> Mistake {
    Mistake {
        key: String::new(),
        problem: format!("this is no TOML: {}", error.message()),
        help: "once this is mended, the rest of the file is checked; https://toml.io shows how it is written"
            .to_owned(),
        span: error.span(),
        related: None,
    }
}

/// The whole file; `None` only after a mistake was noted.
fn sections<'a>(cx: &'a Context<'a>, name: &str, root: &'a DeTable<'a>) -> Option<Config> {
    let root = Table::open(cx, String::new(), 0..0, root, &SECTIONS);
    let desk = section(&root, "desk", &desk::KEYS);
    let folder = desk.as_ref().and_then(|t| t.get("answers"));
    let desk = desk::read(cx, desk);
    let console = section(&root, "console", &matrix::CONSOLE_KEYS).map(|t| matrix::console(&t));
    let console = console.unwrap_or_else(Section::absent);
    let matrix_table = section(&root, "matrix", &matrix::KEYS);
    let matrix = matrix_table.as_ref().map(matrix::matrix).unwrap_or_else(Section::absent);
    let discord = section(&root, "discord", &discord::KEYS).map(|t| discord::read(&t));
    let discord = discord.unwrap_or_else(Section::absent);
    let mail = section(&root, "mail", &mail::KEYS).map(|t| mail::read(&t));

    let web = section(&root, "web", &web::KEYS).and_then(|t| web::read(&t));
    let limits = limits::read(section(&root, "limits", &limits::KEYS));
    let mut claims = vec![];
    if let (Some(bot), Some(value)) = (&matrix.content, matrix_table.and_then(|t| t.get("user"))) {
        claims.push((Account { platform: Platform::new("matrix"), id: bot.user.clone() }, value));
    }
    let operators: Vec<_> = tables(&root, "operator", &people::OPERATOR_KEYS)
        .iter()
        .map(|t| people::operator(t, &mut claims))
        .collect();
    let customers = tables(&root, "customer", &people::CUSTOMER_KEYS)
        .iter()
        .map(|t| people::customer(t, &mut claims))
        .collect();
    people::check_names(&operators);
    people::check_accounts(&claims);

    let on = [("console", console.enabled), ("matrix", matrix.enabled), ("discord", discord.enabled)];
    let enabled = Enabled(on.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect());
    platform::check_any(cx, &enabled);
    let calendars: Vec<_> = tables(&root, "calendar", &calendars::KEYS)
        .iter()
        .map(|t| calendars::read(t, desk.time_zone))
        .collect();
    let mut drafts: Vec<_> = tables(&root, "queue", &queues::KEYS).into_iter().map(queues::read).collect();
    calendars::give(&mut drafts, &calendars);
    let retention = keeping::read(section(&root, "retention", &keeping::KEYS));
    keeping::give(&mut drafts, &retention);
    rules::check_roles(&drafts, discord.content.as_ref());
    let queues = rules::check(cx, drafts, &operators, &enabled);
    let answers: Vec<_> = tables(&root, "answer", &answers::KEYS)
        .iter()
        .filter_map(|t| answers::read(t, desk.language))
        .chain(folder.iter().flat_map(|at| answers::in_folder(cx, at, desk.language)))
        .collect();
    let names: Vec<&str> = queues.iter().map(|q| q.name.as_str()).collect();
    let answers = answers::check(answers, &names);

    let mail = match mail {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Config {
        file: name.to_owned(),
        desk,
        console: console.content,
        matrix: matrix.content,
        discord: discord.content,
        mail,
        web,
        limits,
        closed_after: retention.closed_after,
        operators: operators.into_iter().map(|o| o.operator).collect(),
        customers,
        queues,
        answers,
    })
}

/// `[name]`
fn section<'a>(root: &Table<'a>, name: &'static str, keys: &'static Keys) -> Option<Table<'a>> {
    root.get(name)?.table(keys, &format!("a section, written as [{name}]"))
}

/// Every `[[name]]`
fn tables<'a>(root: &Table<'a>, name: &'static str, keys: &'static Keys) -> Vec<Table<'a>> {
    let wanted = format!("sections written as [[{name}]], one for each");
    let items = root.get(name).and_then(|v| v.list(&wanted)).unwrap_or_default();
    items.iter().filter_map(|v: &Value<'a>| v.table(keys, &wanted)).collect()
}
