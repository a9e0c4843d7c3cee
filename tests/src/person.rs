//! People: what they say and do on a model platform, and what they see there.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use sportello_chat::{
    Author, Checkpoint, Event, FileOffer, Form, Host, Inbound, Interaction, Kind, Markup, Message, Outlet,
    Place, ThreadRef,
};

use crate::chat::{ModelChat, direct_room};
use crate::harness::Harness;
use crate::shown::{Shown, Spot, View};

/// Somebody on a platform.
#[derive(Clone)]
pub struct Person<'d> {
    desk: &'d Harness,
    chat: &'d Arc<ModelChat>,
    author: Author,
    realm: Option<String>,
}

impl<'d> Person<'d> {
    pub(crate) fn new(desk: &'d Harness, chat: &'d Arc<ModelChat>, name: &str) -> Self {
        let author = Author { id: name.to_owned(), name: Some(name.to_owned()), ..Author::default() };
        Self { desk, chat, author, realm: None }
    }

    /// The same person on `beta`.
    #[must_use]
    pub fn on_beta(mut self) -> Self {
        self.chat = self.desk.beta();
        self
    }

    /// It is a bot.
    #[must_use]
    pub fn as_bot(mut self) -> Self {
        self.author.bot = true;
        self
    }

    /// In this community of their platform.
    #[must_use]
    pub fn in_realm(mut self, realm: &str) -> Self {
        self.realm = Some(realm.to_owned());
        self
    }

    /// They belong to this group.
    #[must_use]
    pub fn of_group(mut self, group: &str) -> Self {
        self.author.groups.push(group.to_owned());
        self
    }

    /// Under this name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.author.name = Some(name.to_owned());
        self
    }

    /// Their account was made then.
    #[must_use]
    pub fn since(mut self, since: DateTime<Utc>) -> Self {
        self.author.since = Some(since);
        self
    }

    /// Their platform reports this locale.
    #[must_use]
    pub fn with_locale(mut self, locale: &str) -> Self {
        self.author.locale = Some(locale.to_owned());
        self
    }

    /// Begins to say something.
    pub fn says(&self, text: &str) -> Saying<'d> {
        let message = Message { text: text.to_owned(), markup: Markup::Markdown, ..Message::default() };
        Saying { person: self.clone(), message, id: None, encrypted: false }
    }

    /// Sends a file without a word.
    pub fn sends(&self, name: &str, bytes: &[u8]) -> Saying<'d> {
        self.says("").with_file(name, bytes)
    }

    /// Changes a message of theirs.
    pub async fn edits(&self, id: &str, text: &str) -> String {
        self.chat.change(id, |m| m.before.push(std::mem::replace(&mut m.text, text.to_owned())));
        let message = Message { text: text.to_owned(), markup: Markup::Markdown, ..Message::default() };
        self.does(id, Event::Edit { target: id.to_owned(), message }).await
    }

    /// Deletes a message.
    pub async fn deletes(&self, id: &str) -> String {
        let event = Event::Redaction { target: id.to_owned() };
        let done = self.does(id, event).await;
        self.chat.change(id, |m| m.deleted = true);
        done
    }

    /// Puts an emoji on a message.
    pub async fn reacts(&self, id: &str, emoji: &str) -> String {
        let on = self.chat.message(id).and_then(|m| Some(Box::new((author(m.by.clone()?), message_of(&m)))));
        self.chat.change(id, |m| m.reactions.push((Some(self.author.id.clone()), emoji.to_owned())));
        self.does(id, Event::Reaction { target: id.to_owned(), emoji: emoji.to_owned(), on }).await
    }

    /// Picks a command from the menu, in a place.
    pub async fn picks(&self, spot: &Spot, command: &str, options: &[(&str, &str)]) -> String {
        let options = options.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        self.interacts(spot, Interaction::Command { name: command.to_owned(), options }).await
    }

    /// Clicks the button of these words below a message.
    ///
    /// # Panics
    /// When there is no such button.
    pub async fn clicks(&self, message: &str, label: &str) -> String {
        let shown = self.chat.message(message).expect("the message is there");
        let button = shown.buttons.iter().find(|b| b.label == label);
        let button = button.unwrap_or_else(|| panic!("no button {label:?} in {:?}", shown.buttons));
        let press = Interaction::Press { action: button.action.clone(), message: Some(message.to_owned()) };
        self.interacts(&shown.spot, press).await
    }

    /// Clicks a button that opens a form, and sends it filled in: by the fields' ids.
    ///
    /// # Panics
    /// When there is no such button, or no form.
    pub async fn fills_in(&self, message: &str, label: &str, fields: &[(&str, &str)]) -> String {
        let shown = self.chat.message(message).expect("the message is there");
        let button = shown.buttons.iter().find(|b| b.label == label);
        let button = button.unwrap_or_else(|| panic!("no button {label:?} in {:?}", shown.buttons));
        let press = Interaction::Press { action: button.action.clone(), message: Some(message.to_owned()) };
        let form = self.form_of(&shown.spot, &press).expect("a form opens");
        let fields = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        self.interacts(&shown.spot, Interaction::Form { form: form.id, fields }).await
    }

    /// The form that opens at an interaction, if one does.
    pub fn form_of(&self, spot: &Spot, interaction: &Interaction) -> Option<Form> {
        self.desk.desk().form(&self.place(spot, false), &self.author, interaction)
    }

    /// Does something that waits for an answer on the spot.
    pub async fn interacts(&self, spot: &Spot, interaction: Interaction) -> String {
        let id = self.chat.new_id();
        self.submit(id, spot, false, Event::Interaction(interaction)).await
    }

    /// What was answered to an interaction of theirs.
    ///
    /// # Panics
    /// When it was not answered, or not once.
    #[track_caller]
    pub fn was_answered(&self, interaction: &str) -> Shown {
        let answers: Vec<Shown> =
            self.chat.all().into_iter().filter(|m| m.on_the_spot.as_deref() == Some(interaction)).collect();
        match <[Shown; 1]>::try_from(answers) {
            Ok([answer]) => answer,
            Err(answers) => panic!("{} answers to {interaction}: {answers:#?}", answers.len()),
        }
    }

    /// The key of a message of theirs that could not be read has come.
    pub async fn is_decrypted(&self, id: &str, text: &str) -> String {
        self.is_decrypted_as(id, self.says(text)).await
    }

    /// The same, of a message that is more than words.
    pub async fn is_decrypted_as(&self, id: &str, saying: Saying<'_>) -> String {
        let message = saying.message;
        self.chat.change(id, |m| message.text.clone_into(&mut m.text));
        self.does(id, Event::Decrypted { target: id.to_owned(), message }).await
    }

    /// An event about a message, in that message's place.
    async fn does(&self, on: &str, event: Event) -> String {
        let spot = self.chat.message(on).map_or_else(|| Spot::room("help"), |m| m.spot);
        let id = self.chat.new_id();
        self.submit(id, &spot, false, event).await
    }

    fn place(&self, spot: &Spot, encrypted: bool) -> Place {
        Place {
            room: spot.room.clone(),
            thread: spot.thread.clone().map(ThreadRef::Id),
            direct: spot.room.starts_with("direct:"),
            encrypted,
            realm: self.realm.clone(),
        }
    }

    async fn submit(&self, id: String, spot: &Spot, encrypted: bool, event: Event) -> String {
        let place = self.place(spot, encrypted);
        let at = self.desk.now();
        let checkpoint = Some(Checkpoint { place: spot.room.clone(), event: id.clone() });
        let inbound = Inbound {
            platform: self.chat.platform(),
            id: id.clone(),
            at,
            author: self.author.clone(),
            place,
            event,
            checkpoint,
        };
        self.desk.submit(inbound).await;
        id
    }

    /// What they see in a place.
    pub fn sees(&self, spot: &Spot) -> View {
        self.chat.seen_by(&self.author.id, spot)
    }

    /// What they see on the top level of a room.
    pub fn sees_in(&self, room: &str) -> View {
        self.sees(&Spot::room(room))
    }

    /// What they see in the thread on a message.
    ///
    /// # Panics
    /// When there is no such message.
    #[track_caller]
    pub fn sees_in_thread(&self, on: &str) -> View {
        let root = self.chat.message(on).expect("the message was sent");
        self.sees(&Spot::thread(root.spot.room, on))
    }

    /// What they see in their direct chat with the bot.
    pub fn sees_directly(&self) -> View {
        self.sees(&Spot::room(direct_room(&self.author.id)))
    }
}

fn author(id: String) -> Author {
    Author { name: Some(id.clone()), id, ..Author::default() }
}

fn message_of(shown: &Shown) -> Message {
    Message { text: shown.text.clone(), markup: Markup::Markdown, ..Message::default() }
}

/// Something on its way to be said.
pub struct Saying<'d> {
    person: Person<'d>,
    message: Message,
    id: Option<String>,
    encrypted: bool,
}

impl Saying<'_> {
    /// In answer to a message.
    #[must_use]
    pub fn replying_to(mut self, id: &str) -> Self {
        self.message.reply_to = Some(id.to_owned());
        self
    }

    /// With a file.
    #[must_use]
    pub fn with_file(mut self, name: &str, bytes: &[u8]) -> Self {
        let offer: FileOffer = self.person.chat.offer(name, Bytes::copy_from_slice(bytes));
        self.message.files.push(offer);
        self
    }

    /// As a post of this title.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.message.title = Some(title.to_owned());
        self
    }

    /// As a post of a forum: the message begins a thread of its own.
    pub async fn as_post_in(mut self, room: &str) -> String {
        let id = self.person.chat.new_id();
        self.id = Some(id.clone());
        self.at(Spot::thread(room, id)).await
    }

    /// As an automatic notice.
    #[must_use]
    pub fn as_notice(mut self) -> Self {
        self.message.kind = Kind::Notice;
        self
    }

    /// Not to be decrypted, for now.
    #[must_use]
    pub fn undecryptable(mut self) -> Self {
        self.message.kind = Kind::Undecryptable;
        self.message.text.clear();
        self.encrypted = true;
        self
    }

    /// Where words are encrypted.
    #[must_use]
    pub fn encrypted(mut self) -> Self {
        self.encrypted = true;
        self
    }

    /// By an event of this id.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// In the help channel. Gives the message's id, as its siblings do.
    pub async fn in_help(self) -> String {
        self.in_room("help").await
    }

    /// In the operators' channel of the help desk.
    pub async fn in_ops(self) -> String {
        self.in_room("ops").await
    }

    /// On the top level of a room.
    pub async fn in_room(self, room: &str) -> String {
        self.at(Spot::room(room)).await
    }

    /// In the thread on a message.
    pub async fn in_thread(self, on: &str) -> String {
        let room = self.person.chat.message(on).map(|m| m.spot.room).unwrap_or_default();
        self.at(Spot::thread(room, on)).await
    }

    /// In their direct chat with the bot.
    pub async fn directly(self) -> String {
        let room = direct_room(&self.person.author.id);
        self.in_room(&room).await
    }

    /// In a place.
    pub async fn at(self, spot: Spot) -> String {
        let id = self.id.unwrap_or_else(|| self.person.chat.new_id());
        self.person.chat.write(Shown {
            id: id.clone(),
            spot: spot.clone(),
            by: Some(self.person.author.id.clone()),
            text: self.message.text.clone(),
            before: vec![],
            deleted: false,
            only_for: None,
            mentions: vec![],
            notice: self.message.kind == Kind::Notice,
            reply_to: self.message.reply_to.clone(),
            pinned: false,
            is_file: false,
            opens_thread: false,
            on_the_spot: None,
            buttons: vec![],
            ticket: None,
            reactions: vec![],
        });
        self.person.submit(id, &spot, self.encrypted, Event::Message(self.message)).await
    }
}
