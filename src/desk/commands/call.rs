//! `new --for`: an operator writes down what somebody has asked for on the telephone.

use super::mail::is_address;
use super::new::find_queue;
use super::{Act, Answer, DeskError, Heard};
use crate::config::Queue;
use crate::desk::articles::{Said, write};
use crate::desk::{Refused, clocks, direct, find, open, settle};
use crate::store::entity::person;
use crate::store::{held, history, people};
use crate::text::Args;
use crate::ticket::{ArticleKind, Deed, Role, allowed};

/// Opens a ticket in the name of `caller`, who is told where nobody else reads.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    caller: &str,
    queue: Option<&str>,
    text: &str,
) -> Result<Answer, DeskError> {
    if !act.desk.is_operator(heard.actor) || !allowed(Role::OperatorElsewhere, Deed::NewFor) {
        return Err(Refused::OperatorsOnly.into());
    }
    if text.trim().is_empty() && heard.files.is_empty() {
        return Err(Refused::Empty.into());
    }
    let queue = queue_meant(act, heard, queue)?.clone();
    let customer = known(act, caller).await?;
    let said = Said::of_command(heard, text, None);
    let title = open::title(&said);
    let mut ticket = open::row(act, &queue, customer.id, &title, act.realm.as_deref(), None).await?;
    let responsible = act.name(ticket.responsible_id).await?;
    act.history(&ticket, &history::Event::Opened { title: ticket.title.clone(), responsible }).await?;
    let article = write(act, &mut ticket, ArticleKind::Phone, heard.actor, &said).await?;
    clocks::begin(act, &mut ticket, &queue).await?;
    held::save(act.tx, &ticket).await?;
    if let Some(place) = open::direct_to(act, &ticket, &customer, Some(act.platform.as_str())).await? {
        open::show_request(act, &ticket, &place, &article).await?;
        open::receipt_of_call(act, &ticket, &place, &queue, &customer).await?;
    }
    // It was written down whole: nothing is waited for.
    settle::now(act, &mut ticket).await?;
    tracing::info!(ticket = ticket.number, queue = queue.name, platform = %act.platform, "opened for a caller");
    let args = Args::new().text("number", ticket.number).text("name", customer.name);
    Ok(Answer::markdown(act.desk.texts().say(heard.actor.language, "operator-opened-for", &args)))
}

/// The queue that is named, else that of the room, else the first: one that people can choose, or one that
/// the operator serves.
fn queue_meant<'a>(act: &'a Act<'_>, heard: &Heard<'_>, named: Option<&str>) -> Result<&'a Queue, DeskError> {
    let mut known: Vec<String> = direct::offered(act).iter().map(|q| q.name.clone()).collect();
    let served = act.desk.queues_of(heard.actor);
    known.extend(served.into_iter().filter(|name| act.desk.queue(name).is_some()));
    known.dedup();
    let room = act.desk.room_role(&act.platform, &heard.inbound.place.room);
    let here = room.help.or_else(|| room.operators.into_iter().next());
    let name = named.map(str::to_owned).or(here).or_else(|| known.first().cloned());
    find_queue(act, &name.unwrap_or_default(), &known)
}

/// Whom the desk knows, or somebody with a mail address whom it meets now.
async fn known(act: &Act<'_>, caller: &str) -> Result<person::Model, DeskError> {
    match find::person(act, caller).await {
        Err(DeskError::Refused(Refused::NoSuchPerson { found })) if is_address(&found) => {
            Ok(people::with_mail(act.tx, &found, act.now).await?)
        }
        found => found,
    }
}
