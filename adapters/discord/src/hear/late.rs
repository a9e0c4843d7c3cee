//! What a room and its threads were read late, counted together: a room is told once.

use std::sync::{Mutex, PoisonError};

use sportello_chat::{Author, Event};

use super::submit::inbound;
use super::{Session, Spot};
use crate::ids;
use crate::patience::Ended;

/// Counts for one room while several read for it.
#[derive(Debug)]
pub(crate) struct Tally {
    room: Spot,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Places still being read.
    reading: usize,
    messages: u32,
    first: Option<u64>,
    last: u64,
}

impl Tally {
    /// Of a room that `readers` read for.
    pub(crate) fn new(room: Spot, readers: usize) -> Self {
        Self { room, counts: Mutex::new(Counts { reading: readers, ..Counts::default() }) }
    }

    /// A message was read late.
    pub(crate) fn count(&self, message: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.messages += 1;
        counts.first = Some(counts.first.map_or(message, |first| first.min(message)));
        counts.last = counts.last.max(message);
    }

    /// One reader is done; the last one hands over what there was.
    pub(crate) async fn done(&self, session: &Session) -> Result<(), Ended> {
        let (messages, first, last) = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            counts.reading = counts.reading.saturating_sub(1);
            match counts.first {
                Some(first) if counts.reading == 0 => (counts.messages, first, counts.last),
                _ => return Ok(()),
            }
        };
        let is_forum = session.shared.world.channel(self.room.channel).is_some_and(|c| c.is_forum());
        tracing::info!(room = self.room.channel, messages, since = %ids::time(first), "caught up");
        if is_forum {
            // It takes posts, no words: there is nowhere to announce it.
            return Ok(());
        }
        let author = Author { id: session.shared.world.me().user.to_string(), ..Author::default() };
        let id = format!("caught-up:{}:{last}", self.room.channel);
        let event = Event::CaughtUp { messages, since: ids::time(first) };
        session.submit(inbound(&self.room, id, last, author, event)).await?;
        Ok(())
    }
}
