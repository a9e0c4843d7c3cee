//! The messages seen lately: where they are, and what people said.

use std::collections::{HashMap, VecDeque};

use sportello_chat::{Author, Message, Place};

/// How many messages are kept: a long day of a busy desk.
const CAPACITY: usize = 10_000;

/// How many bytes of text are kept: room for that day's messages, not for ten thousand pasted logs.
const CAPACITY_BYTES: usize = 16 * 1024 * 1024;

/// What is known of a message.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Where it is.
    pub place: Place,
    /// Who said what; none for the bot's own.
    pub said: Option<(Author, Message)>,
}

impl Seen {
    fn bytes(&self) -> usize {
        self.said.as_ref().map_or(0, |(_, message)| message.text.len())
    }
}

/// The last messages by id; the oldest are forgotten first.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    by_id: HashMap<String, Seen>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Memory {
    /// Keeps a message; an id seen before is the same message, as it was first seen.
    pub fn keep(&mut self, id: &str, seen: Seen) {
        if self.by_id.contains_key(id) {
            return;
        }
        self.bytes += seen.bytes();
        self.order.push_back(id.to_owned());
        self.by_id.insert(id.to_owned(), seen);
        self.make_room();
    }

    /// Gives a message its new text, if `by` said it.
    pub fn change(&mut self, id: &str, by: &Author, text: &str) {
        if let Some(Seen { said: Some((author, message)), .. }) = self.by_id.get_mut(id)
            && author.id == by.id
        {
            self.bytes = self.bytes - message.text.len() + text.len();
            message.text = text.to_owned();
            self.make_room();
        }
    }

    /// Forgets what a message said, if `by` said it; where it was stays known.
    pub fn forget(&mut self, id: &str, by: &Author) {
        if let Some(seen) = self.by_id.get_mut(id)
            && seen.said.as_ref().is_some_and(|(author, _)| author.id == by.id)
        {
            self.bytes -= seen.bytes();
            seen.said = None;
        }
    }

    fn make_room(&mut self) {
        while self.order.len() > CAPACITY || self.bytes > CAPACITY_BYTES {
            let Some(oldest) = self.order.pop_front() else { return };
            self.bytes -= self.by_id.remove(&oldest).map_or(0, |seen| seen.bytes());
        }
    }

    /// What is known of a message.
    pub fn get(&self, id: &str) -> Option<&Seen> {
        self.by_id.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(room: &str) -> Seen {
        let place =
            Place { room: room.to_owned(), thread: None, direct: false, encrypted: false, realm: None };
        Seen { place, said: None }
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut memory = Memory::default();
        for i in 0..=CAPACITY {
            memory.keep(&i.to_string(), seen("help"));
        }
        assert!(memory.get("0").is_none());
        assert!(memory.get("1").is_some());
        assert_eq!(memory.by_id.len(), CAPACITY);
    }

    #[test]
    fn long_texts_are_forgotten_sooner() {
        let mut memory = Memory::default();
        for i in 0..20 {
            let text = "x".repeat(1024 * 1024);
            let message = Message { text, ..Message::default() };
            memory.keep(&i.to_string(), Seen { said: Some((Author::default(), message)), ..seen("help") });
        }
        assert!(memory.get("3").is_none());
        assert!(memory.get("4").is_some());
        memory.forget("4", &Author::default());
        assert_eq!(memory.bytes, 15 * 1024 * 1024);
    }

    #[test]
    fn the_same_id_again_changes_nothing() {
        let mut memory = Memory::default();
        memory.keep("m1", seen("help"));
        memory.keep("m1", seen("ops"));
        assert_eq!(memory.get("m1").unwrap().place.room, "help");
    }
}
