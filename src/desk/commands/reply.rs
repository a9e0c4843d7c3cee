//! `reply`: an answer to the customer.

use sportello_chat::Body;

use super::{Act, Answer, DeskError, Heard, Meant};
use crate::desk::articles::{self, Said};
use crate::desk::together;
use crate::text::Args;

/// The emoji that says that an answer went.
pub const SENT: &str = "✅";

/// Sends the answer; where it was typed, an emoji says that it went.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, meant: Meant, text: &str) -> Result<Answer, DeskError> {
    // Among customers the command itself is all they would see: they are shown the answer as well.
    let origin = meant.here.as_ref().filter(|_| !meant.among_customers());
    let said = Said::of_command(heard, text, origin);
    let hint = together::hint(act, heard, &meant.ticket).await?;
    let ticket = meant.ticket.clone();
    articles::reply(act, meant.ticket, heard.actor, said).await?;
    let Some(hint) = hint else { return Ok(Answer::React(SENT)) };
    if act.on_the_spot {
        let sent = act.desk.texts().say(heard.actor.language, "operator-reply-sent", &Args::new());
        return Ok(Answer::markdown(format!("{sent}\n{hint}")));
    }
    let place = &heard.inbound.place;
    act.answer_privately(place, &heard.actor.account, Body::markdown(hint), Some(&ticket)).await?;
    Ok(Answer::React(SENT))
}
