//! Messages that are changed, deleted, or can be read at last.

use sportello_chat::{Audience, Body, Content, Inbound, Markup, Message, NewMessage};

use super::articles::shown_author;
use super::messages::{Heard, Located};
use super::who::Actor;
use super::{Act, DeskError, Refused, bytes, commands, holding, messages};
use crate::command::{Typed, parse};
use crate::config::OnDelete;
use crate::delivery::Payload;
use crate::notify::{customer, operators, title_of};
use crate::store::entity::{conversation, delivery, ticket};
use crate::store::{articles, conversations, deliveries, held, history, messages as seen, tickets};
use crate::text::Args;
use crate::ticket::{Article, ArticleKind, CustomerArticle};

/// An author has changed a message of theirs: a new version of its article.
pub async fn edited(act: &Act<'_>, target: &str, message: &Message, actor: &Actor) -> Result<(), DeskError> {
    let Some((ticket_id, article)) = article_of(act, target).await? else {
        return holding::edited(act, target, message, actor).await;
    };
    if is_over(act, target).await?
        || article.author != Some(actor.person.id)
        || article.hidden
        || article.moved.is_some()
    {
        return Ok(());
    }
    let typed = parse(&message.text, &act.config.desk.command_prefix, false);
    let was_command =
        message.text.trim() != article.body.trim() && command_text(&typed) == Some(article.body.trim());
    if was_command {
        return Ok(());
    }
    let text = match typed {
        Typed::Words { .. } => message.text.clone(),
        // The article came by a command, and its text was changed in it.
        Typed::Command(command) => match (command_words(&command), article.kind) {
            (Some((kind, text)), is) if kind == is => text,
            _ => return Err(Refused::EditedCommand.into()),
        },
        Typed::Mistake(_) => return Err(Refused::EditedCommand.into()),
    };
    if text.trim_end() == article.body {
        return Ok(());
    }
    articles::revise(act.tx, article.id, text.trim_end(), message.markup, act.now).await?;
    let mut ticket = act.hold(ticket_id).await?;
    if is_titled_by(&article) && title_of(&article.body) == ticket.title && !title_of(&text).is_empty() {
        retitle(act, &mut ticket, title_of(&text)).await?;
    }
    act.history(&ticket, &history::Event::Edited { number: article.number }).await?;
    amend(act, &ticket, article.id).await
}

/// Whether a ticket's title may be of this article: never of a note, which customers don't read.
fn is_titled_by(article: &Article) -> bool {
    article.number == 1 && article.kind.is_customers()
}

/// The title that an article gives: its first words, else the name of its first file.
fn title_from(article: &Article) -> String {
    let words = Some(title_of(&article.body)).filter(|title| !title.is_empty());
    words.or_else(|| article.files.first().map(|file| title_of(&file.name))).unwrap_or_default()
}

/// The title follows the text it was taken from.
async fn retitle(act: &Act<'_>, ticket: &mut ticket::Model, title: String) -> Result<(), DeskError> {
    ticket.title = title;
    held::save(act.tx, ticket).await?;
    act.history(ticket, &history::Event::Title { to: ticket.title.clone() }).await?;
    act.refresh(ticket).await
}

fn command_text(typed: &Typed) -> Option<&str> {
    match typed {
        Typed::Command(
            crate::command::Command::Reply { text, .. }
            | crate::command::Command::Note { text, .. }
            | crate::command::Command::New { text, .. },
        ) => Some(text.trim()),
        _ => None,
    }
}

/// The kind and text of the article that a command writes.
fn command_words(command: &crate::command::Command) -> Option<(ArticleKind, String)> {
    use crate::command::Command;
    match command {
        Command::Reply { text, .. } => Some((ArticleKind::Reply, text.clone())),
        Command::Note { text, .. } => Some((ArticleKind::Note, text.clone())),
        Command::New { text, caller: Some(_), .. } => Some((ArticleKind::Phone, text.clone())),
        Command::New { text, .. } => Some((ArticleKind::Request, text.clone())),
        _ => None,
    }
}

/// The key of a message has come: its placeholder is filled. A command that is read so late is not
/// run: its author is long past it. One that others must not read is removed all the same.
pub async fn decrypted(act: &Act<'_>, target: &str, heard: &Heard<'_>) -> Result<(), DeskError> {
    let Heard { message, files, .. } = *heard;
    let Some((ticket_id, article)) = article_of(act, target).await? else {
        return holding::decrypted(act, target, message, files).await;
    };
    if !article.undecryptable {
        return Ok(());
    }
    let typed = parse(&message.text, &act.config.desk.command_prefix, !files.is_empty());
    if commands::word(&typed).is_some_and(|word| commands::is_exposed(act, heard, word)) {
        return remove_exposed(act, target, heard, &article, typed).await;
    }
    articles::fill(act.tx, article.id, message.text.trim_end(), message.markup, files).await?;
    let Some((_, article)) = articles::by_id(act.tx, article.id).await? else { return Ok(()) };
    let mut ticket = act.hold(ticket_id).await?;
    let title = title_from(&article);
    if is_titled_by(&article) && !title.is_empty() {
        retitle(act, &mut ticket, title).await?;
    }
    act.history(&ticket, &history::Event::Decrypted { number: article.number }).await?;
    let shown = showing(act, article.id).await?;
    amend(act, &ticket, article.id).await?;
    owe_files(act, &ticket, &article, &shown).await
}

/// What turns out to be a command that others must not read is no article, and goes as it would have gone had it
/// been readable at once.
async fn remove_exposed(
    act: &Act<'_>,
    target: &str,
    heard: &Heard<'_>,
    article: &Article,
    typed: Typed,
) -> Result<(), DeskError> {
    articles::fill(act.tx, article.id, "", Markup::Plain, &[]).await?;
    deleted(act, target).await?;
    let located = match conversation_of(act, target).await? {
        Some(conversation) => Some(Located { ticket: act.hold(conversation.ticket_id).await?, conversation }),
        None => None,
    };
    let inbound = Inbound { id: target.to_owned(), ..heard.inbound.clone() };
    messages::obey(act, &Heard { inbound: &inbound, ..*heard }, located, typed).await
}

/// Files that have come late follow the words to where these are shown.
async fn owe_files(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
    shown: &[delivery::Model],
) -> Result<(), DeskError> {
    if article.files.is_empty() {
        return Ok(());
    }
    for delivery in shown {
        if is_for_customers(delivery) && has_ended(act, ticket, delivery).await? {
            continue;
        }
        let message = NewMessage { files: article.files.clone(), ..NewMessage::notice(Body::default()) };
        let payload = Payload::Say {
            target: None,
            content: Content::Message(message),
            ticket: Some(ticket.number.clone()),
            answers: None,
            reply_to: None,
        };
        owe_after(act, ticket, delivery, payload).await?;
    }
    Ok(())
}

/// A message was deleted where it was written.
pub async fn deleted(act: &Act<'_>, target: &str) -> Result<(), DeskError> {
    let message = seen::by_id(act.tx, act.platform.as_str(), target).await?;
    // What was moved to a private place is to go where it was written.
    if message.is_some_and(|m| m.direction == "moved") {
        return Ok(());
    }
    let Some((ticket_id, article)) = article_of(act, target).await? else {
        return holding::deleted(act, target).await;
    };
    if article.hidden {
        return Ok(());
    }
    let remove = act.config.desk.on_delete == OnDelete::Remove;
    if remove {
        let mut names = article.files.iter().map(|file| file.sha256.clone()).collect();
        bytes::release(act, &mut names).await?;
    }
    articles::hide(act.tx, article.id, remove, act.now).await?;
    let mut ticket = act.hold(ticket_id).await?;
    act.history(&ticket, &history::Event::Deleted { number: article.number }).await?;
    if remove && is_titled_by(&article) && title_from(&article) == ticket.title {
        let untitled = act.say("operator-untitled", &Args::new());
        retitle(act, &mut ticket, untitled).await?;
    }
    for delivery in showing(act, article.id).await? {
        withdraw(act, &ticket, &delivery, &article, remove).await?;
    }
    Ok(())
}

/// The deliveries that show an article, oldest first; not those that only change or remove what these have said.
///
/// # Errors
/// As the database says.
pub async fn showing(act: &Act<'_>, article: i64) -> Result<Vec<delivery::Model>, DeskError> {
    let mut all = deliveries::of_article(act.tx, article).await?;
    all.retain(|d| serde_json::from_str::<Payload>(&d.payload).is_ok_and(|payload| payload.shows()));
    Ok(all)
}

fn is_for_customers(delivery: &delivery::Model) -> bool {
    delivery.audience == conversations::audience_name(Audience::Customer)
}

/// Customers no longer see what was deleted; operators see that it was, and its files unless these are removed.
async fn withdraw(
    act: &Act<'_>,
    ticket: &ticket::Model,
    delivery: &delivery::Model,
    article: &Article,
    without_files: bool,
) -> Result<(), DeskError> {
    let customers = is_for_customers(delivery);
    if customers && deliveries::withdraw(act.tx, delivery, act.now).await? {
        return Ok(());
    }
    let payload = if customers {
        Payload::Retract { delivery: delivery.id, ticket: Some(ticket.number.clone()) }
    } else {
        let Some((_, now)) = articles::by_id(act.tx, article.id).await? else { return Ok(()) };
        let body = operators::article(act.desk.texts(), act.config.desk.language, &now);
        Payload::Amend { delivery: delivery.id, body, without_files, ticket: Some(ticket.number.clone()) }
    };
    owe_after(act, ticket, delivery, payload).await
}

/// What was said of an article elsewhere follows its new text.
async fn amend(act: &Act<'_>, ticket: &ticket::Model, article: i64) -> Result<(), DeskError> {
    let Some((_, article)) = articles::by_id(act.tx, article).await? else { return Ok(()) };
    for delivery in showing(act, article.id).await? {
        let customers = is_for_customers(&delivery);
        if customers && has_ended(act, ticket, &delivery).await? {
            continue;
        }
        let texts = act.desk.texts();
        let (body, language) = if customers {
            let Some(shown) = CustomerArticle::from(article.clone()) else { continue };
            let by = shown_author(act, ticket, &article).await?;
            let language = act.customer_language(ticket).await?;
            (customer::article(texts, language, &shown, &by).into_body(), language)
        } else {
            let language = act.config.desk.language;
            (operators::article(texts, language, &article), language)
        };
        let body = body.then(texts.say(language, "customer-edited", &Args::new()), Markup::Markdown);
        let payload = Payload::Amend {
            delivery: delivery.id,
            body,
            without_files: false,
            ticket: Some(ticket.number.clone()),
        };
        owe_after(act, ticket, &delivery, payload).await?;
    }
    Ok(())
}

/// Whether somebody has been told of it whose ticket it is no more: they are told nothing new.
async fn has_ended(
    act: &Act<'_>,
    ticket: &ticket::Model,
    delivery: &delivery::Model,
) -> Result<bool, DeskError> {
    let Some(id) = delivery.conversation_id else { return Ok(false) };
    let Some(conversation) = conversations::by_id(act.tx, id).await? else { return Ok(false) };
    if conversation.former_id.is_some() {
        return Ok(true);
    }
    // An article that was split off may be another's now than where it was told first.
    let there = tickets::by_id(act.tx, conversation.ticket_id).await?;
    Ok(there.is_some_and(|t| t.customer_id != ticket.customer_id))
}

/// Whether a message stands in a conversation that is over, since the ticket runs in another's name.
async fn is_over(act: &Act<'_>, event: &str) -> Result<bool, DeskError> {
    Ok(conversation_of(act, event).await?.is_some_and(|c| c.former_id.is_some()))
}

/// The conversation that a message stands in.
async fn conversation_of(act: &Act<'_>, event: &str) -> Result<Option<conversation::Model>, DeskError> {
    let message = seen::by_id(act.tx, act.platform.as_str(), event).await?;
    let Some(id) = message.and_then(|m| m.conversation_id) else { return Ok(None) };
    Ok(conversations::by_id(act.tx, id).await?)
}

/// Owes something in the lane of an earlier delivery, so that it comes after it. It carries the same article, but
/// for what removes it.
pub async fn owe_after(
    act: &Act<'_>,
    ticket: &ticket::Model,
    earlier: &delivery::Model,
    payload: Payload,
) -> Result<(), DeskError> {
    let removes = matches!(payload, Payload::Retract { .. });
    act.owe(deliveries::New {
        platform: earlier.platform.clone(),
        lane: earlier.lane.clone(),
        priority: deliveries::WORDS,
        ticket: Some(ticket.id),
        article: earlier.article_id.filter(|_| !removes),
        conversation: earlier.conversation_id,
        audience: if earlier.audience == "operators" { "operators" } else { "customer" },
        collapse_key: None,
        courtesy: false,
        payload: act.json(&payload)?,
        due_at: act.now,
    })
    .await
}

async fn article_of(act: &Act<'_>, event: &str) -> Result<Option<(i64, Article)>, DeskError> {
    let Some(message) = seen::by_id(act.tx, act.platform.as_str(), event).await? else { return Ok(None) };
    // What the bot itself has said is not its readers' to change.
    if seen::is_ours(&message) {
        return Ok(None);
    }
    match message.article_id {
        Some(id) => Ok(articles::by_id(act.tx, id).await?),
        None => Ok(None),
    }
}
