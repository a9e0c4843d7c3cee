//! Files whose parts are right by themselves and wrong together: people, queues, channels.

use super::mistakes::{discord, matrix, one, queue, second};
use super::{ADA, CONSOLE, SMALL, refuse};

#[test]
fn two_operators_have_two_names() {
    one(
        &format!("{SMALL}[[operator]]\nname = \"Ada\"\nconsole = \"ada2\"\n"),
        "operator[1].name",
        &["the name of another operator"],
    );
    one(
        &SMALL.replace("name = \"ada\"", "name = \"a da\"").replace("[\"ada\"]", "[\"a da\"]"),
        "operator[0].name",
        &["found \"a da\"", "letters, digits"],
    );
}

#[test]
fn an_account_is_one_persons() {
    one(
        &format!("{SMALL}[[customer]]\nname = \"mia\"\nconsole = \"ada\"\n"),
        "customer[0].console",
        &["found \"ada\", which is named twice"],
    );
    one(
        &format!(
            "{}[[customer]]\nname = \"mia\"\nmatrix = \"@help:example.org\"\n",
            matrix("encryption = true")
        ),
        "customer[0].matrix",
        &["named twice", "or the bot"],
    );
}

#[test]
fn one_account_written_in_two_ways_is_one() {
    let other = "[[customer]]\nname = \"mia\"\ndiscord = \"42\"\n";
    one(
        &format!("{}{other}", SMALL.replace("console = \"ada\"", "discord = 42")),
        "customer[0].discord",
        &["found \"42\", which is named twice"],
    );
    let channels = "channels = [{ discord = 5 }]\noperator_channels = [{ discord = \"5\" }]\n";
    one(
        &discord("guild = 1").replace("channels = [{ console = \"help\" }]\n", channels),
        "queue[0].operator_channels[0].discord",
        &["which is a help channel too"],
    );
}

#[test]
fn a_person_without_an_account_is_nobody() {
    one(&format!("{SMALL}[[customer]]\nname = \"mia\"\n"), "customer[0]", &["no account"]);
    one(&format!("{SMALL}[[operator]]\nname = \"otto\"\n"), "operator[1]", &["no account"]);
}

#[test]
fn who_wants_mails_has_an_address() {
    one(
        &SMALL.replace("console = \"ada\"", "console = \"ada\"\nmail_new = true"),
        "operator[0].mail",
        &["mail_new"],
    );
}

#[test]
fn two_queues_have_two_names() {
    one(
        &second("name = \"helpdesk\"\noperators = [\"ada\"]"),
        "queue[1].name",
        &["the name of another queue"],
    );
    one(&second("name = \"help desk\"\noperators = [\"ada\"]"), "queue[1].name", &["found \"help desk\""]);
    one(&second("operators = [\"ada\"]"), "queue[1].name", &["is missing"]);
}

#[test]
fn a_queue_has_operators_that_there_are() {
    one(&SMALL.replace("[\"ada\"]", "[\"ida\"]"), "queue[0].operators[0]", &["did you mean “ada”?"]);
    one(&SMALL.replace("[\"ada\"]", "[]"), "queue[0].operators", &["missing or empty"]);
    one(&SMALL.replace("operators = [\"ada\"]\n", ""), "queue[0].operators", &["missing or empty"]);
    one(&SMALL.replace("[\"ada\"]", "\"ada\""), "queue[0].operators", &["found a text", "a list as"]);
    one(&SMALL.replace("[\"ada\"]", "[\"ada\", 7]"), "queue[0].operators[1]", &["found a number"]);
    one(&SMALL.replace("[\"ada\"]", "[\"ada\", \"ada\"]"), "queue[0].operators[1]", &["a second time"]);
    one(&queue("responsible = \"otto\""), "queue[0].responsible", &["no operator of that name", "ada"]);
}

#[test]
fn a_sub_queue_has_a_parent_and_no_help_channel() {
    one(
        &second("name = \"helpdek::network\"\noperators = [\"ada\"]"),
        "queue[1].name",
        &["there is no queue “helpdek”; did you mean “helpdesk”?"],
    );
    one(
        &second("name = \"helpdesk::network\"\noperators = [\"ada\"]\nchannels = [{ console = \"net\" }]"),
        "queue[1].channels",
        &["users don't see a sub-queue"],
    );
}

#[test]
fn a_desk_has_a_queue_that_users_see() {
    one(&format!("{CONSOLE}{ADA}"), "", &["there is no queue"]);
    let report = refuse(&format!("{CONSOLE}{ADA}[[queue]]\nname = \"a::b\"\noperators = [\"ada\"]\n"));
    assert!(report.to_string().contains("no queue of the first level"), "{report}");
}

#[test]
fn a_desk_listens_somewhere() {
    let text = SMALL
        .replace("enabled = true", "enabled = false")
        .replace("channels = [{ console = \"help\" }]\n", "");
    one(&text, "", &["no chat platform is enabled", "[console]"]);
}

#[test]
fn a_channel_has_one_purpose() {
    let other = |lines: &str| second(&format!("name = \"other\"\noperators = [\"ada\"]\n{lines}"));
    one(
        &other("channels = [{ console = \"help\" }]"),
        "queue[1].channels[0].console",
        &["named twice as a help channel"],
    );
    one(
        &other("operator_channels = [{ console = \"help\" }]"),
        "queue[1].operator_channels[0].console",
        &["which is a help channel too", "internal notes"],
    );
    one(
        &other("operator_channels = [{ console = \"o\" }, { console = \"o\" }]"),
        "queue[1].operator_channels[1].console",
        &["a second time"],
    );
}

#[test]
fn a_former_name_is_one_queues_and_no_queues_now() {
    one(
        &SMALL.replace("name = \"helpdesk\"", "name = \"helpdesk\"\nwas = \"helpdesk\""),
        "queue[0].was",
        &["found \"helpdesk\", and there is a queue of that name"],
    );
    let other = "[[queue]]\nname = \"b\"\noperators = [\"ada\"]\nwas = \"old\"\n";
    one(
        &format!("{}{other}", SMALL.replace("name = \"helpdesk\"", "name = \"helpdesk\"\nwas = [\"old\"]")),
        "queue[1].was",
        &["found \"old\" a second time"],
    );
}
