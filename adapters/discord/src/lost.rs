//! Which of the desk's channels can't be seen now, remembered over a restart, so that it is told
//! when one comes back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::ids;

/// The file's name in the state folder: one id a line.
const FILE: &str = "lost-channels";

/// Channels that can't be seen.
#[derive(Debug)]
pub(crate) struct Lost {
    file: PathBuf,
    ids: Mutex<BTreeSet<u64>>,
}

impl Lost {
    /// What was remembered in the folder; nothing, if it can't be read.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        Self { file, ids: Mutex::new(text.lines().filter_map(ids::parse).collect()) }
    }

    /// Notes that a channel can or can't be seen; says whether that is news.
    pub(crate) fn set(&self, id: u64, lost: bool) -> bool {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let news = if lost { ids.insert(id) } else { ids.remove(&id) };
        if news {
            let text: String = ids.iter().map(|id| format!("{id}\n")).collect();
            if let Err(error) = write(&self.file, &text) {
                tracing::warn!(%error, file = %self.file.display(), "lost channels can't be remembered");
            }
        }
        news
    }
}

/// Writes a file of the state folder.
pub(crate) fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, text)
}

#[cfg(test)]
mod tests {
    use super::Lost;

    #[test]
    fn a_restart_forgets_no_loss() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Lost::in_folder(folder.path()).set(7, true));
        let again = Lost::in_folder(folder.path());
        assert!(!again.set(7, true));
        assert!(again.set(7, false));
    }
}
