//! The events that could not be decrypted, kept across restarts until their keys come.

use std::path::PathBuf;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::private_file;

/// Events remembered at most; beyond, the oldest are given up.
const LIMIT: usize = 10_000;

/// One event that waits for its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) room: String,
    pub(crate) event: String,
    pub(crate) session: Option<String>,
}

/// All that wait, in a file of their own.
#[derive(Debug)]
pub(crate) struct Pending {
    path: PathBuf,
    waiting: Mutex<Vec<Waiting>>,
}

impl Pending {
    /// Those that `path` remembers; a file that can't be read is taken as empty, and said so.
    pub(crate) fn open(path: PathBuf) -> Self {
        let waiting = match private_file::read(&path) {
            Ok(None) => Vec::new(),
            Ok(Some(bytes)) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(path = %path.display(), %error, "the list of unreadable messages is broken, and begun anew");
                Vec::new()
            }),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "the list of unreadable messages can't be read");
                Vec::new()
            }
        };
        Self { path, waiting: Mutex::new(waiting) }
    }

    /// Remembers an event; one already known is kept once.
    pub(crate) fn add(&self, waiting: Waiting) {
        self.change(|all| {
            let new = !all.iter().any(|w| w.event == waiting.event);
            if new {
                all.push(waiting);
            }
            if all.len() > LIMIT {
                all.remove(0);
            }
            new
        });
    }

    /// Remembers for which key an event waits.
    pub(crate) fn learn(&self, event: &str, session: &str) {
        self.change(|all| {
            let Some(waiting) = all.iter_mut().find(|w| w.event == event) else { return false };
            waiting.session = Some(session.to_owned());
            true
        });
    }

    /// Forgets an event.
    pub(crate) fn remove(&self, event: &str) {
        self.change(|all| {
            let before = all.len();
            all.retain(|w| w.event != event);
            all.len() != before
        });
    }

    /// Those of a room, oldest first.
    pub(crate) fn of(&self, room: &str) -> Vec<Waiting> {
        self.lock().iter().filter(|w| w.room == room).cloned().collect()
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// The rooms in which something waits.
    pub(crate) fn rooms(&self) -> Vec<String> {
        let mut rooms: Vec<String> = self.lock().iter().map(|w| w.room.clone()).collect();
        rooms.sort_unstable();
        rooms.dedup();
        rooms
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        // The list is whole between its changes, so a panic elsewhere leaves nothing half done.
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Waiting>) -> bool) {
        let mut all = self.lock();
        if !change(&mut all) {
            return;
        }
        let written = serde_json::to_vec(&*all).map_err(std::io::Error::other);
        if let Err(error) = written.and_then(|bytes| private_file::write(&self.path, &bytes)) {
            tracing::warn!(path = %self.path.display(), %error, "the list of unreadable messages can't be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pending, Waiting};

    #[test]
    fn what_waits_is_remembered_until_it_is_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("waiting.json");
        let waiting = |event: &str| Waiting { room: "!r".into(), event: event.into(), session: None };
        let pending = Pending::open(path.clone());
        pending.add(waiting("$a"));
        pending.add(waiting("$b"));
        pending.add(waiting("$a"));
        pending.remove("$b");
        assert_eq!(Pending::open(path).of("!r"), [waiting("$a")]);
    }
}
