//! A message is sent.

use bytes::Bytes;
use serde_json::Value;
use twilight_model::channel::ChannelType;
use twilight_model::guild::Permissions;

use super::mentions::Allowed;
use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::refusal::{
    ARCHIVED, CANNOT_SEND_TO_USER, EMPTY_MESSAGE, LOCKED, NO_MUTUAL_GUILD, NON_TEXT_CHANNEL, Outcome, Refusal,
};
use crate::world::World;
use crate::world::guild::Guild;
use crate::world::message::{AnswerTo, Attachment, Message, flags, kind};

/// How long the same nonce means the same message, in milliseconds: "a few minutes".
const NONCE_LIFE: i64 = 5 * 60 * 1000;

/// A file to be sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub mime: Option<String>,
    /// Its content.
    pub bytes: Bytes,
    /// Text for those who can't see it.
    pub description: Option<String>,
}

/// A message to be sent.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The text.
    pub content: String,
    /// The files.
    pub uploads: Vec<Upload>,
    /// The embeds.
    pub embeds: Vec<Value>,
    /// The buttons and menus.
    pub components: Vec<Value>,
    /// The names of the stickers.
    pub stickers: Vec<String>,
    /// A message that is forwarded.
    pub forwards: Option<MessageId>,
    /// Some of [`flags`].
    pub flags: u64,
    /// What the sender tells it apart by.
    pub nonce: Option<Value>,
    /// Whether a second message with this nonce shall be the first one.
    pub enforce_nonce: bool,
    /// The message it answers.
    pub reply_to: Option<Id>,
    /// Whether to send it all the same when that message is gone.
    pub reply_to_nothing: bool,
    /// Whom it may notify.
    pub allowed: Allowed,
    /// The only person who will see it.
    pub only_for: Option<Id>,
    /// Which interaction it answers.
    pub answers: Option<AnswerTo>,
    /// One of [`kind`], when it isn't an ordinary message.
    pub kind: u64,
}

impl Draft {
    /// A message of text alone.
    pub fn text(content: impl Into<String>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// Whether there would be nothing to see.
    pub fn is_empty(&self) -> bool {
        self.content.trim().is_empty()
            && self.uploads.is_empty()
            && self.embeds.is_empty()
            && self.components.is_empty()
            && self.stickers.is_empty()
            && self.forwards.is_none()
    }
}

impl World {
    /// Somebody writes; who may not is refused.
    pub fn send(&mut self, author: Id, channel: Id, draft: Draft) -> Outcome<MessageId> {
        self.may_send(author, channel, &draft)?;
        if let Some(before) = self.sent_before(author, channel, &draft) {
            return Ok(before);
        }
        if draft.is_empty() {
            return Err(EMPTY_MESSAGE);
        }
        self.open_for_writing(author, channel)?;
        if self.channel(channel)?.thread.is_some() {
            self.join_quietly(channel, author);
        }
        self.put(author, channel, draft)
    }

    fn may_send(&self, author: Id, channel: Id, draft: &Draft) -> Outcome<()> {
        let place = self.channel(channel)?;
        if !place.holds_messages() {
            return Err(NON_TEXT_CHANNEL);
        }
        let mut needed = Permissions::SEND_MESSAGES;
        if !draft.uploads.is_empty() {
            needed |= Permissions::ATTACH_FILES;
        }
        if draft.reply_to.is_some() {
            needed |= Permissions::READ_MESSAGE_HISTORY;
        }
        self.demand(author, channel, needed)?;
        let deaf = |user: Id| self.users.get(&user).is_some_and(|u| !u.accepts_dms || u.bot);
        if author == self.bot && place.recipient.is_some_and(deaf) {
            return Err(CANNOT_SEND_TO_USER);
        }
        let both = |user: Id| {
            let has = |g: &Guild| g.members.contains_key(&user) && g.members.contains_key(&self.bot);
            self.guilds.values().any(has)
        };
        if place.recipient.is_some_and(|user| !both(user)) {
            return Err(NO_MUTUAL_GUILD);
        }
        Ok(())
    }

    fn sent_before(&self, author: Id, channel: Id, draft: &Draft) -> Option<MessageId> {
        let nonce = draft.nonce.as_ref().filter(|_| draft.enforce_nonce)?;
        let since = self.now() - NONCE_LIFE;
        let recent = self.standing(channel).rev().take_while(|m| m.written >= since);
        let same = |m: &&Message| m.author == author && m.nonce.as_ref() == Some(nonce);
        recent.into_iter().find(same).map(|m| m.id)
    }

    /// Writing opens an archived thread, unless it is locked.
    fn open_for_writing(&mut self, author: Id, channel: Id) -> Outcome<()> {
        let Some(thread) = &self.channel(channel)?.thread else { return Ok(()) };
        let (archived, locked) = (thread.archived, thread.locked);
        if locked && !self.moderates_threads(author, channel) {
            return Err(if archived { ARCHIVED } else { LOCKED });
        }
        if archived {
            let now = self.now();
            if let Some(thread) = &mut self.channel_mut(channel)?.thread {
                thread.archived = false;
                thread.archive_changed = now;
            }
            self.emit(Event::ThreadUpdate { thread: channel });
        }
        Ok(())
    }

    /// Puts a message where it belongs, without asking who may.
    pub(crate) fn put(&mut self, author: Id, channel: Id, draft: Draft) -> Outcome<MessageId> {
        let id = MessageId { channel, id: self.make_id() };
        self.put_as(id, author, draft)
    }

    /// The same under a given id: a forum post's first message has the post's.
    pub(crate) fn put_as(&mut self, id: MessageId, author: Id, draft: Draft) -> Outcome<MessageId> {
        let channel = id.channel;
        let answered = match draft.reply_to {
            None => None,
            Some(to) => match self.message(MessageId { channel, id: to }) {
                Ok(message) => Some((message.id, message.author)),
                Err(_) if draft.reply_to_nothing => None,
                Err(_) => return Err(unknown_reply()),
            },
        };
        let replied = answered.map(|(_, author)| author);
        let pinged = self.pinged(author, channel, &draft.content, &draft.allowed, replied);
        let attachments = draft.uploads.into_iter().map(|upload| self.keep_file(upload)).collect();
        let kind = if answered.is_some() { kind::REPLY } else { draft.kind };
        let message = Message {
            id,
            author,
            kind,
            content: draft.content,
            flags: draft.flags,
            written: self.now(),
            edited: None,
            earlier: Vec::new(),
            attachments,
            embeds: draft.embeds.into_iter().map(shown_embed).collect(),
            components: numbered(draft.components),
            stickers: draft.stickers,
            forwards: draft.forwards.is_some(),
            nonce: draft.nonce,
            about: answered.map(|(id, _)| id).or(draft.forwards),
            pinged: pinged.clone(),
            pinned: None,
            reactions: Vec::new(),
            only_for: draft.only_for,
            answers: draft.answers,
            deleted: false,
        };
        self.post(message);
        if self.channel(channel)?.thread.is_some() {
            self.add_mentioned(channel, author, &pinged.users);
        }
        Ok(id)
    }

    /// Stores a finished message and tells the gateway.
    pub(crate) fn post(&mut self, message: Message) {
        let (id, seen_by_all) = (message.id, message.only_for.is_none());
        self.messages.insert(id, message);
        if !seen_by_all {
            return;
        }
        if let Some(Some(thread)) = self.channels.get_mut(&id.channel).map(|c| &mut c.thread)
            && id.id != id.channel
        {
            thread.written += 1;
        }
        self.emit(Event::MessageCreate { message: id });
    }

    /// A system message: something happened.
    pub(crate) fn tell(
        &mut self,
        actor: Id,
        channel: Id,
        kind: u64,
        content: &str,
        about: Option<MessageId>,
    ) {
        let id = MessageId { channel, id: self.make_id() };
        let message = Message {
            id,
            author: actor,
            kind,
            content: content.to_owned(),
            flags: 0,
            written: self.now(),
            edited: None,
            earlier: Vec::new(),
            attachments: Vec::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            stickers: Vec::new(),
            forwards: false,
            nonce: None,
            about,
            pinged: crate::world::message::Pinged::default(),
            pinned: None,
            reactions: Vec::new(),
            only_for: None,
            answers: None,
            deleted: false,
        };
        self.post(message);
    }

    /// Keeps a file's bytes and describes it.
    pub(crate) fn keep_file(&mut self, upload: Upload) -> Attachment {
        let id = self.make_id();
        let size = upload.bytes.len();
        self.files.insert(id, upload.bytes);
        Attachment { id, name: upload.name, mime: upload.mime, size, description: upload.description }
    }

    /// The direct chat of the bot with somebody, opened if need be.
    pub fn open_dm(&mut self, user: Id) -> Id {
        if let Some(open) = self.dm(user) {
            return open;
        }
        let id = self.make_id();
        let mut channel = crate::world::channel::Channel::new(id, ChannelType::Private, None, "");
        channel.recipient = Some(user);
        self.channels.insert(id, channel);
        id
    }
}

fn unknown_reply() -> Refusal {
    Refusal::form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
}

/// An embed as Discord gives it back.
pub(crate) fn shown_embed(mut embed: Value) -> Value {
    embed["type"] = "rich".into();
    for field in embed["fields"].as_array_mut().into_iter().flatten() {
        if field["inline"].is_null() {
            field["inline"] = false.into();
        }
    }
    if let Some(embed) = embed.as_object_mut() {
        embed.retain(|_, value| !value.is_null());
    }
    embed
}

/// Components as Discord gives them back: each with a number of its own.
pub(crate) fn numbered(mut components: Vec<Value>) -> Vec<Value> {
    fn number(component: &mut Value, next: &mut u64) {
        if component["id"].as_u64().unwrap_or_default() == 0 {
            component["id"] = (*next).into();
        }
        *next += 1;
        for below in ["components", "accessory"] {
            match &mut component[below] {
                Value::Array(list) => list.iter_mut().for_each(|c| number(c, next)),
                Value::Object(_) => number(&mut component[below], next),
                _ => {}
            }
        }
        if let Some(component) = component.as_object_mut() {
            component.retain(|_, value| !value.is_null());
        }
    }
    let mut next = 1;
    components.iter_mut().for_each(|component| number(component, &mut next));
    components
}

/// Whether a message with these flags is only for one.
pub(crate) fn is_ephemeral(bits: u64) -> bool {
    bits & flags::EPHEMERAL != 0
}
