//! One desk on one SQLite database, one instance on one data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::config::{Database, Desk};

/// Held for as long as the desk is open.
pub struct Lock(#[expect(dead_code, reason = "holding it is its purpose")] File);

/// Makes sure that no other desk uses the same SQLite file, and on PostgreSQL, where several may use the same
/// database, that none uses the same data folder.
///
/// # Errors
/// When another desk does, with a sentence that says so.
pub fn take(desk: &Desk) -> anyhow::Result<Lock> {
    let (folder, path) = match &desk.database {
        Database::Sqlite(path) => (path.parent(), beside(path)),
        Database::Postgres(_) => (Some(desk.data_dir.as_path()), desk.data_dir.join("instance.lock")),
    };
    if let Some(folder) = folder {
        crate::store::make_private_folder(folder)
            .with_context(|| format!("the folder {} can't be made", folder.display()))?;
    }
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).with_context(|| {
            format!("{} can't be written: the desk needs to write in this folder", path.display())
        })?;
    match (file.try_lock(), &desk.database) {
        (Ok(()), _) => Ok(Lock(file)),
        (Err(TryLockError::WouldBlock), Database::Sqlite(_)) => bail!(
            "another Sportello is using this database ({} is locked). On SQLite there can be one; several need PostgreSQL (database = \"postgres://…\" in bot.toml)",
            path.display()
        ),
        (Err(TryLockError::WouldBlock), Database::Postgres(_)) => bail!(
            "another Sportello is using this data folder ({} is locked). Several can share a database, and each needs a data_dir of its own",
            path.display()
        ),
        (Err(TryLockError::Error(error)), _) => {
            Err(error).with_context(|| format!("{} can't be locked", path.display()))
        }
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// The name of the instance whose data folder this is: given once, `new` if it has none yet. A lease that it
/// held when it died is its own again at once.
///
/// # Errors
/// When the folder can't be read or written.
pub fn instance(data_dir: &Path, new: String) -> anyhow::Result<String> {
    let path = data_dir.join("instance");
    let named = || -> std::io::Result<String> {
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).append(true).open(&path)?;
        let mut known = String::new();
        file.read_to_string(&mut known)?;
        if known.trim().is_empty() {
            std::io::Write::write_all(&mut file, new.as_bytes())?;
            file.sync_all()?;
            return Ok(new.clone());
        }
        Ok(known.trim().to_owned())
    };
    named().with_context(|| format!("{} can't be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::instance;

    #[test]
    fn an_instance_keeps_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = instance(folder.path(), "ABCD2345".to_owned()).expect("a name");
        assert_eq!(first, "ABCD2345");
        let again = instance(folder.path(), "XYZW9876".to_owned()).expect("a name");
        assert_eq!(again, "ABCD2345");
    }
}
