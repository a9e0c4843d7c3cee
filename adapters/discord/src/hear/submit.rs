//! Handing over, until it is stored.

use sportello_chat::{Author, Checkpoint, Event, Inbound, SubmitError, Submitted};

use super::{Session, Spot};
use crate::patience::{Ended, Patience};
use crate::{PLATFORM, ids};

impl Session {
    /// Hands the event over, again and again until it is stored.
    pub(crate) async fn submit(&self, inbound: Inbound) -> Result<Submitted, Ended> {
        self.stored(|| self.host.submit(inbound.clone())).await
    }

    /// What the host says, asked again while its store is away.
    pub(crate) async fn stored<T, F>(&self, question: impl Fn() -> F) -> Result<T, Ended>
    where
        F: Future<Output = Result<T, SubmitError>>,
    {
        let mut patience = Patience::new();
        loop {
            match question().await {
                Ok(answer) => return Ok(answer),
                Err(SubmitError::Closed) => return Err(Ended),
                Err(error) => {
                    tracing::debug!(%error, "handed over again");
                    patience.wait(None, &self.stop).await?;
                }
            }
        }
    }
}

/// An event in a place; `id` is Discord's of it, `message` says when.
pub(crate) fn inbound(spot: &Spot, id: String, message: u64, author: Author, event: Event) -> Inbound {
    let at = ids::time(message);
    Inbound { platform: PLATFORM, id, at, author, place: spot.place(), event, checkpoint: None }
}

/// How far a place was read with `message`.
pub(crate) fn checkpoint(spot: &Spot, message: u64) -> Checkpoint {
    Checkpoint { place: spot.checkpoint(), event: message.to_string() }
}
