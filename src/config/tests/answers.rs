//! Ready texts: in bot.toml and in files beside it.

use std::path::Path;

use tempfile::TempDir;

use super::mistakes::one;
use super::{SMALL, accept};
use crate::answers::Values;
use crate::config::{Config, Report, parse};
use crate::text::Language;

const VALUES: Values<'_> = Values { customer: "Mia", ticket: "1001", operator: "Ada", queue: "Service desk" };

fn answer(lines: &str) -> String {
    format!("{SMALL}[[answer]]\n{lines}\n")
}

/// What is read of a folder with these files, as `[desk] answers = "texts"`.
fn with_files(files: &[(&str, &str)]) -> Result<Config, Report> {
    let folder = TempDir::with_prefix("sportello-texts-").expect("a temporary folder");
    std::fs::create_dir(folder.path().join("texts")).expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join("texts").join(name), text).expect("a file");
    }
    let text = format!("[desk]\nanswers = \"texts\"\n{SMALL}");
    parse("bot.toml", &text, folder.path(), &|_| None, &|p: &Path| std::fs::read_to_string(p))
}

#[track_caller]
fn one_in_files(files: &[(&str, &str)], parts: &[&str]) {
    let report = with_files(files).err().unwrap_or_else(|| panic!("{files:?} was accepted"));
    let shown = report.render(false);
    assert_eq!(report.mistakes().len(), 1, "{shown}");
    let said = format!("{} {}", report.mistakes()[0].problem, report.mistakes()[0].help);
    for part in parts {
        assert!(said.contains(part), "“{part}” is not in: {said}");
    }
}

#[test]
fn a_text_has_a_name_and_may_have_a_title_queues_and_languages() {
    let config = accept(&answer(
        "name = \"reconnect\"\ntitle = { en = \"Reconnect\", it = \"Riconnettersi\" }\n\
         text = { it = \"Ciao {customer}\", en = \"Hello {customer}\" }\nqueues = [\"helpdesk\"]\nsuggest = true",
    ));
    let text = &config.answers[0];
    assert!(text.suggest && text.is_for("helpdesk") && !text.is_for("accounts"));
    assert_eq!(text.main.language, Language::En, "the desk's language");
    let italian = text.version(Language::It);
    assert_eq!(
        (italian.title.as_deref(), italian.text.fill(&VALUES)),
        (Some("Riconnettersi"), "Ciao Mia".to_owned())
    );
}

#[test]
fn a_place_that_stands_for_nothing_is_told_where_it_is() {
    let text = answer("name = \"x\"\ntext = \"\"\"\nHello {customer},\nyour {tikcet}\n\"\"\"");
    one(&text, "answer[0].text", &["{tikcet} stands for nothing", "did you mean “ticket”?", "{operator}"]);
    let report = super::refuse(&text);
    let line = report.position(&report.mistakes()[0]).map(|(line, _)| line);
    let wanted = text.lines().position(|l| l.contains("tikcet")).map(|at| at + 1);
    assert_eq!(line, wanted);
}

#[test]
fn what_a_text_lacks_or_has_too_much_of() {
    one(&answer("text = \"x\""), "answer[0].name", &["is missing"]);
    one(&answer("name = \"x\""), "answer[0].text", &["is missing"]);
    one(&answer("name = \"two words\"\ntext = \"x\""), "answer[0].name", &["letters, digits"]);
    one(&answer("name = \"x\"\ntext = \" \""), "answer[0].text", &["is empty"]);
    one(&answer("name = \"x\"\ntext = 5"), "answer[0].text", &["found a number"]);
    one(
        &answer("name = \"x\"\ntext = { fr = \"x\" }"),
        "answer[0].text.fr",
        &["no key “fr”", "allowed: en, it"],
    );
    let long = format!("name = \"x\"\ntext = \"{}\"", "x".repeat(10_001));
    one(&answer(&long), "answer[0].text", &["too long"]);
    one(
        &answer("name = \"x\"\ntext = \"x\"\nqueues = [\"helpdsk\"]"),
        "answer[0].queues[0]",
        &["did you mean “helpdesk”?"],
    );
    let operator = "name = \"x\"\ntext = \"I am {operator}\"\nsuggest = true";
    one(&answer(operator), "answer[0].suggest", &["can't be suggested"]);
    let twice = format!("{}[[answer]]\nname = \"X\"\ntext = \"y\"\n", answer("name = \"x\"\ntext = \"x\""));
    one(&twice, "answer[1].name", &["another ready text"]);
}

#[test]
fn files_are_texts_and_their_languages_are_versions() {
    let config = with_files(&[
        ("vpn.md", "+++\ntitle = \"VPN\"\nqueues = [\"helpdesk\"]\nsuggest = true\n+++\n\nHello {customer},\n\nreconnect.\n"),
        ("vpn.it.md", "+++\ntitle = \"La VPN\"\n+++\nCiao {customer}"),
        ("plain.md", "No head at all."),
        ("README.txt", "{nothing} of this is read"),
    ])
    .unwrap_or_else(|report| panic!("{}", report.render(false)));
    let names: Vec<&str> = config.answers.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["plain", "vpn"]);
    let vpn = &config.answers[1];
    assert!(vpn.suggest && vpn.is_for("helpdesk") && !vpn.is_for("accounts"));
    assert_eq!(vpn.version(Language::En).text.fill(&VALUES), "Hello Mia,\n\nreconnect.");
    assert_eq!(vpn.version(Language::It).title.as_deref(), Some("La VPN"));
}

#[test]
fn a_mistake_in_a_file_has_its_line() {
    one_in_files(
        &[("vpn.md", "+++\ntitle = \"VPN\"\n+++\n\nHello\n{custmer}")],
        &["vpn.md, line 6: {custmer}", "did you mean “customer”?"],
    );
    one_in_files(&[("vpn.md", "one\n{x}")], &["vpn.md, line 2"]);
    one_in_files(&[("vpn.md", "+++\ntitle = \"VPN\"\ntags = 1\n+++\nx")], &["vpn.md, line 3", "tags"]);
    one_in_files(&[("vpn.md", "+++\ntitle = \n+++\nx")], &["vpn.md, line 2"]);
    for head in ["+++\ntitle = \"x\"\n+++\n", "+++\ntitle = \"x\"\n+++", "+++ \ntitle = \"x\"\n+++\t\n\n"] {
        one_in_files(&[("vpn.md", head)], &["the text is empty"]);
    }
    one_in_files(&[("vpn.fr.md", "x")], &["vpn.fr.md", "no such language"]);
    one_in_files(&[("two words.md", "x")], &["no name of a ready text"]);
    one_in_files(&[("vpn.md", "x"), ("vpn.en.md", "y")], &["another file with this text in this language"]);
    one_in_files(
        &[("vpn.md", "+++\nqueues = [\"kitchen\"]\n+++\nx")],
        &["vpn.md: there is no queue “kitchen”"],
    );
}

#[test]
fn a_folder_that_is_not_there_is_a_mistake() {
    one(&format!("[desk]\nanswers = \"nowhere\"\n{SMALL}"), "desk.answers", &["can't be read"]);
}
