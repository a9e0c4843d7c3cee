//! `[[answer]]` and the folder of `answers`: ready texts.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::de::DeValue;

use super::document::{Context, Keys, Table, Value};
use super::nearest::{did_you_mean, or_list};
use super::people::LONGEST_NAME;
use crate::answers::{Placeholder, ReadyText, Template, Unknown, Version};
use crate::text::Language;

pub(super) const KEYS: Keys =
    Keys { of: "[[answer]]", known: &["name", "title", "text", "queues", "suggest"] };

pub(super) const LANGUAGE_KEYS: Keys = Keys { of: "a text in several languages", known: &["en", "it"] };

/// The longest ready text, in characters: several messages of any platform.
const LONGEST_TEXT: usize = 10_000;

/// A ready text and where it stands, for the rules that concern several.
pub(super) struct Draft<'a> {
    pub text: ReadyText,
    /// Its name in bot.toml, or the folder it lies in.
    at: Value<'a>,
    /// Its file, if it has one.
    file: Option<String>,
    /// Where its queues are named; with a file, nowhere.
    queues: Vec<Value<'a>>,
}

impl Draft<'_> {
    fn mistake(&self, at: &Value<'_>, problem: String, help: impl Into<String>) {
        match &self.file {
            Some(file) => at.mistake(format!("{file}: {problem}"), help),
            None => at.mistake(problem, help),
        }
    }
}

/// One `[[answer]]`.
pub(super) fn read<'a>(table: &Table<'a>, language: Language) -> Option<Draft<'a>> {
    let at = table.need("name", "name = \"reconnect\"")?;
    let name = at.line()?;
    if !is_name(name) {
        at.mistake(format!("found {}", at.found()), NAME);
        return None;
    }
    let titles = table.get("title").map(|v| in_languages(&v, language, |v| v.line().map(str::to_owned)));
    let titles = titles.unwrap_or_default();
    let texts = in_languages(&table.need("text", "text = \"Please reconnect.\"")?, language, template);
    let queues =
        table.get("queues").and_then(|v| v.list("a list of queues as [\"helpdesk\"]")).unwrap_or_default();
    let suggest = table.get("suggest");
    let versions = texts.into_iter().map(|(language, text)| {
        let title = titles.iter().find(|(l, _)| *l == language).or(titles.first()).map(|(_, t)| t.clone());
        Version { language, title, text }
    });
    let text = together(
        name,
        queues.iter().filter_map(|v| v.line()).map(str::to_owned).collect(),
        suggest.as_ref().and_then(|v| v.boolean()).unwrap_or(false),
        versions.collect(),
        language,
    )?;
    let draft = Draft { text, at, file: None, queues };
    check_suggested(&draft, suggest.as_ref());
    Some(draft)
}

/// The desk's language comes first. None where no version could be read.
fn together(
    name: &str,
    queues: Vec<String>,
    suggest: bool,
    mut versions: Vec<Version>,
    language: Language,
) -> Option<ReadyText> {
    let main = versions.iter().position(|v| v.language == language).unwrap_or_default();
    if versions.is_empty() {
        return None;
    }
    let main = versions.remove(main);
    Some(ReadyText { name: name.to_owned(), queues, suggest, main, others: versions })
}

/// A value for the desk's language, or a table with one for each.
fn in_languages<'a, T>(
    value: &Value<'a>,
    language: Language,
    read: impl Fn(&Value<'a>) -> Option<T>,
) -> Vec<(Language, T)> {
    if !matches!(value.value, DeValue::Table(_)) {
        return read(value).map(|one| (language, one)).into_iter().collect();
    }
    let Some(table) = value.table(&LANGUAGE_KEYS, "a text, or { en = \"…\", it = \"…\" }") else {
        return vec![];
    };
    let entries = table.entries();
    if entries.is_empty() {
        value.mistake("is empty", "allowed: a text, or { en = \"…\", it = \"…\" }");
    }
    let known = entries
        .iter()
        .filter_map(|(key, value)| Some((Language::ALL.into_iter().find(|l| l.code() == *key)?, value)));
    known.filter_map(|(language, value)| Some((language, read(value)?))).collect()
}

const NAME: &str = "allowed: letters, digits, “-” and “_”, at most 40 of them, as \"reconnect\"";

fn is_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

fn template(value: &Value<'_>) -> Option<Template> {
    let DeValue::String(text) = value.value else {
        value.wrong_kind("a text in quotes, or { en = \"…\", it = \"…\" }");
        return None;
    };
    match checked(text.trim()) {
        Ok(template) => Some(template),
        Err(Wrong::Text(problem)) => {
            value.mistake(problem, TEXT);
            None
        }
        Err(Wrong::Places(unknown)) => {
            for place in unknown {
                // Where it stands in the text as it is written.
                let written = value.cx.text.get(value.span.clone()).unwrap_or_default();
                let found = format!("{{{}}}", place.name);
                let at = written.find(&found).map(|at| value.span.start + at);
                let span = at.map_or(value.span.clone(), |at| at..at + found.len());
                Value { span, ..value.clone() }.mistake(no_place(&place), places());
            }
            None
        }
    }
}

const TEXT: &str = "allowed: a text of at most 10,000 characters";

enum Wrong {
    Text(String),
    Places(Vec<Unknown>),
}

fn checked(text: &str) -> Result<Template, Wrong> {
    let length = text.chars().count();
    if length == 0 {
        return Err(Wrong::Text("is empty".to_owned()));
    }
    if length > LONGEST_TEXT {
        return Err(Wrong::Text(format!("is too long: {length} characters")));
    }
    Template::parse(text).map_err(Wrong::Places)
}

fn no_place(unknown: &Unknown) -> String {
    let near = did_you_mean(&unknown.name, Placeholder::ALL.map(Placeholder::name));
    format!("{{{}}} stands for nothing{near}", unknown.name)
}

fn places() -> String {
    let all = Placeholder::ALL.map(|p| format!("{{{}}}", p.name()));
    format!("allowed: {}; with a backslash before it, a brace is a brace", all.join(", "))
}

/// What stands between `+++` lines at the head of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: Option<String>,
    queues: Option<Vec<String>>,
    suggest: Option<bool>,
}

/// The ready texts of the folder that `at` names: `NAME.md`, `NAME.it.md`.
pub(super) fn in_folder<'a>(cx: &'a Context<'a>, at: &Value<'a>, language: Language) -> Vec<Draft<'a>> {
    let Some(folder) = at.path() else { return vec![] };
    let files = match markdown_files(&folder) {
        Ok(files) => files,
        Err(error) => {
            at.mistake(
                format!("the folder {} can't be read: {error}", folder.display()),
                "allowed: a folder with ready texts, a Markdown file each",
            );
            return vec![];
        }
    };
    let mut by_name: BTreeMap<String, Vec<(String, Front, Version)>> = BTreeMap::new();
    for file in files {
        let Some((name, of)) = named(at, &file, language) else { continue };
        let read = match (cx.read)(&folder.join(&file)) {
            Ok(text) => parsed(at, &file, &text, of),
            Err(error) => {
                at.mistake(format!("{file} can't be read: {error}"), "allowed: Markdown files in UTF-8");
                None
            }
        };
        if let Some((front, version)) = read {
            by_name.entry(name).or_default().push((file, front, version));
        }
    }
    by_name.into_iter().filter_map(|(name, files)| one_of_files(at, &name, files, language)).collect()
}

fn markdown_files(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") && !name.starts_with('.') && entry.path().is_file() {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// The text's name and language, by its file's name.
fn named(at: &Value<'_>, file: &str, language: Language) -> Option<(String, Language)> {
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let (name, of) = match stem.rsplit_once('.') {
        None => (stem, Some(language)),
        Some((name, code)) => (name, Language::ALL.into_iter().find(|l| l.code() == code)),
    };
    let Some(of) = of else {
        at.mistake(
            format!("{file}: the desk speaks no such language"),
            "allowed: NAME.md, NAME.en.md and NAME.it.md",
        );
        return None;
    };
    if !is_name(name) {
        at.mistake(format!("{file}: its name is no name of a ready text"), NAME);
        return None;
    }
    Some((name.to_owned(), of))
}

fn parsed(at: &Value<'_>, file: &str, text: &str, language: Language) -> Option<(Front, Version)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let (front, body, above) = match front_matter(&text) {
        Some((front, body)) => (front, body, 2 + front.matches('\n').count()),
        None => ("", text.as_str(), 0),
    };
    let front: Front = match toml::from_str(front) {
        Ok(front) => front,
        Err(error) => {
            let before = error.span().and_then(|span| front.get(..span.start)).unwrap_or_default();
            let line = 2 + before.matches('\n').count();
            at.mistake(
                format!("{file}, line {line}: {}", error.message()),
                "allowed between the lines of +++: title = \"…\", queues = [\"helpdesk\"] and suggest = true",
            );
            return None;
        }
    };
    let body = body.trim_end();
    let blank = body.len() - body.trim_start().len();
    let first_line = 1 + above + body[..blank].matches('\n').count();
    match checked(body.trim_start()) {
        Ok(text) => Some((Front { title: None, ..front }, Version { language, title: front.title, text })),
        Err(Wrong::Text(problem)) => {
            at.mistake(format!("{file}, line {first_line}: the text {problem}"), TEXT);
            None
        }
        Err(Wrong::Places(unknown)) => {
            for place in unknown {
                let line = first_line + body.trim_start()[..place.at].matches('\n').count();
                at.mistake(format!("{file}, line {line}: {}", no_place(&place)), places());
            }
            None
        }
    }
}

/// What stands between `+++` lines at the very beginning, blanks behind them or not, and what follows them.
fn front_matter(text: &str) -> Option<(&str, &str)> {
    let is_rule = |line: &str| line.trim_end() == "+++";
    let first = text.split_inclusive('\n').next().filter(|line| is_rule(line))?;
    let rest = &text[first.len()..];
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if is_rule(line) {
            return Some((&rest[..end], &rest[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

/// The files of one name are versions of one text; what one of them says of queues holds for all.
fn one_of_files<'a>(
    at: &Value<'a>,
    name: &str,
    files: Vec<(String, Front, Version)>,
    language: Language,
) -> Option<Draft<'a>> {
    let file = files.first().map(|(file, ..)| file.clone());
    let queues = files.iter().find_map(|(_, front, _)| front.queues.clone()).unwrap_or_default();
    let suggest = files.iter().find_map(|(_, front, _)| front.suggest).unwrap_or(false);
    let mut versions: Vec<Version> = Vec::new();
    for (file, _, version) in files {
        if versions.iter().any(|v| v.language == version.language) {
            at.mistake(format!("{file}: there is another file with this text in this language"), NAME_ONCE);
            continue;
        }
        versions.push(version);
    }
    let text = together(name, queues, suggest, versions, language)?;
    let draft = Draft { text, at: at.clone(), file, queues: vec![] };
    check_suggested(&draft, None);
    Some(draft)
}

/// Whoever is offered a text has no operator yet.
fn check_suggested(draft: &Draft<'_>, at: Option<&Value<'_>>) {
    if draft.text.suggest && draft.text.versions().any(|v| v.text.has(Placeholder::Operator)) {
        draft.mistake(
            at.unwrap_or(&draft.at),
            "a text with {operator} can't be suggested: nobody has taken the ticket yet".to_owned(),
            "take {operator} out of the text, or suggest = true",
        );
    }
}

const NAME_ONCE: &str = "allowed: a name of its own for each ready text";

/// Every name once, whatever its case, and every queue one that there is.
pub(super) fn check(drafts: Vec<Draft<'_>>, queues: &[&str]) -> Vec<ReadyText> {
    let mut seen: BTreeMap<String, std::ops::Range<usize>> = BTreeMap::new();
    for draft in &drafts {
        if let Some(first) = seen.insert(draft.text.name.to_lowercase(), draft.at.span.clone()) {
            let problem = format!("there is another ready text “{}”", draft.text.name);
            match &draft.file {
                Some(file) => draft.at.mistake(format!("{file}: {problem}"), NAME_ONCE),
                None => draft.at.mistake_beside(
                    problem,
                    NAME_ONCE,
                    Some((first, "the first of that name".to_owned())),
                ),
            }
        }
        for (i, name) in
            draft.text.queues.iter().enumerate().filter(|(_, name)| !queues.contains(&name.as_str()))
        {
            let at = draft.queues.get(i).unwrap_or(&draft.at);
            let near = did_you_mean(name, queues.iter().copied());
            draft.mistake(
                at,
                format!("there is no queue “{name}”{near}"),
                format!("allowed: the name of a [[queue]]: {}", or_list(queues)),
            );
        }
    }
    drafts.into_iter().map(|draft| draft.text).collect()
}
