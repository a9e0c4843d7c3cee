//! `transcript`: a ticket as a file.

use ::bytes::Bytes;
use sportello_chat::{Audience, Body, FileRef};

use super::{Act, Answer, DeskError, Heard, Meant, history as in_words};
use crate::desk::{Refused, bytes};
use crate::store::history::{self, Event};
use crate::store::{articles, people, ratings};
use crate::text::{Args, Language};
use crate::ticket::{CustomerArticle, Role, State};
use crate::transcript::{
    CustomerTranscript, Facts, File, Format, Happening, OperatorArticle, OperatorTranscript, Rating, Setting,
};

/// Hands the ticket over: to its customer without notes, to operators with all of it.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    meant: &Meant,
    format: Format,
) -> Result<Answer, DeskError> {
    let place = &heard.inbound.place;
    let for_customer = meant.role == Role::Customer;
    let is_read_by_customers = heard.audience(act) == Audience::Customer && !place.direct;
    if !for_customer && is_read_by_customers && !heard.is_picked() {
        return Err(Refused::NotInPublic { command: "transcript" }.into());
    }
    let language = heard.actor.language;
    let setting = Setting {
        texts: act.desk.texts(),
        language,
        zone: act.config.desk.time_zone,
        desk: &act.config.desk.name,
        made_at: act.now,
    };
    let file = if for_customer {
        for_the_customer(act, meant).await?.render(format, &setting).into_file()
    } else {
        for_operators(act, meant, language).await?.render(format, &setting).into_file()
    };
    let number = Args::new().text("number", meant.ticket.number.as_str());
    let text = act.desk.texts().say(language, "customer-transcript", &number);
    Ok(Answer::File(Body::markdown(text), kept(act, file).await?))
}

/// The file in the desk's store, from where it is sent.
async fn kept(act: &Act<'_>, file: File) -> Result<FileRef, DeskError> {
    let size = file.bytes.len() as u64;
    match act.desk.files().put(Bytes::from(file.bytes)).await {
        Ok(sha256) => {
            // No article names it: it goes when it was sent.
            bytes::release(act, &mut vec![sha256.clone()]).await?;
            Ok(FileRef { name: file.name, mime: file.mime.to_owned(), size, sha256 })
        }
        Err(error) => {
            tracing::error!(%error, "a transcript could not be kept");
            Err(Refused::NoFile.into())
        }
    }
}

async fn for_the_customer(act: &Act<'_>, meant: &Meant) -> Result<CustomerTranscript, DeskError> {
    let queue = act.queue(&meant.ticket)?;
    let all = articles::of_ticket(act.tx, meant.ticket.id, 0).await?;
    let shown = act.desk.known_to_customers(queue);
    Ok(CustomerTranscript {
        facts: facts(act, meant, shown.title.clone()).await?,
        signature: queue.signature,
        articles: all.into_iter().filter_map(CustomerArticle::from).collect(),
    })
}

async fn for_operators(
    act: &Act<'_>,
    meant: &Meant,
    language: Language,
) -> Result<OperatorTranscript, DeskError> {
    let ticket = &meant.ticket;
    let responsible = match ticket.responsible_id {
        Some(id) => people::by_id(act.tx, id).await?.map(|p| p.name),
        None => None,
    };
    let all = articles::of_ticket(act.tx, ticket.id, 0).await?;
    Ok(OperatorTranscript {
        facts: facts(act, meant, act.queue(ticket)?.title.clone()).await?,
        responsible,
        articles: all.into_iter().map(|article| OperatorArticle { article, versions: vec![] }).collect(),
        history: happened(act, ticket.id, language).await?,
    })
}

async fn facts(act: &Act<'_>, meant: &Meant, queue: String) -> Result<Facts, DeskError> {
    let ticket = &meant.ticket;
    let owner = match ticket.owner_id {
        Some(id) => people::by_id(act.tx, id).await?.map(|p| p.name),
        None => None,
    };
    let rating = ratings::of_ticket(act.tx, ticket.id).await?;
    Ok(Facts {
        number: ticket.number.clone(),
        title: ticket.title.clone(),
        queue,
        state: State::parse(&ticket.state).unwrap_or(State::Open),
        customer: people::by_id(act.tx, ticket.customer_id).await?.map(|p| p.name).unwrap_or_default(),
        owner,
        opened_at: ticket.created_at,
        closed_at: ticket.closed_at,
        rating: rating
            .map(|r| Rating { stars: u8::try_from(r.stars).unwrap_or_default(), comment: r.comment }),
    })
}

async fn happened(act: &Act<'_>, ticket: i64, language: Language) -> Result<Vec<Happening>, DeskError> {
    let rows = history::of_whole(act.tx, ticket).await?;
    let actors = people::by_ids(act.tx, rows.iter().filter_map(|r| r.actor_id)).await?;
    let read = |row: crate::store::entity::history::Model| {
        let event = serde_json::from_str::<Event>(&row.data).ok()?;
        Some(Happening {
            at: row.at,
            who: actors.iter().find(|p| Some(p.id) == row.actor_id).map(|p| p.name.clone()),
            platform: row.platform,
            event: row.event,
            what: in_words::words(act, language, &event),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
