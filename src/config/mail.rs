//! `[mail]`: who is written to, from where, and how it leaves.

use std::time::Duration;

use sportello_chat::Platform;

use super::address;
use super::desk::holds_password;
use super::document::{Keys, Table, Value};
use super::model::{Mail, MailTemplate, Transport};
use super::nearest::nearest;
use super::platform::server_name;
use super::secret::Lookup;

pub(super) const KEYS: Keys = Keys {
    of: "[mail]",
    known: &["from", "transport", "include_text", "mail_template", "mail_template_server", "group_answers"],
};

pub(super) const TRANSPORT_KEYS: Keys =
    Keys { of: "transport", known: &["folder", "smtp", "password", "ca_file", "sendmail"] };

const TRANSPORTS: &str = "transport = { folder = \"data/mail\" }, \
                          { smtp = \"smtps://user@mail.example.org\", \
                          password = { env = \"SPORTELLO_MAIL_PASSWORD\" } } \
                          or { sendmail = \"/usr/sbin/sendmail\" }";

/// Answers wait three minutes to be mailed together.
const GROUP_ANSWERS: Duration = Duration::from_secs(3 * 60);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn read(table: &Table<'_>) -> Option<Mail> {
    if !cfg!(feature = "mail") {
        table.mistake(
            "",
            "this program was built without mail",
            "build it with --features mail, or take [mail] out",
        );
    }
    let from = table.need("from", "from = \"Service Desk <help@example.org>\"").and_then(|v| sender(&v));
    let transport = table
        .need("transport", "transport = { folder = \"data/mail\" }")
        .and_then(|v| v.table(&TRANSPORT_KEYS, TRANSPORTS))
        .and_then(|t| transport(&t));
    let include_text = table.get("include_text").and_then(|v| v.boolean()).unwrap_or(false);
    let template = template(table);
    let group_answers =
        table.get("group_answers").and_then(|v| v.duration(Duration::ZERO..=DAY)).unwrap_or(GROUP_ANSWERS);
    Some(Mail { from: from?, transport: transport?, include_text, template, group_answers })
}

/// A person's address.
pub(super) fn person(value: &Value<'_>) -> Option<String> {
    let text = value.line()?;
    if !address::is_address(text) {
        value.mistake(
            format!("found {}, which is no mail address", value.found()),
            "allowed: an address alone, as \"ada@example.org\"",
        );
        return None;
    }
    Some(text.to_owned())
}

fn sender(value: &Value<'_>) -> Option<String> {
    let sender = address::mailbox(value.line()?);
    if sender.is_none() {
        value.mistake(
            format!("found {}, which is no sender", value.found()),
            "allowed: \"help@example.org\" or \"Service Desk <help@example.org>\"",
        );
    }
    sender
}

fn transport(table: &Table<'_>) -> Option<Transport> {
    let ways: Vec<Value<'_>> = ["folder", "smtp", "sendmail"].iter().filter_map(|k| table.get(k)).collect();
    let [way] = ways.as_slice() else {
        let problem = match ways.len() {
            0 => "no way for mails to leave".to_owned(),
            n => format!("{n} ways for mails to leave"),
        };
        table.mistake("", problem, format!("allowed: one of {TRANSPORTS}"));
        return None;
    };
    if table.get("smtp").is_some() {
        return smtp(table, way);
    }
    for key in ["password", "ca_file"] {
        if let Some(value) = table.get(key) {
            value.mistake("only a mail server needs it", format!("take it out, or write {TRANSPORTS}"));
        }
    }
    let path = way.path()?;
    Some(if table.get("folder").is_some() { Transport::Folder(path) } else { Transport::Sendmail(path) })
}

const SMTP: &str = "smtps://user@mail.example.org";

fn smtp(table: &Table<'_>, way: &Value<'_>) -> Option<Transport> {
    let url = way.url(&["smtps", "smtp"], SMTP);
    let password = table.get("password").map(|v| v.secret(Lookup::Now));
    let ca_file = table.get("ca_file").map(|v| v.certificates());
    let url = url?;
    if holds_password(&url) {
        way.mistake(
            "a password is written in the address (and not repeated here)",
            format!(
                "write {{ smtp = \"{SMTP}\", password = {{ env = \"SPORTELLO_MAIL_PASSWORD\" }} }}; \
                 if others could read this file, change the password too"
            ),
        );
        return None;
    }
    let starttls = url.query() == Some("tls=required") && url.scheme() == "smtp";
    if url.query().is_some() && !starttls {
        way.mistake(
            format!("found {}, with an option that is not known", way.found()),
            "allowed: smtp://… (no TLS), smtp://…?tls=required (STARTTLS) or smtps://… (TLS)",
        );
        return None;
    }
    let password = match (url.username().is_empty(), password) {
        (true, Some(_)) => {
            way.mistake(
                "nobody to give the password for: the address names no user",
                format!("allowed: \"{SMTP}\""),
            );
            return None;
        }
        (false, None) => {
            way.mistake(
                "the address names a user, and there is no password",
                "write password = { env = \"SPORTELLO_MAIL_PASSWORD\" } beside it, or take the user out",
            );
            return None;
        }
        (_, password) => password,
    };
    // What could not be read is noted; the outer `?` keeps it from passing for “none”.
    let password = match password {
        Some(found) => Some(found?),
        None => None,
    };
    let ca_file = match ca_file {
        Some(found) => Some(found?),
        None => None,
    };
    Some(Transport::Smtp { url, password, ca_file })
}

/// The template and whom it is for: without a trusted server, anyone could have a stranger's
/// address made for them by registering the same name elsewhere.
fn template(table: &Table<'_>) -> Option<MailTemplate> {
    let template = table.get("mail_template");
    let server = table.get("mail_template_server");
    if template.is_some() && server.is_none() {
        table.mistake(
            "mail_template_server",
            "is missing: anyone with an account anywhere would get an address made by mail_template",
            "write, for example: mail_template_server = \"uni.example\" \
             (the part after the colon of @mia:uni.example)",
        );
    }
    if let (None, Some(server)) = (&template, &server) {
        server.mistake(
            "says for whom mail_template is, and there is none",
            "add mail_template, or take this out",
        );
    }
    let address = template.and_then(|v| template_address(&v));
    let server = server.and_then(|v| {
        let text = v.line()?;
        if !server_name(text) {
            v.mistake(format!("found {}", v.found()), "allowed: a Matrix server's name, as \"uni.example\"");
            return None;
        }
        Some(text.to_owned())
    });
    Some(MailTemplate { platform: Platform::new("matrix"), server: Some(server?), address: address? })
}

fn template_address(value: &Value<'_>) -> Option<String> {
    const PLACE: &str = "{localpart}";
    const FORM: &str = "allowed: an address with {localpart} in it, as \"{localpart}@uni.example\"";
    let text = value.line()?;
    if text.matches(PLACE).count() == 1 && address::is_address(&text.replace(PLACE, "mia")) {
        return Some(text.to_owned());
    }
    let braces = text.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(name, _)| name);
    let near = braces.filter(|b| *b != "localpart").and_then(|b| nearest(b, ["localpart"]));
    let near = near.map_or_else(String::new, |_| format!("; did you mean “{PLACE}”?"));
    value.mistake(format!("found {}{near}", value.found()), FORM);
    None
}
