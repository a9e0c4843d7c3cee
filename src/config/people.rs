//! `[[operator]]` and `[[customer]]`: people the admin names.

use std::collections::HashMap;

use super::desk::language;
use super::document::{Keys, Table, Value};
use super::mail::person as address;
use super::model::{Account, Customer, Operator};
use super::platform::{PLATFORMS, accounts};

pub(super) const OPERATOR_KEYS: Keys = Keys {
    of: "[[operator]]",
    known: &["name", "mail", "matrix", "discord", "console", "admin", "language", "mail_new", "on_call"],
};

pub(super) const CUSTOMER_KEYS: Keys =
    Keys { of: "[[customer]]", known: &["name", "mail", "matrix", "discord", "console", "language"] };

/// The longest name of an operator or a segment of a queue's name, in characters.
pub(super) const LONGEST_NAME: usize = 40;

/// An account that stands in the file, for telling when it stands there twice.
pub(super) type Claim<'a> = (Account, Value<'a>);

/// An operator and where their name stands.
pub(super) struct Named<'a> {
    pub operator: Operator,
    pub name: Option<Value<'a>>,
}

pub(super) fn operator<'a>(table: &Table<'a>, claims: &mut Vec<Claim<'a>>) -> Named<'a> {
    let name = table.need("name", "name = \"ada\"");
    let mail = table.get("mail").and_then(|v| address(&v));
    let mail_new = table.get("mail_new").and_then(|v| v.boolean()).unwrap_or(false);
    if mail_new && table.get("mail").is_none() {
        table.mistake(
            "mail",
            "is missing: mail_new asks for mails, and there is no address",
            "write mail = \"…\"",
        );
    }
    let operator = Operator {
        name: name.as_ref().and_then(short_name).unwrap_or_default().to_owned(),
        mail,
        accounts: accounts_of(table, claims, "an operator is recognised by it"),
        admin: table.get("admin").and_then(|v| v.boolean()).unwrap_or(false),
        language: table.get("language").and_then(|v| language(&v)),
        mail_new,
        on_call: table.get("on_call").and_then(|v| v.boolean()).unwrap_or(false),
    };
    Named { operator, name }
}

pub(super) fn customer<'a>(table: &Table<'a>, claims: &mut Vec<Claim<'a>>) -> Customer {
    Customer {
        name: table.need("name", "name = \"mia\"").and_then(|v| v.line()).unwrap_or_default().to_owned(),
        mail: table.get("mail").and_then(|v| address(&v)),
        accounts: accounts_of(table, claims, "what is said here is said of that account"),
        language: table.get("language").and_then(|v| language(&v)),
    }
}

/// Notes operators of one name; commands could not tell them apart, nor does their case.
pub(super) fn check_names(operators: &[Named<'_>]) {
    let mut seen = HashMap::new();
    for Named { operator, name } in operators {
        let (Some(value), false) = (name, operator.name.is_empty()) else { continue };
        if let Some(first) = seen.insert(operator.name.to_lowercase(), value.span.clone()) {
            value.mistake_beside(
                format!("found {}, the name of another operator", value.found()),
                "allowed: a name of its own for each operator",
                Some((first, "the first of that name".to_owned())),
            );
        }
    }
}

/// Notes accounts that two people claim, or a person and the bot.
pub(super) fn check_accounts(claims: &[Claim<'_>]) {
    let mut seen: HashMap<&Account, &Value<'_>> = HashMap::new();
    for (account, value) in claims {
        match seen.get(account) {
            Some(first) => value.mistake_beside(
                format!("found {}, which is named twice", value.found()),
                "allowed: an account belongs to one operator, one customer or the bot",
                Some((first.span.clone(), format!("the same account, {}", first.path))),
            ),
            None => {
                seen.insert(account, value);
            }
        }
    }
}

fn accounts_of<'a>(table: &Table<'a>, claims: &mut Vec<Claim<'a>>, why: &str) -> Vec<Account> {
    let named: Vec<_> = PLATFORMS.iter().filter_map(|p| Some((p, table.get(p.name)?))).collect();
    if named.is_empty() {
        table.mistake(
            "",
            format!("no account: {why}"),
            "write, for example: matrix = \"@ada:example.org\", discord = 223344556677889900 or console = \"ada\"",
        );
    }
    let found: Vec<Claim<'a>> =
        named.iter().flat_map(|(platform, value)| accounts(platform, value)).collect();
    claims.extend(found.iter().cloned());
    found.into_iter().map(|(account, _)| account).collect()
}

/// The name, even when it isn't fit to be one: queues that use it are not wrong for that too.
fn short_name<'a>(value: &Value<'a>) -> Option<&'a str> {
    let name = value.text()?;
    if !is_short_name(name) {
        value.mistake(
            format!("found {}", value.found()),
            format!(
                "allowed: up to {LONGEST_NAME} letters, digits, “-”, “_” and “.”; commands use it: assign ada"
            ),
        );
    }
    Some(name)
}

fn is_short_name(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME
        && name.starts_with(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
