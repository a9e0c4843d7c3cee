//! `split`: articles that are about something else become a ticket of their own.

use sportello_chat::{Audience, Body};

use super::{Act, Answer, DeskError, Heard, Meant, about};
use crate::desk::owing::Words;
use crate::desk::{Refused, clocks, edits, open, settle};
use crate::notify::customer::notice;
use crate::notify::mail::{self, About};
use crate::notify::{operators, title_of};
use crate::store::entity::{conversation, delivery, message_ref, person, ticket};
use crate::store::{articles, conversations, deliveries, held, history, links, messages, people};
use crate::text::Args;
use crate::ticket::{Article, ArticleKind, PersonId, parted};

/// Makes the articles of these numbers, or the one that the command answers, a ticket of their own.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    numbers: &[i32],
) -> Result<Answer, DeskError> {
    let Meant { ticket: mut old, role, here } = meant;
    let all = articles::of_ticket(act.tx, old.id, 0).await?;
    let numbers = match numbers {
        [] => vec![answered(act, heard, &all, "split").await?],
        named => named.to_vec(),
    };
    let parted = parted(&all, &numbers, old.customer_id).map_err(Refused::Split)?;
    let customer = people::by_id(act.tx, parted.customer)
        .await?
        .ok_or_else(|| sea_orm::DbErr::RecordNotFound(format!("person {}", parted.customer)))?;
    settle::now(act, &mut old).await?;
    let mut new = create(act, &old, &customer, &parted.articles).await?;
    let is_theirs = customer.id != old.customer_id;
    for article in &parted.articles {
        let request = is_theirs && article.kind == ArticleKind::Participant;
        let kind = if request { ArticleKind::Request } else { article.kind };
        let left = articles::part(act.tx, article, &old, &mut new, kind).await?;
        leave_behind(act, &old, article.id, &left).await?;
    }
    new.mailed_articles = new.articles;
    let queue = act.queue(&new)?.clone();
    clocks::begin(act, &mut new, &queue).await?;
    held::save(act.tx, &new).await?;
    // What comes next is no part of either: its author has said two things at once.
    old.gather_until = None;
    old.changed_at = act.now;
    held::save(act.tx, &old).await?;
    write_history(act, &old, &new, &numbers).await?;
    let place = begin_conversation(act, &old, &new, &customer, &parted.articles).await?;
    settle::new(act, &mut new).await?;
    tell_customer(act, &old, &new, &customer, place.as_ref()).await?;
    mail_customer(act, &old, &new, &customer).await?;
    let args =
        about(&new, &heard.actor.person).text("old", old.number.as_str()).text("articles", listed(&numbers));
    let line = Body::markdown(act.say("operator-split", &args));
    let meant = Meant { ticket: old, role, here };
    meant.tell(act, line).await
}

/// The number of the article that the command visibly answers.
///
/// # Errors
/// When it answers none.
pub async fn answered(
    act: &Act<'_>,
    heard: &Heard<'_>,
    all: &[Article],
    command: &'static str,
) -> Result<i32, DeskError> {
    let message = match &heard.message.reply_to {
        Some(id) => messages::by_id(act.tx, act.platform.as_str(), id).await?,
        None => None,
    };
    let article = message.and_then(|m| m.article_id);
    let number = all.iter().find(|a| Some(a.id) == article).map(|a| a.number);
    Ok(number.ok_or(Refused::WhichArticles { command })?)
}

async fn create(
    act: &Act<'_>,
    old: &ticket::Model,
    customer: &person::Model,
    chosen: &[Article],
) -> Result<ticket::Model, DeskError> {
    // A note's words, and the names of its files, are not for the customer, who reads the title.
    let shown = || chosen.iter().filter(|a| a.kind != ArticleKind::Note);
    let title = shown()
        .map(|a| title_of(&a.body))
        .chain(shown().filter_map(|a| a.files.first().map(|f| title_of(&f.name))))
        .find(|title| !title.is_empty())
        .unwrap_or_else(|| act.say("operator-untitled", &Args::new()));
    let queue = act.queue(old)?.clone();
    let new = open::row(act, &queue, customer.id, &title, old.realm.as_deref(), None).await?;
    let responsible = act.name(new.responsible_id).await?;
    act.history(&new, &history::Event::Opened { title: new.title.clone(), responsible }).await?;
    Ok(new)
}

/// In the operators' threads of the old ticket the article is shown as moved: what was said of it there
/// follows what was left, and not what becomes of the article.
async fn leave_behind(
    act: &Act<'_>,
    old: &ticket::Model,
    moved: i64,
    left: &Article,
) -> Result<(), DeskError> {
    let body = operators::article(act.desk.texts(), act.config.desk.language, left);
    for delivery in edits::showing(act, moved).await? {
        if delivery.audience != conversations::audience_name(Audience::Operators) {
            continue;
        }
        deliveries::set_article(act.tx, delivery.id, left.id).await?;
        messages::set_article_of_delivery(act.tx, delivery.id, left.id).await?;
        let delivery = delivery::Model { article_id: Some(left.id), ..delivery };
        let payload = crate::delivery::Payload::Amend {
            delivery: delivery.id,
            body: body.clone(),
            without_files: true,
            ticket: Some(old.number.clone()),
        };
        edits::owe_after(act, old, &delivery, payload).await?;
    }
    Ok(())
}

async fn write_history(
    act: &Act<'_>,
    old: &ticket::Model,
    new: &ticket::Model,
    numbers: &[i32],
) -> Result<(), DeskError> {
    links::link(act.tx, new.id, old.id, "split", act.now).await?;
    let event = history::Event::Split { to: new.number.clone(), articles: numbers.to_vec() };
    act.history(old, &event).await?;
    let event = history::Event::SplitFrom { from: old.number.clone(), articles: numbers.to_vec() };
    act.history(new, &event).await
}

/// Where the new ticket is discussed with its customer: on the message itself where that stands on the
/// top level, in a thread of its own in the same room, or in the same direct chat; what was said in
/// private stays so. Somebody else's private place is never theirs.
async fn begin_conversation(
    act: &Act<'_>,
    old: &ticket::Model,
    new: &ticket::Model,
    customer: &person::Model,
    chosen: &[Article],
) -> Result<Option<conversation::Model>, DeskError> {
    let message = written(act, chosen).await?;
    let active = act.customer_conversations(old, None).await?;
    let stands_in =
        |c: &&conversation::Model| message.as_ref().is_some_and(|m| m.conversation_id == Some(c.id));
    let Some(place) = active.iter().find(stands_in).or(active.first()) else {
        return open::direct_to(act, new, customer, None).await;
    };
    if customer.id != old.customer_id && !place.is_public() {
        return open::direct_to(act, new, customer, Some(&place.platform)).await;
    }
    let on_it = message.filter(|m| m.top_level && m.conversation_id == Some(place.id) && place.is_public());
    let explicit = act.begins_threads_on(&place.platform);
    let begun = place.person.is_some() || on_it.is_some() && !explicit;
    let conversation = conversations::create(
        act.tx,
        conversations::New {
            ticket: new.id,
            platform: &place.platform,
            audience: Audience::Customer,
            room: place.room.as_deref(),
            thread: on_it.as_ref().map(|m| m.external_id.as_str()),
            person: place.person.as_deref(),
            encrypted: place.encrypted,
            begun,
            private: place.private,
        },
        act.now,
    )
    .await?;
    if let Some(message) = on_it {
        messages::place(act.tx, message.id, message.article_id, Some(conversation.id)).await?;
    }
    Ok(Some(conversation))
}

/// The message by which the first of the customer's words among the articles was written.
async fn written(act: &Act<'_>, chosen: &[Article]) -> Result<Option<message_ref::Model>, DeskError> {
    for article in chosen.iter().filter(|a| a.kind != ArticleKind::Note) {
        let all = messages::of_article(act.tx, article.id).await?;
        if let Some(message) = all.into_iter().find(|m| m.direction == "in") {
            return Ok(Some(message));
        }
    }
    Ok(None)
}

async fn tell_customer(
    act: &Act<'_>,
    old: &ticket::Model,
    new: &ticket::Model,
    customer: &person::Model,
    place: Option<&conversation::Model>,
) -> Result<(), DeskError> {
    let language = act.desk.language_of(customer);
    let args = Args::new()
        .text("number", new.number.as_str())
        .text("old", old.number.as_str())
        .text("title", new.title.as_str());
    if let Some(place) = place {
        let text = notice(act.desk.texts(), language, "customer-split-here", &args);
        // Nothing of theirs stands there by which they would notice.
        let unseen = place.thread.is_none() && place.person.is_none();
        let call: &[PersonId] = if unseen { &[customer.id] } else { &[] };
        let words = Words { mentions: call, ..Words::notice(Body::default()) };
        act.say_to_customer(new, place, text, words).await?;
    }
    if customer.id != old.customer_id {
        return Ok(());
    }
    let text = notice(act.desk.texts(), language, "customer-split-off", &args);
    for conversation in act.customer_conversations(old, None).await? {
        let same_chat = place.is_some_and(|p| {
            p.person.is_some() && p.person == conversation.person && p.platform == conversation.platform
        });
        if !same_chat {
            act.say_to_customer(old, &conversation, text.clone(), Words::notice(Body::default())).await?;
        }
    }
    Ok(())
}

async fn mail_customer(
    act: &Act<'_>,
    old: &ticket::Model,
    new: &ticket::Model,
    customer: &person::Model,
) -> Result<(), DeskError> {
    let args = Args::new().text("old", old.number.as_str());
    mail::owe(act, new, customer, About::Split, args, Body::default()).await
}

/// Numbers as people list them.
pub fn listed(numbers: &[i32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
