//! The table is whole, and docs/commands.md and the locales say what it says.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use super::grammar::{self, Group, Role, SPECS, spec, summary_key, usage};
use super::{Command, Privacy, Typed, parse};

const ENGLISH: &str = include_str!("../../locales/en/help.ftl");
const ITALIAN: &str = include_str!("../../locales/it/help.ftl");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");

/// The keys of a Fluent file whose messages are one line each.
fn messages(file: &str) -> BTreeMap<&str, &str> {
    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
}

#[test]
fn no_word_means_two_commands() {
    let mut seen: HashSet<&str> = Group::ALL.map(Group::word).into();
    for word in SPECS.iter().flat_map(|spec| std::iter::once(&spec.name).chain(spec.aliases)) {
        assert!(seen.insert(word), "{word} is there twice");
        assert_eq!(word.to_lowercase(), *word);
    }
}

#[test]
fn every_command_is_read_to_itself() {
    for spec in SPECS {
        let text = match spec.name {
            "assign" => "!assign otto".to_owned(),
            "rate" => "!rate 5".to_owned(),
            "responsible" => "!responsible otto".to_owned(),
            "title" => "!title VPN down".to_owned(),
            "priority" => "!priority 4".to_owned(),
            "tag" => "!tag vpn".to_owned(),
            "move" => "!move network".to_owned(),
            "link" => "!link #1002".to_owned(),
            "pending" => "!pending for 2d".to_owned(),
            "unblock" => "!unblock leo".to_owned(),
            "erase" => "!erase leo".to_owned(),
            "import" => "!import old.jsonl".to_owned(),
            "merge" => "!merge #1002".to_owned(),
            "customer" => "!customer leo".to_owned(),
            "forward" => "!forward bob@vendor.example 2".to_owned(),
            "split" => "!split 3-5".to_owned(),
            "search" => "!search vpn".to_owned(),
            name => format!("!{name}"),
        };
        let Typed::Command(command) = parse(&text, "!", true) else { panic!("{text} is no command") };
        assert_eq!(grammar::name(&command), spec.name);
    }
}

#[test]
fn usage_shows_what_is_optional_in_brackets() {
    let shown: Vec<_> = ["new", "mine", "assign", "take", "close", "list", "mail", "language", "next"]
        .into_iter()
        .filter_map(spec)
        .map(|spec| usage("!", spec))
        .collect();
    assert_eq!(
        shown,
        [
            "!new [queue:name] [--for person] text",
            "!mine",
            "!assign [#number] operator",
            "!take [#number] [--from]",
            "!close [#number] [successful|unsuccessful] [text]",
            "!list [mine|all|new|open|closed|escalated] [queue:name] [state:open|closed|new|pending|all] \
             [owner:name|me|nobody] [tag:word] [since:7d] [page:2]",
            "!mail [address|code|on|off]",
            "!language [en|it]",
            "!next [queue]",
        ]
    );
}

#[test]
fn where_commands_are_picked_usage_names_their_group_and_options() {
    let shown = spec("assign").map(|spec| usage(crate::text::PICKED, spec));
    assert_eq!(shown.as_deref(), Some("/desk assign [ticket] operator"));
}

#[test]
fn only_show_here_changes_who_sees_the_answer() {
    let show = |here| grammar::privacy(&Command::Show { ticket: None, here });
    assert_eq!(
        (show(false), show(true), grammar::privacy(&Command::Mine)),
        (Privacy::Private, Privacy::Conversation, Privacy::Private)
    );
}

#[test]
fn every_command_has_its_sentence_in_both_languages_and_no_sentence_lacks_its_command() {
    let mut keys: Vec<String> = SPECS.iter().map(summary_key).collect();
    keys.sort();
    for file in [ENGLISH, ITALIAN] {
        assert_eq!(messages(file).into_keys().collect::<Vec<_>>(), keys);
    }
}

#[test]
fn the_page_of_commands_is_what_the_grammar_prints() {
    let printed = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, &printed).expect("docs/commands.md can be written");
    }
    let written = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert_eq!(written, printed, "run the tests once with UPDATE_DOCS=1");
}

const INTRODUCTION: &str = "\
# Commands

<!-- Printed from src/command/grammar.rs: run the tests with UPDATE_DOCS=1 after a change there. -->

A command is the first word of a message: `!take`, or `/take` where the chat program lets it through
(`!` is `command_prefix` in bot.toml). `!ticket take` and `!desk take` are the same command. Capitals don't
matter, and the Italian words work whatever your language is.

- **Which ticket.** Inside a ticket's conversation its number is understood. Elsewhere write `#1042`; where no
  text follows, `1042` is enough. `!reply 1042 …`, without `#`, is a reply that begins with a number.
- **Text** goes to the end of the message, over as many lines as it has. A message with files may do without.
- **Names of two words** stand in quotes: `!next \"Service desk\"`, `!new queue:\"Service desk\" my text`.
- **A command with a mistake in it does nothing** and is never taken for a message to anybody: the bot says
  what is wrong with it.
- **Answers** marked *private* are seen only by you; the others stand in the conversation, except where customers
  read it: there they are private, too.
";

/// docs/commands.md.
fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for (role, title) in
        [(Role::Everyone, "For everyone"), (Role::Operator, "For operators"), (Role::Admin, "For admins")]
    {
        let offered: Vec<_> = SPECS.iter().filter(|spec| spec.role == role).collect();
        if offered.is_empty() {
            continue;
        }
        let _ = write!(
            page,
            "\n## {title}\n\n| command | in Italian | what it does | answer |\n|---|---|---|---|\n"
        );
        for spec in offered {
            page.push_str(&row(spec));
        }
    }
    page
}

fn row(spec: &super::CommandSpec) -> String {
    let italian = spec.aliases.iter().map(|alias| format!("`!{alias}`")).collect::<Vec<_>>().join(", ");
    let summary = messages(ENGLISH).get(summary_key(spec).as_str()).copied().unwrap_or_default();
    let here = spec.args.iter().any(|arg| arg.name == "here");
    let answer = match spec.privacy {
        Privacy::Private if here => "private without `--here`",
        Privacy::Private => "private",
        Privacy::Conversation => "conversation",
    };
    format!("| `{}` | {italian} | {summary} | {answer} |\n", usage("!", spec).replace('|', "\\|"))
}
