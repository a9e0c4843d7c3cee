//! The messages seen lately: where they are, and what people said.

use std::collections::{HashMap, VecDeque};

use sportello_chat::{Author, Message, Place};

/// How many messages are kept: a long day of a busy desk, a few megabytes.
const CAPACITY: usize = 10_000;

/// What is known of a message.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Where it is.
    pub place: Place,
    /// Who said what; none for the bot's own.
    pub said: Option<(Author, Message)>,
}

/// The last messages by id; the oldest are forgotten first.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    by_id: HashMap<String, Seen>,
    order: VecDeque<String>,
}

impl Memory {
    /// Keeps a message; an id seen before is the same message, as it was first seen.
    pub fn keep(&mut self, id: &str, seen: Seen) {
        if self.by_id.contains_key(id) {
            return;
        }
        if self.order.len() == CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_id.remove(&oldest);
        }
        self.order.push_back(id.to_owned());
        self.by_id.insert(id.to_owned(), seen);
    }

    /// Gives a message its new text, if `by` said it.
    pub fn change(&mut self, id: &str, by: &Author, text: &str) {
        if let Some(Seen { said: Some((author, message)), .. }) = self.by_id.get_mut(id)
            && author.id == by.id
        {
            message.text = text.to_owned();
        }
    }

    /// Forgets what a message said, if `by` said it; where it was stays known.
    pub fn forget(&mut self, id: &str, by: &Author) {
        if let Some(seen) = self.by_id.get_mut(id)
            && seen.said.as_ref().is_some_and(|(author, _)| author.id == by.id)
        {
            seen.said = None;
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
        let place = Place { room: room.to_owned(), thread: None, direct: false, encrypted: false };
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
    fn the_same_id_again_changes_nothing() {
        let mut memory = Memory::default();
        memory.keep("m1", seen("help"));
        memory.keep("m1", seen("ops"));
        assert_eq!(memory.get("m1").unwrap().place.room, "help");
    }
}
