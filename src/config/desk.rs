//! `[desk]`: what holds for the whole desk.

use std::path::PathBuf;

use chrono_tz::{TZ_VARIANTS, Tz};
use url::Url;

use super::document::{Context, Keys, Table, Value};
use super::model::{Database, Desk, NumberStyle, OnDelete};
use super::nearest::nearest;
use super::secret::Lookup;
use crate::text::Language;

pub(super) const KEYS: Keys = Keys {
    of: "[desk]",
    known: &[
        "name",
        "language",
        "time_zone",
        "database",
        "database_password",
        "data_dir",
        "files_dir",
        "ticket_number",
        "system_id",
        "command_prefix",
        "max_file_size",
        "on_delete",
        "answers",
    ],
};

const MIB: u64 = 1024 * 1024;

/// The longest prefix of commands, in characters.
const LONGEST_PREFIX: usize = 8;

/// The section, with the defaults for what it doesn't say; all of them where there is no section.
pub(super) fn read(cx: &Context<'_>, table: Option<Table<'_>>) -> Desk {
    let get = |key| table.as_ref().and_then(|t| t.get(key));
    Desk {
        name: get("name").and_then(|v| v.line()).unwrap_or("Service Desk").to_owned(),
        language: get("language").and_then(|v| language(&v)).unwrap_or(Language::En),
        time_zone: get("time_zone").and_then(|v| time_zone(&v)).unwrap_or(Tz::UTC),
        database: database(cx, get("database"), get("database_password")),
        data_dir: get("data_dir").and_then(|v| v.path()).unwrap_or_else(|| cx.absolute("data")),
        files_dir: get("files_dir").and_then(|v| v.path()),
        ticket_number: get("ticket_number")
            .and_then(|v| {
                v.choice(&[
                    ("increment", NumberStyle::Increment),
                    ("date", NumberStyle::Date),
                    ("date-checksum", NumberStyle::DateChecksum),
                ])
            })
            .unwrap_or(NumberStyle::Increment),
        system_id: get("system_id")
            .and_then(|v| v.integer(10..=99))
            .and_then(|n| u8::try_from(n).ok())
            .unwrap_or(10),
        command_prefix: get("command_prefix").and_then(|v| prefix(&v)).unwrap_or_else(|| "!".to_owned()),
        max_file_size: get("max_file_size").and_then(|v| v.size(1024..=1024 * MIB)).unwrap_or(20 * MIB),
        on_delete: get("on_delete")
            .and_then(|v| v.choice(&[("hide", OnDelete::Hide), ("remove", OnDelete::Remove)]))
            .unwrap_or(OnDelete::Hide),
    }
}

/// A language, by its code.
pub(super) fn language(value: &Value<'_>) -> Option<Language> {
    let words: Vec<(&str, Language)> = Language::ALL.iter().map(|l| (l.code(), *l)).collect();
    value.choice(&words)
}

/// A time zone, by its name.
pub(super) fn time_zone(value: &Value<'_>) -> Option<Tz> {
    let text = value.text()?;
    let zone = text.parse::<Tz>().ok();
    if zone.is_none() {
        let near = nearest_zone(text).map_or_else(String::new, |z| format!("; did you mean “{z}”?"));
        value.mistake(
            format!("found {}, which is no time zone{near}", value.found()),
            "allowed: a name of the IANA time zone database, as \"Europe/Rome\" or \"UTC\"",
        );
    }
    zone
}

/// A zone of nearly this name, or of nearly this city: people write “Rome”.
fn nearest_zone(text: &str) -> Option<&'static str> {
    let names = || TZ_VARIANTS.iter().map(|z| z.name());
    let city = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
    nearest(text, names().map(city))
        .and_then(|c| names().find(|n| city(n) == c))
        .or_else(|| nearest(text, names()))
}

fn prefix(value: &Value<'_>) -> Option<String> {
    let text = value.text()?;
    let short = text.chars().count() <= LONGEST_PREFIX;
    let marked = text.chars().last().is_some_and(|c| !c.is_alphanumeric());
    if !short || !marked || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        value.mistake(
            format!("found {}", value.found()),
            format!(
                "allowed: up to {LONGEST_PREFIX} characters without spaces, the last of them a mark \
                 and no letter or digit, as \"!\""
            ),
        );
        return None;
    }
    Some(text.to_owned())
}

const DATABASE_FORM: &str =
    "allowed: \"sqlite://data/sportello.db\" (a file) or \"postgres://user@host/sportello\" (a server)";

fn database(cx: &Context<'_>, url: Option<Value<'_>>, password: Option<Value<'_>>) -> Database {
    // Stands for what could not be read; the report keeps it from being used.
    let fallback = || Database::Sqlite(cx.absolute("data/sportello.db"));
    let Some(value) = url else {
        if let Some(password) = password {
            refuse_password(&password);
        }
        return fallback();
    };
    let Some(text) = value.line() else { return fallback() };
    if let Some(path) = text.strip_prefix("sqlite:") {
        if let Some(password) = password {
            refuse_password(&password);
        }
        return sqlite(&value, path).map_or_else(fallback, Database::Sqlite);
    }
    postgres(&value, password).map_or_else(fallback, |url| Database::Postgres(String::from(url).into()))
}

fn refuse_password(password: &Value<'_>) {
    password.mistake(
        "a database in a file has no password",
        "take it out, or write database = \"postgres://user@host/sportello\"",
    );
}

fn sqlite(value: &Value<'_>, path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.starts_with(':') || path.ends_with('/') {
        value.mistake(format!("found {}, which names no file", value.found()), DATABASE_FORM);
        return None;
    }
    if path.contains('?') {
        value.mistake(
            format!("found {}: the options of a database file are fixed", value.found()),
            "take out what follows the ?",
        );
        return None;
    }
    Some(value.cx.absolute(path))
}

fn postgres(value: &Value<'_>, password: Option<Value<'_>>) -> Option<Url> {
    let text = value.line()?;
    let scheme = text.split(':').next().unwrap_or_default();
    if !matches!(scheme, "postgres" | "postgresql") {
        let near = nearest(scheme, ["sqlite", "postgres"]);
        let near = near.map_or_else(String::new, |n| format!("; did you mean “{n}://”?"));
        value.mistake(format!("found {}{near}", value.found()), DATABASE_FORM);
        return None;
    }
    let Ok(mut url) = Url::parse(text) else {
        value.mistake(format!("found {}, which is no address", value.found()), DATABASE_FORM);
        return None;
    };
    if holds_password(&url) {
        value.mistake(
            "a password is written in the address (and not repeated here)",
            "write database = \"postgres://user@host/sportello\" and \
             database_password = { env = \"SPORTELLO_DATABASE_PASSWORD\" }; if others could \
             read this file, change the password too",
        );
        return None;
    }
    if url.path().trim_matches('/').is_empty() {
        value.mistake(format!("found {}, which names no database", value.found()), DATABASE_FORM);
        return None;
    }
    let Some(password) = password else { return Some(url) };
    if url.username().is_empty() && !url.query_pairs().any(|(key, _)| key == "user") {
        password.mistake("nobody to give the password for: the address names no user", DATABASE_FORM);
        return None;
    }
    let secret = password.secret(Lookup::Now)?;
    let secret = secrecy::ExposeSecret::expose_secret(&secret);
    // An address without a host (a socket) has no place for it but an option.
    if url.set_password(Some(&percent_encoded(secret))).is_err() {
        url.query_pairs_mut().append_pair("password", secret);
    }
    Some(url)
}

/// `text` as it comes out of an address again, a `%` of its own too.
fn percent_encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let byte = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

/// Whether a password stands in the address itself or among its options.
pub(super) fn holds_password(url: &Url) -> bool {
    url.password().is_some() || url.query_pairs().any(|(key, _)| key.to_lowercase().contains("pass"))
}
