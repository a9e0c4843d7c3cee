//! The messages of `locales/` as they stand in the files.

use std::collections::BTreeSet;
use std::path::Path;

use crate::text::Language;

/// The files of each language.
pub const FILES: [&str; 10] =
    ["customer", "operator", "refusal", "mail", "common", "help", "menu", "papers", "figures", "admin"];

/// A message as it is written.
pub struct Message {
    /// The file it stands in.
    pub file: &'static str,
    /// The heading it stands below.
    pub group: String,
    /// Its key.
    pub key: String,
    /// Its value.
    pub text: String,
    /// What it is filled in with.
    pub variables: BTreeSet<String>,
}

/// The text of a file.
pub fn source(language: Language, file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(language.code())
        .join(format!("{file}.ftl"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All messages of a language, in the order in which they stand in the files.
pub fn messages(language: Language) -> Vec<Message> {
    FILES.into_iter().flat_map(|file| in_file(&source(language, file), file)).collect()
}

fn in_file(source: &str, file: &'static str) -> Vec<Message> {
    let mut group = String::new();
    let mut messages: Vec<Message> = Vec::new();
    for line in source.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut group);
        } else if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{file}.ftl: {line}"));
            messages.push(Message {
                file,
                group: group.clone(),
                key: key.trim().to_owned(),
                text: value.trim().to_owned(),
                variables: BTreeSet::new(),
            });
        } else if let (Some(message), true) = (messages.last_mut(), line.starts_with(' ')) {
            message.text.push('\n');
            message.text.push_str(line.trim());
        }
    }
    for message in &mut messages {
        message.variables = variables(&message.text);
    }
    messages
}

/// The names after `$`.
pub fn variables(text: &str) -> BTreeSet<String> {
    text.split('$')
        .skip(1)
        .map(|after| after.chars().take_while(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}
