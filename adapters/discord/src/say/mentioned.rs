//! Whether those who are to be notified are still there to be.

use sportello_chat::{Audience, Mention, SendError};

use super::place::id;
use crate::errors::{Act, send_error};
use crate::shared::Shared;

/// Those of `mentions` who are in the server.
///
/// # Errors
/// [`SendError::Unreachable`] when nobody of them is: an answer to a customer who has left reaches nobody.
/// Operators read a word among them whoever of them has left.
pub(super) async fn present(
    shared: &Shared,
    guild: u64,
    audience: Audience,
    mentions: &[Mention],
) -> Result<Vec<Mention>, SendError> {
    let mut present = Vec::new();
    for mention in mentions {
        let member = shared.members.get(&shared.api, guild, id(&mention.id)?).await;
        if member.map_err(|e| send_error(e, Act::Ask))?.is_some() {
            present.push(mention.clone());
        }
    }
    match mentions.first() {
        Some(first) if present.is_empty() && audience == Audience::Customer => {
            Err(SendError::Unreachable { cause: format!("{} is no longer in the server", first.name) })
        }
        _ => Ok(present),
    }
}
