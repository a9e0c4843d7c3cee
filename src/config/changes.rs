//! What differs between the bot.toml in force and a new one: what an open desk can't change, and what it
//! tells of the rest.

use std::fmt::Debug;

use secrecy::{ExposeSecret, SecretString};

use super::model::{Channel, Config, Database, Discord, Mail, Matrix, Queue, Transport};
use super::report::Mistake;

/// One thing that is otherwise in a new bot.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A queue that was not there.
    QueueAdded(String),
    /// A queue that has another name: the old one and the new one.
    QueueRenamed(String, String),
    /// A queue with other rules, people or channels.
    QueueChanged(String),
    /// A queue that is no more.
    QueueRemoved(String),
    /// An operator who was not there.
    OperatorAdded(String),
    /// An operator with other accounts or rights.
    OperatorChanged(String),
    /// An operator who is no more.
    OperatorRemoved(String),
    /// So many customers were added, changed or removed.
    Customers(usize),
    /// Something else.
    Rest,
}

/// What an open desk can't change, each key once.
pub fn fixed(now: &Config, new: &Config) -> Vec<Mistake> {
    let mut keys: Vec<String> = Vec::new();
    let mut note = |key: &str, differs: bool| {
        if differs {
            keys.push(key.to_owned());
        }
    };
    note("desk.database", !same_database(&now.desk.database, &new.desk.database));
    note("desk.data_dir", now.desk.data_dir != new.desk.data_dir);
    note("desk.files_dir", now.desk.files_dir != new.desk.files_dir);
    note("desk.ticket_number", now.desk.ticket_number != new.desk.ticket_number);
    note("desk.system_id", now.desk.system_id != new.desk.system_id);
    // What an adapter was told when it was made.
    note("desk.language", now.discord.is_some() && now.desk.language != new.desk.language);
    note("desk.max_file_size", now.matrix.is_some() && new.desk.max_file_size > now.desk.max_file_size);
    note("console.enabled", now.console.is_some() != new.console.is_some());
    note("web.listen", now.web != new.web);
    match (&now.matrix, &new.matrix) {
        (Some(now), Some(new)) => matrix(now, new, &mut note),
        (now, new) => note("matrix.enabled", now.is_some() != new.is_some()),
    }
    match (&now.discord, &new.discord) {
        (Some(now), Some(new)) => discord(now, new, &mut note),
        (now, new) => note("discord.enabled", now.is_some() != new.is_some()),
    }
    match (&now.mail, &new.mail) {
        (Some(now_mail), Some(new_mail)) => {
            mail(now_mail, new_mail, &mut note);
            note("desk.name", now.desk.name != new.desk.name);
        }
        (now, new) => note("mail", now.is_some() != new.is_some()),
    }
    keys.into_iter().map(needs_restart).collect()
}

/// The mistake of a key that only the next start can change.
pub fn needs_restart(key: impl Into<String>) -> Mistake {
    Mistake::without_place(
        key,
        "has another value than the open desk was started with",
        "this one needs a restart: start Sportello again to have it, or put the old value back and reload \
         the rest",
    )
}

/// The mistake of a place that only the next start can go into.
pub fn needs_restart_for(queue: &str, place: &str) -> Mistake {
    Mistake::without_place(
        "queue",
        format!("the queue “{queue}” has {place}, which the open desk does not know"),
        "this one needs a restart: start Sportello again to have it, or take it out and reload the rest",
    )
}

fn matrix(now: &Matrix, new: &Matrix, note: &mut impl FnMut(&str, bool)) {
    note("matrix.homeserver", now.homeserver != new.homeserver);
    note("matrix.user", now.user != new.user);
    note("matrix.password", !same_secret(&now.password, &new.password));
    note("matrix.encryption", now.encryption != new.encryption);
    note("matrix.trust", now.trust != new.trust);
    note("matrix.recovery_key", !same_optional(now.recovery_key.as_ref(), new.recovery_key.as_ref()));
    let passphrases = (now.store_passphrase.as_ref(), new.store_passphrase.as_ref());
    note("matrix.store_passphrase", !same_optional(passphrases.0, passphrases.1));
}

fn discord(now: &Discord, new: &Discord, note: &mut impl FnMut(&str, bool)) {
    note("discord.token", !same_secret(&now.token, &new.token));
    note("discord.guild", now.guilds != new.guilds);
    note("discord.connect_to", now.connect_to != new.connect_to);
    note("discord.ca_file", now.ca_file != new.ca_file);
}

fn mail(now: &Mail, new: &Mail, note: &mut impl FnMut(&str, bool)) {
    note("mail.from", now.from != new.from);
    note("mail.transport", !same_transport(&now.transport, &new.transport));
}

fn same_secret(a: &SecretString, b: &SecretString) -> bool {
    a.expose_secret() == b.expose_secret()
}

fn same_optional(a: Option<&SecretString>, b: Option<&SecretString>) -> bool {
    a.map(ExposeSecret::expose_secret) == b.map(ExposeSecret::expose_secret)
}

fn same_database(a: &Database, b: &Database) -> bool {
    match (a, b) {
        (Database::Sqlite(a), Database::Sqlite(b)) => a == b,
        (Database::Postgres(a), Database::Postgres(b)) => same_secret(a, b),
        _ => false,
    }
}

fn same_transport(a: &Transport, b: &Transport) -> bool {
    match (a, b) {
        (Transport::Folder(a), Transport::Folder(b)) | (Transport::Sendmail(a), Transport::Sendmail(b)) => {
            a == b
        }
        (
            Transport::Smtp { url: a, password: pa, ca_file: ca },
            Transport::Smtp { url: b, password: pb, ca_file: cb },
        ) => a == b && ca == cb && same_optional(pa.as_ref(), pb.as_ref()),
        _ => false,
    }
}

/// The channels and groups that are in use only with the new bot.toml, each with the queue's name.
pub fn new_places<'a>(now: &Config, new: &'a Config) -> Vec<(&'a Channel, &'a str)> {
    let known: Vec<&Channel> = now.queues.iter().flat_map(places).collect();
    let all = new.queues.iter().flat_map(|q| places(q).map(|c| (c, q.name.as_str())));
    all.filter(|(channel, _)| !known.contains(channel)).collect()
}

fn places(queue: &Queue) -> impl Iterator<Item = &Channel> {
    queue.channels.iter().chain(&queue.operator_channels).chain(&queue.operator_groups)
}

/// What has changed, in the order of the new bot.toml.
pub fn between(now: &Config, new: &Config) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut renamed: Vec<&str> = Vec::new();
    for queue in &new.queues {
        let before = now.queues.iter().find(|q| q.name == queue.name);
        match (before, now.queues.iter().find(|q| queue.was.contains(&q.name))) {
            (Some(before), _) if before == queue => {}
            (Some(_), _) => changes.push(Change::QueueChanged(queue.name.clone())),
            (None, Some(before)) => {
                renamed.push(&before.name);
                changes.push(Change::QueueRenamed(before.name.clone(), queue.name.clone()));
            }
            (None, None) => changes.push(Change::QueueAdded(queue.name.clone())),
        }
    }
    let stays = |name: &str| renamed.contains(&name) || new.queues.iter().any(|q| q.name == name);
    let gone = now.queues.iter().filter(|q| !stays(&q.name));
    changes.extend(gone.map(|q| Change::QueueRemoved(q.name.clone())));
    for operator in &new.operators {
        match now.operators.iter().find(|o| o.name == operator.name) {
            Some(before) if before == operator => {}
            Some(_) => changes.push(Change::OperatorChanged(operator.name.clone())),
            None => changes.push(Change::OperatorAdded(operator.name.clone())),
        }
    }
    let gone = now.operators.iter().filter(|o| !new.operators.iter().any(|n| n.name == o.name));
    changes.extend(gone.map(|o| Change::OperatorRemoved(o.name.clone())));
    let added = new.customers.iter().filter(|c| !now.customers.contains(c)).count();
    let removed = now.customers.iter().filter(|c| !new.customers.iter().any(|n| n.name == c.name)).count();
    if added + removed > 0 {
        changes.push(Change::Customers(added + removed));
    }
    if differs(&rest(now), &rest(new)) {
        changes.push(Change::Rest);
    }
    changes
}

/// All that is not told one by one.
fn rest(config: &Config) -> Config {
    Config { operators: vec![], customers: vec![], queues: vec![], ..config.clone() }
}

/// Whether two values are written differently: not everything in them can be compared, and secrets, which
/// are written alike, can't change while the desk is open.
fn differs(a: &impl Debug, b: &impl Debug) -> bool {
    format!("{a:?}") != format!("{b:?}")
}
