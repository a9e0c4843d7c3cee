//! Queues that bot.toml has no more: a mistake while tickets in them are open, readable afterwards.

use sea_orm::DbErr;

use crate::config::{FollowUp, Mistake, Queue};
use crate::store::entity::queue;
use crate::store::{Db, counting, listing, queues};
use crate::ticket::State;

/// Tickets that a mistake names; of more it says how many.
const NAMED: u64 = 10;

/// A queue that is no more, for the closed tickets in it: nobody serves it, and nothing opens them again.
pub fn as_queue(row: &queue::Model) -> Queue {
    Queue { follow_up: FollowUp::Reject, ..crate::config::queues::bare(&row.name, &row.title) }
}

/// A mistake for each queue that is not among `queues` any more and has open tickets.
///
/// # Errors
/// As the database says.
pub async fn with_open_tickets(db: &impl Db, queues: &[Queue]) -> Result<Vec<Mistake>, DbErr> {
    let mut mistakes = Vec::new();
    for gone in queues::gone(db, queues).await? {
        let open = counting::tally(db, &[gone.id]).await?;
        let open: u64 = open.iter().map(|t| u64::try_from(t.tickets).unwrap_or_default()).sum();
        if open > 0 {
            mistakes.push(mistake(&gone.name, open, &first(db, gone.id).await?));
        }
    }
    Ok(mistakes)
}

async fn first(db: &impl Db, queue: i64) -> Result<Vec<String>, DbErr> {
    let filter = listing::Filter {
        queues: Some(vec![queue]),
        states: State::ACTIVE.to_vec(),
        ..listing::Filter::default()
    };
    let first = listing::list(db, &filter, NAMED).await?;
    Ok(first.into_iter().map(|t| format!("#{} {}", t.number, t.title)).collect())
}

fn mistake(queue: &str, open: u64, named: &[String]) -> Mistake {
    let tickets = if open == 1 { "1 open ticket is".to_owned() } else { format!("{open} open tickets are") };
    let mut list = named.join("; ");
    let more = open.saturating_sub(named.len() as u64);
    if more > 0 {
        list.push_str(&format!("; and {more} more"));
    }
    Mistake::without_place(
        "queue",
        format!("there is no queue “{queue}” any more, and {tickets} in it: {list}"),
        format!(
            "put it back and close or move them first; if it has another name now, write was = \"{queue}\" \
             in its [[queue]]"
        ),
    )
}
