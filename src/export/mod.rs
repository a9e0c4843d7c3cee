//! The whole desk as lines of JSON, and back: for keeping, for looking into it with other programs, for
//! going from one database to another. docs/export.md says what each line is.
//!
//! What is written follows from the entities: [`tables`] names them all, and a test compares them with
//! the schema. Reading and writing keep a page of rows in memory, never a table.

mod lines;
#[cfg(test)]
mod page;
mod read;
mod tables;
mod value;
mod write;

use std::path::{Path, PathBuf};

use sea_orm::DbErr;

pub use read::{Imported, import};
pub use tables::{LEFT_OUT, Table, all as tables};
pub use write::{Exported, Wanted, export};

/// How far an export or import has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The table, or `file` for the attachments' bytes.
    pub at: &'static str,
    /// How many of its rows are done.
    pub done: u64,
    /// How many there are.
    pub of: u64,
}

/// Hears of every step.
pub type Watch<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// Why nothing was exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file can't be written or read.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A line that makes no sense.
    #[error("line {line}: {problem}")]
    Line {
        /// Counted from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// The file was written by a newer Sportello, or is no export.
    #[error("{0}")]
    NotReadable(String),
    /// The desk that it should go into is not empty.
    #[error(
        "this desk is not empty: it has {tickets} tickets and {people} people whom bot.toml does not name. An \
         import goes into an empty desk only: name another database in bot.toml, or start with a new file"
    )]
    NotEmpty {
        /// How many tickets it has.
        tickets: u64,
        /// How many people bot.toml does not name.
        people: u64,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl ExportError {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::File { path, source }
    }
}

/// The folder beside an export in which the attachments' bytes are.
pub fn folder_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".files");
    name.into()
}
