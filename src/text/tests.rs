//! What `locales/` must hold, read from the files themselves and from the source that uses them.

mod golden;
mod locale;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Args, Language, Texts};
use crate::command::SPECS;
use crate::command::grammar::summary_key;
use crate::ticket::{ArticleKind, State};
use locale::{Message, messages};

/// What a key begins with.
const PREFIXES: &[&str] = &[
    "admin",
    "customer",
    "operator",
    "refusal",
    "mail",
    "history",
    "kind",
    "list",
    "answer",
    "search",
    "show",
    "state",
    "unit",
    "language",
    "identity",
    "help",
    "transcript",
    "stats",
];
/// Literals of the source that look like keys and are none: names of deadlines.
const NO_KEYS: &[&str] = &["mail-answers"];

#[test]
fn every_file_is_fluent_without_mistakes() {
    for language in Language::ALL {
        for file in locale::FILES {
            let source = locale::source(language, file);
            if let Err((_, errors)) = fluent_bundle::FluentResource::try_new(source) {
                panic!("locales/{}/{file}.ftl: {errors:?}", language.code());
            }
        }
    }
}

#[test]
fn no_key_is_given_twice() {
    for language in Language::ALL {
        let mut seen = BTreeSet::new();
        for message in messages(language) {
            assert!(
                seen.insert(message.key.clone()),
                "{} is given twice in {}",
                message.key,
                language.code()
            );
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_in_the_same_files() {
    let keys = |language| messages(language).into_iter().map(|m| (m.file, m.key)).collect::<BTreeSet<_>>();
    let (en, it) = (keys(Language::En), keys(Language::It));
    let alone: Vec<_> = en.symmetric_difference(&it).collect();
    assert!(alone.is_empty(), "in one language only: {alone:?}");
}

#[test]
fn no_message_refers_to_another() {
    // Each file is read by itself, when one of its messages is said.
    for language in Language::ALL {
        for Message { key, text, .. } in messages(language) {
            for placed in text.split('{').skip(1).map(str::trim_start) {
                assert!(placed.starts_with(['$', '"']), "{key} in {}: {{ {placed}", language.code());
            }
        }
    }
}

#[test]
fn both_languages_fill_in_the_same_things() {
    let italian = messages(Language::It);
    for message in messages(Language::En) {
        let other = italian.iter().find(|m| m.key == message.key);
        let other = other.map(|m| &m.variables);
        assert_eq!(Some(&message.variables), other, "{} in English and in Italian", message.key);
    }
}

#[test]
fn every_key_the_source_uses_exists() {
    let there: BTreeSet<String> = messages(Language::En).into_iter().map(|m| m.key).collect();
    let missing: Vec<String> = used_keys().difference(&there).cloned().collect();
    assert!(missing.is_empty(), "used but not worded: {missing:?}");
}

#[test]
fn no_key_is_worded_for_nothing() {
    let used = used_keys();
    // What a menu's keys are made of, the names of options and choices, is not written with them.
    let worded = messages(Language::En).into_iter().filter(|m| m.file != "menu");
    let unused: Vec<String> = worded.map(|m| m.key).filter(|k| !used.contains(k)).collect();
    assert!(unused.is_empty(), "worded but not used: {unused:?}");
}

#[test]
fn code_spans_hold_only_what_the_desk_itself_makes() {
    // Names and words of people could end the span and go on as markup.
    let own = ["prefix", "command", "near", "number"];
    for language in Language::ALL {
        for Message { key, text, .. } in messages(language) {
            for span in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
                for variable in locale::variables(span) {
                    assert!(own.contains(&variable.as_str()), "{key}: ${variable} inside a code span");
                }
            }
        }
    }
}

#[test]
fn commands_in_code_spans_are_shown_without_escapes() {
    let texts = Texts::default();
    let args = Args::new().text("number", "1001").text("queue", "Help_desk!").text("prefix", "!");
    assert!(texts.say(Language::En, "customer-receipt-public", &args).contains("`!private`"));
    assert!(texts.say(Language::En, "customer-receipt", &args).contains(r"Help\_desk\!"));
}

#[test]
fn a_command_is_never_written_without_its_name_in_the_grammar() {
    let known: BTreeSet<&str> = SPECS.iter().map(|s| s.name).collect();
    for language in Language::ALL {
        for Message { key, text, .. } in messages(language) {
            for after in text.split("`{ $prefix }").skip(1) {
                let command: String = after.chars().take_while(char::is_ascii_lowercase).collect();
                assert!(command.is_empty() || known.contains(command.as_str()), "{key} names `{command}`");
            }
        }
    }
}

#[test]
fn a_customer_is_not_told_that_nobody_is_in_charge() {
    // The messages know the word by itself, so it must be the same there.
    let texts = Texts::default();
    for (language, said) in [(Language::En, "no operator so far"), (Language::It, "finora nessun operatore")]
    {
        let nobody = texts.say_plain(language, "operator-nobody", &Args::new());
        for key in ["customer-status", "list-own-line"] {
            let names = ["number", "title", "queue", "state", "age", "opened", "changed"];
            let args = names.into_iter().fold(Args::new(), |args, name| args.text(name, "x"));
            assert!(texts.say(language, key, &args.text("owner", nobody.as_str())).contains(said), "{key}");
        }
    }
}

/// All keys that the source asks for, composed ones too.
fn used_keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        keys.extend(literals(&text).filter(|l| is_key(l)).map(str::to_owned));
    }
    keys.extend(ArticleKind::ALL.iter().map(|kind| format!("kind-{}", kind.as_str())));
    keys.extend(State::ALL.iter().map(|state| state.key().to_owned()));
    keys.extend((1..=5).map(|priority| format!("priority-{priority}")));
    keys.extend(["days", "hours", "minutes", "seconds"].map(|unit| format!("unit-{unit}")));
    keys.extend(["days", "hours", "minutes", "seconds"].map(|unit| format!("stats-span-{unit}")));
    keys.extend(SPECS.iter().map(summary_key));
    keys
}

/// The Rust files below `folder`, but for these tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files = Vec::new();
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        if path.ends_with("text/tests") || path.ends_with("text/tests.rs") {
            continue;
        }
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// What stands between quotes, line by line.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
}

fn is_key(literal: &str) -> bool {
    let Some((prefix, rest)) = literal.split_once('-') else { return false };
    PREFIXES.contains(&prefix)
        && !NO_KEYS.contains(&literal)
        && !rest.is_empty()
        && !rest.ends_with('-')
        && rest.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}
