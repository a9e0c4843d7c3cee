//! Ready texts: what operators send by its name, and what the desk may offer a customer by itself.
//!
//! They stand in bot.toml or in files beside it, are read and checked with it ([`crate::config`]), and are
//! filled in for a ticket when they are sent ([`Template::fill`]).

mod matching;
mod template;

pub use matching::best;
pub use template::{Placeholder, Template, Unknown, Values};

use crate::text::Language;

/// A ready text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyText {
    /// Its name: unique, whatever its case.
    pub name: String,
    /// The queues it is for, each with those below it; empty: all.
    pub queues: Vec<String>,
    /// Whether a queue that suggests may offer it by itself.
    pub suggest: bool,
    /// In the desk's language, or the one that there is.
    pub main: Version,
    /// In other languages.
    pub others: Vec<Version>,
}

/// A ready text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Which.
    pub language: Language,
    /// What it is about, for those who choose it.
    pub title: Option<String>,
    /// The text, in Markdown.
    pub text: Template,
}

impl ReadyText {
    /// Whether it can be used in a queue.
    pub fn is_for(&self, queue: &str) -> bool {
        let covers = |named: &String| queue == named || queue.starts_with(&format!("{named}::"));
        self.queues.is_empty() || self.queues.iter().any(covers)
    }

    /// The version in a language, else the main one.
    pub fn version(&self, language: Language) -> &Version {
        self.others
            .iter()
            .find(|v| v.language == language && self.main.language != language)
            .unwrap_or(&self.main)
    }

    /// All versions.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        std::iter::once(&self.main).chain(&self.others)
    }
}

#[cfg(test)]
pub(crate) fn ready(name: &str, title: &str, text: &str) -> ReadyText {
    ReadyText {
        name: name.to_owned(),
        queues: vec![],
        suggest: true,
        main: Version {
            language: Language::En,
            title: (!title.is_empty()).then(|| title.to_owned()),
            text: Template::parse(text).expect("a template"),
        },
        others: vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_for_its_queues_and_those_below_them() {
        let mut text = ready("vpn", "", "x");
        assert!(text.is_for("accounts"), "without queues it is for all");
        text.queues = vec!["helpdesk".to_owned()];
        assert!(text.is_for("helpdesk") && text.is_for("helpdesk::network"));
        assert!(!text.is_for("accounts") && !text.is_for("helpdesk2"));
    }

    #[test]
    fn who_reads_another_language_gets_its_version_if_there_is_one() {
        let mut text = ready("vpn", "", "Please reconnect.");
        assert_eq!(text.version(Language::It).language, Language::En);
        text.others = vec![Version { language: Language::It, ..text.main.clone() }];
        assert_eq!(text.version(Language::It).language, Language::It);
        assert_eq!(text.version(Language::En).language, Language::En);
    }
}
