//! Reads the arguments of `pending`: what happens then, and when.

use super::arguments::marked_ticket;
use super::grammar::THEN;
use super::nearest::nearest;
use super::parse::MistakeKind;
use super::words::{Rest, bare, clip, ticket_number};
use super::{Command, PendingKind, TicketArg};

/// Shortest number that is taken for a ticket's without `#`, in digits.
const SHORTEST_UNMARKED: usize = 4;

const NO_MOMENT: MistakeKind = MistakeKind::MissingArgument { name: "when" };

/// `[#n] [reminder|close [successful|unsuccessful]|off] moment [reason]`, as typed.
pub(super) fn read(rest: Rest<'_>) -> Result<Command, MistakeKind> {
    let (ticket, rest) = number(rest);
    let Some((word, after)) = rest.word() else { return Err(NO_MOMENT) };
    let (then, rest) = match then(word) {
        Some(then) => (Some(then), after),
        None => (None, rest),
    };
    let (kind, rest) = match then {
        Some(Then::Off) => {
            rest.end()?;
            return Ok(Command::TakeUp { ticket });
        }
        Some(Then::Kind(PendingKind::Close { successful: true })) => outcome(rest),
        Some(Then::Kind(kind)) => (kind, rest),
        None => (PendingKind::default(), rest),
    };
    put_aside(ticket, kind, rest.text())
}

/// The same, with its options filled in.
pub(super) fn picked(ticket: TicketArg, chosen: Option<&str>, when: String) -> Result<Command, MistakeKind> {
    let chosen = match chosen {
        None => Then::Kind(PendingKind::default()),
        Some(word) => then(word).ok_or_else(|| MistakeKind::BadChoice {
            found: clip(word),
            nearest: nearest(word, THEN.iter().copied()),
            allowed: THEN.to_vec(),
        })?,
    };
    match chosen {
        Then::Off => Ok(Command::TakeUp { ticket }),
        Then::Kind(kind) => put_aside(ticket, kind, &when),
    }
}

fn put_aside(ticket: TicketArg, kind: PendingKind, text: &str) -> Result<Command, MistakeKind> {
    if text.is_empty() {
        Err(NO_MOMENT)
    } else {
        Ok(Command::Pending { ticket, kind, text: text.to_owned() })
    }
}

/// The ticket's number before the rest: marked, or so long that it is no hour, no day and no year.
fn number(rest: Rest<'_>) -> (TicketArg, Rest<'_>) {
    let unmarked = rest.word().and_then(|(word, after)| {
        let number = ticket_number(word)?;
        let digits = number.bytes().all(|b| b.is_ascii_digit()) && number.len() >= SHORTEST_UNMARKED;
        (digits && after.peek().is_some()).then(|| (number.to_owned(), after))
    });
    match unmarked {
        Some((number, after)) => (Some(number), after),
        None => marked_ticket(rest),
    }
}

enum Then {
    Kind(PendingKind),
    Off,
}

fn then(word: &str) -> Option<Then> {
    Some(match bare(word).to_lowercase().as_str() {
        "reminder" | "promemoria" => Then::Kind(PendingKind::Reminder),
        "close" | "chiudi" => Then::Kind(PendingKind::Close { successful: true }),
        "close-unsuccessful" => Then::Kind(PendingKind::Close { successful: false }),
        "off" | "basta" => Then::Off,
        _ => return None,
    })
}

/// How it closes, if that is said next.
fn outcome(rest: Rest<'_>) -> (PendingKind, Rest<'_>) {
    let close = |successful| PendingKind::Close { successful };
    let Some((word, after)) = rest.word() else { return (close(true), rest) };
    let success = after.word().filter(|(next, _)| bare(next).eq_ignore_ascii_case("successo"));
    match (bare(word).to_lowercase().as_str(), success) {
        ("successful", _) => (close(true), after),
        ("unsuccessful", _) => (close(false), after),
        ("con", Some((_, after))) => (close(true), after),
        ("senza", Some((_, after))) => (close(false), after),
        _ => (close(true), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Result<Command, MistakeKind> {
        read(Rest::new(text))
    }

    fn aside(ticket: Option<&str>, kind: PendingKind, text: &str) -> Result<Command, MistakeKind> {
        Ok(Command::Pending { ticket: ticket.map(str::to_owned), kind, text: text.to_owned() })
    }

    #[test]
    fn a_moment_alone_is_a_reminder() {
        assert_eq!(typed("for 2d"), aside(None, PendingKind::Reminder, "for 2d"));
        assert_eq!(
            typed("#1001 until friday the spare part comes"),
            aside(Some("1001"), PendingKind::Reminder, "until friday the spare part comes")
        );
        assert_eq!(
            typed("1001 fino a venerdì"),
            aside(Some("1001"), PendingKind::Reminder, "fino a venerdì")
        );
    }

    #[test]
    fn a_date_is_no_tickets_number() {
        assert_eq!(typed("2026-12-01 14:00"), aside(None, PendingKind::Reminder, "2026-12-01 14:00"));
    }

    #[test]
    fn it_closes_with_success_unless_said_otherwise() {
        let close = |successful| PendingKind::Close { successful };
        assert_eq!(typed("close for 2d"), aside(None, close(true), "for 2d"));
        assert_eq!(typed("close unsuccessful for 2d"), aside(None, close(false), "for 2d"));
        assert_eq!(typed("chiudi senza successo per 2 giorni"), aside(None, close(false), "per 2 giorni"));
    }

    #[test]
    fn off_takes_it_up_again_and_wants_no_moment() {
        assert_eq!(typed("#1001 off"), Ok(Command::TakeUp { ticket: Some("1001".into()) }));
        assert_eq!(picked(None, Some("off"), String::new()), Ok(Command::TakeUp { ticket: None }));
    }

    #[test]
    fn a_moment_is_needed() {
        assert_eq!(typed(""), Err(NO_MOMENT));
        assert_eq!(typed("close"), Err(NO_MOMENT));
        assert_eq!(picked(None, None, String::new()), Err(NO_MOMENT));
    }
}
