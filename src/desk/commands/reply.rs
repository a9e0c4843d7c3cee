//! `reply`: an answer to the customer.

use super::{Act, Answer, DeskError, Heard, Meant};
use crate::desk::articles::{self, Said};

/// The emoji that says that an answer went.
pub const SENT: &str = "✅";

/// Sends the answer; where it was typed, an emoji says that it went.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, meant: Meant, text: &str) -> Result<Answer, DeskError> {
    // Among customers the command itself is all they would see: they are shown the answer as well.
    let origin = meant.here.as_ref().filter(|_| !meant.among_customers());
    let said = Said::of_command(heard, text, origin);
    articles::reply(act, meant.ticket, heard.actor, said).await?;
    Ok(Answer::React(SENT))
}
