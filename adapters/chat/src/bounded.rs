//! A map that forgets its oldest entries.

use std::borrow::Borrow;
use std::hash::Hash;

use hashlink::LinkedHashMap;

/// At most so many entries, the oldest going first.
#[derive(Debug)]
pub struct Bounded<K, V> {
    entries: LinkedHashMap<K, V>,
    most: usize,
}

impl<K: Eq + Hash, V> Bounded<K, V> {
    /// Room for `most` entries.
    pub fn new(most: usize) -> Self {
        Self { entries: LinkedHashMap::new(), most }
    }

    /// Sets the value; one set again keeps its age. Says what was forgotten for it.
    pub fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        self.entries.replace(key, value);
        if self.entries.len() > self.most { self.entries.pop_front() } else { None }
    }

    /// Takes the value out.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.entries.remove(key)
    }

    /// Forgets the oldest entries, up to the first that isn't `past`.
    pub fn forget_while(&mut self, past: impl Fn(&V) -> bool) {
        while self.entries.front().is_some_and(|(_, value)| past(value)) {
            self.entries.pop_front();
        }
    }

    /// The value, if it is remembered.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key)
    }

    /// Whether there is a value.
    pub fn contains<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.entries.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_oldest_is_forgotten() {
        let mut map = Bounded::new(2);
        assert_eq!((map.insert(0, "a"), map.insert(1, "b")), (None, None));
        assert_eq!(map.insert(0, "c"), None, "it keeps its age");
        assert_eq!(map.insert(2, "d"), Some((0, "c")));
        assert_eq!((map.get(&0), map.get(&1), map.contains(&2)), (None, Some(&"b"), true));
    }

    #[test]
    fn what_was_taken_out_makes_room() {
        let mut map = Bounded::new(2);
        map.insert(0, 0);
        map.insert(1, 1);
        assert_eq!((map.remove(&1), map.remove(&1)), (Some(1), None));
        map.insert(2, 2);
        assert_eq!((map.get(&0), map.get(&2)), (Some(&0), Some(&2)));
        map.insert(1, 1);
        assert_eq!((map.get(&0), map.get(&1), map.get(&2)), (None, Some(&1), Some(&2)), "as one that is new");
    }

    #[test]
    fn what_is_past_is_forgotten_up_to_the_first_that_is_not() {
        let mut map = Bounded::new(4);
        for (key, value) in [(0, 1), (1, 2), (2, 5), (3, 1)] {
            map.insert(key, value);
        }
        map.forget_while(|value| *value < 3);
        assert_eq!([0, 1, 2, 3].map(|key| map.contains(&key)), [false, false, true, true]);
        map.forget_while(|_| true);
        assert!(!map.contains(&2));
    }
}
