//! `release`: the ticket goes back to its queue.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, ruled};
use crate::desk::assignment;
use crate::ticket::{Action, Role, decide};

/// Gives the ticket back.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant) -> Result<Answer, DeskError> {
    let rules = Act::rules(act.queue(&meant.ticket)?);
    let action = Action::Release { admin: meant.role == Role::Admin };
    let changes = match decide(&Act::rules_view(&meant.ticket), &rules, action, actor.person.id, act.now) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    let line = Body::markdown(act.say("operator-released", &about(&meant.ticket, &actor.person)));
    let answer = meant.tell(act, line).await?;
    assignment::pass_on(act, &mut meant.ticket, Some(actor.person.id)).await?;
    Ok(answer)
}
