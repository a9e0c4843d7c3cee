//! Direct chats hold many tickets: the reply relation decides, else the one that is active, else the
//! person is asked, the message being stored first.

use std::time::Duration;

use sportello_chat::{Body, Place};

use super::apart::apart;
use super::articles::Said;
use super::holding::{Held, files_of, hold};
use super::messages::{Heard, Located, in_conversation};
use super::who::Actor;
use super::{Act, DeskError, articles, limits, open, schedule};
use crate::config::Queue;
use crate::store::articles::StoredFile;
use crate::store::entity::{held_message, question, ticket};
use crate::store::{conversations, deadlines, forms, people, questions, tickets};
use crate::text::{Args, is_thanks_only};

/// Which queue is the request for?
const WHICH_QUEUE: &str = "queue";
/// Which ticket is the message about?
const WHICH_TICKET: &str = "ticket";
/// Without an answer the message goes where it most likely belongs, after this long.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// A message in a direct chat that answers nothing.
pub async fn handle(act: &Act<'_>, heard: &Heard<'_>) -> Result<(), DeskError> {
    let platform = act.platform.as_str();
    if let Some(question) = questions::open(act.tx, heard.actor.person.id, platform).await? {
        return apart(|| answered(act, heard, question)).await;
    }
    let mut active = conversations::active_direct(act.tx, platform, &heard.actor.account).await?;
    if active.len() > 1 {
        // Whoever was just asked something answers that.
        let all: Vec<i64> = active.iter().map(|(_, ticket)| ticket.id).collect();
        if let [asked] = forms::waiting(act.tx, &all).await?.as_slice() {
            active.retain(|(_, ticket)| ticket.id == *asked);
        }
    }
    if active.len() > 1 {
        let numbers: Vec<String> = active.iter().map(|(_, t)| t.number.clone()).collect();
        return apart(|| ask(act, heard, WHICH_TICKET, &numbers)).await;
    }
    if let Some((conversation, ticket)) = active.pop() {
        let ticket = act.hold(ticket.id).await?;
        return apart(|| in_conversation(act, heard, Located { conversation, ticket })).await;
    }
    if is_thanks_only(&heard.message.text)
        && let Some((conversation, ticket)) =
            conversations::newest_direct(act.tx, platform, &heard.actor.account).await?
    {
        let ticket = act.hold(ticket.id).await?;
        return apart(|| in_conversation(act, heard, Located { conversation, ticket })).await;
    }
    let queues = offered(act);
    let only = match queues.as_slice() {
        [queue] => Some(*queue),
        _ => None,
    };
    let said = Said::of(heard, None);
    // Whoever may open nothing anyway is asked nothing either.
    let since = heard.inbound.author.since;
    if let Some(held) = apart(|| limits::hold(act, heard.actor, only, since, &said)).await? {
        return apart(|| limits::acknowledge(act, heard, held)).await;
    }
    match queues.as_slice() {
        [queue] => {
            let room = Some(heard.inbound.place.room.as_str());
            apart(|| open::in_direct(act, queue, heard.actor, &said, room)).await.map(|_| ())
        }
        _ => {
            let names: Vec<String> = queues.iter().map(|q| q.name.clone()).collect();
            apart(|| ask(act, heard, WHICH_QUEUE, &names)).await
        }
    }
}

/// The queues people can choose: those of the first level.
pub fn offered<'a>(act: &'a Act<'_>) -> Vec<&'a Queue> {
    act.config.queues.iter().filter(|q| q.parent().is_none()).collect()
}

async fn ask(act: &Act<'_>, heard: &Heard<'_>, kind: &str, options: &[String]) -> Result<(), DeskError> {
    let question =
        questions::ask(act.tx, heard.actor.person.id, act.platform.as_str(), kind, options, act.now).await?;
    deadlines::set(act.tx, schedule::QUESTION, question.id, act.now + PATIENCE).await?;
    hold(act, heard, &question, &heard.message.text).await?;
    say_question(act, heard, kind, options).await
}

async fn say_question(
    act: &Act<'_>,
    heard: &Heard<'_>,
    kind: &str,
    options: &[String],
) -> Result<(), DeskError> {
    let texts = act.desk.texts();
    let language = heard.actor.language;
    let mut lines = vec![texts.say(
        language,
        if kind == WHICH_QUEUE { "customer-which-queue" } else { "customer-which-ticket" },
        &Args::new(),
    )];
    for (i, option) in options.iter().enumerate() {
        let title = match kind {
            WHICH_QUEUE => act.desk.queue(option).map(|q| q.title.clone()),
            _ => tickets::by_number(act.tx, option).await?.map(|t| t.title),
        };
        let key = if kind == WHICH_QUEUE { "customer-option-queue" } else { "customer-option-ticket" };
        let args = Args::new()
            .text("index", (i + 1).to_string())
            .text("name", option.as_str())
            .text("title", title.unwrap_or_default());
        lines.push(texts.say(language, key, &args));
    }
    if kind == WHICH_TICKET {
        lines.push(texts.say(language, "customer-option-new", &Args::new()));
    }
    act.answer_privately(&heard.inbound.place, &heard.actor.account, Body::markdown(lines.join("\n")), None)
        .await
}

/// What a person chose.
enum Choice {
    Queue(String),
    Ticket(String),
    New,
}

fn choice(kind: &str, options: &[String], text: &str, act: &Act<'_>) -> Option<Choice> {
    let word = text.trim().trim_start_matches('#').trim_end_matches('.');
    let by_index =
        word.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|n| options.get(n)).cloned();
    if kind == WHICH_QUEUE {
        let by_name = || {
            let matches = |q: &&Queue| {
                q.name.eq_ignore_ascii_case(word) || q.title.to_lowercase() == word.to_lowercase()
            };
            offered(act).into_iter().find(matches).map(|q| q.name.clone())
        };
        return by_index.or_else(by_name).map(Choice::Queue);
    }
    if ["new", "nuovo", "nuova"].contains(&word.to_lowercase().as_str()) {
        return Some(Choice::New);
    }
    let by_number = options.iter().find(|o| o.as_str() == word).cloned();
    by_number.or(by_index).map(Choice::Ticket)
}

async fn answered(act: &Act<'_>, heard: &Heard<'_>, question: question::Model) -> Result<(), DeskError> {
    let options: Vec<String> = serde_json::from_str(&question.options).unwrap_or_default();
    let Some(choice) = choice(&question.kind, &options, &heard.message.text, act) else {
        // More words: they belong with the ones that wait.
        hold(act, heard, &question, &heard.message.text).await?;
        return say_question(act, heard, &question.kind, &options).await;
    };
    if !heard.files.is_empty() {
        // Its word is the answer, its files belong with what waits.
        hold(act, heard, &question, "").await?;
    }
    deadlines::clear(act.tx, schedule::QUESTION, question.id).await?;
    let held = questions::end(act.tx, question.id).await?;
    match choice {
        Choice::Queue(name) => into_new(act, heard.actor, &name, held).await,
        Choice::New => {
            let queues = offered(act);
            let names: Vec<String> = queues.iter().map(|q| q.name.clone()).collect();
            match names.as_slice() {
                [only] => into_new(act, heard.actor, only, held).await,
                _ => {
                    let again = questions::ask(
                        act.tx,
                        heard.actor.person.id,
                        act.platform.as_str(),
                        WHICH_QUEUE,
                        &names,
                        act.now,
                    )
                    .await?;
                    deadlines::set(act.tx, schedule::QUESTION, again.id, act.now + PATIENCE).await?;
                    for message in held {
                        questions::hold(act.tx, again.id, &message.event, message.inbound, message.files)
                            .await?;
                    }
                    say_question(act, heard, WHICH_QUEUE, &names).await
                }
            }
        }
        Choice::Ticket(number) => into_ticket(act, heard.actor, &number, held).await,
    }
}

/// Nobody said where the messages belong: the first queue, or the newest ticket, gets them.
pub async fn unanswered(act: &Act<'_>, id: i64) -> Result<(), DeskError> {
    let Some(question) = questions::by_id(act.tx, id).await? else { return Ok(()) };
    let Some(mut person) = people::by_id(act.tx, question.person_id).await? else { return Ok(()) };
    if let Some(joined) = person.joined_id {
        let Some(same) = people::by_id(act.tx, joined).await? else { return Ok(()) };
        person = same;
    }
    let options: Vec<String> = serde_json::from_str(&question.options).unwrap_or_default();
    let held = questions::end(act.tx, id).await?;
    let account = held.first().and_then(Held::of).map(|h| h.account).unwrap_or_default();
    let language = act.desk.language_of(&person);
    let actor = Actor { person, account, groups: vec![], language };
    let platform = question.platform.clone().into();
    let act = Act { platform, actor: Some(actor.person.id), ..act.by_itself() };
    match (question.kind.as_str(), options.first()) {
        (WHICH_QUEUE, Some(name)) => into_new(&act, &actor, name, held).await,
        (_, Some(number)) => into_ticket(&act, &actor, number, held).await,
        (_, None) => Ok(()),
    }
}

async fn into_new(
    act: &Act<'_>,
    actor: &Actor,
    queue: &str,
    held: Vec<held_message::Model>,
) -> Result<(), DeskError> {
    // The queue may be gone since this was asked; words are not lost for that.
    let Some(queue) = act.desk.queue_once_called(queue).or_else(|| offered(act).first().copied()) else {
        return Ok(());
    };
    let mut opened: Option<ticket::Model> = None;
    for message in held {
        let Some(words) = Held::of(&message) else { continue };
        let files = files_of(&message);
        let said = words.said(&files);
        match &opened {
            None => {
                let act = as_event(act, &message.event);
                if let Some(held) = limits::hold(&act, actor, Some(queue), None, &said).await? {
                    act.answer_privately(&place_of(&words), &words.account, held.words, None).await?;
                    continue;
                }
                opened = Some(open::in_direct(&act, queue, actor, &said, Some(&words.room)).await?);
            }
            Some(ticket) => add(act, actor, ticket.id, &words, &files).await?,
        }
    }
    Ok(())
}

async fn into_ticket(
    act: &Act<'_>,
    actor: &Actor,
    number: &str,
    held: Vec<held_message::Model>,
) -> Result<(), DeskError> {
    let Some(ticket) = tickets::by_number(act.tx, number).await? else { return Ok(()) };
    // It runs in another's name since this was asked: their words are a request of their own.
    if ticket.customer_id != actor.person.id {
        let first = offered(act).first().map(|q| q.name.clone()).unwrap_or_default();
        return into_new(act, actor, &first, held).await;
    }
    for message in held {
        let Some(words) = Held::of(&message) else { continue };
        let files = files_of(&message);
        add(&as_event(act, &message.event), actor, ticket.id, &words, &files).await?;
    }
    Ok(())
}

/// The same transaction, answering another event.
fn as_event<'a>(act: &'a Act<'_>, event: &str) -> Act<'a> {
    let (platform, actor, event) = (act.platform.clone(), act.actor, Some(event.to_owned()));
    Act { platform, actor, event, ..act.by_itself() }
}

async fn add(
    act: &Act<'_>,
    actor: &Actor,
    ticket: i64,
    words: &Held,
    files: &[StoredFile],
) -> Result<(), DeskError> {
    let ticket = act.hold(ticket).await?;
    let conversation = open::direct_conversation(act, &ticket, act.platform.as_str(), &words.account).await?;
    let said = Said { origin: Some(conversation.id), ..words.said(files) };
    let author = Actor { account: words.account.clone(), ..actor.clone() };
    articles::held_from_customer(act, &place_of(words), ticket, &author, said).await
}

/// The direct chat they were said in.
fn place_of(words: &Held) -> Place {
    Place { room: words.room.clone(), thread: None, direct: true, encrypted: words.encrypted, realm: None }
}
