//! What it takes to say something here.

use sportello_chat::{Operation, Outbound, Threads};

use crate::markdown::outbound::{MAX_CHARACTERS, length};

/// Texts are not cut into smaller pieces than this, however much their markup grows.
const SMALLEST: usize = 64;

/// The operations that `outbound` takes: every piece fits into one message, with the escapes and
/// mentions it has there. What grows is cut smaller.
pub(crate) fn plan(outbound: &Outbound) -> Vec<Operation> {
    let mut limit = MAX_CHARACTERS;
    loop {
        let operations = outbound.operations(limit, Threads::Explicit);
        let longest = operations.iter().map(rendered).max().unwrap_or(0);
        if longest <= MAX_CHARACTERS || limit <= SMALLEST {
            return operations;
        }
        // As much smaller as the longest is too long, and at least a little.
        limit = (limit * MAX_CHARACTERS / longest).min(limit * 9 / 10).max(SMALLEST);
    }
}

fn rendered(operation: &Operation) -> usize {
    match operation {
        Operation::Send { body, mentions, .. } => length(body, mentions),
        Operation::Edit { body, .. } => length(body, &[]),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use sportello_chat::{Audience, Body, Content, Mention, NewMessage, Operation, Outbound, Target};

    use super::plan;
    use crate::markdown::outbound::{length, render};

    fn said(body: Body, mentions: Vec<Mention>) -> Vec<Operation> {
        plan(&Outbound {
            target: Target::Room { room: "1".into() },
            audience: Audience::Customer,
            ticket: None,
            answers: None,
            content: Content::Message(NewMessage { body, mentions, ..NewMessage::default() }),
        })
    }

    #[test]
    fn every_piece_is_one_message_and_nothing_is_lost() {
        let mia = Mention { id: "123456789012345678".into(), name: "mia".into() };
        for text in ["*".repeat(5_000), "word ".repeat(1_500), "# a\n".repeat(1_200)] {
            let pieces = said(Body::plain(text.trim()), vec![mia.clone()]);
            assert!(pieces.len() > 1);
            let mut whole = String::new();
            for piece in &pieces {
                let Operation::Send { body, mentions, .. } = piece else { panic!("{piece:?}") };
                assert!(length(body, mentions) <= 2_000, "{}", length(body, mentions));
                whole.push_str(&render(body, &[]));
            }
            let count = |text: &str| text.chars().filter(|c| "*wa".contains(*c)).count();
            assert_eq!(count(&whole), count(&text));
        }
    }
}
