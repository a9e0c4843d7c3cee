//! A map that forgets its oldest entries.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// At most `limit` entries, the oldest going first.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
    limit: usize,
}

impl<K: Clone + Eq + Hash, V> Bounded<K, V> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { entries: HashMap::new(), order: VecDeque::new(), limit }
    }

    /// Sets the value; one set again keeps its age.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > self.limit {
            if let Some(oldest) = self.order.pop_front() {
                self.entries.remove(&oldest);
            }
        }
    }

    /// Takes the value out. The older it is, the sooner it is found.
    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let value = self.entries.remove(key)?;
        if let Some(at) = self.order.iter().position(|known| known == key) {
            self.order.remove(at);
        }
        Some(value)
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key)
    }

    pub(crate) fn contains(&self, key: &K) -> bool {
        self.entries.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_oldest_is_forgotten() {
        let mut map = Bounded::new(2);
        for n in 0..3 {
            map.insert(n, n);
        }
        assert_eq!((map.get(&0), map.get(&1), map.contains(&2)), (None, Some(&1), true));
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
}
