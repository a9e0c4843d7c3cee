//! A queue's questions, asked one after the other where the customer is: their next word there is the
//! answer. It ends with the last answer, when somebody says `skip`, or when an operator answers.

use std::time::Duration;

use super::Act;
use super::articles::Said;
use super::messages::Heard;
use super::owing::Words;
use super::{DeskError, schedule, settle};
use crate::config::Queue;
use crate::notify::customer::{CustomerText, notice, together};
use crate::store::entity::{conversation, ticket};
use crate::store::forms::{self, Form};
use crate::store::{deadlines, history};
use crate::text::{Args, Language};
use crate::ticket::Article;

/// The operators hear of the ticket when it has waited this long for an answer. The question stays.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// What ends the questions, in either language.
const SKIP: [&str; 2] = ["skip", "salta"];

/// Asks the first of the queue's questions, but for the `given` ones that were answered in a form.
pub async fn begin(
    act: &Act<'_>,
    ticket: &ticket::Model,
    conversation: &conversation::Model,
    queue: &Queue,
    given: usize,
) -> Result<(), DeskError> {
    let questions = queue.questions.get(given..).unwrap_or_default();
    if questions.is_empty() {
        return Ok(());
    }
    let language = act.customer_language(ticket).await?;
    let questions: Vec<&str> = questions.iter().map(|question| question.in_language(language)).collect();
    let form = forms::begin(act.tx, ticket.id, &questions, act.now).await?;
    deadlines::clear(act.tx, schedule::SETTLE, ticket.id).await?;
    deadlines::set(act.tx, schedule::FORM, ticket.id, act.now + PATIENCE).await?;
    let mut text = vec![question(act, language, &form)];
    text.push(notice(act.desk.texts(), language, "customer-question-skip", &Args::new()));
    act.say_to_customer(ticket, conversation, together(text), Words::notice(Default::default())).await
}

/// The question that what is heard is the answer to. Words on the top level of a channel are none: the
/// question stands in the ticket's thread.
pub async fn waiting(
    act: &Act<'_>,
    heard: &Heard<'_>,
    ticket: &ticket::Model,
) -> Result<Option<Form>, DeskError> {
    let place = &heard.inbound.place;
    let stands_there = place.direct || place.thread.is_some() || heard.message.reply_to.is_some();
    if !stands_there || heard.is_picked() {
        return Ok(None);
    }
    Ok(forms::of_ticket(act.tx, ticket.id).await?)
}

/// Whether these words end the questions.
pub fn is_skip(said: &Said<'_>) -> bool {
    let word = said.text.trim().trim_start_matches(['!', '/']).trim_end_matches(['.', '!']).to_lowercase();
    said.files.is_empty() && SKIP.contains(&word.as_str())
}

/// An article answers the question: it carries it, and the next one is asked.
pub async fn answered(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &mut Article,
    form: Form,
    origin: Option<i64>,
) -> Result<(), DeskError> {
    let Some(asked) = form.waiting().map(str::to_owned) else { return Ok(()) };
    forms::answered(act.tx, article.id, &asked).await?;
    article.question = Some(asked.clone());
    act.history(ticket, &history::Event::Answered { number: article.number, question: asked }).await?;
    if form.following().is_none() {
        return end(act, ticket).await;
    }
    let form = forms::advance(act.tx, form, act.now).await?;
    if !ticket.settled {
        deadlines::clear(act.tx, schedule::FORM, ticket.id).await?;
        deadlines::set(act.tx, schedule::FORM, ticket.id, act.now + PATIENCE).await?;
    }
    let text = question(act, act.customer_language(ticket).await?, &form);
    for conversation in act.customer_conversations(ticket, None).await? {
        // It is asked where it was answered; if that can't be told, everywhere.
        if origin.is_none_or(|o| o == conversation.id) {
            act.say_to_customer(ticket, &conversation, text.clone(), Words::notice(Default::default()))
                .await?;
        }
    }
    Ok(())
}

/// Somebody wants no more questions: that is noticed with an emoji.
pub async fn skip(act: &Act<'_>, heard: &Heard<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    act.history(ticket, &history::Event::Skipped).await?;
    end(act, ticket).await?;
    let place = &heard.inbound.place;
    act.react(place, &heard.actor.account, "👌", heard.audience(act), Some(ticket)).await
}

/// No more is asked; the ticket settles as one without questions.
pub async fn end(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    // Then nothing waits for the answers any more.
    if ticket.settled {
        return Ok(forms::end_at_any_rate(act.tx, ticket.id).await?);
    }
    if !forms::end(act.tx, ticket.id).await? {
        return Ok(());
    }
    let was_waited_for = deadlines::clear(act.tx, schedule::FORM, ticket.id).await?;
    if was_waited_for {
        let settle = act.queue(ticket)?.settle;
        deadlines::set(act.tx, schedule::SETTLE, ticket.id, act.now + settle).await?;
    }
    Ok(())
}

/// The answer keeps the ticket waiting no longer; the question stays.
pub async fn unanswered(act: &Act<'_>, ticket: ticket::Model) -> Result<(), DeskError> {
    settle::due(act, ticket).await
}

fn question(act: &Act<'_>, language: Language, form: &Form) -> CustomerText {
    let (at, of) = form.place();
    let args = Args::new()
        .text("question", form.waiting().unwrap_or_default())
        .text("position", at.to_string())
        .text("questions", of.to_string());
    let key = if of > 1 { "customer-question-of" } else { "customer-question" };
    notice(act.desk.texts(), language, key, &args)
}
