//! What a backup says of itself.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::BackupError;

/// The version of a backup's form; a newer one is refused.
const VERSION: u32 = 1;
/// The manifest's file.
const NAME: &str = "backup.json";

/// Which database a backup is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// A copy of the file.
    Sqlite,
    /// A dump that `pg_dump` made.
    Postgresql,
}

impl Engine {
    /// What the copy of the database is called in a backup.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Sqlite => "sportello.db",
            Self::Postgresql => "sportello.sql",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "a SQLite database",
            Self::Postgresql => "a PostgreSQL database",
        })
    }
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the form.
    pub sportello_backup: u32,
    /// When it was made.
    pub made_at: String,
    /// By which Sportello.
    pub program: String,
    /// The desk's name.
    pub desk: String,
    /// Which database it is of.
    pub engine: Engine,
    /// The last migration of the database.
    pub schema: String,
    /// SHA-256 of the copy of the database.
    pub sha256: String,
    /// How many tickets it has.
    pub tickets: u64,
    /// How many articles.
    pub articles: u64,
    /// How many people.
    pub people: u64,
    /// How many files it names whose bytes are here.
    pub files: u64,
    /// Files that it names whose bytes the desk had lost before.
    pub lost: Vec<String>,
}

impl Manifest {
    /// The number to stand in `sportello_backup`.
    pub(super) const VERSION: u32 = VERSION;

    fn path(backup: &Path) -> PathBuf {
        backup.join(NAME)
    }

    /// The copy of the database within the backup.
    pub(super) fn database(&self, backup: &Path) -> PathBuf {
        backup.join(self.engine.file_name())
    }

    pub(super) fn write(&self, backup: &Path) -> Result<(), BackupError> {
        let path = Self::path(backup);
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        std::fs::write(&path, text + "\n").map_err(BackupError::file(&path))?;
        super::settle(&path)
    }

    /// What the backup in this folder says of itself.
    ///
    /// # Errors
    /// When it is none, or of a newer Sportello.
    pub fn read(backup: &Path) -> Result<Self, BackupError> {
        let path = Self::path(backup);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let none = format!("{} holds no backup: it has no {NAME}", backup.display());
                return Err(BackupError::NoBackup(none));
            }
            Err(error) => return Err(BackupError::file(&path)(error)),
        };
        #[derive(Deserialize)]
        struct Version {
            sportello_backup: u32,
        }
        let unreadable = |error| BackupError::NoBackup(format!("{} can't be read: {error}", path.display()));
        let version: Version = serde_json::from_str(&text).map_err(unreadable)?;
        if version.sportello_backup > VERSION {
            let newer = format!(
                "{} was made by a newer Sportello: bring it back with that version",
                backup.display()
            );
            return Err(BackupError::NoBackup(newer));
        }
        serde_json::from_str(&text).map_err(unreadable)
    }
}
