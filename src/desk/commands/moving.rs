//! `move`: the ticket goes to another queue.

use sportello_chat::{Audience, Body};

use super::{Act, Actor, Answer, DeskError, Meant, about, ruled};
use crate::config::{Channel, Queue};
use crate::desk::clocks::{self, Happened};
use crate::desk::commands::new::find_queue;
use crate::desk::owing::Words;
use crate::desk::{assignment, rooms, settle};
use crate::notify::customer::notice;
use crate::store::entity::{conversation, ticket};
use crate::store::{conversations, held, history, people, places};
use crate::text::Args;
use crate::ticket::{Change, first_level, may_move};

/// Moves it: its owner keeps it only if they serve the new queue, and those who don't serve it see it no
/// more; the customer's conversation goes on.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant, name: &str) -> Result<Answer, DeskError> {
    let from = act.queue(&meant.ticket)?.clone();
    let all: Vec<String> = act.config.queues.iter().map(|q| q.name.clone()).collect();
    let to = find_queue(act, name, &all)?.clone();
    let siblings = from.parent().and_then(|p| act.desk.queue(p)).is_some_and(|p| p.siblings);
    if let Err(rule) = may_move(&from.name, &to.name, siblings) {
        return Err(ruled(act, &meant.ticket, rule).await?);
    }
    settle::leaving(act, &mut meant.ticket).await?;
    let args = about(&meant.ticket, &actor.person).text("queue", to.title.as_str());
    let line = Body::markdown(act.say("operator-moved", &args));
    act.tell_operators(&meant.ticket, &line, &[], meant.told(act)).await?;
    act.refresh(&meant.ticket).await?;
    change_queue(act, &mut meant.ticket, &from, &to).await?;
    release_who_does_not_serve(act, &mut meant.ticket, &to).await?;
    move_threads(act, &meant.ticket, &to).await?;
    assignment::pass_on(act, &mut meant.ticket, None).await?;
    act.refresh(&meant.ticket).await?;
    tell_customer(act, &meant.ticket, &from, &to).await?;
    Ok(if meant.among_customers() { Answer::React("👌") } else { Answer::Text(line) })
}

async fn change_queue(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    from: &Queue,
    to: &Queue,
) -> Result<(), DeskError> {
    let of = |queue: &Queue| queue.responsible.clone();
    let was_the_queues = match of(from) {
        Some(handle) => {
            act.desk.operator_person(act.tx, &handle).await?.map(|p| p.id) == ticket.responsible_id
        }
        None => ticket.responsible_id.is_none(),
    };
    let before = ticket.responsible_id;
    if was_the_queues {
        ticket.responsible_id = match of(to) {
            Some(handle) => act.desk.operator_person(act.tx, &handle).await?.map(|p| p.id),
            None => None,
        };
    }
    ticket.queue_id =
        act.desk.queue_ids(std::slice::from_ref(&to.name)).first().copied().unwrap_or(ticket.queue_id);
    act.history(ticket, &history::Event::Moved { from: from.name.clone(), to: to.name.clone() }).await?;
    clocks::note(act, ticket, Happened::Moved { from }).await?;
    ticket.changed_at = act.now;
    held::save(act.tx, ticket).await?;
    if ticket.responsible_id == before {
        return Ok(());
    }
    let (from, to) = (act.name(before).await?, act.name(ticket.responsible_id).await?);
    act.history(ticket, &history::Event::Responsible { from, to }).await
}

async fn release_who_does_not_serve(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    to: &Queue,
) -> Result<(), DeskError> {
    let Some(owner) = ticket.owner_id else { return Ok(()) };
    let handle = people::by_id(act.tx, owner).await?.and_then(|p| p.handle);
    // Who serves by a group can't be asked here for it: bot.toml must name whoever is to keep a ticket.
    if handle.as_ref().is_some_and(|h| act.desk.serves_by_name(h, to)) {
        return Ok(());
    }
    act.apply(ticket, &[Change::Owner { from: Some(owner), to: None }]).await
}

/// Threads in rooms that the new queue does not use are left, and so are those that can't be reached; in each
/// of its rooms that has none then, one is begun that carries the ticket's articles.
async fn move_threads(act: &Act<'_>, ticket: &ticket::Model, to: &Queue) -> Result<(), DeskError> {
    let mut rooms = Vec::new();
    for channel in rooms::operator_channels(&act.config, &to.name) {
        rooms.push((channel.platform.as_str().to_owned(), room_of(act, channel).await?));
    }
    let is_of = |c: &conversation::Model, (platform, room): &(String, String)| {
        c.platform == *platform && c.room.as_deref() == Some(room.as_str())
    };
    let all = conversations::of_ticket(act.tx, ticket.id).await?.into_iter();
    let (stay, leave): (Vec<_>, Vec<_>) = all
        .filter(|c| c.audience() == Audience::Operators && c.goes_on())
        .partition(|c| c.is_active() && rooms.iter().any(|r| is_of(c, r)));
    for conversation in leave {
        conversations::leave(act.tx, conversation.id).await?;
    }
    for room in rooms.iter().filter(|r| !stay.iter().any(|c| is_of(c, r))) {
        settle::open_thread(act, ticket, &room.0, &room.1, true).await?;
    }
    Ok(())
}

async fn room_of(act: &Act<'_>, channel: &Channel) -> Result<String, DeskError> {
    let place = places::by_name(act.tx, channel.platform.as_str(), &channel.name).await?;
    Ok(place.map_or_else(|| channel.name.clone(), |p| p.room))
}

/// Users know first-level queues only: within one of them nothing has changed for the customer.
async fn tell_customer(
    act: &Act<'_>,
    ticket: &ticket::Model,
    from: &Queue,
    to: &Queue,
) -> Result<(), DeskError> {
    if first_level(&from.name) == first_level(&to.name) {
        return Ok(());
    }
    let language = act.customer_language(ticket).await?;
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("queue", act.desk.known_to_customers(to).title.as_str());
    let text = notice(act.desk.texts(), language, "customer-moved", &args);
    for conversation in act.customer_conversations(ticket, None).await? {
        act.say_to_customer(ticket, &conversation, text.clone(), Words::notice(Body::default())).await?;
    }
    Ok(())
}
