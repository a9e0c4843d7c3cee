//! What differs between two files, and what an open desk can't change.

use super::mistakes::{discord, matrix};
use super::{SMALL, accept};
use crate::config::changes::{Change, between, fixed, new_places};

fn keys(now: &str, new: &str) -> Vec<String> {
    fixed(&accept(now), &accept(new)).into_iter().map(|m| m.key).collect()
}

#[test]
fn the_same_file_changes_nothing() {
    assert!(keys(SMALL, SMALL).is_empty());
    assert!(between(&accept(SMALL), &accept(SMALL)).is_empty());
}

#[test]
fn what_the_open_desk_was_started_with_stays() {
    let more = "[desk]\ndatabase = \"sqlite://other.db\"\ndata_dir = \"x\"\nticket_number = \"date\"\n";
    assert_eq!(
        keys(SMALL, &format!("{more}{SMALL}")),
        ["desk.database", "desk.data_dir", "desk.ticket_number"]
    );
    let on = matrix("encryption = true");
    assert_eq!(keys(SMALL, &on), ["matrix.enabled"]);
    assert_eq!(keys(&on, &on.replace("encryption = true", "encryption = false")), ["matrix.encryption"]);
    let (one, two) = (discord("guild = 1"), discord("guild = 2"));
    assert_eq!(keys(&one, &two), ["discord.guild"]);
    let mail = "[mail]\nfrom = \"help@example.org\"\ntransport = { folder = \"a\" }\n";
    assert_eq!(keys(SMALL, &format!("{mail}{SMALL}")), ["mail"]);
    let other = mail.replace("\"a\"", "\"b\"");
    assert_eq!(keys(&format!("{mail}{SMALL}"), &format!("{other}{SMALL}")), ["mail.transport"]);
}

#[test]
fn each_change_is_named() {
    let new = SMALL
        .replace("name = \"helpdesk\"", "name = \"support\"\nwas = \"helpdesk\"")
        .replace("console = \"ada\"", "console = \"ada\"\nadmin = true");
    let sub = "[[queue]]\nname = \"support::sub\"\noperators = [\"ada\"]\n";
    let mia = "[[customer]]\nname = \"mia\"\nconsole = \"mia\"\n";
    let text = format!("[desk]\ncommand_prefix = \"?\"\n{new}{sub}{mia}");
    let changes = between(&accept(SMALL), &accept(&text));
    assert_eq!(
        changes,
        [
            Change::QueueRenamed("helpdesk".into(), "support".into()),
            Change::QueueAdded("support::sub".into()),
            Change::OperatorChanged("ada".into()),
            Change::Customers(1),
            Change::Rest,
        ]
    );
    let back = between(&accept(&text), &accept(SMALL));
    assert!(back.contains(&Change::QueueRemoved("support::sub".into())), "{back:?}");
}

#[test]
fn only_a_place_that_was_nowhere_is_new() {
    let more = SMALL.replace(
        "channels = [{ console = \"help\" }]",
        "channels = [{ console = \"help\" }, { console = \"more\" }]",
    );
    let (now, new) = (accept(SMALL), accept(&more));
    let places: Vec<_> = new_places(&now, &new).into_iter().map(|(c, q)| (c.name.as_str(), q)).collect();
    assert_eq!(places, [("more", "helpdesk")]);
    assert!(new_places(&new, &now).is_empty());
}
