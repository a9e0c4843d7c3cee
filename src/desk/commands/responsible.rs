//! `responsible`: who answers for the ticket, be it theirs or not.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, assign};
use crate::store::{held, history, people};

/// Names who answers for it.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant, name: &str) -> Result<Answer, DeskError> {
    let to = assign::find(act, &meant, name).await?;
    let from = match meant.ticket.responsible_id {
        Some(id) => people::by_id(act.tx, id).await?.map(|p| p.name),
        None => None,
    };
    if meant.ticket.responsible_id != Some(to.id) {
        meant.ticket.responsible_id = Some(to.id);
        held::save(act.tx, &meant.ticket).await?;
        let event = history::Event::Responsible { from, to: Some(to.name.clone()) };
        act.history(&meant.ticket, &event).await?;
        act.refresh(&meant.ticket).await?;
    }
    let args = about(&meant.ticket, &actor.person).text("to", to.name.as_str());
    let line = Body::markdown(act.say("operator-responsible", &args));
    // Whoever has to answer for it is called, wherever the command was given.
    let call = if to.id == actor.person.id { vec![] } else { vec![to.id] };
    act.tell_operators(&meant.ticket, &line, &call, None).await?;
    Ok(if meant.here.is_some() { Answer::Nothing } else { Answer::Text(line) })
}
