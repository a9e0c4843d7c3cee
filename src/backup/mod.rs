//! A copy of the whole desk that can be made while it is open, looked over, and brought back.
//!
//! A backup is a folder: `backup.json` says what it holds, `sportello.db` (or `sportello.sql`, PostgreSQL's own
//! dump) is the database as it was at one moment, `files` are the attachments' bytes that it names.
//!
//! Bytes are stored before anything names them, never change, and are deleted a good while after nothing names
//! them any more. So the database is copied first and the files after it: what it names is there, or was
//! erased since, and then the database is copied once more ([`make`]).

mod check;
mod contents;
mod dump;
mod make;
mod manifest;
mod restore;
mod sqlite;

use std::path::{Path, PathBuf};

use sea_orm::DbErr;

pub use check::{Checked, check};
pub use contents::Contents;
pub use make::{Made, Source, Wanted, make};
pub use manifest::{Engine, Manifest};
pub use restore::{Restored, restore};

use crate::files::FileError;

/// The attachments' bytes within a backup.
const FILES: &str = "files";

/// How many files are done, of how many.
pub type Watch<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// Why nothing was backed up, looked over or brought back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file or folder can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The folder for the backup is there.
    #[error("{} is there already: a backup goes into a new folder", .0.display())]
    There(PathBuf),
    /// There is nothing to copy.
    #[error("there is no database at {}: the desk was never opened", .0.display())]
    NoDatabase(PathBuf),
    /// The folder holds no backup, or one of a newer Sportello.
    #[error("{0}")]
    NoBackup(String),
    /// The dump is not what it should be.
    #[error(
        "{file} is no whole dump of a desk: {problem}. Make it anew with pg_dump, as plain text and with nothing \
         left out"
    )]
    Dump {
        /// Which file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Files that the copy of the database names were erased before they were copied.
    #[error(
        "{0} files were erased while they were being copied: make the backup once more, on PostgreSQL with a new dump"
    )]
    Erased(usize),
    /// The backup has faults.
    #[error("the backup is not whole: {}", .0.join("; "))]
    NotWhole(Vec<String>),
    /// Something is where it should go.
    #[error(
        "{} is there already: a backup is brought back only where there is nothing. Move it away first, if it is \
         not needed",
        .0.display()
    )]
    NotEmpty(PathBuf),
    /// bot.toml names a database of the other kind.
    #[error(
        "the backup is of {of}, and bot.toml names {named}: bring it back as what it is; `sportello export` and \
         `import` lead from one to the other"
    )]
    OtherEngine {
        /// What was backed up.
        of: Engine,
        /// What bot.toml has.
        named: Engine,
    },
    /// PostgreSQL's database was not filled with the dump, or is in use.
    #[error("{0}")]
    NotLoaded(String),
    /// The file store failed.
    #[error(transparent)]
    Files(#[from] FileError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl BackupError {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::File { path, source }
    }
}

/// Puts what was written to `path` onto the disk, readable for its owner only.
fn settle(path: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::PermissionsExt;
    let settled = || {
        let file = std::fs::File::open(path)?;
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        file.set_permissions(std::fs::Permissions::from_mode(mode))?;
        file.sync_all()
    };
    settled().map_err(BackupError::file(path))
}
