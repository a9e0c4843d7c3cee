//! What the bot was allowed in those of the desk's channels where something was refused, remembered over a restart, so
//! that it is told when more is allowed there: what was refused may be done then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::PERMISSION_BITS;
use crate::ids;
use crate::lost::write;

/// The file's name in the state folder: an id and its rights a line.
const FILE: &str = "refused-channels";

/// Channels in which something was refused, with the rights of then.
#[derive(Debug)]
pub(crate) struct Refused {
    file: PathBuf,
    rights: Mutex<BTreeMap<u64, u64>>,
}

impl Refused {
    /// What was remembered in the folder; nothing, if it can't be read.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let entry = |line: &str| {
            let (id, rights) = line.split_once(' ')?;
            Some((ids::parse(id)?, rights.parse().ok()?))
        };
        Self { file, rights: Mutex::new(text.lines().filter_map(entry).collect()) }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<u64, u64>> {
        self.rights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether something was refused in the channel.
    pub(crate) fn knows(&self, id: u64) -> bool {
        self.all().contains_key(&id)
    }

    /// Something was refused in the channel, where the bot has these rights. Of several refusals, each may have been for
    /// want of another right.
    pub(crate) fn note(&self, id: u64, rights: u64) {
        let mut all = self.all();
        let before = all.get(&id).copied();
        let both = rights & before.unwrap_or(u64::MAX);
        if before != Some(both) {
            all.insert(id, both);
            self.save(&all);
        }
    }

    /// Whether these are more rights than the bot had; then what was refused is forgotten.
    pub(crate) fn is_over(&self, id: u64, rights: u64) -> bool {
        let mut all = self.all();
        let is_over = all.get(&id).is_some_and(|before| rights & !before & PERMISSION_BITS != 0);
        if is_over {
            all.remove(&id);
            self.save(&all);
        }
        is_over
    }

    fn save(&self, all: &BTreeMap<u64, u64>) {
        let text: String = all.iter().map(|(id, rights)| format!("{id} {rights}\n")).collect();
        if let Err(error) = write(&self.file, &text) {
            tracing::warn!(%error, file = %self.file.display(), "refusals can't be remembered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refused;
    use crate::permissions::{SEND, SEND_IN_THREADS, VIEW};

    #[test]
    fn a_refusal_is_over_once_more_is_allowed_also_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        Refused::in_folder(folder.path()).note(7, VIEW.bit);
        let again = Refused::in_folder(folder.path());
        assert!(again.knows(7) && !again.is_over(7, VIEW.bit));
        again.note(7, VIEW.bit | SEND.bit);
        assert!(again.is_over(7, VIEW.bit | SEND.bit), "the first refusal may have been for want of it");
        assert!(!again.is_over(7, VIEW.bit | SEND.bit | SEND_IN_THREADS.bit), "it is told once");
    }
}
