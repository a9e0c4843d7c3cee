//! Where reading begins in a channel the bot sees for the first time.

use sportello_chat::{Author, Event};

use super::submit::{checkpoint, inbound};
use super::{Session, Spot};
use crate::ids;
use crate::patience::Ended;

impl Session {
    /// What was said in the place up to `newest` is not read, what comes after it is, even if the
    /// bot is away then.
    pub(crate) async fn begin(&self, spot: &Spot, newest: u64) -> Result<(), Ended> {
        let author = Author {
            id: self.shared.world.me().user.to_string(),
            // Nothing but the checkpoint is to be kept of it.
            bot: true,
            ..Author::default()
        };
        let id = format!("begin:{}:{newest}", spot.channel);
        let event = Event::CaughtUp { messages: 0, since: ids::time(newest) };
        let mut told = inbound(spot, id, newest, author, event);
        told.checkpoint = Some(checkpoint(spot, newest));
        self.submit(told).await?;
        tracing::info!(channel = spot.channel, "seen for the first time: what is said from now on is read");
        Ok(())
    }
}
