//! `status` and `show`: how a ticket stands, and all that was said in it.

use sportello_chat::{Audience, Body, Markup};

use super::{Act, Actor, Answer, DeskError, Heard, Meant};
use crate::desk::{Refused, settle};
use crate::notify::operators;
use crate::store::entity::conversation;
use crate::store::{articles, conversations, people};
use crate::text::{Args, date_time};
use crate::ticket::Role;

/// Says how a ticket stands, in words for whoever asks.
pub async fn status(act: &Act<'_>, actor: &Actor, meant: &Meant) -> Result<Answer, DeskError> {
    let ticket = &meant.ticket;
    let language = actor.language;
    let texts = act.desk.texts();
    let queue = act.queue(ticket)?;
    let for_customer = meant.role == Role::Customer;
    let shown = if for_customer { act.desk.known_to_customers(queue) } else { queue };
    let owner = match ticket.owner_id {
        Some(id) => people::by_id(act.tx, id).await?.map(|p| match for_customer {
            true => act.signature(queue, &p, language),
            false => p.name,
        }),
        None => None,
    };
    let zone = act.config.desk.time_zone;
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("queue", shown.title.as_str())
        .text("state", act.state_name(&ticket.state, language))
        .text("owner", owner.unwrap_or_else(|| texts.say_plain(language, "operator-nobody", &Args::new())))
        .text("opened", date_time(ticket.created_at, zone, language))
        .text("changed", date_time(ticket.changed_at, zone, language));
    Ok(Answer::markdown(texts.say(language, "customer-status", &args)))
}

/// Shows the whole ticket; `here` in a fresh thread of this operators' channel.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, meant: Meant, here: bool) -> Result<Answer, DeskError> {
    // Notes are in it: it is shown in operators' channels, or to the one who asks.
    let place = &heard.inbound.place;
    let among_operators = heard.audience(act) == Audience::Operators;
    if here {
        if !among_operators {
            return Err(Refused::NotHere.into());
        }
        return afresh(act, heard, meant).await;
    }
    if !among_operators && !place.direct && !heard.is_picked() {
        return Err(Refused::NotInPublic { command: "show" }.into());
    }
    let language = heard.actor.language;
    let Answer::Text(mut body) = status(act, heard.actor, &meant).await? else { return Ok(Answer::Nothing) };
    for article in articles::of_ticket(act.tx, meant.ticket.id, 0).await? {
        let at = date_time(article.at, act.config.desk.time_zone, language);
        body = body
            .then(act.desk.texts().say(language, "show-at", &Args::new().text("at", at)), Markup::Markdown);
        body.0.extend(operators::article(act.desk.texts(), language, &article).0);
        for file in &article.files {
            body = body.then(format!("📎 {}", file.name), Markup::Plain);
        }
    }
    Ok(Answer::Text(body))
}

async fn afresh(act: &Act<'_>, heard: &Heard<'_>, meant: Meant) -> Result<Answer, DeskError> {
    let room = &heard.inbound.place.room;
    let before = conversations::of_ticket(act.tx, meant.ticket.id).await?;
    let is_here =
        |c: &&conversation::Model| c.platform == act.platform.as_str() && c.room.as_deref() == Some(room);
    for old in before.iter().filter(|c| c.audience() == Audience::Operators).filter(is_here) {
        conversations::leave(act.tx, old.id).await?;
    }
    settle::open_thread(act, &meant.ticket, act.platform.as_str(), room, false).await?;
    Ok(Answer::Text(Body::markdown(
        act.say("operator-shown-here", &Args::new().text("number", meant.ticket.number.as_str())),
    )))
}
