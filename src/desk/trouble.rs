//! What could not be delivered: kept, and told to the operators.

use sea_orm::DbErr;
use sportello_chat::{Audience, Body};

use super::owing::Words;
use super::{Act, Desk, DeskError, articles as desk_articles, open};
use crate::notify::customer;
use crate::store::entity::{delivery, ticket};
use crate::store::{Tx, articles, conversations, history, people, tickets};
use crate::text::Args;
use crate::ticket::CustomerArticle;

/// A delivery has failed for good. With `unreachable`, its conversation can't be reached any more.
///
/// # Errors
/// As the database says.
pub async fn delivery_failed(
    desk: &Desk,
    tx: &Tx,
    delivery: &delivery::Model,
    cause: &str,
    unreachable: bool,
) -> Result<(), DbErr> {
    let view = desk.view();
    let act = Act::of_desk(&view, tx);
    match tell(&act, delivery, cause, unreachable).await {
        Err(DeskError::Database(error)) => Err(error),
        Ok(()) | Err(DeskError::Refused(_)) => act.finish().await,
    }
}

async fn tell(
    act: &Act<'_>,
    delivery: &delivery::Model,
    cause: &str,
    unreachable: bool,
) -> Result<(), DeskError> {
    let is_lost = match delivery.conversation_id {
        Some(conversation) if unreachable => conversations::lose(act.tx, conversation).await?,
        _ => false,
    };
    // It was one place more: its reader has the others.
    if delivery.courtesy && !is_lost {
        return Ok(());
    }
    let Some(ticket) = delivery.ticket_id else { return Ok(()) };
    let Some(ticket) = tickets::current(act.tx, ticket).await? else { return Ok(()) };
    // Of a place that is known to be out of reach, the operators have heard.
    if unreachable && !is_lost && delivery.conversation_id.is_some() {
        return reroute(act, &ticket, delivery).await;
    }
    let event = if unreachable {
        history::Event::Unreachable { platform: delivery.platform.clone() }
    } else {
        history::Event::Undelivered { cause: cause.to_owned() }
    };
    act.history(&ticket, &event).await?;
    let key = if unreachable { "operator-unreachable" } else { "operator-undelivered" };
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("platform", delivery.platform.as_str())
        .text("cause", cause);
    let line = Body::markdown(act.say(key, &args));
    // Not in the conversation that has just failed, and that this fails elsewhere is told nowhere: that would
    // fail again, and again.
    for conversation in act.operator_conversations(&ticket, delivery.conversation_id).await? {
        let words = Words { courtesy: true, ..Words::notice(line.clone()) };
        act.say_to_operators(&ticket, &conversation, words).await?;
    }
    if unreachable { reroute(act, &ticket, delivery).await } else { Ok(()) }
}

/// What was meant for a customer whose place can't be reached is said in a direct chat instead, where
/// there can be one and nothing else of theirs is left.
async fn reroute(act: &Act<'_>, ticket: &ticket::Model, delivery: &delivery::Model) -> Result<(), DeskError> {
    let (Some(article), Some(lost)) = (delivery.article_id, delivery.conversation_id) else { return Ok(()) };
    let Some(lost) = conversations::by_id(act.tx, lost).await? else { return Ok(()) };
    let has_other_place = !act.customer_conversations(ticket, None).await?.is_empty();
    if lost.audience() != Audience::Customer || lost.person.is_some() || has_other_place {
        return Ok(());
    }
    let can_open = act.desk.chat(&lost.platform).is_some_and(|c| c.capabilities().direct_always);
    let account = people::account_on(act.tx, ticket.customer_id, &lost.platform).await?;
    let (Some(account), true) = (account, can_open) else { return Ok(()) };
    let Some((_, article)) = articles::by_id(act.tx, article).await? else { return Ok(()) };
    let direct = open::direct_conversation(act, ticket, &lost.platform, &account.external_id).await?;
    let by = desk_articles::shown_author(act, ticket, &article).await?;
    let Some(shown) = CustomerArticle::from(article) else { return Ok(()) };
    let language = act.customer_language(ticket).await?;
    let text = customer::article(act.desk.texts(), language, &shown, &by);
    desk_articles::show(act, ticket, &direct, &text, &shown, &[]).await?;
    act.history(ticket, &history::Event::Rerouted { platform: lost.platform }).await
}
