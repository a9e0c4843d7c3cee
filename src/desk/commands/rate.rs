//! `rate`: what the customer thought of it.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, ruled};
use crate::desk::schedule;
use crate::store::{deadlines, history, ratings};
use crate::text::Args;
use crate::ticket::{Action, decide};

/// How long a rated ticket's thread stays, so that its customer can still say why.
const BEFORE_ARCHIVE: std::time::Duration = std::time::Duration::from_secs(10 * 60);

/// Keeps the rating; a later one stands for the earlier.
pub async fn run(
    act: &Act<'_>,
    actor: &Actor,
    meant: Meant,
    stars: u8,
    comment: &str,
) -> Result<Answer, DeskError> {
    let ticket = &meant.ticket;
    let rules = Act::rules(act.queue(ticket)?);
    if let Err(rule) = decide(&Act::rules_view(ticket), &rules, Action::Rate, actor.person.id, act.now) {
        return Err(ruled(act, ticket, rule).await?);
    }
    let comment = comment.trim();
    ratings::keep(act.tx, ticket.id, actor.person.id, stars, comment, act.now).await?;
    act.history(ticket, &history::Event::Rated { stars }).await?;
    deadlines::clear(act.tx, schedule::ARCHIVE, ticket.id).await?;
    deadlines::set(act.tx, schedule::ARCHIVE, ticket.id, act.now + BEFORE_ARCHIVE).await?;
    let args = about(ticket, &actor.person).text("drawn", drawn(stars));
    let mut line = Body::markdown(act.say("operator-rated", &args));
    if !comment.is_empty() {
        let why = act.say("operator-rated-why", &Args::new().text("comment", comment));
        line = line.then(why, sportello_chat::Markup::Markdown);
    }
    act.tell_operators(ticket, &line, &[], None).await?;
    act.refresh(ticket).await?;
    let key = if comment.is_empty() && act.is_interactive(act.platform.as_str()) {
        "customer-rated-comment"
    } else {
        "customer-rated"
    };
    let args = Args::new().number("stars", u64::from(stars)).text("prefix", act.prefix());
    Ok(Answer::markdown(act.desk.texts().say(actor.language, key, &args)))
}

/// A rating as stars.
pub fn drawn(stars: u8) -> String {
    "⭐".repeat(usize::from(stars))
}
