//! What a ticket is to others, a line for each kind.

use sea_orm::DbErr;

use crate::store::entity::ticket;
use crate::store::{Tx, tickets};
use crate::text::{Args, Language, Texts};

/// Kinds of links as the database spells them, with the words for the ticket that a link begins at and
/// for the one it leads to.
const KINDS: [(&str, &str, &str); 5] = [
    ("problem", "operator-links-problem", "operator-links-hanging"),
    ("parent", "operator-links-parent", "operator-links-children"),
    ("follow-up", "operator-links-follows", "operator-links-followed"),
    ("split", "operator-links-split-from", "operator-links-split-to"),
    ("related", "operator-links-related", "operator-links-related"),
];

/// The lines.
///
/// # Errors
/// As the database says.
pub async fn lines(
    texts: &Texts,
    language: Language,
    tx: &Tx,
    ticket: &ticket::Model,
) -> Result<Vec<String>, DbErr> {
    let links = tickets::links(tx, ticket.id).await?;
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    for (kind, from, to) in KINDS {
        for (key, outward) in [(from, true), (to, false)] {
            let numbers = links.iter().filter(|l| l.kind == kind && l.outward == outward);
            let numbers = numbers.map(|l| format!("#{}", l.other.number)).collect::<Vec<_>>();
            match lines.iter_mut().find(|(known, _)| *known == key) {
                Some((_, all)) => all.extend(numbers),
                None => lines.push((key, numbers)),
            }
        }
    }
    Ok(lines
        .into_iter()
        .filter(|(_, numbers)| !numbers.is_empty())
        .map(|(key, numbers)| texts.say(language, key, &Args::new().text("numbers", numbers.join(", "))))
        .collect())
}
