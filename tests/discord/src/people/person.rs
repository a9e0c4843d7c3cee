//! A person with a Discord client.

use std::sync::Arc;
use std::time::Duration;

use super::act;
use super::channel::Channel;
use super::guild::{Guild, Role};
use crate::act::edit::Edit;
use crate::act::send::{Draft, Upload};
use crate::gateway::event::Event;
use crate::id::{Id, MessageId};
use crate::shared::Shared;
use crate::world::guild::User;

/// A person. What they do is done at once; what Discord would not let them do fails the test.
#[derive(Clone)]
pub struct Person {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: Id,
    pub(crate) name: String,
}

impl Person {
    pub(crate) fn make(shared: &Arc<Shared>, name: &str, age: Duration) -> Self {
        let id = shared.with(|w| {
            let taken = w.users.values().any(|u| u.name == name);
            assert!(!taken, "there is somebody called {name} already");
            let made = w.now() - i64::try_from(age.as_millis()).unwrap_or_default();
            // Several accounts of the same age still differ.
            let low = (w.make_id().0 & 0x3f_ffff) + w.users.len() as u64;
            let id = Id(Id::at(made).0 + low);
            let user = User {
                id,
                name: name.to_owned(),
                shown_name: None,
                bot: false,
                locale: "en-US".to_owned(),
                accepts_dms: true,
            };
            w.users.insert(id, user);
            id
        });
        Self { shared: Arc::clone(shared), id, name: name.to_owned() }
    }

    pub(super) fn act<T>(
        &self,
        what: &str,
        act: impl FnOnce(&mut crate::world::World) -> crate::refusal::Outcome<T>,
    ) -> T {
        self::act(&self.shared, &self.name, what, act)
    }

    fn change(&self, change: impl FnOnce(&mut User)) {
        self.shared.with(|w| {
            w.users.entry(self.id).and_modify(change);
        });
    }

    /// The account's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The user name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How others mention them.
    pub fn mention(&self) -> String {
        format!("<@{}>", self.id)
    }

    /// Their client speaks this language.
    #[must_use]
    pub fn locale(self, locale: &str) -> Self {
        self.change(|user| locale.clone_into(&mut user.locale));
        self
    }

    /// Others see them under this name.
    #[must_use]
    pub fn shown_as(self, name: &str) -> Self {
        self.change(|user| user.shown_name = Some(name.to_owned()));
        self
    }

    /// Makes it the account of a bot.
    #[must_use]
    pub fn as_bot(self) -> Self {
        self.change(|user| user.bot = true);
        self
    }

    /// The bot may not write to them directly.
    #[must_use]
    pub fn without_dms(self) -> Self {
        self.accepts_dms(false);
        self
    }

    /// Whether the bot may write to them directly, from now on.
    pub fn accepts_dms(&self, accepts: bool) {
        self.change(|user| user.accepts_dms = accepts);
    }

    /// Gets a role.
    #[must_use]
    pub fn with_role(self, role: &Role) -> Self {
        self.gets_role(role);
        self
    }

    /// Gets a role, later on.
    pub fn gets_role(&self, role: &Role) {
        self.change_roles(role, |roles, id| roles.push(id));
    }

    /// Loses a role.
    pub fn loses_role(&self, role: &Role) {
        self.change_roles(role, |roles, id| roles.retain(|r| *r != id));
    }

    fn change_roles(&self, role: &Role, change: impl FnOnce(&mut Vec<Id>, Id)) {
        self.shared.with(|w| {
            let member = w.guilds.get_mut(&role.guild).and_then(|g| g.members.get_mut(&self.id));
            let member = member.unwrap_or_else(|| panic!("{} is not in the role's guild", self.name));
            change(&mut member.roles, role.id);
            w.emit(Event::MemberUpdate { guild: role.guild, user: self.id });
        });
    }

    /// Has another name in a guild.
    pub fn nick(&self, guild: &Guild, nick: &str) {
        self.shared.with(|w| {
            if let Some(member) = w.guilds.get_mut(&guild.id).and_then(|g| g.members.get_mut(&self.id)) {
                member.nick = Some(nick.to_owned());
            }
            w.emit(Event::MemberUpdate { guild: guild.id, user: self.id });
        });
    }

    /// Leaves a guild.
    pub fn leaves(&self, guild: &Guild) {
        self.shared.with(|w| w.leave_guild(self.id, guild.id));
    }

    /// Whether they see a channel.
    pub fn sees(&self, channel: impl Into<Id>) -> bool {
        let channel = channel.into();
        self.shared.read(|w| w.sees(self.id, channel))
    }

    /// Writes.
    pub fn says(&self, channel: impl Into<Id>, text: &str) -> MessageId {
        self.sends(channel, Draft::text(text))
    }

    /// Writes whatever it is.
    pub fn sends(&self, channel: impl Into<Id>, draft: Draft) -> MessageId {
        let channel = channel.into();
        // Those who pay write twice as much as a bot may.
        let long = draft.content.chars().count() > 4_000;
        assert!(!long, "{} can't say it: Discord's client takes 4,000 characters", self.name);
        self.act("say it", |w| w.send(self.id, channel, draft))
    }

    /// Writes, with a file.
    pub fn uploads(
        &self,
        channel: impl Into<Id>,
        text: &str,
        name: &str,
        mime: &str,
        bytes: &[u8],
    ) -> MessageId {
        let upload = Upload {
            name: name.to_owned(),
            mime: Some(mime.to_owned()),
            bytes: bytes.to_vec().into(),
            description: None,
        };
        self.sends(channel, Draft { uploads: vec![upload], ..Draft::text(text) })
    }

    /// Answers a message, and notifies its author.
    pub fn replies(&self, to: impl Into<MessageId>, text: &str) -> MessageId {
        let to = to.into();
        self.sends(to.channel, Draft { reply_to: Some(to.id), ..Draft::text(text) })
    }

    /// Sends a sticker and no word.
    pub fn sends_sticker(&self, channel: impl Into<Id>, name: &str) -> MessageId {
        self.sends(channel, Draft { stickers: vec![name.to_owned()], ..Draft::default() })
    }

    /// Forwards a message: it arrives without a text of its own.
    pub fn forwards(&self, message: impl Into<MessageId>, to: impl Into<Id>) -> MessageId {
        let message = message.into();
        assert!(self.sees(message.channel), "{} doesn't see that message", self.name);
        self.sends(to, Draft { forwards: Some(message), ..Draft::default() })
    }

    /// Dismisses an ephemeral message, of which the bot hears nothing.
    pub fn dismisses(&self, message: impl Into<MessageId>) {
        let message = message.into();
        let mine =
            self.shared.read(|w| w.messages.get(&message).is_some_and(|m| m.only_for == Some(self.id)));
        assert!(mine, "only an ephemeral message for {} can be dismissed by them", self.name);
        self.act("dismiss it", |w| w.remove(message));
    }

    /// The direct chat with the bot.
    pub fn dm(&self) -> Channel {
        let id = self.shared.with(|w| w.open_dm(self.id));
        Channel { shared: Arc::clone(&self.shared), id }
    }

    /// Writes to the bot directly.
    pub fn dms(&self, text: &str) -> MessageId {
        self.says(&self.dm(), text)
    }

    /// Edits a message of theirs.
    pub fn edits(&self, message: impl Into<MessageId>, text: &str) {
        let edit = Edit { content: Some(text.to_owned()), ..Edit::default() };
        let message = message.into();
        self.act("edit it", |w| w.edit(self.id, message, edit));
    }

    /// Deletes a message.
    pub fn deletes(&self, message: impl Into<MessageId>) {
        let message = message.into();
        self.act("delete it", |w| w.delete(self.id, message));
    }

    /// Deletes many at once.
    pub fn deletes_many(&self, channel: impl Into<Id>, messages: &[MessageId]) {
        let (channel, ids): (Id, Vec<Id>) = (channel.into(), messages.iter().map(|m| m.id).collect());
        self.act("delete them", |w| w.delete_many(self.id, channel, &ids));
    }

    /// Reacts to a message.
    pub fn reacts(&self, message: impl Into<MessageId>, emoji: &str) {
        let message = message.into();
        self.act("react", |w| w.react(self.id, message, emoji));
    }

    /// Takes a reaction back.
    pub fn unreacts(&self, message: impl Into<MessageId>, emoji: &str) {
        let message = message.into();
        self.act("take it back", |w| w.unreact(self.id, message, emoji, self.id));
    }

    /// Pins a message.
    pub fn pins(&self, message: impl Into<MessageId>) {
        let message = message.into();
        self.act("pin it", |w| w.pin(self.id, message));
    }

    /// Takes a pin away.
    pub fn unpins(&self, message: impl Into<MessageId>) {
        let message = message.into();
        self.act("unpin it", |w| w.unpin(self.id, message));
    }

    /// Is typing.
    pub fn types(&self, channel: impl Into<Id>) {
        let channel = channel.into();
        self.shared.with(|w| w.emit(Event::Typing { channel, user: self.id }));
    }
}
