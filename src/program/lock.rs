//! One desk on one SQLite database.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::{Context, bail};

use crate::config::Database;

/// Held for as long as the desk is open.
pub struct Lock(#[expect(dead_code, reason = "holding it is its purpose")] Option<File>);

/// Makes sure that no other desk uses the same SQLite file. PostgreSQL needs no such care.
///
/// # Errors
/// When another desk does, with a sentence that says so.
pub fn take(database: &Database) -> anyhow::Result<Lock> {
    let Database::Sqlite(path) = database else { return Ok(Lock(None)) };
    if let Some(folder) = path.parent() {
        crate::store::make_private_folder(folder)
            .with_context(|| format!("the folder {} can't be made", folder.display()))?;
    }
    let path = lock_path(path);
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).with_context(|| {
            format!("{} can't be written: the desk needs to write in this folder", path.display())
        })?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(Some(file))),
        Err(TryLockError::WouldBlock) => bail!(
            "another Sportello is using this database ({} is locked). On SQLite there can be one; several need PostgreSQL (database = \"postgres://…\" in bot.toml)",
            path.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} can't be locked", path.display()))
        }
    }
}

fn lock_path(database: &Path) -> std::path::PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
