//! What one word or text stands for, typed or picked.

use super::arguments::Read;
use super::grammar::{FORMATS, LINKS, PERIODS, PRIORITIES, STARS, UNDELIVERED, VIEWS, spec};
use super::nearest::nearest;
use super::parse::MistakeKind;
use super::words::{bare, clip, link_target, ticket_number};
use super::{Format, LinkKind, ListFilter, Outage, Period, StatsView, Undelivered};

pub(super) fn ticket(word: &str) -> Read<String> {
    ticket_number(word).map(str::to_owned).ok_or_else(|| MistakeKind::BadTicket { found: clip(word) })
}

/// The priority that a word says: its number, or OTRS's name for it.
pub(super) fn priority(word: &str) -> Read<i16> {
    let number = word.parse::<i16>().ok().filter(|n| (1..=5).contains(n));
    let named = match word.to_lowercase().as_str() {
        "low" | "bassa" => Some(2),
        "normal" | "normale" => Some(3),
        "high" | "alta" => Some(4),
        _ => None,
    };
    number.or(named).ok_or_else(|| MistakeKind::BadChoice {
        found: clip(word),
        nearest: None,
        allowed: PRIORITIES.to_vec(),
    })
}

/// Tags are words, split by white space or commas; with a `-` before it one is taken away.
pub(super) fn tags(text: &str) -> Read<(Vec<String>, Vec<String>)> {
    /// Longer ones are sentences.
    const LONGEST: usize = 40;
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()) {
        let bare = word.trim_start_matches(['-', '−', '–']);
        let name = bare.trim_start_matches('#').to_lowercase();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        if name.is_empty() || name.chars().count() > LONGEST || !name.chars().all(is_word) {
            return Err(MistakeKind::Unexpected { found: clip(word) });
        }
        if bare.len() < word.len() { remove.push(name) } else { add.push(name) }
    }
    if add.is_empty() && remove.is_empty() {
        return Err(MistakeKind::MissingArgument { name: "tags" });
    }
    Ok((add, remove))
}

/// `3`, `3-5`, `3,5`, and a comma after it; none for any other word.
pub(super) fn article_numbers(word: &str) -> Option<Vec<i32>> {
    /// Nobody means more by one word.
    const WIDEST: i32 = 500;
    let number = |text: &str| text.parse::<i32>().ok().filter(|n| (1..=99_999).contains(n));
    let mut numbers = Vec::new();
    for piece in word.split(',').filter(|piece| !piece.is_empty()) {
        let (first, last) = match piece.split_once(['-', '–', '‐', '‑']) {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(piece)?, number(piece)?),
        };
        if first > last || last - first > WIDEST {
            return None;
        }
        numbers.extend(first..=last);
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// A mail address, also where a program has made a link of it.
pub(super) fn address(typed: &str) -> String {
    let target = link_target(bare(typed));
    target.strip_prefix("mailto:").unwrap_or(target).to_owned()
}

/// A banner's text, or that it is lifted.
pub(super) fn outage(text: &str) -> Outage {
    match text.trim().to_lowercase().as_str() {
        "" => Outage::Show,
        "off" | "fine" => Outage::Lift,
        _ => Outage::Set(text.trim().to_owned()),
    }
}

/// How two tickets belong together, as a word says it.
pub(super) fn link_kind(word: &str) -> Read<LinkKind> {
    match word.to_lowercase().as_str() {
        "related" | "correlato" => Ok(LinkKind::Related),
        "parent" | "padre" => Ok(LinkKind::Parent),
        "child" | "figlio" => Ok(LinkKind::Child),
        "problem" | "problema" => Ok(LinkKind::Problem),
        "incident" | "incidente" => Ok(LinkKind::Incident),
        "none" | "nessuno" => Ok(LinkKind::Nothing),
        other => Err(MistakeKind::BadChoice {
            found: clip(word),
            nearest: nearest(other, LINKS.iter().copied()),
            allowed: LINKS.to_vec(),
        }),
    }
}

/// Letters and digits in the code that joins two accounts.
const WORD_LENGTH: usize = 8;

/// The code as it is kept, however it was copied: `k7qm-4xpt` is `K7QM4XPT`.
pub(super) fn identity_code(text: &str) -> Read<String> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '*' | '`'))
        .collect();
    if code.len() == WORD_LENGTH && code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(code.to_ascii_uppercase());
    }
    Err(MistakeKind::BadChoice {
        found: clip(text),
        nearest: None,
        allowed: vec!["K7QM-4XPT", "--mail", "--leave"],
    })
}

/// The format that a word names.
pub(super) fn format(word: &str) -> Read<Format> {
    Format::parse(word).ok_or_else(|| MistakeKind::BadChoice {
        found: clip(word),
        nearest: nearest(word, FORMATS.iter().copied()),
        allowed: FORMATS.to_vec(),
    })
}

/// The figures that a word names.
pub(super) fn stats_view(word: &str) -> Option<StatsView> {
    Some(match word.to_lowercase().as_str() {
        "overview" | "riepilogo" => StatsView::Overview,
        "times" | "tempi" => StatsView::Times,
        "backlog" | "arretrati" | "arretrato" => StatsView::Backlog,
        _ => return None,
    })
}

/// What can stand there is a view or a period.
pub(super) fn bad_view(word: &str) -> MistakeKind {
    let allowed = VIEWS.iter().chain(PERIODS).copied();
    MistakeKind::BadChoice {
        found: clip(word),
        nearest: nearest(bare(word), allowed.clone()),
        allowed: allowed.collect(),
    }
}

/// The period that a word names.
pub(super) fn period(word: &str) -> Read<Period> {
    Period::parse(word).ok_or_else(|| MistakeKind::BadChoice {
        found: clip(word),
        nearest: nearest(word, PERIODS.iter().copied()),
        allowed: PERIODS.to_vec(),
    })
}

/// The mark that a word says: a number, or as many stars.
pub(super) fn stars(word: &str) -> Read<u8> {
    let bad = || MistakeKind::BadChoice { found: clip(word), nearest: None, allowed: STARS.to_vec() };
    let number = word.parse::<u8>().ok().filter(|n| (1..=5).contains(n));
    let drawn = word.replace('\u{fe0f}', "");
    let count = drawn.chars().count();
    let drawn = (1..=5).contains(&count) && drawn.chars().all(|c| c == '⭐');
    number.or_else(|| drawn.then(|| u8::try_from(count).unwrap_or(5))).ok_or_else(bad)
}

/// The operator as a name or an account: a Matrix pill gives the account it points to.
pub(super) fn operator(typed: &str) -> String {
    let typed = bare(typed);
    if let Some((_, fragment)) = link_target(typed).split_once("matrix.to/#/") {
        let account = fragment.split('?').next().unwrap_or(fragment);
        return account.replace("%40", "@").replace("%3A", ":").replace("%3a", ":");
    }
    // `@ada:example.org` is an account, whose `@` belongs to it.
    let name = if typed.contains(':') { None } else { typed.strip_prefix('@') };
    name.unwrap_or(typed).to_owned()
}

pub(super) fn list_filter(word: &str) -> Option<ListFilter> {
    Some(match word.to_lowercase().as_str() {
        "mine" | "miei" => ListFilter::Mine,
        "new" | "nuovi" => ListFilter::New,
        "open" | "aperti" => ListFilter::Open,
        "closed" | "chiusi" => ListFilter::Closed,
        "all" | "tutti" => ListFilter::Active,
        "escalated" | "ritardo" => ListFilter::Escalated,
        _ => return None,
    })
}

/// What is to be done with what could not be delivered.
pub(super) fn undelivered_action(action: &str, which: Option<&str>, reason: &str) -> Read<Undelivered> {
    let needed = || which.ok_or(MistakeKind::MissingArgument { name: "delivery" });
    let id = |word: &str| {
        let number = bare(word).trim_start_matches('#').parse::<i64>().ok().filter(|n| *n >= 0);
        number.ok_or_else(|| MistakeKind::Unexpected { found: clip(word) })
    };
    let action = action.to_lowercase();
    if !matches!(action.as_str(), "drop" | "scarta") && !reason.is_empty() {
        return Err(MistakeKind::Unexpected { found: clip(reason) });
    }
    match action.as_str() {
        "retry" | "riprova" => match needed()? {
            word if ["all", "tutti", "tutto"].contains(&bare(word).to_lowercase().as_str()) => {
                Ok(Undelivered::Retry(None))
            }
            word => Ok(Undelivered::Retry(Some(id(word)?))),
        },
        "drop" | "scarta" if reason.is_empty() => {
            needed()?;
            Err(MistakeKind::MissingArgument { name: "reason" })
        }
        "drop" | "scarta" => Ok(Undelivered::Drop { id: id(needed()?)?, reason: reason.to_owned() }),
        "after" | "dopo" => Ok(Undelivered::List { after: id(needed()?)? }),
        other => Err(MistakeKind::BadChoice {
            found: clip(other),
            nearest: nearest(other, UNDELIVERED.iter().copied()),
            allowed: UNDELIVERED.to_vec(),
        }),
    }
}

/// The command's name where the word is one, in either language and also with its prefix.
pub(super) fn command_name(word: &str, prefix: &str) -> String {
    let word = word.strip_prefix(prefix).or_else(|| word.strip_prefix('/')).unwrap_or(word);
    spec(bare(word)).map_or_else(|| clip(word), |spec| spec.name.to_owned())
}
