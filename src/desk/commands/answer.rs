//! `answer`: a ready text, shown as the customer would read it, and sent.

use sportello_chat::{Body, Markup};

use super::{Act, Actor, Answer, DeskError, Heard, Meant, reply};
use crate::answers::{ReadyText, Values};
use crate::command::nearest;
use crate::desk::Refused;
use crate::desk::articles::{self, Said};
use crate::notify::buttons;
use crate::store::entity::ticket;
use crate::store::{articles as stored, history, people};
use crate::text::{Args, Language};
use crate::ticket::ArticleKind;

/// Lists the texts of all queues the actor serves.
pub fn all(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let served = act.desk.queues_of(actor);
    if served.is_empty() {
        return Err(Refused::OperatorsOnly.into());
    }
    let usable = act.config.answers.iter().filter(|text| served.iter().any(|queue| text.is_for(queue)));
    list(act, actor.language, usable)
}

/// Shows the named text, or sends it; without a name lists those for the ticket's queue.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    name: Option<&str>,
    send: bool,
) -> Result<Answer, DeskError> {
    let queue = act.queue(&meant.ticket)?.name.clone();
    let usable: Vec<&ReadyText> = act.config.answers.iter().filter(|text| text.is_for(&queue)).collect();
    let Some(name) = name else { return list(act, heard.actor.language, usable.into_iter()) };
    let Some(text) = usable.iter().copied().find(|text| text.name.to_lowercase() == name.to_lowercase())
    else {
        let names: Vec<&str> = usable.iter().map(|text| text.name.as_str()).collect();
        if names.is_empty() {
            return Err(Refused::NoAnswers.into());
        }
        let nearest = nearest(name, names.iter().copied()).map(str::to_owned);
        let allowed = names.join(", ");
        return Err(Refused::NoSuchAnswer { found: name.to_owned(), nearest, allowed }.into());
    };
    let filled = filled(act, heard.actor, &meant.ticket, text).await?;
    match send {
        true => sent(act, heard, meant, text, &filled).await,
        false => Ok(preview(act, heard.actor.language, &meant.ticket, text, filled)),
    }
}

fn list<'t>(
    act: &Act<'_>,
    language: Language,
    usable: impl Iterator<Item = &'t ReadyText>,
) -> Result<Answer, DeskError> {
    let texts = act.desk.texts();
    let lines: Vec<String> = usable
        .map(|text| {
            let title = text.version(language).title.clone().unwrap_or_default();
            let key = if title.is_empty() { "answer-line-untitled" } else { "answer-line" };
            let args = Args::new().text("name", text.name.as_str()).text("title", title);
            texts.say(language, key, &args)
        })
        .collect();
    if lines.is_empty() {
        return Err(Refused::NoAnswers.into());
    }
    let head = texts.say(language, "answer-list", &Args::new().text("prefix", act.prefix()));
    Ok(Answer::markdown(format!("{head}\n\n{}", lines.join("\n"))))
}

/// The text for the ticket, in its customer's language.
async fn filled(
    act: &Act<'_>,
    actor: &Actor,
    ticket: &ticket::Model,
    text: &ReadyText,
) -> Result<String, DeskError> {
    let language = act.customer_language(ticket).await?;
    let queue = act.queue(ticket)?;
    let customer = people::by_id(act.tx, ticket.customer_id).await?.map(|p| p.name).unwrap_or_default();
    let values = Values {
        customer: &customer,
        ticket: &ticket.number,
        operator: &act.signature(queue, &actor.person, language),
        queue: &act.desk.known_to_customers(queue).title,
    };
    Ok(text.version(language).text.fill(&values))
}

fn preview(
    act: &Act<'_>,
    language: Language,
    ticket: &ticket::Model,
    text: &ReadyText,
    filled: String,
) -> Answer {
    let texts = act.desk.texts();
    let interactive = act.is_interactive(act.platform.as_str());
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("name", text.name.as_str())
        .text("command", format!("answer #{} {} --send", ticket.number, text.name))
        .text("prefix", act.prefix());
    let mut body =
        Body::markdown(texts.say(language, "answer-preview", &args)).then(filled, Markup::Markdown);
    if interactive {
        return Answer::Offer(body, vec![buttons::ready(texts, language, &ticket.number, &text.name)]);
    }
    body = body.then(texts.say(language, "answer-send", &args), Markup::Markdown);
    Answer::Text(body)
}

/// It goes as any reply of the operator's; the history knows where it came from.
async fn sent(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    text: &ReadyText,
    filled: &str,
) -> Result<Answer, DeskError> {
    let last = stored::of_ticket(act.tx, meant.ticket.id, meant.ticket.articles - 1).await?.pop();
    // A second click on the same button.
    let again = last.is_some_and(|article| {
        let own = article.author == Some(heard.actor.person.id);
        own && article.kind == ArticleKind::Reply && !article.hidden && article.body == filled.trim_end()
    });
    if again {
        return Err(Refused::JustSent.into());
    }
    let said = Said {
        text: filled,
        markup: Markup::Markdown,
        files: &[],
        undecryptable: false,
        encrypted: heard.inbound.place.encrypted,
        origin: None,
        seen: None,
        reply_to: None,
        title: None,
    };
    let ticket = meant.ticket;
    let id = ticket.id;
    articles::reply(act, ticket, heard.actor, said).await?;
    let ticket = act.hold(id).await?;
    act.history(&ticket, &history::Event::ReadyText { name: text.name.clone() }).await?;
    Ok(Answer::React(reply::SENT))
}
