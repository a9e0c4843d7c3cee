//! `export`: everything is written into a file on the desk's own machine.

use super::{Act, Answer, DeskError, Heard, admins_only};
use crate::desk::exporting;
use crate::text::Args;
use crate::ticket::Deed;

/// Has it made, and says so; that it is there is told later.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, rows_only: bool) -> Result<Answer, DeskError> {
    admins_only(act, heard.actor, Deed::Export)?;
    exporting::ask(act, heard, rows_only).await?;
    Ok(Answer::markdown(act.desk.texts().say(heard.actor.language, "admin-exporting", &Args::new())))
}
