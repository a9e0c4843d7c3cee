//! `new`: a ticket is opened, whatever was written just before.

use sportello_chat::Audience;

use super::{Act, Answer, DeskError, Heard};
use crate::config::Queue;
use crate::desk::articles::Said;
use crate::desk::{Refused, direct, limits, open};
use crate::store::conversations;
use crate::text::Args;

/// Opens a ticket in the actor's name, of the named queue, else the channel's, else the first.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    queue: Option<&str>,
    subject: Option<&str>,
    text: &str,
) -> Result<Answer, DeskError> {
    if text.trim().is_empty() && heard.files.is_empty() {
        return Err(Refused::Empty.into());
    }
    let place = &heard.inbound.place;
    let here = act.desk.room_role(&act.platform, &place.room).help;
    let offered: Vec<String> = direct::offered(act).iter().map(|q| q.name.clone()).collect();
    let queue = match (queue, here) {
        (Some(name), _) => find_queue(act, name, &offered)?,
        (None, Some(name)) => find_queue(act, &name, &offered)?,
        (None, None) => match offered.as_slice() {
            [first, ..] => find_queue(act, first, &offered)?,
            [] => return Err(Refused::NoSuchQueue { found: String::new(), allowed: String::new() }.into()),
        },
    };
    let said = Said { title: subject, ..Said::of_command(heard, text, None) };
    if let Some(held) = limits::hold(act, heard.actor, Some(queue), heard.inbound.author.since, &said).await?
    {
        if act.on_the_spot {
            return Ok(Answer::Text(held.words));
        }
        limits::acknowledge(act, heard, held).await?;
        return Ok(Answer::Nothing);
    }
    if act.on_the_spot {
        let (ticket, conversation) = open::from_form(act, heard, queue, &said).await?;
        let key = match conversation.person {
            Some(_) => "customer-opened-direct",
            None => "customer-opened-thread",
        };
        let args = Args::new().text("number", ticket.number);
        return Ok(Answer::markdown(act.desk.texts().say(heard.actor.language, key, &args)));
    }
    let in_channel = !place.direct && place.thread.is_none() && heard.audience(act) == Audience::Customer;
    if in_channel {
        open::open_here(act, heard, queue, heard.actor, &said).await?;
        return Ok(Answer::Nothing);
    }
    let room = match place.direct {
        true => Some(place.room.clone()),
        false => conversations::direct_room(act.tx, act.platform.as_str(), &heard.actor.account).await?,
    };
    open::in_direct(act, queue, heard.actor, &said, room.as_deref()).await?;
    Ok(if place.direct { Answer::Nothing } else { Answer::React("📨") })
}

/// The queue meant by a name or a title, of those that may be chosen.
pub fn find_queue<'a>(act: &'a Act<'_>, name: &str, offered: &[String]) -> Result<&'a Queue, DeskError> {
    let wanted = name.trim().to_lowercase();
    act.config
        .queues
        .iter()
        .filter(|q| offered.contains(&q.name))
        .find(|q| q.name.to_lowercase() == wanted || q.title.to_lowercase() == wanted)
        .ok_or_else(|| Refused::NoSuchQueue { found: name.to_owned(), allowed: offered.join(", ") }.into())
}
