//! Reading what a room said while nobody listened.
//!
//! The room is paged forward from the checkpoint, page by page, so that memory stays bounded and the
//! checkpoint moves along. Without a checkpoint reading begins where the bot joined; in a direct chat, whose words are for
//! the bot from the first on, where it was invited.

use chrono::{DateTime, Utc};
use matrix_sdk::deserialized_responses::TimelineEvent;
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::api::client::state::get_state_event_for_key;
use matrix_sdk::ruma::events::StateEventType;
use matrix_sdk::ruma::{EventId, RoomId, uint};
use serde_json::Value;

use crate::feed::{Feed, Signal};
use crate::intake::is_transient;
use crate::parse::{Parsed, parse};
use crate::patience::{Ended, Patience};

/// Where reading begins.
enum From {
    /// At the room's first event the bot may see.
    Start,
    /// At this place of the timeline.
    Token(String),
    /// The bot may see nothing.
    Nowhere,
}

#[derive(Default)]
struct Late {
    messages: u32,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Feed {
    /// Hands over everything after the checkpoint; then, if the bot was `away`, says how much it was.
    pub(crate) async fn catch_up(&mut self, away: bool) -> Result<(), Ended> {
        let known = self.checkpoint.is_some();
        let mut late = Late::default();
        let mut from = self.beginning().await?;
        loop {
            let options = match &from {
                From::Start => MessagesOptions::forward(),
                From::Token(token) => MessagesOptions::forward().from(token.as_str()),
                From::Nowhere => break,
            };
            let Some(page) = self.page(options).await? else { break };
            for event in page.0 {
                if let Some(heard) = self.take(event).await? {
                    late.messages += 1;
                    let first = late.span.map_or(heard.at, |(first, _)| first);
                    late.span = Some((first, heard.at));
                }
            }
            from = match (page.1, from) {
                (Some(end), From::Token(token)) if end == token => break,
                (Some(end), _) => From::Token(end),
                (None, _) => break,
            };
        }
        if let Some(next) = self.room.successor_room() {
            // Told by now, be it by this run or an earlier one.
            let old = self.room.room_id().to_owned();
            let _ = self.session.signals.send(Signal::Replaced { old, new: next.room_id });
        }
        if let Some((first, last)) = late.span.filter(|_| away && known) {
            tracing::info!(room = %self.room.room_id(), messages = late.messages, since = %first, "caught up");
            if let Some(inbound) = self.caught_up(late.messages, first, last) {
                self.submit(inbound).await?;
            }
        }
        Ok(())
    }

    async fn beginning(&mut self) -> Result<From, Ended> {
        if let Some(checkpoint) = self.checkpoint.clone() {
            if let Some(token) = self.after(&checkpoint).await? {
                return Ok(From::Token(token));
            }
            tracing::warn!(
                room = %self.room.room_id(), event = %checkpoint,
                "the event read last is gone; reading again from where the bot came"
            );
        } else if self.successor && self.continues_another().await? {
            return Ok(From::Start);
        }
        let Some(coming) = self.last_coming().await? else { return Ok(From::Nowhere) };
        Ok(self.after(&coming).await?.map_or(From::Nowhere, From::Token))
    }

    /// Whether the room was made as the continuation of one that names it as its successor: then all
    /// that was said in it was said to the desk, whenever the bot came.
    async fn continues_another(&self) -> Result<bool, Ended> {
        let request = get_state_event_for_key::v3::Request::new(
            self.room.room_id().to_owned(),
            StateEventType::RoomCreate,
            String::new(),
        );
        let mut patience = Patience::new();
        let created = loop {
            match self.session.client.send(request.clone()).await {
                Ok(response) => break response.into_content(),
                Err(error) => {
                    let error = error.into();
                    if !is_transient(&error) {
                        return Ok(false);
                    }
                    self.pause(&mut patience, &error).await?;
                }
            }
        };
        let created: Value = created.deserialize_as_unchecked().unwrap_or_default();
        let old = created["predecessor"]["room_id"].as_str().and_then(|id| RoomId::parse(id).ok());
        let next =
            old.and_then(|id| self.session.client.get_room(&id)).and_then(|room| room.successor_room());
        Ok(next.is_some_and(|next| next.room_id == self.room.room_id()))
    }

    /// The place right after the event `id`; events the answer carries itself come first.
    async fn after(&mut self, id: &str) -> Result<Option<String>, Ended> {
        let Ok(id) = EventId::parse(id) else { return Ok(None) };
        let mut patience = Patience::new();
        let context = loop {
            match self.room.event_with_context(&id, true, uint!(0), None).await {
                Ok(context) => break context,
                Err(error) if is_transient(&error) => self.pause(&mut patience, &error).await?,
                Err(error) => {
                    tracing::debug!(%error, event = %id, "not to be seen");
                    return Ok(None);
                }
            }
        };
        // The join itself tells the host that the place is there; the checkpoint was told before.
        for event in context.event.into_iter().chain(context.events_after) {
            if event.event_id().is_some_and(|e| self.checkpoint.as_deref() != Some(e.as_str())) {
                self.take(event).await?;
            }
        }
        Ok(context.next_batch_token)
    }

    /// The event by which the bot came into the room last: its join, or in a direct chat the invitation before that.
    async fn last_coming(&mut self) -> Result<Option<String>, Ended> {
        let is_direct = !self.session.shared.bearings.is_named(self.room.room_id());
        let mut token: Option<String> = None;
        let mut join = None;
        loop {
            let options = MessagesOptions::backward().from(token.as_deref());
            let Some((events, end)) = self.page(options).await? else { return Ok(join) };
            for event in events {
                let Some((id, now)) = self.own_membership(&event) else { continue };
                match (now.as_str(), &join) {
                    ("join", None) if is_direct => join = Some(id),
                    ("join", None) | ("invite", Some(_)) => return Ok(Some(id)),
                    (_, Some(_)) => return Ok(join),
                    _ => {}
                }
            }
            if end.is_none() || end == token {
                return Ok(join);
            }
            token = end;
        }
    }

    /// What an event made of the bot's membership, with its id; a new name or picture makes nothing of it.
    fn own_membership(&self, event: &TimelineEvent) -> Option<(String, String)> {
        let value = event.raw().deserialize_as_unchecked::<Value>().ok()?;
        let Parsed::Membership { person, now, was_joined, .. } = parse(&value)? else { return None };
        let is_news = person == self.session.shared.settings.user && !(now == "join" && was_joined);
        is_news.then_some(())?;
        Some((value["event_id"].as_str()?.to_owned(), now))
    }

    /// One page; none if the room is closed to the bot.
    async fn page(&self, mut options: MessagesOptions) -> Result<Option<Page>, Ended> {
        options.limit = uint!(100);
        let mut patience = Patience::new();
        loop {
            let MessagesOptions { from, dir, .. } = &options;
            let mut again = MessagesOptions::new(*dir).from(from.as_deref());
            again.limit = options.limit;
            match self.room.messages(again).await {
                Ok(messages) => return Ok(Some((messages.chunk, messages.end))),
                Err(error) if is_transient(&error) => self.pause(&mut patience, &error).await?,
                Err(error) => {
                    tracing::warn!(%error, room = %self.room.room_id(), "the room can't be read");
                    return Ok(None);
                }
            }
        }
    }
}

/// Events, and where the next ones are.
type Page = (Vec<TimelineEvent>, Option<String>);
