//! Reads the arguments of each command.

use super::closing::close;
use super::filters::Filters;
use super::grammar::SWITCHES;
use super::nearest::nearest;
use super::parse::MistakeKind;
use super::values::{
    address, article_numbers, bad_view, command_name, format, identity_code, link_kind, list_filter,
    operator, outage, priority, stars, stats_view, tags, ticket, undelivered_action,
};
use super::words::{Rest, bare, clip, flag_name, marked_number, ticket_number};
use super::{Command, IdentityArg, LinkKind, MailArg, Period, TicketArg, Undelivered};

pub(super) type Read<T> = Result<T, MistakeKind>;

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

/// Whether `new` with these arguments names in whose name it is asked, however wrong the rest is.
pub(super) fn is_for_another(text: &str) -> bool {
    let mut rest = Rest::new(text);
    while let Some((_, after)) = rest.word() {
        if is_for(rest).is_some() {
            return true;
        }
        rest = after;
    }
    false
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

/// Somebody, as a name (in quotes, if it has spaces), an account or an address.
fn person(rest: Rest<'_>) -> Option<(String, Rest<'_>)> {
    let (typed, rest) = rest.link().or_else(|| rest.value())?;
    Some((operator(typed), rest))
}

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

/// A bare number is the mark: a ticket needs its `#` here.
fn rate(rest: Rest<'_>) -> Read<Command> {
    let (ticket, rest) = marked_ticket(rest);
    let (word, rest) = rest.word().ok_or(MistakeKind::MissingArgument { name: "stars" })?;
    Ok(Command::Rate { ticket, stars: stars(bare(word))?, comment: rest.text().to_owned() })
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

fn undelivered(rest: Rest<'_>) -> Read<Undelivered> {
    let Some((action, rest)) = rest.word() else { return Ok(Undelivered::List { after: 0 }) };
    let word = rest.word();
    let after = word.map_or(rest, |(_, after)| after);
    undelivered_action(bare(action), word.map(|(word, _)| word), after.text())
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
