//! Reads the arguments of each command.

use super::filters::Filters;
use super::grammar::{
    FORMATS, LINKS, OUTCOMES, PERIODS, PRIORITIES, STARS, SWITCHES, UNDELIVERED, VIEWS, spec,
};
use super::nearest::{nearest, one_off};
use super::parse::MistakeKind;
use super::words::{Rest, bare, clip, flag_name, link_target, marked_number, ticket_number};
use super::{
    Command, Format, IdentityArg, LinkKind, ListFilter, MailArg, Outage, Period, StatsView, TicketArg,
    Undelivered,
};

type Read<T> = Result<T, MistakeKind>;

/// Shortest number that `close` takes for a ticket without `#`, in digits.
const SHORTEST_UNMARKED: usize = 4;
/// Length of the code in a confirmation mail, in digits.
const CODE_LENGTH: usize = 6;

/// The command called `name` with the arguments that `text` holds.
pub(super) fn read(name: &'static str, text: &str, prefix: &str, has_files: bool) -> Read<Command> {
    let rest = Rest::new(text);
    Ok(match name {
        "new" => new(rest, has_files)?,
        "mine" => rest.end().map(|()| Command::Mine)?,
        "status" => Command::Status { ticket: only_ticket(rest)? },
        "next" => Command::Next { queue: only_queue(rest)? },
        "take" => {
            let (ticket, from) = ticket_and_flag(rest, &Flag { name: "--from", words: &["from", "da"] })?;
            Command::Take { ticket, from }
        }
        "release" => Command::Release { ticket: only_ticket(rest)? },
        "assign" => assign(rest)?,
        "reply" => {
            let (ticket, text) = ticket_and_text(rest, has_files)?;
            Command::Reply { ticket, text }
        }
        "answer" => answer(rest)?,
        "note" => {
            let (ticket, text) = ticket_and_text(rest, has_files)?;
            Command::Note { ticket, text }
        }
        "undo" => Command::Undo { ticket: only_ticket(rest)? },
        "close" => close(rest)?,
        "reopen" => Command::Reopen { ticket: only_ticket(rest)? },
        "title" => {
            let (ticket, text) = ticket_and_text(rest, false)?;
            Command::Title { ticket, text }
        }
        "priority" => {
            let (ticket, rest) = ticket_before_word(rest);
            let (word, rest) = rest.word().ok_or(MistakeKind::MissingArgument { name: "priority" })?;
            rest.end()?;
            Command::Priority { ticket, priority: priority(bare(word))? }
        }
        "tag" => {
            let (ticket, rest) = marked_ticket(rest);
            let (add, remove) = tags(rest.text())?;
            Command::Tag { ticket, add, remove }
        }
        "responsible" => match assign(rest)? {
            Command::Assign { ticket, operator } => Command::Responsible { ticket, operator },
            other => other,
        },
        "move" => {
            let (ticket, rest) = ticket_before_word(rest);
            let (queue, rest) = queue(rest)?.ok_or(MistakeKind::MissingArgument { name: "queue" })?;
            rest.end()?;
            Command::Move { ticket, queue }
        }
        "watch" => {
            let (ticket, off) = ticket_and_flag(rest, &Flag { name: "--off", words: &["off", "no"] })?;
            Command::Watch { ticket, off }
        }
        "link" => link(rest)?,
        "split" => {
            let (ticket, rest) = marked_ticket(rest);
            let (articles, rest) = articles(rest)?;
            rest.end()?;
            Command::Split { ticket, articles }
        }
        "pending" => super::pending::read(rest)?,
        "merge" => {
            let (ticket, other, rest) = two_tickets(rest)?;
            rest.end()?;
            Command::Merge { ticket, other }
        }
        "forward" => forward(rest)?,
        "outage" => {
            let (queue, rest) = match keyed_queue(rest)? {
                Some((name, rest)) => (Some(name), rest),
                None => (None, rest),
            };
            Command::Outage { queue, what: outage(rest.text()) }
        }
        "customer" => {
            let (ticket, rest) = ticket_before_word(rest);
            let (person, rest) = person(rest).ok_or(MistakeKind::MissingArgument { name: "person" })?;
            rest.end()?;
            Command::Customer { ticket, person }
        }
        "away" => away(rest)?,
        "block" => match person(rest) {
            Some((person, rest)) => {
                Command::Block { person: Some(person), until: None, reason: rest.text().to_owned() }
            }
            None => Command::Block { person: None, until: None, reason: String::new() },
        },
        "unblock" => {
            let (person, rest) = person(rest).ok_or(MistakeKind::MissingArgument { name: "person" })?;
            rest.end()?;
            Command::Unblock { person }
        }
        "rate" => rate(rest)?,
        "join" => Command::Join { ticket: only_ticket(rest)? },
        "panel" => rest.end().map(|()| Command::Panel)?,
        "reload" => rest.end().map(|()| Command::Reload)?,
        "queues" => rest.end().map(|()| Command::Queues)?,
        "export" => {
            let flag = Flag { name: "--rows-only", words: &["rows-only", "solo-righe"] };
            Command::Export { rows_only: only_flag(rest, &flag)? }
        }
        "import" => {
            let file = only_value(rest)?.ok_or(MistakeKind::MissingArgument { name: "file" })?;
            Command::Import { file }
        }
        "erase" => {
            let (person, rest) = person(rest).ok_or(MistakeKind::MissingArgument { name: "person" })?;
            let flag = Flag { name: "--yes", words: &["yes", "sì", "si"] };
            Command::Erase { person, yes: only_flag(rest, &flag)? }
        }
        "undelivered" => Command::Undelivered(undelivered(rest)?),
        "private" => Command::Private { ticket: only_ticket(rest)? },
        "search" => search(rest)?,
        "list" => list(rest)?,
        "show" => {
            let (ticket, here) = ticket_and_flag(rest, &Flag { name: "--here", words: &["here", "qui"] })?;
            Command::Show { ticket, here }
        }
        "transcript" => transcript(rest)?,
        "history" => Command::History { ticket: only_ticket(rest)? },
        "stats" => stats(rest)?,
        "mail" => Command::Mail(mail(rest)?),
        "identity" => Command::Identity(identity(rest)?),
        "language" => Command::Language { language: only_word(rest)?.map(|word| bare(word).to_owned()) },
        // `help`, and a test sees to it that no other name comes here.
        _ => Command::Help { command: only_word(rest)?.map(|word| command_name(word, prefix)) },
    })
}

fn only_word(rest: Rest<'_>) -> Read<Option<&str>> {
    let Some((word, rest)) = rest.word() else { return Ok(None) };
    rest.end()?;
    Ok(Some(word))
}

fn only_value(rest: Rest<'_>) -> Read<Option<String>> {
    let Some((value, rest)) = rest.value() else { return Ok(None) };
    rest.end()?;
    Ok(Some(value.to_owned()))
}

fn only_flag(rest: Rest<'_>, flag: &Flag) -> Read<bool> {
    match ticket_and_flag(rest, flag)? {
        (None, set) => Ok(set),
        (Some(number), _) => Err(MistakeKind::Unexpected { found: clip(&number) }),
    }
}

fn only_ticket(rest: Rest<'_>) -> Read<TicketArg> {
    let Some((word, rest)) = rest.word() else { return Ok(None) };
    let ticket = ticket(word)?;
    rest.end()?;
    Ok(Some(ticket))
}

fn ticket(word: &str) -> Read<String> {
    ticket_number(word).map(str::to_owned).ok_or_else(|| MistakeKind::BadTicket { found: clip(word) })
}

/// A switch as it is typed, and the words that may stand behind the dashes.
struct Flag {
    name: &'static str,
    words: &'static [&'static str],
}

fn ticket_and_flag(mut rest: Rest<'_>, flag: &Flag) -> Read<(TicketArg, bool)> {
    let mut number = None;
    let mut set = false;
    while let Some((word, after)) = rest.word() {
        match flag_name(word) {
            Some(name) if flag.words.contains(&name.to_lowercase().as_str()) => set = true,
            Some(name) => {
                let nearest = nearest(name, flag.words.iter().copied()).map(|_| flag.name);
                return Err(MistakeKind::BadChoice { found: clip(word), nearest, allowed: vec![flag.name] });
            }
            None if number.is_none() => number = Some(ticket(word)?),
            None => return Err(MistakeKind::Unexpected { found: clip(word) }),
        }
        rest = after;
    }
    Ok((number, set))
}

/// A queue, with its key or without.
fn queue(rest: Rest<'_>) -> Read<Option<(String, Rest<'_>)>> {
    match keyed_queue(rest)? {
        Some(found) => Ok(Some(found)),
        None => Ok(rest.value().map(|(name, rest)| (name.to_owned(), rest))),
    }
}

fn keyed_queue(rest: Rest<'_>) -> Read<Option<(String, Rest<'_>)>> {
    match rest.keyed(&["queue", "coda"]) {
        Some(("", _)) => Err(MistakeKind::MissingArgument { name: "queue" }),
        found => Ok(found.map(|(name, rest)| (name.to_owned(), rest))),
    }
}

fn only_queue(rest: Rest<'_>) -> Read<Option<String>> {
    let Some((name, rest)) = queue(rest)? else { return Ok(None) };
    rest.end()?;
    Ok(Some(name))
}

fn new(mut rest: Rest<'_>, has_files: bool) -> Read<Command> {
    let (mut queue, mut caller) = (None, None);
    loop {
        if queue.is_none()
            && let Some((name, after)) = keyed_queue(rest)?
        {
            (queue, rest) = (Some(name), after);
        } else if caller.is_none()
            && let Some(after) = is_for(rest)
        {
            let (name, after) = person(after).ok_or(MistakeKind::MissingArgument { name: "for" })?;
            (caller, rest) = (Some(name), after);
        } else {
            break;
        }
    }
    Ok(Command::New { caller, queue, subject: None, text: needed_text(rest, has_files)? })
}

/// What follows `--for`, if it stands here.
fn is_for(rest: Rest<'_>) -> Option<Rest<'_>> {
    let (word, after) = rest.word()?;
    matches!(flag_name(word)?.to_lowercase().as_str(), "for" | "per").then_some(after)
}

/// A ticket's number, marked or not, if a word follows it: `move 1001 network`, `priority 4`.
fn ticket_before_word(rest: Rest<'_>) -> (TicketArg, Rest<'_>) {
    let number = rest.word().and_then(|(word, after)| Some((ticket_number(word)?.to_owned(), after)));
    match number {
        Some((number, after)) if after.peek().is_some() => (Some(number), after),
        _ => (None, rest),
    }
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

/// One number is the other ticket's, of two the first is the ticket's own.
fn two_tickets(rest: Rest<'_>) -> Read<(TicketArg, String, Rest<'_>)> {
    const MISSING: MistakeKind = MistakeKind::MissingArgument { name: "other" };
    let (word, rest) = rest.word().ok_or(MISSING)?;
    let first = ticket(word)?;
    let second = rest.word().and_then(|(word, after)| Some((ticket_number(word)?.to_owned(), after)));
    Ok(match second {
        Some((second, after)) => (Some(first), second, after),
        None => (None, first, rest),
    })
}

fn link(rest: Rest<'_>) -> Read<Command> {
    let (of, other, rest) = two_tickets(rest)?;
    let kind = match rest.word() {
        None => LinkKind::default(),
        Some((word, after)) => {
            after.end()?;
            link_kind(bare(word))?
        }
    };
    Ok(Command::Link { ticket: of, other, kind })
}

/// The numbers of articles that the next words say: `3`, `3-5`, `3,5`.
pub(super) fn articles(mut rest: Rest<'_>) -> Read<(Vec<i32>, Rest<'_>)> {
    /// More are a ticket, not some of its articles.
    const MOST: usize = 500;
    let mut numbers = Vec::new();
    while let Some((word, after)) = rest.word() {
        let Some(found) = article_numbers(word) else { break };
        numbers.extend(found);
        if numbers.len() > MOST {
            return Err(MistakeKind::Unexpected { found: clip(word) });
        }
        rest = after;
    }
    Ok((numbers, rest))
}

/// `3`, `3-5`, `3,5`, and a comma after it; none for any other word.
fn article_numbers(word: &str) -> Option<Vec<i32>> {
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

/// Address and numbers in either order, then the text; only one word of numbers, since a text may begin
/// with one.
fn forward(rest: Rest<'_>) -> Read<Command> {
    let (ticket, mut rest) = marked_ticket(rest);
    let (mut to, mut articles) = (None, Vec::new());
    while let Some((word, after)) = rest.word() {
        if to.is_none() && word.contains('@') {
            to = Some(address(word));
        } else if articles.is_empty()
            && let Some(numbers) = article_numbers(word)
        {
            articles = numbers;
        } else {
            break;
        }
        rest = after;
    }
    let address = to.ok_or(MistakeKind::MissingArgument { name: "address" })?;
    Ok(Command::Forward { ticket, address, articles, text: rest.text().to_owned() })
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

/// Somebody, as a name (in quotes, if it has spaces), an account or an address.
fn person(rest: Rest<'_>) -> Option<(String, Rest<'_>)> {
    let (typed, rest) = rest.link().or_else(|| rest.value())?;
    Some((operator(typed), rest))
}

/// Letters and digits in the code that joins two accounts.
const WORD_LENGTH: usize = 8;

fn identity(rest: Rest<'_>) -> Read<IdentityArg> {
    let Some((word, after)) = rest.word() else { return Ok(IdentityArg::Show) };
    let Some(flag) = flag_name(word) else { return identity_code(rest.text()).map(IdentityArg::Code) };
    match flag.to_lowercase().as_str() {
        "mail" => after.end().map(|()| IdentityArg::Mail),
        "leave" | "lascia" | "togli" => {
            let (account, after) = after.value().ok_or(MistakeKind::MissingArgument { name: "leave" })?;
            after.end()?;
            Ok(IdentityArg::Leave(operator(account)))
        }
        other => Err(MistakeKind::BadChoice {
            found: clip(word),
            nearest: nearest(other, ["leave", "mail"])
                .map(|near| if near == "mail" { "--mail" } else { "--leave" }),
            allowed: vec!["--mail", "--leave"],
        }),
    }
}

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

/// What follows is a moment in words, or says that it is over.
fn away(rest: Rest<'_>) -> Read<Command> {
    const BACK: &[&str] = &["back", "ritorno", "tornato", "tornata"];
    let Some((word, after)) = rest.word() else { return Ok(Command::Away { until: None, back: false }) };
    let name = flag_name(word).unwrap_or(bare(word)).to_lowercase();
    if BACK.contains(&name.as_str()) {
        after.end()?;
        return Ok(Command::Away { until: None, back: true });
    }
    if flag_name(word).is_some() {
        let nearest = nearest(&name, BACK.iter().copied()).map(|_| "--back");
        return Err(MistakeKind::BadChoice { found: clip(word), nearest, allowed: vec!["--back"] });
    }
    Ok(Command::Away { until: Some(rest.text().to_owned()), back: false })
}

/// Number and format in either order.
fn transcript(mut rest: Rest<'_>) -> Read<Command> {
    let (mut number, mut chosen) = (None, None);
    while let Some((word, after)) = rest.word() {
        match ticket_number(word) {
            Some(found) if number.is_none() => number = Some(found.to_owned()),
            None if chosen.is_none() => chosen = Some(format(bare(word))?),
            _ => return Err(MistakeKind::Unexpected { found: clip(word) }),
        }
        rest = after;
    }
    Ok(Command::Transcript { ticket: number, format: chosen.unwrap_or_default() })
}

/// The format that a word names.
pub(super) fn format(word: &str) -> Read<Format> {
    Format::parse(word).ok_or_else(|| MistakeKind::BadChoice {
        found: clip(word),
        nearest: nearest(word, FORMATS.iter().copied()),
        allowed: FORMATS.to_vec(),
    })
}

/// View, period, `queue:` and `operator:`, each at most once, in any order.
fn stats(mut rest: Rest<'_>) -> Read<Command> {
    let (mut view, mut period, mut queue, mut operator) = (None, None, None, None);
    while let Some((word, after)) = rest.word() {
        if let (Some((name, after)), None) = (keyed_queue(rest)?, &queue) {
            queue = Some(name);
            rest = after;
            continue;
        }
        if let (Some((name, after)), None) = (rest.keyed(&["operator", "operatore"]), &operator) {
            operator = Some(self::operator(name));
            rest = after;
            continue;
        }
        match (stats_view(bare(word)), Period::parse(bare(word))) {
            (Some(found), _) if view.is_none() => view = Some(found),
            (None, Some(found)) if period.is_none() => period = Some(found),
            (None, None) => return Err(bad_view(word)),
            _ => return Err(MistakeKind::Unexpected { found: clip(word) }),
        }
        rest = after;
    }
    if operator.as_ref().is_some_and(String::is_empty) {
        return Err(MistakeKind::MissingArgument { name: "operator" });
    }
    Ok(Command::Stats { view: view.unwrap_or_default(), period: period.unwrap_or_default(), queue, operator })
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
fn bad_view(word: &str) -> MistakeKind {
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

/// A bare number is the mark: a ticket needs its `#` here.
fn rate(rest: Rest<'_>) -> Read<Command> {
    let (ticket, rest) = marked_ticket(rest);
    let (word, rest) = rest.word().ok_or(MistakeKind::MissingArgument { name: "stars" })?;
    Ok(Command::Rate { ticket, stars: stars(bare(word))?, comment: rest.text().to_owned() })
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

fn needed_text(rest: Rest<'_>, has_files: bool) -> Read<String> {
    match rest.text() {
        "" if !has_files => Err(MistakeKind::MissingArgument { name: "text" }),
        text => Ok(text.to_owned()),
    }
}

/// A ticket is one only with its `#` here: a bare number may begin the text.
pub(super) fn marked_ticket(rest: Rest<'_>) -> (TicketArg, Rest<'_>) {
    let marked = rest.word().and_then(|(word, rest)| Some((marked_number(word)?.to_owned(), rest)));
    match marked {
        Some((ticket, rest)) => (Some(ticket), rest),
        None => (None, rest),
    }
}

fn ticket_and_text(rest: Rest<'_>, has_files: bool) -> Read<(TicketArg, String)> {
    let (ticket, rest) = marked_ticket(rest);
    Ok((ticket, needed_text(rest, has_files)?))
}

fn assign(rest: Rest<'_>) -> Read<Command> {
    const MISSING: MistakeKind = MistakeKind::MissingArgument { name: "operator" };
    let (word, after) = rest.word().ok_or(MISSING)?;
    let (ticket, rest) = match ticket_number(word) {
        Some(number) => (Some(number.to_owned()), after),
        None => (None, rest),
    };
    let (typed, rest) = rest.link().or_else(|| rest.value()).ok_or(MISSING)?;
    rest.end()?;
    let operator = operator(typed);
    if operator.is_empty() { Err(MISSING) } else { Ok(Command::Assign { ticket, operator }) }
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

fn close(rest: Rest<'_>) -> Read<Command> {
    let (ticket, rest) = match marked_ticket(rest) {
        (None, rest) => unmarked_ticket(rest)?,
        marked => marked,
    };
    let (successful, rest) = match outcome(rest)? {
        Some((successful, rest)) => (Some(successful), rest),
        None => (None, rest),
    };
    Ok(Command::Close { ticket, successful, text: rest.text().to_owned() })
}

/// `close 1001` and `close 1001 unsuccessful …` can't mean a text; `close 1001 licences bought` can.
fn unmarked_ticket(rest: Rest<'_>) -> Read<(TicketArg, Rest<'_>)> {
    let number = rest.word().and_then(|(word, after)| Some((ticket_number(word)?, after)));
    match number {
        Some((number, after)) if number.len() >= SHORTEST_UNMARKED => {
            let meant = after.text().is_empty() || outcome(after)?.is_some();
            Ok(if meant { (Some(number.to_owned()), after) } else { (None, rest) })
        }
        _ => Ok((None, rest)),
    }
}

/// How it was closed, if the next words say so; a word that is nearly one is a mistake, since the
/// customer would read it.
fn outcome(rest: Rest<'_>) -> Read<Option<(bool, Rest<'_>)>> {
    let Some((word, after)) = rest.word() else { return Ok(None) };
    match bare(word).to_lowercase().as_str() {
        "successful" => Ok(Some((true, after))),
        "unsuccessful" => Ok(Some((false, after))),
        // Adverbs begin a sentence: "successfully replaced".
        "successfully" | "unsuccessfully" => Ok(None),
        "con" => italian_outcome(word, after, "con successo").map(|rest| rest.map(|rest| (true, rest))),
        "senza" => italian_outcome(word, after, "senza successo").map(|rest| rest.map(|rest| (false, rest))),
        other => match nearest_outcome(other) {
            None => Ok(None),
            nearest => Err(bad_outcome(word.to_owned(), nearest)),
        },
    }
}

fn italian_outcome<'a>(first: &str, rest: Rest<'a>, meant: &'static str) -> Read<Option<Rest<'a>>> {
    let Some((word, after)) = rest.word() else { return Ok(None) };
    match bare(word).to_lowercase().as_str() {
        "successo" => Ok(Some(after)),
        // One mistake only: "senza accesso" begins a text.
        other if one_off(other, ["successo"]).is_some() => {
            Err(bad_outcome(format!("{first} {word}"), Some(meant)))
        }
        _ => Ok(None),
    }
}

/// The outcome that a long enough word is within two mistakes of; `success` and `un` begin texts.
fn nearest_outcome(word: &str) -> Option<&'static str> {
    if word.len() < "successful".len() - 2 { None } else { nearest(word, OUTCOMES.iter().copied()) }
}

fn bad_outcome(found: String, nearest: Option<&'static str>) -> MistakeKind {
    MistakeKind::BadChoice { found: clip(&found), nearest, allowed: OUTCOMES.to_vec() }
}

/// A number is the ticket's with its `#`, or where a name follows it.
fn answer(rest: Rest<'_>) -> Read<Command> {
    const SEND: Flag = Flag { name: "--send", words: &["send", "invia"] };
    let (ticket, mut rest) = match marked_ticket(rest) {
        (None, rest) => ticket_before_word(rest),
        marked => marked,
    };
    let (mut name, mut send) = (None, false);
    while let Some((word, after)) = rest.word() {
        match flag_name(word) {
            Some(flag) if SEND.words.contains(&flag.to_lowercase().as_str()) => send = true,
            Some(_) => {
                let found = clip(word);
                return Err(MistakeKind::BadChoice {
                    found,
                    nearest: Some(SEND.name),
                    allowed: vec![SEND.name],
                });
            }
            None if name.is_none() => name = Some(bare(word).to_owned()),
            None => return Err(MistakeKind::Unexpected { found: clip(word) }),
        }
        rest = after;
    }
    if send && name.is_none() {
        return Err(MistakeKind::MissingArgument { name: "name" });
    }
    Ok(Command::Answer { ticket, name, send })
}

/// Filters may stand before the words, behind them and among them.
fn search(mut rest: Rest<'_>) -> Read<Command> {
    let mut filters = Filters::default();
    let mut words = Vec::new();
    while let Some((word, after)) = rest.word() {
        rest = match filters.take(rest)? {
            Some(rest) => rest,
            None => {
                words.push(word);
                after
            }
        };
    }
    if words.is_empty() {
        return Err(MistakeKind::MissingArgument { name: "words" });
    }
    Ok(Command::Search { words: words.join(" "), filters })
}

fn list(mut rest: Rest<'_>) -> Read<Command> {
    let mut filter = None;
    let mut filters = Filters::default();
    while let Some((word, after)) = rest.word() {
        if let Some(after) = filters.take(rest)? {
            rest = after;
            continue;
        }
        match list_filter(bare(word)) {
            Some(found) if filter.is_none() => {
                filter = Some(found);
                rest = after;
            }
            None if filters.queue.is_none() => {
                let Some((name, after)) = queue(rest)? else { break };
                filters.queue = Some(name);
                rest = after;
            }
            _ => return Err(MistakeKind::Unexpected { found: clip(word) }),
        }
    }
    Ok(Command::List { filter: filter.unwrap_or_default(), filters })
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

fn undelivered(rest: Rest<'_>) -> Read<Undelivered> {
    let Some((action, rest)) = rest.word() else { return Ok(Undelivered::List { after: 0 }) };
    let word = rest.word();
    let after = word.map_or(rest, |(_, after)| after);
    undelivered_action(bare(action), word.map(|(word, _)| word), after.text())
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

pub(super) fn mail(rest: Rest<'_>) -> Read<MailArg> {
    let Some(typed) = only_word(rest)? else { return Ok(MailArg::Show) };
    let word = address(typed);
    let word = word.as_str();
    match word.to_lowercase().as_str() {
        "on" | "yes" | "sì" | "si\u{300}" | "si" => return Ok(MailArg::Wanted(true)),
        "off" | "no" => return Ok(MailArg::Wanted(false)),
        _ => {}
    }
    if word.contains('@') {
        return Ok(MailArg::Address(word.to_owned()));
    }
    if word.len() == CODE_LENGTH && word.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(MailArg::Code(word.to_owned()));
    }
    let nearest = nearest(word, SWITCHES.iter().copied());
    Err(MistakeKind::BadChoice { found: clip(typed), nearest, allowed: SWITCHES.to_vec() })
}

/// The command's name where the word is one, in either language and also with its prefix.
pub(super) fn command_name(word: &str, prefix: &str) -> String {
    let word = word.strip_prefix(prefix).or_else(|| word.strip_prefix('/')).unwrap_or(word);
    spec(bare(word)).map_or_else(|| clip(word), |spec| spec.name.to_owned())
}
