//! Reads `close`: a ticket, how it ended, and what its customer is told.

use super::arguments::{Read, marked_ticket};
use super::grammar::OUTCOMES;
use super::nearest::{nearest, one_off};
use super::parse::MistakeKind;
use super::words::{Rest, bare, clip, ticket_number};
use super::{Command, TicketArg};

/// Shortest number that `close` takes for a ticket without `#`, in digits.
const SHORTEST_UNMARKED: usize = 4;

/// A number is the ticket's with its `#`, or where nothing else can be meant.
pub(super) fn close(rest: Rest<'_>) -> Read<Command> {
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
