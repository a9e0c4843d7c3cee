//! The pages for people are whole: their links lead somewhere, and no command is missing.

use std::path::{Path, PathBuf};

use crate::command::SPECS;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The README and every page under docs/.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    for folder in ["docs", "docs/it"] {
        let files = std::fs::read_dir(root().join(folder)).expect("there are pages");
        let paths = files.map(|file| file.expect("the folder can be listed").path());
        pages.extend(paths.filter(|path| path.extension().is_some_and(|e| e == "md")));
    }
    pages
}

/// The lines of a page that are no code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

/// Where the links of a page lead, but for those to the web.
fn links(text: &str) -> Vec<&str> {
    let after_text = prose(text).flat_map(|line| line.split("](").skip(1));
    let targets = after_text.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.starts_with("http")).collect()
}

/// Whether a page has the place that `#anchor` names: a heading, or an id set by hand.
fn has_anchor(text: &str, anchor: &str) -> bool {
    let slug = |heading: &str| {
        let kept = heading.to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect::<String>()
    };
    let heading = |line: &str| line.starts_with('#') && slug(line.trim_start_matches('#').trim()) == anchor;
    text.contains(&format!("id=\"{anchor}\"")) || prose(text).any(heading)
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = read(&page);
        for link in links(&text) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.with_file_name(path) };
            if !target.exists() || !anchor.is_empty() && !has_anchor(&read(&target), anchor) {
                broken.push(format!("{} → {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_readme_names_every_command() {
    let readme = read(&root().join("README.md"));
    let table: Vec<&str> = prose(&readme).filter(|line| line.starts_with('|')).collect();
    for spec in SPECS {
        let cell = format!("| `{}` |", spec.name);
        assert!(table.iter().any(|row| row.contains(&cell)), "{} has no row in the README", spec.name);
    }
}

#[test]
fn the_guides_name_no_command_that_is_not_there() {
    let pages = [
        "docs/guide-users.md",
        "docs/guide-operators.md",
        "docs/it/guida-utenti.md",
        "docs/it/guida-operatori.md",
    ];
    for page in pages {
        let text = read(&root().join(page));
        for typed in prose(&text).flat_map(|line| line.split("`!").skip(1)) {
            let word: String = typed.chars().take_while(|c| c.is_alphanumeric()).collect();
            let known = word.is_empty() || crate::command::grammar::spec(&word).is_some();
            assert!(known, "{page} names `!{word}`");
        }
    }
}
