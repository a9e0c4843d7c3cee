//! What the walk has seen of the tickets: nothing of it may become untrue.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use sportello::store::entity::{article, history, person, ticket};
use sportello::store::tags;
use sportello::ticket::State;
use sportello_tests::Harness;

use super::fold::{self, Standing};
use super::world::OPERATORS;

/// What never changes of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fixed {
    ticket: i64,
    number: i32,
    kind: String,
    author: Option<i64>,
    written: String,
}

/// What was seen so far.
#[derive(Default)]
pub struct Memory {
    last_event: i64,
    articles: HashMap<i64, Fixed>,
    /// Where articles that were moved by merging were first: row of the ticket, number.
    origins: HashMap<i64, (i64, i32)>,
    /// The tickets' numbers, by row.
    numbers: HashMap<i64, String>,
    /// Of each ticket: how it stood when its history was so long.
    moments: BTreeMap<i64, Vec<(usize, Standing)>>,
    /// From which state to which.
    ways: BTreeSet<(String, String)>,
    events: BTreeSet<String>,
    people: HashMap<i64, person::Model>,
}

impl Memory {
    /// Looks at the tickets to which something has happened since the last look.
    pub async fn look(&mut self, desk: &Harness) {
        let reader = desk.store().reader();
        let new = history::Entity::find()
            .filter(history::Column::Id.gt(self.last_event))
            .order_by_asc(history::Column::Id)
            .all(reader)
            .await
            .expect("the database works");
        self.last_event = new.last().map_or(self.last_event, |e| e.id);
        self.events.extend(new.iter().map(|e| e.event.clone()));
        let touched: BTreeSet<i64> = new.iter().map(|e| e.ticket_id).collect();
        for id in touched {
            let ticket = ticket::Entity::find_by_id(id).one(reader).await.expect("the database works");
            self.look_at(desk, &ticket.expect("a ticket is never deleted")).await;
        }
    }

    async fn look_at(&mut self, desk: &Harness, ticket: &ticket::Model) {
        self.numbers.insert(ticket.id, ticket.number.clone());
        self.look_at_articles(desk, ticket).await;
        let rows = sportello::store::history::of_ticket(desk.store().reader(), ticket.id).await;
        let rows = rows.expect("the database works");
        let told = fold::all(&rows);
        let is = self.standing(desk, ticket).await;
        assert_eq!(told.last(), Some(&is), "what the history tells of {}, and how it stands", ticket.number);
        if let Some(owner) = ticket.owner_id {
            let handle = self.person(desk, owner).await.handle;
            let is_operator = handle.as_ref().is_some_and(|h| OPERATORS.contains(&h.as_str()));
            assert!(is_operator, "{} is {handle:?}'s, who is no operator", ticket.number);
        }
        let seen = self.moments.entry(ticket.id).or_default();
        let before = seen.last().map_or(0, |(length, _)| *length);
        for pair in told.windows(2).skip(before.saturating_sub(1)) {
            if pair[0].state != pair[1].state {
                self.ways.insert((pair[0].state.clone(), pair[1].state.clone()));
            }
        }
        if before == 0 {
            self.ways.insert((String::new(), told.first().map(|s| s.state.clone()).unwrap_or_default()));
        }
        seen.push((rows.len(), is));
    }

    async fn look_at_articles(&mut self, desk: &Harness, ticket: &ticket::Model) {
        let rows = article::Entity::find()
            .filter(article::Column::TicketId.eq(ticket.id))
            .order_by_asc(article::Column::Number)
            .all(desk.store().reader())
            .await
            .expect("the database works");
        let numbers: Vec<i32> = rows.iter().map(|a| a.number).collect();
        let dense: Vec<i32> = (1..=ticket.articles).collect();
        assert_eq!(numbers, dense, "the articles of {}", ticket.number);
        for row in rows {
            let fixed = Fixed {
                ticket: row.ticket_id,
                number: row.number,
                kind: row.kind,
                author: row.author_id,
                written: row.created_at.to_rfc3339(),
            };
            let before = self.articles.insert(row.id, fixed.clone()).unwrap_or_else(|| fixed.clone());
            // Merging and splitting move it, and it says where it was. A participant's word that is split into a
            // ticket of their own is a request there.
            let becomes =
                before.kind == "participant" && before.ticket != fixed.ticket && fixed.kind == "request";
            let kind = if becomes { fixed.kind.clone() } else { before.kind.clone() };
            let moved = Fixed { ticket: fixed.ticket, number: fixed.number, kind, ..before.clone() };
            assert_eq!(moved, fixed, "an article of {} has changed", ticket.number);
            if before.ticket != fixed.ticket {
                let origin = self.origins.entry(row.id).or_insert((before.ticket, before.number));
                let told = (row.origin_ticket.clone(), row.origin_number);
                let number = self.numbers.get(&origin.0).cloned();
                assert_eq!(told, (number, Some(origin.1)), "where an article of {} was", ticket.number);
            } else {
                assert_eq!(before.number, fixed.number, "an article of {} has another number", ticket.number);
            }
        }
    }

    async fn standing(&mut self, desk: &Harness, ticket: &ticket::Model) -> Standing {
        let responsible = match ticket.responsible_id {
            Some(id) => Some(self.person(desk, id).await.name),
            None => None,
        };
        Standing {
            queue: ticket.queue_id,
            owner: ticket.owner_id,
            state: ticket.state.clone(),
            title: ticket.title.clone(),
            priority: i64::from(ticket.priority),
            tags: tags::of_ticket(desk.store().reader(), ticket.id).await.expect("the database works"),
            responsible,
        }
    }

    async fn person(&mut self, desk: &Harness, id: i64) -> person::Model {
        if let Entry::Vacant(unknown) = self.people.entry(id) {
            let found = person::Entity::find_by_id(id).one(desk.store().reader()).await;
            unknown.insert(found.expect("the database works").expect("a person is never deleted"));
        }
        self.people[&id].clone()
    }

    /// Every moment that was seen can still be told from the history, and nothing has changed without an
    /// event.
    pub async fn whole(&mut self, desk: &Harness) {
        for ticket in desk.tickets().await {
            let rows = sportello::store::history::of_ticket(desk.store().reader(), ticket.id).await;
            let told = fold::all(&rows.expect("the database works"));
            for (length, seen) in self.moments.get(&ticket.id).into_iter().flatten() {
                assert_eq!(told.get(length - 1), Some(seen), "{} after {length} events", ticket.number);
            }
            let is = self.standing(desk, &ticket).await;
            assert_eq!(told.last(), Some(&is), "{} in the end", ticket.number);
            self.look_at_articles(desk, &ticket).await;
        }
    }

    /// How many articles it has seen.
    pub fn articles(&self) -> u64 {
        self.articles.len() as u64
    }

    /// What the walk came to, in a line.
    pub fn told(&self) -> String {
        let ways: Vec<String> = self.ways.iter().map(|(from, to)| format!("{from}→{to}")).collect();
        let events: Vec<&str> = self.events.iter().map(String::as_str).collect();
        format!(
            "{} tickets, {} articles, {} events ({}); states: {}",
            self.moments.len(),
            self.articles.len(),
            self.last_event,
            events.join(" "),
            ways.join(", ")
        )
    }

    /// Each state was reached, and each but the last one was left.
    pub fn must_have_been_everywhere(&self) {
        for state in State::ALL {
            let name = state.as_str();
            assert!(self.ways.iter().any(|(_, to)| to == name), "no ticket was ever {name}");
            let left = self.ways.iter().any(|(from, _)| from == name);
            assert!(left != (state == State::Merged), "what leads out of {name}");
        }
    }
}
