//! What came of a moment, sorted by who sees it where.

use std::collections::BTreeMap;

use super::player::{Line, Mail, Player, Said};

/// A place and who reads there; in the order in which the transcript shows them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    rank: u8,
    /// What the transcript calls it.
    pub name: String,
}

/// One thing that is seen.
#[derive(Debug)]
pub enum Sight {
    /// The operators' header of a ticket, new or changed.
    Header(String),
    /// The board of an operators' channel, new or changed.
    Board(String),
    /// The bot's words.
    Words(String),
    /// An emoji of the bot's on these words.
    Emoji(String, String),
    /// These words of the bot's are gone.
    Gone(String),
    /// A mail.
    Mail(Mail),
}

/// Everything that came of a moment.
#[derive(Debug, Default)]
pub struct Sights {
    /// What is seen in each place.
    pub by_spot: BTreeMap<Spot, Vec<Sight>>,
    /// What only one person was told, one text after another.
    pub told: Vec<String>,
    /// What customers can read, mails among it.
    pub for_customers: Vec<String>,
}

/// Sorts what came of a moment. Of what was changed several times only the newest is kept, since how often
/// it was on the way depends on how fast the machine is.
pub fn sort(lines: Vec<Line>, player: &Player) -> Sights {
    let mut sights = Sights::default();
    let boards: Vec<String> = lines.iter().filter_map(|l| said(l)?.pin.clone()).collect();
    let last_edit: BTreeMap<String, String> =
        lines.iter().filter_map(said).filter_map(|s| Some((s.edits.clone()?, s.id.clone()))).collect();
    for line in lines {
        match line {
            Line::Mail(mail) => {
                sights
                    .for_customers
                    .extend(customer(&mail.to).then(|| format!("{}\n{}", mail.subject, mail.mail)));
                let spot = Spot { rank: 9, name: format!("mailbox of {}", mail.to) };
                sights.by_spot.entry(spot).or_default().push(Sight::Mail(mail));
            }
            Line::Said(said) => {
                if said.audience == sportello_chat::Audience::Customer {
                    sights.for_customers.push(said.text.clone());
                }
                if said.to.is_some() {
                    sights.told.push(said.text.clone());
                }
                let old = said.edits.as_ref().is_some_and(|of| last_edit.get(of) != Some(&said.id));
                if !old && let Some(sight) = sight(&said, &boards, player) {
                    sights.by_spot.entry(spot(&said)).or_default().push(sight);
                }
            }
            Line::Synced { .. } | Line::Error { .. } => {}
        }
    }
    for seen in sights.by_spot.values_mut() {
        seen.sort_by_key(order);
    }
    sights
}

fn said(line: &Line) -> Option<&Said> {
    match line {
        Line::Said(said) => Some(said),
        _ => None,
    }
}

/// Whether somebody who asks reads this mailbox.
fn customer(address: &str) -> bool {
    !["ada@", "otto@"].iter().any(|operator| address.starts_with(operator))
}

fn spot(said: &Said) -> Spot {
    let ticket = || said.ticket.as_ref().map_or_else(String::new, |t| format!(" › #{t}"));
    let for_customers = said.audience == sportello_chat::Audience::Customer;
    match (&said.room, &said.to) {
        (None, to) => Spot { rank: 2, name: format!("{}'s direct chat", to.as_deref().unwrap_or("nobody")) },
        (Some(room), Some(person)) => Spot { rank: 6, name: format!("{room}, only {person}") },
        (Some(room), None) if for_customers => Spot { rank: 1, name: format!("{room}{}", ticket()) },
        (Some(room), None) if said.thread.is_some() => Spot { rank: 5, name: format!("{room}{}", ticket()) },
        (Some(room), None) => Spot { rank: 4, name: room.clone() },
    }
}

fn sight(said: &Said, boards: &[String], player: &Player) -> Option<Sight> {
    let words = |id: &str| player.words(id).unwrap_or_default().to_owned();
    if said.pin.is_some() {
        return None;
    }
    if let (Some(message), Some(emoji)) = (&said.react, &said.with) {
        return Some(Sight::Emoji(emoji.clone(), words(message)));
    }
    if let Some(message) = &said.deletes {
        return Some(Sight::Gone(words(message)));
    }
    let among_operators = said.audience == sportello_chat::Audience::Operators;
    let on_top = said.room.is_some() && said.thread.is_none() && said.to.is_none() && among_operators;
    // On the operators' top level stand headers, each of a ticket; boards, pinned; and answers.
    let is_board = said.edits.is_some() || boards.contains(&said.id);
    Some(match (on_top, said.ticket.is_some(), is_board) {
        (true, true, _) => Sight::Header(said.text.clone()),
        (true, false, true) => Sight::Board(said.text.clone()),
        _ => Sight::Words(said.text.clone()),
    })
}

/// Different conversations don't wait for each other, and some of them share a place here.
fn order(sight: &Sight) -> (u8, String) {
    match sight {
        Sight::Emoji(..) => (2, String::new()),
        Sight::Gone(_) => (0, String::new()),
        Sight::Words(_) => (1, String::new()),
        Sight::Header(text) => (3, text.clone()),
        Sight::Board(_) => (4, String::new()),
        Sight::Mail(mail) => (5, mail.ticket.clone().unwrap_or_default()),
    }
}
