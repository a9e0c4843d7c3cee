//! `next`: the oldest ticket that nobody has becomes the actor's.

use super::{Act, Actor, Answer, DeskError, Meant, take};
use crate::desk::Refused;
use crate::desk::commands::new::find_queue;
use crate::store::held;
use crate::ticket::{Deed, Role, allowed};

/// Takes the oldest.
pub async fn run(act: &Act<'_>, actor: &Actor, queue: Option<&str>) -> Result<Answer, DeskError> {
    if !act.desk.is_operator(actor) || !allowed(Role::OperatorElsewhere, Deed::Next) {
        return Err(Refused::OperatorsOnly.into());
    }
    let mine = act.desk.queues_of(actor);
    let names = match queue {
        Some(name) => vec![find_queue(act, name, &mine)?.name.clone()],
        None => mine,
    };
    let Some(ticket) =
        held::hold_oldest_free(act.tx, &act.desk.queue_ids(&names), act.within.as_deref()).await?
    else {
        return Err(Refused::NothingFree.into());
    };
    let role = act.role(actor, &ticket);
    take::run(act, actor, Meant { ticket, role, here: None }, false).await
}
