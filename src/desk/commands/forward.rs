//! `forward`: articles are sent by mail to somebody who is no part of the ticket.

use sportello_chat::{Body, FileRef, Markup, escape_markdown};

use super::mail::is_address;
use super::split::{answered, listed};
use super::{Act, Answer, DeskError, Heard, Meant, about};
use crate::desk::articles::{self as desk_articles, Said};
use crate::desk::{Refused, settle};
use crate::notify::mail;
use crate::store::{articles, held, history};
use crate::text::{Args, date_time};
use crate::ticket::{ArticleKind, CustomerArticle, forwarded};

/// Files of one mail, in bytes: many mail servers take no more than 10 MB, and a file grows by a third in it.
const MOST_BYTES: u64 = 7_000_000;

/// Sends the articles of these numbers, or the one that the command answers, below the operator's words.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: Meant,
    address: &str,
    numbers: &[i32],
    text: &str,
) -> Result<Answer, DeskError> {
    let Some(settings) = act.config.mail.as_ref() else { return Err(Refused::NoMail.into()) };
    if !is_address(address) {
        return Err(Refused::BadAddress { found: address.to_owned() }.into());
    }
    let Meant { mut ticket, role, here } = meant;
    let all = articles::of_ticket(act.tx, ticket.id, 0).await?;
    let mut numbers = match numbers {
        [] => vec![answered(act, heard, &all, "forward").await?],
        named => named.to_vec(),
    };
    numbers.sort_unstable();
    numbers.dedup();
    let chosen = forwarded(&all, &numbers, settings.include_text).map_err(Refused::Forward)?;
    settle::now(act, &mut ticket).await?;

    let list = listed(&numbers);
    let args = Args::new().text("to", address).text("articles", list.as_str());
    let head = act.say("operator-forward-head", &args);
    let words = match heard.message.markup {
        Markup::Markdown => text.trim().to_owned(),
        Markup::Plain => escape_markdown(text.trim()),
    };
    let body = format!("{head}\n\n{words}");
    let said = Said { text: &body, markup: Markup::Markdown, ..Said::of_command(heard, text, None) };
    let article = desk_articles::write(act, &mut ticket, ArticleKind::Forward, heard.actor, &said).await?;
    held::save(act.tx, &ticket).await?;
    let event =
        history::Event::Forwarded { article: article.number, to: address.to_owned(), articles: numbers };
    act.history(&ticket, &event).await?;
    desk_articles::show_to_operators(act, &ticket, &article, &[], None).await?;

    let files = chosen.iter().flat_map(|a| &a.get().files).chain(&article.files).cloned().collect();
    let (files, left) = that_fit(files);
    let mut parts = Body::markdown(words);
    for article in &chosen {
        parts.0.extend(quoted(act, &ticket, article).await?.0);
    }
    for file in &left {
        let args = Args::new().text("file", file.name.as_str());
        parts = parts.then(act.say("mail-forward-too-large", &args), Markup::Markdown);
    }
    mail::owe_forward(act, &ticket, &heard.actor.person, address, parts, files).await?;

    let args = about(&ticket, &heard.actor.person).text("to", address).text("articles", list);
    let mut line = act.say("operator-forwarded", &args);
    if !left.is_empty() {
        let names: Vec<String> = left.into_iter().map(|file| file.name).collect();
        line.push('\n');
        line.push_str(&act.say("operator-forwarded-without", &Args::new().text("file", names.join(", "))));
    }
    let meant = Meant { ticket, role, here };
    Ok(if meant.among_customers() { Answer::React("👌") } else { Answer::markdown(line) })
}

/// An article as the mail holds it: whose word, when, and the word.
async fn quoted(
    act: &Act<'_>,
    ticket: &crate::store::entity::ticket::Model,
    article: &CustomerArticle,
) -> Result<Body, DeskError> {
    let desk = &act.config.desk;
    let by = desk_articles::shown_author(act, ticket, article.get()).await?;
    let at = date_time(article.get().at, desk.time_zone, desk.language);
    let head = act.say("mail-forward-article", &Args::new().text("name", by).text("at", at));
    let mut body = Body::markdown(head);
    body.0.extend(settle::quoted(act, desk.language, std::iter::once(article.get())).0);
    Ok(body)
}

/// The files that one mail has room for, and those that it has not.
fn that_fit(files: Vec<FileRef>) -> (Vec<FileRef>, Vec<FileRef>) {
    let mut room = MOST_BYTES;
    files.into_iter().partition(|file| match room.checked_sub(file.size) {
        Some(rest) => {
            room = rest;
            true
        }
        None => false,
    })
}
