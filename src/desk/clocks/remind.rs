//! The time for which a ticket was put aside has come: its owner is reminded, or it closes.

use sportello_chat::Body;

use crate::config::Queue;
use crate::desk::{Act, DeskError, commands::close, presence};
use crate::notify::mail::{self, About};
use crate::store::entity::{person, ticket};
use crate::store::{history, people};
use crate::text::{Args, Language};
use crate::ticket::{Change, State};

/// Reminds, or closes.
pub(super) async fn due(act: &Act<'_>, mut ticket: ticket::Model) -> Result<(), DeskError> {
    let state = State::parse(&ticket.state).unwrap_or(State::Open);
    if ticket.pending_until.is_none_or(|until| until > act.now) {
        return Ok(());
    }
    match state {
        State::PendingCloseSuccessful => close::by_itself(act, ticket, true, close::Why::Agreed).await,
        State::PendingCloseUnsuccessful => close::by_itself(act, ticket, false, close::Why::Agreed).await,
        State::PendingReminder => {
            let open = Change::State { from: state, to: State::Open };
            act.apply(&mut ticket, &[open]).await?;
            // Whoever is away can't be reminded: it is somebody else's turn.
            presence::give_back(act, &mut ticket).await?;
            remind(act, &ticket).await
        }
        // It was taken up again meanwhile.
        _ => Ok(()),
    }
}

async fn remind(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    act.history(ticket, &history::Event::Reminded).await?;
    let args =
        |_: Language| Args::new().text("number", ticket.number.as_str()).text("title", ticket.title.as_str());
    let line = Body::markdown(act.say("operator-reminded", &args(act.config.desk.language)));
    let called = ticket.owner_id.or(ticket.responsible_id).into_iter().collect();
    let called = presence::present(act, called).await?;
    act.tell_operators(ticket, &line, &called, None).await?;
    let Some(queue) = act.desk.queue_by_id(ticket.queue_id).cloned() else { return Ok(()) };
    mail(act, ticket, &queue, About::Reminder, &args).await
}

/// Mails whoever is to act: the owner, else who answers for it, else the queue's operators; nobody who is away.
pub(super) async fn mail(
    act: &Act<'_>,
    ticket: &ticket::Model,
    queue: &Queue,
    about: About,
    args: &(dyn Fn(Language) -> Args + Sync),
) -> Result<(), DeskError> {
    for person in who_acts(act, ticket, queue).await? {
        let language = act.desk.language_of(&person);
        mail::owe(act, ticket, &person, about, args(language), Body::default()).await?;
    }
    Ok(())
}

async fn who_acts(
    act: &Act<'_>,
    ticket: &ticket::Model,
    queue: &Queue,
) -> Result<Vec<person::Model>, DeskError> {
    let one = match ticket.owner_id.or(ticket.responsible_id) {
        Some(one) => people::by_id(act.tx, one).await?.filter(|p| !p.is_away(act.now)),
        None => None,
    };
    if let Some(one) = one {
        return Ok(vec![one]);
    }
    let mut all = people::by_handles(act.tx, &queue.operators).await?;
    all.retain(|p| !p.is_away(act.now));
    Ok(all)
}
