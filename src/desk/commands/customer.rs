//! `customer`: the ticket runs in another's name from now on.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about};
use crate::desk::owing::Words;
use crate::desk::{Refused, articles as desk_articles, find, form, open, schedule, settle};
use crate::notify::customer::{self, notice};
use crate::notify::mail::{self, About};
use crate::store::entity::{person, ticket};
use crate::store::{articles, conversations, deadlines, held, history, people, tickets};
use crate::text::Args;
use crate::ticket::CustomerArticle;

/// Whoever it ran in the name of sees it no more, and their conversations are over; the other one sees
/// what customers may, and gets a conversation of their own.
pub async fn run(act: &Act<'_>, actor: &Actor, meant: Meant, named: &str) -> Result<Answer, DeskError> {
    let Meant { mut ticket, role, here } = meant;
    let new = find::person(act, named).await?;
    if new.id == ticket.customer_id {
        return Err(Refused::AlreadyTheirs { number: ticket.number, name: new.name }.into());
    }
    let old = people::by_id(act.tx, ticket.customer_id)
        .await?
        .ok_or_else(|| sea_orm::DbErr::RecordNotFound(format!("person {}", ticket.customer_id)))?;
    settle::now(act, &mut ticket).await?;
    form::end(act, &ticket).await?;
    if deadlines::clear(act.tx, schedule::MAIL_ANSWERS, ticket.id).await? {
        ticket = schedule::mail_answers(act, ticket).await?;
    }
    let platform = take_leave(act, &ticket, &old).await?;
    ticket.customer_id = new.id;
    (ticket.gather_until, ticket.mailed_articles, ticket.changed_at) = (None, ticket.articles, act.now);
    tickets::set_customer(act.tx, ticket.id, new.id).await?;
    held::save(act.tx, &ticket).await?;
    let event = history::Event::Customer { from: old.name.clone(), to: new.name.clone() };
    act.history(&ticket, &event).await?;
    welcome(act, &ticket, &new, platform.as_deref()).await?;
    mail::owe(act, &ticket, &new, About::Yours, Args::new(), Body::default()).await?;
    act.refresh(&ticket).await?;
    let args = about(&ticket, &actor.person).text("former", old.name).text("to", new.name);
    let line = Body::markdown(act.say("operator-customer", &args));
    Meant { ticket, role, here }.tell(act, line).await
}

/// The former customer is told in each of their places; gives the platform of the first.
async fn take_leave(
    act: &Act<'_>,
    ticket: &ticket::Model,
    old: &person::Model,
) -> Result<Option<String>, DeskError> {
    let active = act.customer_conversations(ticket, None).await?;
    for conversation in &active {
        let args = Args::new()
            .text("number", ticket.number.as_str())
            .text("prefix", act.prefix_on(&conversation.platform));
        let text = notice(act.desk.texts(), act.desk.language_of(old), "customer-taken-over", &args);
        act.say_to_customer(ticket, conversation, text, Words::notice(Body::default())).await?;
    }
    conversations::part(act.tx, ticket.id, old.id).await?;
    Ok(active.into_iter().next().map(|c| c.platform))
}

/// The new customer is told where nobody else reads, and shown what was said so far.
async fn welcome(
    act: &Act<'_>,
    ticket: &ticket::Model,
    new: &person::Model,
    platform: Option<&str>,
) -> Result<(), DeskError> {
    let Some(place) = open::direct_to(act, ticket, new, platform).await? else { return Ok(()) };
    let (texts, language) = (act.desk.texts(), act.desk.language_of(new));
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("name", new.name.as_str());
    let text = notice(texts, language, "customer-yours-now", &args);
    act.say_to_customer(ticket, &place, text, Words::notice(Body::default())).await?;
    for article in articles::of_ticket(act.tx, ticket.id, 0).await? {
        let by = desk_articles::shown_author(act, ticket, &article).await?;
        let Some(shown) = CustomerArticle::from(article) else { continue };
        let text = customer::article(texts, language, &shown, &by);
        desk_articles::show(act, ticket, &place, &text, &shown, &[]).await?;
    }
    Ok(())
}
