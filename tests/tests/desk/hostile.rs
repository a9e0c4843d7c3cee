//! Words, names and files that would like to be more than that.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options as Markdown, Parser, Tag};
use sportello::answers::{ReadyText, Template, Version};
use sportello::text::Language;
use sportello_chat::Markup;
use sportello_tests::{Harness, Options, Shown, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

/// Each wants something: to call everyone, to be markup, a header, a query, a template, a path, a colour.
const EVIL: [&str; 18] = [
    "@everyone @here @room <@&1> <@2> <!everyone> @ada @otto",
    "[mia](https://t.example/ada) ![x](https://t.example/x.png) <https://t.example>",
    "**bold** _slanted_ ~~gone~~ `code` # head > quote - list | a | b |",
    "<script>alert(1)</script><img src=https://t.example/x onerror=alert(1)>",
    "</p><a href=\"javascript:alert(1)\">x</a><mx-reply>y</mx-reply>",
    "x\r\nBcc: all@t.example\r\n\r\nbody",
    "=?utf-8?q?=0d=0aBcc:=20all@t.example?=",
    "'; DROP TABLE ticket; -- \" OR \"1\"=\"1",
    "seen : (a OR b) AND NOT c* NEAR(\"d\" e) ^f {g h} : -i \"",
    "{ $name } {\"\\u0000\"} { -brand } {customer} {operator} {ticket}",
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m red",
    "in\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}\u{ad}",
    "../../../etc/passwd C:\\nul \\\\host\\share %2e%2e%2f",
    "!take 1001 /close #1001 !erase mia --yes",
    "\\`\\*\\[x\\](y) \\\\` a ``` b",
    "$(reboot) `reboot` ; | & > /dev/null %s%n {{7*7}}",
    "null undefined NaN -1 1e999 true",
    "ticket #1001 [Sportello#1001] $event:t.example !room:t.example",
];

/// How a request and a note begin: no command, and never the same words.
const ASKED: &str = "Help: ";
const INSIDE: &str = "Inside: ";

/// The addresses that somebody's words name, none of which the bot has any business with.
const THEIRS: &str = "t.example";

fn with_texts(options: &mut Options) {
    let text = "Dear {customer}, **we** are on it (#{ticket}). {operator}, {queue}";
    let main = Version {
        language: Language::En,
        title: Some("We are on it".to_owned()),
        text: Template::parse(text).expect("a template"),
    };
    options.config.answers =
        vec![ReadyText { name: "soon".to_owned(), queues: vec![], suggest: false, main, others: vec![] }];
}

fn on_beta(options: &mut Options) {
    with_texts(options);
    options.on_beta_too();
}

/// Nobody's words are read as markup of the desk's: what it formats itself holds no link, picture or HTML of
/// theirs. What people wrote is Markdown of their own, and stands in a block of its own.
fn must_format_nothing_of_theirs(desk: &Harness) {
    for body in desk.alpha().bodies().into_iter().chain(desk.beta().bodies()) {
        let is_article = |text: &str| {
            let said = text.trim().trim_start_matches(ASKED).trim_start_matches(INSIDE);
            EVIL.iter().any(|evil| evil.trim() == said)
        };
        for block in body.0.iter().filter(|b| b.markup == Markup::Markdown && !is_article(&b.text)) {
            for event in
                Parser::new_ext(&block.text, Markdown::ENABLE_TABLES | Markdown::ENABLE_STRIKETHROUGH)
            {
                match event {
                    Event::Html(html) | Event::InlineHtml(html) => panic!("{html} in {}", block.text),
                    Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                        assert!(!dest_url.contains(THEIRS), "{dest_url} in {}", block.text);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Only people are called, and only those whom it concerns.
fn must_call_nobody_else(desk: &Harness, known: &[&str]) {
    let said = desk.alpha().all().into_iter().chain(desk.beta().all());
    let called: BTreeSet<String> = said.filter(|m| m.by.is_none()).flat_map(|m| m.mentions).collect();
    let strangers: Vec<&String> = called.iter().filter(|id| !known.contains(&id.as_str())).collect();
    assert!(strangers.is_empty(), "{strangers:?} are called");
}

/// No line that the bot shows to people is turned around or cut by a name, a title or a file's name.
fn must_turn_nothing_around(shown: &[Shown]) {
    for message in shown.iter().filter(|m| m.by.is_none()) {
        for line in message.text.lines().filter(|l| l.contains('#') || l.contains(": ")) {
            let is_their_text = line.starts_with("in\u{202e}");
            assert!(is_their_text || !line.contains(['\u{202e}', '\u{2066}']), "{line}");
        }
    }
}

on_both_databases! {
    async fn evil_words_are_words_in_every_command(desk, with_texts) {
        for (i, evil) in EVIL.iter().enumerate() {
            desk.person(&format!("guest{i}")).named(evil).says(&format!("{ASKED}{evil}")).titled(evil).with_file(evil, b"x").in_help().await;
        }
        desk.settle().await;
        assert_eq!(desk.numbers().await.len(), EVIL.len());
        for (i, evil) in EVIL.iter().enumerate() {
            let number = (1001 + i).to_string();
            assert!(desk.articles(&number).await[0].body.replace('\r', "").contains(&evil.replace('\r', "")));
            for command in ["!take", "!answer soon", "!answer soon --send", "!show", "!history", "!transcript"] {
                in_ops(desk, "ada", &number, command).await;
            }
            for command in ["!reply ", "!note Inside: ", "!title ", "!tag ", "!close successful "] {
                in_ops(desk, "ada", &number, &format!("{command}{evil}")).await;
            }
        }
        for evil in EVIL {
            for command in ["!search ", "!list tag:", "!list owner:", "!assign 1001 ", "!customer 1001 ", "!block ", "!move 1001 ", "!status ", "!outage "] {
                desk.ada().says(&format!("{command}{evil}")).in_ops().await;
            }
            desk.mia().says(&format!("!search {evil}")).directly().await;
            desk.mia().says(&format!("!new {evil}")).directly().await;
        }
        desk.settle().await;
        desk.advance_seconds(1200).await;
        must_format_nothing_of_theirs(desk);
        let guests: Vec<String> = (0..EVIL.len()).map(|i| format!("guest{i}")).collect();
        let known: Vec<&str> = guests.iter().map(String::as_str).chain(["ada", "otto", "mia"]).collect();
        must_call_nobody_else(desk, &known);
        let headers: Vec<Shown> = (0..EVIL.len()).map(|i| desk.header(&(1001 + i).to_string())).collect();
        must_turn_nothing_around(&headers);
        for mail in desk.mail().all() {
            assert!(!mail.to.contains(THEIRS), "{mail:?}");
        }
        assert!(desk.owner("1001").await.is_some(), "the database is whole");
    }

    async fn evil_words_are_words_where_commands_are_picked(desk, on_beta) {
        let ada = desk.ada().on_beta();
        let spot = Spot::room("ops");
        desk.mia().on_beta().says("My VPN is down").in_help().await;
        desk.settle().await;
        for evil in EVIL {
            for (command, option) in [("note", "text"), ("title", "text"), ("tag", "tags"), ("search", "words"), ("assign", "operator"), ("customer", "person"), ("move", "queue")] {
                let value = if command == "note" { format!("{INSIDE}{evil}") } else { evil.to_owned() };
                ada.picks(&spot, command, &[("ticket", "1001"), (option, &value)]).await;
            }
            desk.mia().on_beta().picks(&Spot::room("help"), "status", &[("ticket", evil)]).await;
        }
        desk.settle().await;
        must_format_nothing_of_theirs(desk);
        must_call_nobody_else(desk, &["ada", "otto", "mia"]);
        assert_eq!(desk.numbers().await, ["1001"]);
    }

    async fn whoever_is_called_as_an_operator_is_told_from_them(desk) {
        for (account, name) in [("m1", "ada"), ("m2", "Ad\u{200b}a"), ("m3", "аda"), ("m4", "\u{202e}ada"), ("m5", "Service  Desk")] {
            desk.person(account).named(name).says("Please send me the new password").in_help().await;
        }
        desk.settle().await;
        for (number, account) in [("1001", "m1"), ("1002", "m2"), ("1003", "m3"), ("1004", "m4"), ("1005", "m5")] {
            let header = desk.header(number).text;
            assert!(header.contains(&format!("({account})")), "{header}");
        }
        let request = desk.mia().says("My VPN is down").in_help().await;
        desk.settle().await;
        desk.person("m6").named("otto").says("I am the operator: give me your password").in_thread(&request).await;
        desk.settle().await;
        let told = desk.ops_thread("1006");
        assert!(told.must_have("give me your password").text.contains("otto (m6)"), "{}", told.transcript());
        let named = desk.ada().says("My own VPN is down").directly().await;
        desk.settle().await;
        assert!(desk.became_of(&named).is_some());
        assert!(!desk.alpha().all().iter().any(|m| m.text.contains("ada (ada)")), "she is who she is");
    }

    async fn a_name_of_nothing_is_the_account_s(desk) {
        desk.person("ghost").named("\u{200b}\u{202e} \u{feff}").says("My VPN is down").in_help().await;
        desk.settle().await;
        assert!(desk.header("1001").text.contains("customer: ghost"), "{}", desk.header("1001").text);
    }

    async fn a_file_s_name_is_a_name_and_its_bytes_are_not_looked_at(desk) {
        let request = taken_by_ada(desk).await;
        let names = [
            ("../../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("photo\u{202e}gnp.exe", "photognp.exe"),
            ("CON.png", "_CON.png"),
            ("a\r\nContent-Type: text/html\r\n\r\n<b>.png", "html _b_.png"),
            ("\u{200b}.\u{200b}.", "file"),
            ("@everyone.txt", "@everyone.txt"),
        ];
        // A zip that claims to be huge, a gzip of nothing but zeros, a picture of 60,000 × 60,000.
        let bombs: [&[u8]; 3] = [
            b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\xff\xff\xff\xff\x01\0\0\0a\x03\0",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xed\xc1\x01\x01\0\0\0\x80\x90\xfe\xaf\xee\x08\x0a",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0\0\0\0\0",
        ];
        for (i, (name, _)) in names.iter().enumerate() {
            desk.mia().says(&format!("file {i}")).with_file(name, bombs[i % 3]).in_thread(&request).await;
        }
        desk.settle().await;
        let articles = desk.articles("1001").await;
        let kept: Vec<&str> = articles.iter().flat_map(|a| &a.files).map(|f| f.name.as_str()).collect();
        assert_eq!(kept, names.map(|(_, kept)| kept));
        for (i, (_, name)) in names.iter().enumerate() {
            let handed_on = desk.alpha().file_named(name).unwrap_or_else(|| panic!("{name} is handed on"));
            assert!(handed_on == bombs[i % 3], "{name}: as it came");
        }
        let folder = desk.files_folder();
        for shelf in std::fs::read_dir(&folder).unwrap().flatten() {
            for file in std::fs::read_dir(shelf.path()).unwrap().flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                assert!(name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()), "{name}");
            }
        }
    }

    async fn a_search_finds_words_whatever_stands_around_them(desk) {
        vpn_is_down(desk).await;
        for words in ["\"vpn", "vpn*", "vpn AND", "NEAR(vpn)", "vpn'; --", "(vpn", "-vpn", "vpn\0", "seen:vpn", "vpn & !down | :*", "\\vpn"] {
            let said = desk.ada().says(&format!("!search {words}")).in_ops().await;
            desk.settle().await;
            let answer = desk.alpha().all().into_iter().find(|m| m.reply_to.as_deref() == Some(&said)).unwrap();
            assert!(!answer.text.is_empty(), "{words}");
        }
        assert_eq!(desk.numbers().await, ["1001"]);
    }
}
