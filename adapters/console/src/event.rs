//! From what a person does to the event the desk stores.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use sportello_chat::{
    Author, Event, Host, Inbound, Markup, Message, Operation, Place, SubmitError, Submitted, ThreadRef,
};

use crate::grammar::{Act, Where};
use crate::memory::{Memory, Seen};
use crate::nearest::did_you_mean;
use crate::operation::{direct_room, place_of};
use crate::settings::Steering;
use crate::{Channel, PLATFORM, files};

/// Makes events and hands them over, remembering where each message is.
pub(crate) struct Intake {
    channels: RwLock<Vec<Channel>>,
    pub steering: Arc<dyn Steering>,
    memory: Mutex<Memory>,
}

/// Why something was not handed over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    /// It makes no sense; the sentence is for its writer.
    #[error("{0}")]
    Refused(String),
    /// The desk did not store it.
    #[error("{0}")]
    NotStored(#[from] SubmitError),
}

impl From<String> for NotTaken {
    fn from(sentence: String) -> Self {
        Self::Refused(sentence)
    }
}

impl Intake {
    pub fn new(channels: Vec<Channel>, steering: Arc<dyn Steering>) -> Self {
        Self { channels: RwLock::new(channels), steering, memory: Mutex::default() }
    }

    /// The channels there are.
    pub fn channels(&self) -> Vec<Channel> {
        self.channels.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on there are these.
    pub fn set_channels(&self, channels: Vec<Channel>) {
        *self.channels.write().unwrap_or_else(PoisonError::into_inner) = channels;
    }

    /// Hands over what `name` does as the event `id`, and returns once it is stored.
    pub async fn take(&self, host: &dyn Host, id: &str, name: &str, act: Act) -> Result<Submitted, NotTaken> {
        let author = Author { id: name.to_owned(), name: Some(name.to_owned()), ..Author::default() };
        let (place, event) = self.event(&author, act).await?;
        let inbound = Inbound {
            platform: PLATFORM,
            id: id.to_owned(),
            at: self.steering.now(),
            author: author.clone(),
            place: place.clone(),
            event: event.clone(),
            checkpoint: None,
        };
        let submitted = host.submit(inbound).await?;
        self.remember(id, author, place, event);
        Ok(submitted)
    }

    /// Keeps where the bot's own message is, so that a reaction to it has a place.
    pub fn remember_own(&self, id: &str, operation: &Operation) {
        let (Operation::Send { target, .. } | Operation::SendFile { target, .. }) = operation else { return };
        if let Some(place) = place_of(target) {
            self.memory().keep(id, Seen { place, said: None });
        }
    }

    /// Whether a message with this id was seen.
    pub fn knows(&self, id: &str) -> bool {
        self.memory().get(id).is_some()
    }

    /// The channel of this name.
    ///
    /// # Errors
    /// A sentence that names the channels there are.
    pub fn channel(&self, name: &str) -> Result<Channel, String> {
        let channels = self.channels();
        channels.iter().find(|c| c.name == name).cloned().ok_or_else(|| {
            let names = || channels.iter().map(|c| c.name.as_str());
            let listed = names().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
            let there = match listed.as_str() {
                "" => "bot.toml names none on the console".to_owned(),
                listed => format!("the channels are {listed}"),
            };
            format!("there is no channel `{name}`; {there}{}", did_you_mean(name, names()))
        })
    }

    async fn event(&self, author: &Author, act: Act) -> Result<(Place, Event), NotTaken> {
        match act {
            Act::Say { place, text, reply_to, attach } => {
                let place = self.place(author, place)?;
                let mut files = Vec::with_capacity(attach.len());
                for file in &attach {
                    files.push(files::offer(file).await?);
                }
                Ok((place, Event::Message(Message { reply_to, files, ..plain(text) })))
            }
            Act::Edit { target, text } => {
                Ok((self.place_of(&target, author), Event::Edit { target, message: plain(text) }))
            }
            Act::Delete { target } => Ok((self.place_of(&target, author), Event::Redaction { target })),
            Act::React { target, emoji } => {
                let on = self.memory().get(&target).and_then(|seen| seen.said.clone()).map(Box::new);
                Ok((self.place_of(&target, author), Event::Reaction { target, emoji, on }))
            }
        }
    }

    fn place(&self, author: &Author, place: Where) -> Result<Place, String> {
        match place {
            Where::Direct => Ok(direct_place(author)),
            Where::Channel { name, thread } => {
                self.channel(&name)?;
                let thread = thread.map(|t| self.root(&name, t)).transpose()?;
                Ok(Place { room: name, thread, direct: false, encrypted: false, realm: None })
            }
        }
    }

    /// The thread that a message belongs to, where the message is known; every message can be a root.
    fn root(&self, room: &str, thread: ThreadRef) -> Result<ThreadRef, String> {
        let ThreadRef::Id(id) = &thread else { return Ok(thread) };
        match self.memory().get(id) {
            Some(seen) if seen.place.room != room => Err(format!("the message {id:?} is not in `{room}`")),
            Some(seen) => Ok(seen.place.thread.clone().unwrap_or(thread)),
            None => Ok(thread),
        }
    }

    /// Where a message is. Of one that was not seen in this run only the desk may know; the person's
    /// direct chat stands in, so that whatever is answered there reaches nobody else.
    fn place_of(&self, message: &str, author: &Author) -> Place {
        self.memory().get(message).map_or_else(|| direct_place(author), |seen| seen.place.clone())
    }

    fn remember(&self, id: &str, author: Author, place: Place, event: Event) {
        let mut memory = self.memory();
        match event {
            Event::Message(message) => memory.keep(id, Seen { place, said: Some((author, message)) }),
            Event::Edit { target, message } => memory.change(&target, &author, &message.text),
            Event::Redaction { target } => memory.forget(&target, &author),
            _ => {}
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn direct_place(author: &Author) -> Place {
    Place { room: direct_room(&author.id), thread: None, direct: true, encrypted: false, realm: None }
}

/// Words on a terminal stand for themselves.
fn plain(text: String) -> Message {
    Message { text, markup: Markup::Plain, ..Message::default() }
}
