//! `undo`: the actor's last reply is taken back everywhere the platforms allow.

use std::time::Duration;

use sportello_chat::{Audience, Content};

use super::{Act, Actor, Answer, DeskError, Meant};
use crate::delivery::Payload;
use crate::desk::{Refused, edits, schedule};
use crate::store::entity::ticket;
use crate::store::{articles, conversations, deadlines, deliveries, history, links, messages};
use crate::text::Args;
use crate::ticket::{Article, ArticleKind, Deed, allowed};

/// Later than this a reply has been read.
const TIME: Duration = Duration::from_secs(60);

/// Takes the reply back.
pub async fn run(act: &Act<'_>, actor: &Actor, meant: Meant) -> Result<Answer, DeskError> {
    let ticket = meant.ticket;
    let all = articles::of_ticket(act.tx, ticket.id, 0).await?;
    let last = all
        .iter()
        .rev()
        .find(|a| a.kind == ArticleKind::Reply && a.author == Some(actor.person.id) && !a.hidden)
        .ok_or(Refused::NothingToUndo)?;
    if act.now - last.at > chrono::Duration::from_std(TIME).unwrap_or_default() {
        return Err(Refused::TooLateToUndo.into());
    }
    let done = take_back(act, &ticket, &all, last).await?;
    let mut copies = Vec::new();
    for other in hanging(act, actor, &ticket).await? {
        let all = articles::of_ticket(act.tx, other.id, 0).await?;
        let is_copy = |a: &&Article| {
            a.kind == last.kind
                && a.author == last.author
                && a.at == last.at
                && a.body == last.body
                && !a.hidden
        };
        if let Some(copy) = all.iter().find(is_copy) {
            let done = take_back(act, &other, &all, copy).await?;
            copies.push((other.number, done.mailed));
        }
    }
    let key = match (done.mailed, done.own_words) {
        (true, _) => "operator-undone-but-mailed",
        (false, true) => "operator-undone-but-own-message",
        (false, false) => "operator-undone",
    };
    let number = u64::try_from(last.number).unwrap_or_default();
    let mut lines = vec![act.say(key, &Args::new().text("article", number.to_string()))];
    for (is_mailed, key) in [(false, "operator-undone-too"), (true, "operator-undone-too-but-mailed")] {
        let numbers: Vec<String> =
            copies.iter().filter(|(_, mailed)| *mailed == is_mailed).map(|(n, _)| format!("#{n}")).collect();
        if !numbers.is_empty() {
            lines.push(act.say(key, &Args::new().text("numbers", numbers.join(", "))));
        }
    }
    Ok(Answer::markdown(lines.join("\n")))
}

/// The tickets that hang on this one and that the actor may answer: what closed it was said in them too.
async fn hanging(
    act: &Act<'_>,
    actor: &Actor,
    problem: &ticket::Model,
) -> Result<Vec<ticket::Model>, DeskError> {
    let mut all = Vec::new();
    for id in links::hanging_on(act.tx, problem.id).await? {
        let ticket = act.hold(id).await?;
        if ticket.id != problem.id && allowed(act.role(actor, &ticket), Deed::Undo) {
            all.push(ticket);
        }
    }
    Ok(all)
}

/// How far a reply could be taken back.
struct Undone {
    /// Its customer has it by mail.
    mailed: bool,
    /// It was written with the operator's own account.
    own_words: bool,
}

async fn take_back(
    act: &Act<'_>,
    ticket: &ticket::Model,
    all: &[Article],
    last: &Article,
) -> Result<Undone, DeskError> {
    let mailed = last.number <= ticket.mailed_articles;
    articles::hide(act.tx, last.id, false, act.now).await?;
    act.history(ticket, &history::Event::Undone { number: last.number }).await?;
    for delivery in edits::showing(act, last.id).await? {
        if !deliveries::withdraw(act.tx, &delivery, act.now).await? {
            let payload = Payload::Retract { delivery: delivery.id, ticket: Some(ticket.number.clone()) };
            edits::owe_after(act, ticket, &delivery, payload).await?;
        }
    }
    let own_words = remove_own_message(act, ticket, last.id).await?;
    let others_wait = all.iter().any(|a| {
        a.kind == ArticleKind::Reply && !a.hidden && a.id != last.id && a.number > ticket.mailed_articles
    });
    if !mailed && !others_wait {
        deadlines::clear(act.tx, schedule::MAIL_ANSWERS, ticket.id).await?;
    }
    Ok(Undone { mailed, own_words })
}

/// What the operator wrote in the customer's conversation with their own account is removed where the
/// bot may; says whether there is such a message.
async fn remove_own_message(act: &Act<'_>, ticket: &ticket::Model, article: i64) -> Result<bool, DeskError> {
    for message in messages::of_article(act.tx, article).await? {
        if message.direction != "in" {
            continue;
        }
        if let Some(conversation) = message.conversation_id
            && let Some(conversation) = conversations::by_id(act.tx, conversation).await?
            && conversation.audience() == Audience::Customer
        {
            let content = Content::Delete { message: message.external_id };
            act.owe_in(ticket, &conversation, content, None, 0).await?;
            return Ok(true);
        }
    }
    Ok(false)
}
