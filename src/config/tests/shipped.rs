//! The bot.toml that ships, and the page that explains it.

use std::path::Path;

use crate::config::document::Keys;
use crate::config::{
    Transport, answers, calendars, desk, discord, keeping, limits, load, mail, matrix, people, platform,
    queues, secret, web,
};

const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/bot.toml"));
const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md"));

const ALL_KEYS: [&Keys; 24] = [
    &crate::config::SECTIONS,
    &desk::KEYS,
    &matrix::CONSOLE_KEYS,
    &matrix::KEYS,
    &discord::KEYS,
    &mail::KEYS,
    &mail::TRANSPORT_KEYS,
    &limits::KEYS,
    &limits::QUEUE_KEYS,
    &limits::ATTACHMENT_KEYS,
    &keeping::KEYS,
    &keeping::NOTICE_KEYS,
    &queues::QUESTION_KEYS,
    &people::OPERATOR_KEYS,
    &people::CUSTOMER_KEYS,
    &calendars::KEYS,
    &queues::KEYS,
    &queues::GROUP_KEYS,
    &queues::MAIL_KEYS,
    &answers::KEYS,
    &answers::LANGUAGE_KEYS,
    &platform::CHANNEL_KEYS,
    &secret::KEYS,
    &web::KEYS,
];

#[test]
fn the_shipped_file_runs_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bot.toml");
    let config = load(&path, &|_| None).unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert!(config.console.is_some() && config.matrix.is_none() && config.discord.is_none());
    assert_eq!(config.operators.len(), 2);
    let queues: Vec<&str> = config.queues.iter().map(|q| q.name.as_str()).collect();
    assert_eq!(queues, ["helpdesk", "accounts", "helpdesk::network"]);
    let folder = path.parent().expect("a folder").join("data/mail");
    assert!(matches!(config.mail.map(|m| m.transport), Some(Transport::Folder(p)) if p == folder));
}

#[test]
fn every_key_is_in_the_shipped_file_and_on_the_page() {
    for keys in ALL_KEYS {
        for key in keys.known {
            assert!(
                PAGE.contains(&format!("`{key}`")),
                "{key} of {} is not in docs/configuration.md",
                keys.of
            );
            assert!(SHIPPED.contains(key), "{key} of {} is not in bot.toml", keys.of);
        }
    }
}

#[test]
fn the_report_on_the_page_is_the_real_one() {
    let after = |mark: &str| {
        let block = PAGE.split("## What a report looks like").nth(1).and_then(|p| p.split(mark).nth(1));
        block.and_then(|b| b.split("```").next()).expect("the page has such a block")
    };
    let real = super::refuse(after("```toml\n")).render(false);
    let real = real.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let written = after("```text\n").trim_end();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
        let text = std::fs::read_to_string(&page).expect("the page");
        std::fs::write(page, text.replace(written, &real)).expect("docs/configuration.md can be written");
        return;
    }
    assert_eq!(written, real, "run the tests once with UPDATE_DOCS=1");
}

#[test]
fn the_desks_on_the_pages_can_be_opened() {
    let pages = ["README.md", "docs/configuration.md", "docs/discord.md"];
    let mut desks = 0;
    for page in pages {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("a page");
        for block in text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            let is_whole = block.contains("[desk]") && block.contains("[[queue]]");
            if is_whole && !block.contains("correct horse") {
                let secrets = ["MATRIX_PASSWORD", "DISCORD_TOKEN", "MAIL_PASSWORD"];
                let text = secrets
                    .iter()
                    .fold(block.to_owned(), |text, s| text.replace(&format!("SPORTELLO_{s}"), "GOOD"));
                super::accept(&text);
                desks += 1;
            }
        }
    }
    assert_eq!(desks, 3, "the README has one for each platform, docs/discord.md another");
}

#[test]
fn every_default_that_is_commented_out_may_be_switched_on() {
    let mut seen = std::collections::HashSet::new();
    // Of a key that is shown several times (transport), what is in force stays.
    let lines: Vec<&str> = SHIPPED
        .lines()
        .map(|line| {
            if line.starts_with('[') {
                seen.clear();
            }
            let bare = line.strip_prefix("# ").unwrap_or(line);
            let key = bare.split_once(" = ").map(|(key, _)| key).filter(|k| !k.contains(' '));
            // Files that are not here.
            let path = bare.starts_with("answers = ")
                || bare.contains("secret")
                || bare.contains("PASSWORD")
                || bare.contains("PASSPHRASE");
            match key {
                Some(key) if !path && seen.insert(key) => bare,
                _ => line,
            }
        })
        .collect();
    let text = lines.join("\n").replace("# mail_template", "mail_template");
    if let Err(report) = super::read(&text) {
        panic!("{}", report.render(false));
    }
}
