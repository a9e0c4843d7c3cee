//! The filters of `list` and `search`: `queue:network state:open owner:me tag:vpn since:7d page:2`.

use std::fmt;

use super::nearest::{nearest, one_off};
use super::parse::MistakeKind;
use super::values::{operator, tags};
use super::words::{Rest, bare, clip};
use crate::text::moment::since::Since;

/// The keys, and the words that mean each.
const KEYS: [(&str, &[&str]); 6] = [
    ("queue", &["queue", "coda"]),
    ("state", &["state", "stato"]),
    ("owner", &["owner", "proprietario"]),
    ("tag", &["tag", "etichetta"]),
    ("since", &["since", "da", "dal"]),
    ("page", &["page", "pagina"]),
];
/// The words by which `state:` says which.
pub const STATES: &[&str] = &["open", "closed", "new", "pending", "all"];
/// The words by which `owner:` says whose, beside names.
pub const OWNERS: &[&str] = &["me", "nobody"];
/// What `since:` understands, by example.
pub const SINCE: &[&str] = &["7d", "yesterday", "last week", "monday", "2026-11-01"];
/// Nobody leafs further.
const LAST_PAGE: u32 = 1000;

/// Which tickets somebody wants to see, and which page of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Of this queue, by name or title, and those below it.
    pub queue: Option<String>,
    /// In one of these states.
    pub state: Option<StateFilter>,
    /// Whose.
    pub owner: Option<OwnerFilter>,
    /// With this tag.
    pub tag: Option<String>,
    /// Since when.
    pub since: Option<Since>,
    /// Which page, from 1; 0 is the first as well.
    pub page: u32,
}

/// What `state:` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFilter {
    /// Being worked on.
    Open,
    /// Closed, however.
    Closed,
    /// Not yet taken by anybody.
    New,
    /// Waiting for a time.
    Pending,
    /// Any.
    All,
}

/// What `owner:` can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerFilter {
    /// Whoever asks.
    Me,
    /// Nobody.
    Nobody,
    /// An operator, by name or account.
    Named(String),
}

impl Filters {
    /// Whether nothing but a page is said.
    pub fn is_empty(&self) -> bool {
        Self { page: 0, ..self.clone() } == Self::default()
    }

    /// Takes the filter that comes next, if one does. A key that is nearly one is a mistake: who types
    /// `stat:open` does not look for those words.
    pub(super) fn take<'a>(&mut self, rest: Rest<'a>) -> Result<Option<Rest<'a>>, MistakeKind> {
        for (name, words) in KEYS {
            let Some((value, after)) = rest.keyed(words) else { continue };
            // A space slipped in behind the colon.
            let (value, after) = match value.is_empty() {
                true => after.value().ok_or(MistakeKind::MissingArgument { name })?,
                false => (value, after),
            };
            let after = self.set(name, value, after)?;
            return Ok(Some(after));
        }
        match rest.peek().and_then(|word| word.split_once(':')).filter(|(_, value)| !value.starts_with("//"))
        {
            Some((key, _)) => match one_off(key, KEYS.iter().flat_map(|(_, words)| words.iter().copied())) {
                Some(near) => Err(MistakeKind::BadChoice {
                    found: clip(key),
                    nearest: Some(near),
                    allowed: KEYS.map(|(name, _)| name).to_vec(),
                }),
                None => Ok(None),
            },
            None => Ok(None),
        }
    }

    /// Sets one filter, each at most once; a time may go on behind its first word.
    fn set<'a>(
        &mut self,
        name: &'static str,
        value: &'a str,
        after: Rest<'a>,
    ) -> Result<Rest<'a>, MistakeKind> {
        let twice = || MistakeKind::Unexpected { found: clip(&format!("{name}:{value}")) };
        let mut rest = after;
        let was_set = match name {
            "queue" => self.queue.replace(value.to_owned()).is_some(),
            "state" => self.state.replace(state(value)?).is_some(),
            "owner" => self.owner.replace(owner(value)).is_some(),
            "tag" => self.tag.replace(tag(value)?).is_some(),
            "since" => {
                let (since, more) = since(value, after.text())?;
                for _ in 0..more {
                    rest = rest.word().map_or(rest, |(_, after)| after);
                }
                self.since.replace(since).is_some()
            }
            _ => std::mem::replace(&mut self.page, page(value)?) != 0,
        };
        if was_set { Err(twice()) } else { Ok(rest) }
    }
}

/// The states a word means.
pub(super) fn state(word: &str) -> Result<StateFilter, MistakeKind> {
    Ok(match bare(word).to_lowercase().as_str() {
        "open" | "aperto" | "aperti" => StateFilter::Open,
        "closed" | "chiuso" | "chiusi" => StateFilter::Closed,
        "new" | "nuovo" | "nuovi" => StateFilter::New,
        "pending" | "attesa" | "in attesa" => StateFilter::Pending,
        "all" | "tutti" => StateFilter::All,
        other => {
            let nearest = nearest(other, STATES.iter().copied());
            return Err(MistakeKind::BadChoice { found: clip(word), nearest, allowed: STATES.to_vec() });
        }
    })
}

/// The owner a word means.
pub(super) fn owner(word: &str) -> OwnerFilter {
    match bare(word).to_lowercase().as_str() {
        "me" | "io" => OwnerFilter::Me,
        "nobody" | "nessuno" => OwnerFilter::Nobody,
        _ => OwnerFilter::Named(operator(word)),
    }
}

/// The one tag a word is.
pub(super) fn tag(word: &str) -> Result<String, MistakeKind> {
    match tags(word)? {
        (mut add, remove) if remove.is_empty() && add.len() == 1 => Ok(add.remove(0)),
        _ => Err(MistakeKind::Unexpected { found: clip(word) }),
    }
}

/// The time that a value means, and how many words behind it belong to it.
pub(super) fn since(value: &str, behind: &str) -> Result<(Since, usize), MistakeKind> {
    let words: Vec<&str> = value.split_whitespace().map(bare).collect();
    let all: Vec<&str> = words.iter().copied().chain(behind.split_whitespace().take(3)).collect();
    match Since::read(&all) {
        Some((since, used)) if used >= words.len() => Ok((since, used - words.len())),
        _ => Err(MistakeKind::BadChoice { found: clip(value), nearest: None, allowed: SINCE.to_vec() }),
    }
}

/// The page a number means.
pub(super) fn page(value: &str) -> Result<u32, MistakeKind> {
    let page = bare(value).parse().ok().filter(|page| (1..=LAST_PAGE).contains(page));
    page.ok_or_else(|| MistakeKind::Unexpected { found: clip(value) })
}

/// As they are typed.
impl fmt::Display for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = Vec::new();
        if let Some(queue) = &self.queue {
            said.push(format!("queue:{}", quoted(queue)));
        }
        if let Some(state) = self.state {
            let word = match state {
                StateFilter::Open => "open",
                StateFilter::Closed => "closed",
                StateFilter::New => "new",
                StateFilter::Pending => "pending",
                StateFilter::All => "all",
            };
            said.push(format!("state:{word}"));
        }
        match &self.owner {
            Some(OwnerFilter::Me) => said.push("owner:me".to_owned()),
            Some(OwnerFilter::Nobody) => said.push("owner:nobody".to_owned()),
            Some(OwnerFilter::Named(name)) => said.push(format!("owner:{}", quoted(name))),
            None => {}
        }
        said.extend(self.tag.as_ref().map(|tag| format!("tag:{tag}")));
        said.extend(self.since.map(|since| format!("since:{since}")));
        if self.page > 1 {
            said.push(format!("page:{}", self.page));
        }
        f.write_str(&said.join(" "))
    }
}

fn quoted(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}
