//! `note`: an internal note.

use super::{Act, Answer, DeskError, Heard, Meant};
use crate::desk::articles::{self, Said};

/// The emoji that says that a note is kept.
pub const KEPT: &str = "🔒";

/// Writes the note; where it was typed, an emoji says that it is kept.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, meant: Meant, text: &str) -> Result<Answer, DeskError> {
    let said = Said::of_command(heard, text, meant.here.as_ref());
    articles::note(act, meant.ticket, heard.actor, said).await?;
    Ok(Answer::React(KEPT))
}
