//! Reading what a place said while nobody listened.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::{ChannelId, MessageId};
use sportello_chat::Submitted;

use super::late::Tally;
use super::message::Head;
use super::{Session, Spot};
use crate::api::code;
use crate::patience::Ended;
use crate::world::Channel;
use crate::{HERE, ids, json};

/// Messages of a page (Discord's greatest).
const PAGE: usize = 100;
/// How many messages before the checkpoint are looked at again for edits and deletions.
const LOOK_BACK: usize = 20;

/// Messages with their ids, oldest first.
type Messages = Vec<(u64, Value)>;

/// A place to be read from its checkpoint on.
#[derive(Clone, Debug)]
pub(crate) struct Missed {
    pub(crate) spot: Spot,
    /// What is known of it; nothing of a direct chat.
    pub(crate) channel: Option<Channel>,
    /// Of the room, for which others may read too.
    pub(crate) tally: Option<Arc<Tally>>,
    /// The message to begin with where nothing was read before; none if that is the place's own business.
    pub(crate) first: Option<u64>,
}

impl Session {
    /// Hands over everything the place missed.
    pub(crate) async fn catch_up(&self, missed: &Missed) -> Result<(), Ended> {
        self.read_on(missed).await?;
        match &missed.tally {
            Some(tally) => tally.done(self).await,
            None => Ok(()),
        }
    }

    async fn read_on(&self, missed: &Missed) -> Result<(), Ended> {
        let spot = &missed.spot;
        let Some((after, is_checkpoint)) = self.beginning(missed).await? else { return Ok(()) };
        if missed.channel.as_ref().is_some_and(Channel::is_forum) {
            // It has posts, each of which is read by itself.
            return Ok(());
        }
        let mut known = missed.channel.as_ref().and_then(|c| c.last_message);
        let mut before = None;
        if missed.channel.is_none() {
            // One question tells whether there is anything new, and what there was before.
            let newest = self.page(spot.channel, None, LOOK_BACK).await?;
            known = newest.last().map(|(id, _)| *id);
            before = Some(newest);
        }
        let nothing_new = is_checkpoint && known.is_some_and(|last| last <= after);
        if nothing_new && missed.channel.as_ref().is_some_and(|c| c.archived) {
            return Ok(());
        }
        let mut present = HashSet::new();
        if !nothing_new {
            self.read_after(missed, after, &mut present).await?;
            before = None;
        }
        if is_checkpoint {
            let before = match before {
                Some(before) => before,
                None => self.page(spot.channel, Some(("before", after.saturating_add(1))), LOOK_BACK).await?,
            };
            self.look_back(spot, after, before, present).await?;
        }
        Ok(())
    }

    /// The message after which reading begins, and whether it is the checkpoint; none if nothing is
    /// to be read.
    async fn beginning(&self, missed: &Missed) -> Result<Option<(u64, bool)>, Ended> {
        let spot = &missed.spot;
        if let Some(checkpoint) = self.checkpoint(&spot.checkpoint()).await? {
            return Ok(Some((checkpoint, true)));
        }
        if let Some(first) = missed.first {
            return Ok(Some((first.saturating_sub(1), false)));
        }
        let Some(channel) = &missed.channel else { return Ok(None) };
        let Some(parent) = spot.parent else {
            // A forum's last message is its last post, but not all of Discord's answers have it.
            let post = self.shared.world.newest_thread(channel.id).filter(|_| channel.is_forum());
            self.begin(spot, channel.last_message.max(post).unwrap_or(channel.id)).await?;
            return Ok(None);
        };
        if self.shared.is_post(channel)
            && let Some(known) = self.checkpoint(&parent.to_string()).await?
            && channel.id > known
        {
            // The post was made while the bot was away: its first message has its id.
            return Ok(Some((channel.id - 1, false)));
        }
        if self.has_thread(channel.id, parent).await? {
            return Ok(Some((channel.id, false)));
        }
        if channel.owner == Some(self.shared.world.me().user) {
            self.shared.pass_over(channel.id);
        }
        Ok(None)
    }

    /// Reads a thread of ours in which something was passed over, once it is in the desk's books.
    pub(crate) async fn read_passed_over(&self, thread: u64) -> Result<(), Ended> {
        if !self.shared.is_passed_over(thread) {
            return Ok(());
        }
        let Some(channel) = self.shared.world.channel(thread) else { return Ok(()) };
        let Some(parent) = channel.parent else { return Ok(()) };
        if !self.has_thread(thread, parent).await? {
            return Ok(());
        }
        self.shared.take_up(thread);
        let channel = Channel { last_message: None, ..channel };
        let spot = Spot::of(&channel);
        self.catch_up(&Missed { spot, channel: Some(channel), tally: None, first: None }).await
    }

    async fn checkpoint(&self, place: &str) -> Result<Option<u64>, Ended> {
        let stored = self.stored(|| self.host.checkpoint(&HERE, place)).await?;
        Ok(stored.as_deref().and_then(ids::parse))
    }

    async fn read_after(
        &self,
        missed: &Missed,
        mut after: u64,
        present: &mut HashSet<u64>,
    ) -> Result<(), Ended> {
        loop {
            let page = self.page(missed.spot.channel, Some(("after", after)), PAGE).await?;
            let Some(newest) = page.last().map(|(id, _)| *id) else { return Ok(()) };
            let full = page.len() == PAGE;
            for (id, value) in page {
                present.insert(id);
                let Some(head) = Head::of(&value) else { continue };
                self.shared.clock(id);
                if self.is_own(&head, &value) {
                    continue;
                }
                let submitted = self.hand_over(&missed.spot, &head, &value).await?;
                if submitted == Some(Submitted::Stored)
                    && let Some(tally) = &missed.tally
                {
                    tally.count(id);
                }
            }
            if !full || newest <= after {
                return Ok(());
            }
            after = newest;
        }
    }

    /// Messages of the place, oldest first; none if it can't be read. An odd one spoils no other.
    async fn page(
        &self,
        channel: u64,
        from: Option<(&'static str, u64)>,
        limit: usize,
    ) -> Result<Messages, Ended> {
        let route = Route::ChannelMessages { channel_id: ChannelId::new(channel) };
        let mut params = vec![("limit", limit.to_string())];
        params.extend(from.map(|(key, id)| (key, id.to_string())));
        let page = match self.ask(|| self.shared.api.get(route, params.clone())).await? {
            Ok(page) => page,
            Err(error) => {
                tracing::warn!(%error, channel, "what was missed can't be read");
                return Ok(Vec::new());
            }
        };
        let messages = json::items(&page).filter_map(|m| Some((json::id(m, "id")?, m.clone())));
        let mut messages: Messages = messages.collect();
        messages.sort_by_key(|(id, _)| *id);
        Ok(messages)
    }

    /// Looks for edits and deletions of what was read before, which a new session is not told.
    async fn look_back(
        &self,
        spot: &Spot,
        checkpoint: u64,
        before: Messages,
        mut present: HashSet<u64>,
    ) -> Result<(), Ended> {
        let all = before.len() < LOOK_BACK;
        let oldest = before.first().map_or(checkpoint, |(id, _)| *id);
        for (id, value) in &before {
            present.insert(*id);
            self.edited(spot, value).await?;
        }
        // Where there is nothing older, all that the desk knows of the place is looked for.
        let from = if all { spot.channel.min(oldest) } else { oldest }.to_string();
        let place = spot.place();
        let known = self.stored(|| self.host.known_articles(&HERE, &place, &from)).await?;
        // A thread has the id of the message it hangs on, which stands in it only if it is a post.
        let is_post = spot.parent.is_some_and(|parent| self.shared.is_forum(parent));
        let stands_here = |id: &u64| is_post || *id != spot.channel;
        for id in known.iter().filter_map(|id| ids::parse(id)).filter(stands_here) {
            // One question more: a place that can't be read is no place without messages.
            if !present.contains(&id) && (all || id >= oldest) && self.is_gone(spot, id).await? {
                self.gone(spot, id).await?;
            }
        }
        Ok(())
    }

    async fn is_gone(&self, spot: &Spot, message: u64) -> Result<bool, Ended> {
        let route = Route::ChannelMessage {
            channel_id: ChannelId::new(spot.channel),
            message_id: MessageId::new(message),
        };
        let answer = self.ask(|| self.shared.api.get(route, Vec::new())).await?;
        Ok(answer.is_err_and(|error| error.code() == code::UNKNOWN_MESSAGE))
    }
}
