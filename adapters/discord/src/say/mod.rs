//! Carrying out what the desk wants said.

mod answer;
mod change;
mod file;
mod find;
mod mentioned;
mod message;
mod place;
mod room_for_threads;
mod send;
mod thread;

use sportello_chat::{Attempt, Operation, SendError, Sent, Target};

use crate::errors::refused;
use crate::ids;
use crate::shared::Shared;

pub(crate) use find::find;

/// Carries out `operation`.
pub(crate) async fn perform(
    shared: &Shared,
    operation: &Operation,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let done = carry_out(shared, operation, attempt).await;
    if let (Err(SendError::Unreachable { .. }), Target::Room { room } | Target::Thread { room, .. }) =
        (&done, &attempt.outbound.target)
        && let Some(room) = ids::parse(room)
    {
        shared.suspect(room);
    }
    done
}

async fn carry_out(shared: &Shared, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
    match operation {
        Operation::OpenDirect { person } => send::open_direct(shared, person).await,
        Operation::StartThread { room, start } => thread::start(shared, room, start, attempt).await,
        Operation::Send { .. } | Operation::SendFile { .. } => {
            let words = message::Words::of(operation, attempt)?;
            send::say(shared, &words, attempt).await
        }
        Operation::Edit { target, message, body, buttons } => {
            change::edit(shared, target, message, body, buttons, attempt).await
        }
        Operation::Delete { target, message } => change::delete(shared, target, message, attempt).await,
        Operation::React { target, message, emoji } => {
            change::react(shared, target, message, emoji, attempt).await
        }
        Operation::Pin { target } => change::pin(shared, target, attempt).await,
        Operation::Invite { target, person } => thread::invite(shared, target, person, attempt).await,
        Operation::Archive { target } => thread::archive(shared, target, attempt).await,
        Operation::Mail(_) => Err(refused("Discord delivers no mail")),
    }
}
