//! What a place shows: messages, as somebody who opens it now finds them.

use crate::wording;

/// A place on a model platform: a room, or a thread in it. A direct chat is a room.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The room.
    pub room: String,
    /// The thread: the message it hangs on.
    pub thread: Option<String>,
}

impl Spot {
    /// The top level of a room.
    pub fn room(room: impl Into<String>) -> Self {
        Self { room: room.into(), thread: None }
    }

    /// The thread on a message.
    pub fn thread(room: impl Into<String>, on: impl Into<String>) -> Self {
        Self { room: room.into(), thread: Some(on.into()) }
    }
}

/// A message that a place shows, or once showed.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id on the platform.
    pub id: String,
    /// Where it stands.
    pub spot: Spot,
    /// Who wrote it; `None`: the bot.
    pub by: Option<String>,
    /// What it says now.
    pub text: String,
    /// The texts it had before, oldest first.
    pub before: Vec<String>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// The one person who sees it.
    pub only_for: Option<String>,
    /// The accounts it notifies.
    pub mentions: Vec<String>,
    /// Whether it makes no sound.
    pub notice: bool,
    /// The message it answers visibly.
    pub reply_to: Option<String>,
    /// Whether it is pinned in its room.
    pub pinned: bool,
    /// Whether it is a file; then its text is the file's name.
    pub is_file: bool,
    /// Whether a thread was begun with it.
    pub opens_thread: bool,
    /// The interaction that it answers on the spot.
    pub on_the_spot: Option<String>,
    /// What can be clicked below it.
    pub buttons: Vec<sportello_chat::Button>,
    /// The number of the ticket the desk said it is about.
    pub ticket: Option<String>,
    /// Who reacted, with what: `None` is the bot.
    pub reactions: Vec<(Option<String>, String)>,
}

impl Shown {
    /// Whether the bot put this emoji on it.
    pub fn has_reaction(&self, emoji: &str) -> bool {
        self.reactions.iter().any(|(by, e)| by.is_none() && e == emoji)
    }
}

/// What one person sees in one place, oldest first: nothing deleted, nothing for others' eyes only.
#[derive(Clone, Debug)]
pub struct View(pub Vec<Shown>);

impl View {
    /// Whether any message holds these words.
    pub fn has(&self, words: &str) -> bool {
        self.find(words).is_some()
    }

    /// The first message that holds these words.
    pub fn find(&self, words: &str) -> Option<&Shown> {
        self.0.iter().find(|m| m.text.contains(words))
    }

    /// How many of the bot's messages hold these words.
    pub fn count(&self, words: &str) -> usize {
        self.0.iter().filter(|m| m.by.is_none() && m.text.contains(words)).count()
    }

    /// What the bot said here.
    pub fn from_bot(&self) -> Vec<&Shown> {
        self.0.iter().filter(|m| m.by.is_none()).collect()
    }

    /// Its last message.
    ///
    /// # Panics
    /// When the bot has said nothing here.
    #[track_caller]
    pub fn last_of_bot(&self) -> &Shown {
        self.from_bot().last().copied().unwrap_or_else(|| panic!("the bot said nothing here: {:#?}", self.0))
    }

    /// Fails unless some message holds these words.
    ///
    /// # Panics
    /// Then, with all that is seen.
    #[track_caller]
    pub fn must_have(&self, words: &str) -> &Shown {
        self.find(words).unwrap_or_else(|| panic!("nobody says “{words}” here:\n{}", self.transcript()))
    }

    /// The first message of the bot that is the desk's message `key`, in English.
    pub fn told(&self, key: &str) -> Option<&Shown> {
        self.0.iter().find(|m| m.by.is_none() && wording::tells(&m.text, "en", key))
    }

    /// Fails unless the bot says the desk's message `key` here, in English.
    ///
    /// # Panics
    /// Then, with all that is seen.
    #[track_caller]
    pub fn must_tell(&self, key: &str) -> &Shown {
        self.told(key).unwrap_or_else(|| panic!("nobody tells {key} here:\n{}", self.transcript()))
    }

    /// How often the bot says the desk's message `key` here, in English.
    pub fn times_told(&self, key: &str) -> usize {
        self.0.iter().filter(|m| m.by.is_none() && wording::tells(&m.text, "en", key)).count()
    }

    /// Fails unless the bot says the desk's message `key` here, in Italian.
    ///
    /// # Panics
    /// Then, with all that is seen.
    #[track_caller]
    pub fn must_tell_in_italian(&self, key: &str) -> &Shown {
        let told = self.0.iter().find(|m| m.by.is_none() && wording::tells(&m.text, "it", key));
        told.unwrap_or_else(|| panic!("nobody tells {key} in Italian here:\n{}", self.transcript()))
    }

    /// Fails if the bot says the desk's message `key` here.
    ///
    /// # Panics
    /// Then, with all that is seen.
    #[track_caller]
    pub fn must_not_tell(&self, key: &str) {
        assert!(self.told(key).is_none(), "somebody tells {key} here:\n{}", self.transcript());
    }

    /// Fails if some message holds these words.
    ///
    /// # Panics
    /// Then, with all that is seen.
    #[track_caller]
    pub fn must_not_have(&self, words: &str) {
        assert!(!self.has(words), "somebody says “{words}” here:\n{}", self.transcript());
    }

    /// All of it, a line each.
    pub fn transcript(&self) -> String {
        let line = |m: &Shown| format!("[{}] {}: {}", m.id, m.by.as_deref().unwrap_or("(bot)"), m.text);
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}
