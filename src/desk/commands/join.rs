//! `join`: an operator comes into the private thread in which the customer is spoken to.

use sportello_chat::{Audience, Content};

use super::{Act, Actor, Answer, DeskError, Meant};
use crate::desk::Refused;
use crate::store::conversations;
use crate::store::entity::ticket;
use crate::text::Args;

/// Lets the actor in.
pub async fn run(act: &Act<'_>, actor: &Actor, meant: Meant) -> Result<Answer, DeskError> {
    if !invite(act, &meant.ticket, &actor.account).await? {
        return Err(Refused::NothingToJoin.into());
    }
    let args = Args::new().text("number", meant.ticket.number.as_str());
    Ok(Answer::markdown(act.desk.texts().say(actor.language, "operator-joined", &args)))
}

/// Lets an account of the event's platform into the ticket's private threads there; false if there
/// are none.
pub async fn invite(act: &Act<'_>, ticket: &ticket::Model, account: &str) -> Result<bool, DeskError> {
    let mut any = false;
    for conversation in conversations::of_ticket(act.tx, ticket.id).await? {
        let is_theirs = conversation.private
            && conversation.is_active()
            && conversation.audience() == Audience::Customer
            && conversation.platform == act.platform.as_str();
        if is_theirs {
            let content = Content::Invite { person: account.to_owned() };
            act.owe_in(ticket, &conversation, content, None, 1).await?;
            any = true;
        }
    }
    Ok(any)
}
