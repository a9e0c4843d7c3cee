//! The pure parts of a message's way, for counting what each costs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sportello::command;
use sportello::search::{Query, stems, words};
use sportello::ticket::{Action, QueueRules, State, Ticket, decide};

/// A request as people write it.
pub const REQUEST: &str = "The printer on the second floor prints nothing but blank pages since this morning, \
                           and the lamp beside the paper tray blinks orange. I have switched it off and on twice.";
/// A command with arguments.
pub const COMMAND: &str = "!pending #1042 reminder 2d \"the toner comes on Friday\"";

/// One of them, with its name; what it gives is only for not being left out.
pub type Part = (&'static str, fn() -> usize);

/// All of them.
pub const PARTS: &[Part] = &[
    ("parse a command", parse_command),
    ("parse a request", parse_request),
    ("decide on a customer's word", decide_word),
    ("decide on a closing", decide_closing),
    ("stems of a request", stems_of_request),
    ("read a search", read_search),
];

fn parse_command() -> usize {
    std::mem::size_of_val(&command::parse(std::hint::black_box(COMMAND), "!", false))
}

fn parse_request() -> usize {
    std::mem::size_of_val(&command::parse(std::hint::black_box(REQUEST), "!", false))
}

fn ticket(state: State) -> Ticket {
    Ticket { state, customer: 7, owner: Some(1), closed_at: None, first_response_at: None }
}

fn decided(action: Action, actor: i64) -> usize {
    let rules = QueueRules {
        follow_up: sportello::config::FollowUp::Reopen,
        reopen_within: Duration::from_secs(14 * 86_400),
    };
    let now = DateTime::<Utc>::UNIX_EPOCH;
    decide(&std::hint::black_box(ticket(State::Open)), &rules, action, actor, now).map_or(0, |c| c.len())
}

fn decide_word() -> usize {
    decided(Action::CustomerWrites { only_thanks: false }, 7)
}

fn decide_closing() -> usize {
    decided(Action::Close { successful: true, by_operator: true }, 1)
}

fn stems_of_request() -> usize {
    words(std::hint::black_box(REQUEST)).map(|word| stems(&word.folded).len()).sum()
}

fn read_search() -> usize {
    std::mem::size_of_val(&Query::of(std::hint::black_box("blank pages on the second floor's printer")))
}
