//! `undelivered`: what could not be delivered, to be looked at, sent again or given up.

use std::collections::HashSet;

use sportello_chat::{Content, Target};

use super::{Act, Actor, Answer, DeskError, admins_only};
use crate::command::Undelivered;
use crate::delivery::Payload;
use crate::desk::Refused;
use crate::store::entity::{conversation, delivery};
use crate::store::{articles, conversations, history, people, places, tickets, undelivered};
use crate::text::{Args, Language, date_time};
use crate::ticket::Deed;

/// At most so many in one answer.
const LINES: u64 = 10;
/// So many are owed again at a time.
const BATCH: u64 = 200;
/// The longest excerpt of words without an article, in characters.
const EXCERPT: usize = 40;

/// Does what was asked.
pub async fn run(act: &Act<'_>, actor: &Actor, asked: Undelivered) -> Result<Answer, DeskError> {
    admins_only(act, actor, Deed::Undelivered)?;
    match asked {
        Undelivered::List { after } => list(act, actor.language, after).await,
        Undelivered::Retry(None) => retry_all(act, actor.language).await,
        Undelivered::Retry(Some(id)) => {
            let delivery = failed(act, id).await?;
            retry(act, &delivery, &mut HashSet::new()).await?;
            Ok(said(act, actor.language, 1))
        }
        Undelivered::Drop { id, reason } => drop(act, actor.language, id, &reason).await,
    }
}

async fn failed(act: &Act<'_>, id: i64) -> Result<delivery::Model, DeskError> {
    undelivered::by_id(act.tx, id).await?.ok_or_else(|| Refused::NotUndelivered { id }.into())
}

async fn list(act: &Act<'_>, language: Language, after: i64) -> Result<Answer, DeskError> {
    let texts = act.desk.texts();
    let page = undelivered::list(act.tx, after, LINES).await?;
    let Some(last) = page.last().map(|d| d.id) else {
        return Ok(Answer::markdown(texts.say(language, "admin-undelivered-none", &Args::new())));
    };
    let mut lines = Vec::with_capacity(page.len() + 1);
    for delivery in &page {
        let ticket = match delivery.ticket_id {
            Some(id) => tickets::by_id(act.tx, id).await?.map(|t| format!("#{}", t.number)),
            None => None,
        };
        let args = Args::new()
            .text("id", delivery.id.to_string())
            .text("what", what(act, language, delivery).await?)
            .text("place", place(act, delivery).await?)
            .text("ticket", ticket.unwrap_or_else(|| "–".to_owned()))
            .text("since", date_time(delivery.created_at, act.config.desk.time_zone, language))
            .text("cause", delivery.trouble.clone().unwrap_or_default());
        lines.push(format!("- {}", texts.say(language, "admin-undelivered-line", &args)));
    }
    let more = undelivered::count(act.tx, last).await?;
    let hint = if more > 0 { "admin-undelivered-more" } else { "admin-undelivered-hint" };
    let args = Args::new().number("more", more).text("number", last.to_string()).text("prefix", act.prefix());
    lines.push(texts.say(language, hint, &args));
    Ok(Answer::markdown(lines.join("\n")))
}

async fn retry_all(act: &Act<'_>, language: Language) -> Result<Answer, DeskError> {
    let (mut told, mut after, mut done) = (HashSet::new(), 0, 0);
    loop {
        let page = undelivered::list(act.tx, after, BATCH).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for delivery in &page {
            retry(act, delivery, &mut told).await?;
            done += 1;
        }
    }
    Ok(said(act, language, done))
}

fn said(act: &Act<'_>, language: Language, number: u64) -> Answer {
    let key = if number == 0 { "admin-undelivered-none" } else { "admin-undelivered-retried" };
    Answer::markdown(act.desk.texts().say(language, key, &Args::new().number("number", number)))
}

/// Owes it again; the place it goes to counts as one that can be reached. A ticket's history says it once.
async fn retry(act: &Act<'_>, delivery: &delivery::Model, told: &mut HashSet<i64>) -> Result<(), DeskError> {
    if !undelivered::retry(act.tx, delivery.id, act.now).await? {
        return Ok(());
    }
    if let Some(id) = delivery.conversation_id {
        conversations::find(act.tx, id).await?;
    }
    match delivery.ticket_id {
        Some(id) if told.insert(id) => match tickets::by_id(act.tx, id).await? {
            Some(ticket) => act.history(&ticket, &history::Event::Retried).await,
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

async fn drop(act: &Act<'_>, language: Language, id: i64, reason: &str) -> Result<Answer, DeskError> {
    let delivery = failed(act, id).await?;
    undelivered::give_up(act.tx, id, reason, act.now).await?;
    if let Some(ticket) = delivery.ticket_id
        && let Some(ticket) = tickets::by_id(act.tx, ticket).await?
    {
        act.history(&ticket, &history::Event::GivenUp { reason: reason.to_owned() }).await?;
    }
    let args = Args::new().text("id", id.to_string());
    Ok(Answer::markdown(act.desk.texts().say(language, "admin-undelivered-dropped", &args)))
}

/// What was to be said, in a few words.
async fn what(act: &Act<'_>, language: Language, delivery: &delivery::Model) -> Result<String, DeskError> {
    let say = |key: &str, args: Args| act.desk.texts().say_plain(language, key, &args);
    if let Some(id) = delivery.article_id
        && let Some((_, article)) = articles::by_id(act.tx, id).await?
    {
        return Ok(say("admin-what-article", Args::new().text("number", article.number.to_string())));
    }
    Ok(match serde_json::from_str::<Payload>(&delivery.payload) {
        Ok(Payload::Header) => say("admin-what-header", Args::new()),
        Ok(Payload::Board { .. }) => say("admin-what-board", Args::new()),
        Ok(Payload::Say { content: Content::Message(message), .. }) => excerpt(&message.body.as_text()),
        Ok(Payload::Say { content: Content::Mail(mail), .. }) => mail.subject,
        Ok(_) => say("admin-what-change", Args::new()),
        Err(_) => "?".to_owned(),
    })
}

fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(EXCERPT) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}

/// Where: the name that bot.toml has for it, a person, a mailbox.
async fn place(act: &Act<'_>, delivery: &delivery::Model) -> Result<String, DeskError> {
    let conversation = match delivery.conversation_id {
        Some(id) => conversations::by_id(act.tx, id).await?,
        None => None,
    };
    let name = match (conversation, serde_json::from_str::<Payload>(&delivery.payload)) {
        (Some(conversation::Model { person: Some(person), .. }), _) => {
            account(act, delivery, &person).await?
        }
        (Some(conversation::Model { room: Some(room), .. }), _) => room_name(act, delivery, room).await?,
        (_, Ok(Payload::Say { target: Some(target), .. })) => match target {
            Target::Room { room } | Target::Thread { room, .. } => room_name(act, delivery, room).await?,
            Target::Direct { person, .. } | Target::Answer { person, .. } => {
                account(act, delivery, &person).await?
            }
            Target::Mailbox { address } => address,
        },
        (_, Ok(Payload::Board { place })) => {
            let all = places::all(act.tx).await?;
            all.into_iter().find(|p| p.id == place).map(|p| p.name).unwrap_or_default()
        }
        _ => String::new(),
    };
    Ok(format!("{} {name}", delivery.platform).trim_end().to_owned())
}

async fn room_name(act: &Act<'_>, delivery: &delivery::Model, room: String) -> Result<String, DeskError> {
    Ok(places::by_room(act.tx, &delivery.platform, &room).await?.map_or(room, |p| p.name))
}

async fn account(act: &Act<'_>, delivery: &delivery::Model, id: &str) -> Result<String, DeskError> {
    let person = people::by_account(act.tx, &delivery.platform, id).await?;
    Ok(person.map_or_else(|| id.to_owned(), |p| p.name))
}
