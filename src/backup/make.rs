//! A backup is made: whole, or not at all.

use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use super::{BackupError, Contents, Engine, FILES, Manifest, Watch, sqlite};
use crate::files::{FileError, FileStore};
use crate::store::{Store, emptying};

/// How often the database is copied anew because files it names were erased meanwhile. What was copied stays,
/// so that each time is short, and files outlive the last that names them by a while.
const ROUNDS: usize = 5;

/// Of which database.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// The desk's, on SQLite.
    Sqlite(&'a Store),
    /// The desk's, on PostgreSQL, and what `pg_dump` has just made of it.
    Postgres(&'a Store, &'a Path),
}

impl Source<'_> {
    fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(..) => Engine::Postgresql,
        }
    }

    fn store(&self) -> &Store {
        match self {
            Self::Sqlite(store) | Self::Postgres(store, _) => store,
        }
    }
}

/// What a backup is to say of itself.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The desk's name.
    pub desk: String,
    /// The time.
    pub made_at: DateTime<Utc>,
}

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What it holds.
    pub manifest: Manifest,
    /// How many bytes its files have together.
    pub bytes: u64,
}

/// Makes a backup in the folder `into`, which must not be there yet; it is there once it is whole.
///
/// # Errors
/// When the database or a file can't be read, or the backup not be written.
pub async fn make(
    source: Source<'_>,
    files: &FileStore,
    into: &Path,
    wanted: &Wanted,
    watch: Watch<'_>,
) -> Result<Made, BackupError> {
    if into.exists() {
        return Err(BackupError::There(into.to_owned()));
    }
    let parent = match into.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(parent).map_err(BackupError::file(parent))?;
    // What is not whole is removed when this is dropped.
    let part = tempfile::Builder::new()
        .prefix(".sportello-backup-")
        .tempdir_in(parent)
        .map_err(BackupError::file(parent))?;
    let made = Making { source, files, into: part.path(), watch }.make(wanted).await?;
    let part = part.keep();
    std::fs::rename(&part, into).map_err(BackupError::file(into))?;
    super::settle(into)?;
    std::fs::File::open(parent).and_then(|f| f.sync_all()).map_err(BackupError::file(parent))?;
    Ok(made)
}

struct Making<'a> {
    source: Source<'a>,
    files: &'a FileStore,
    into: &'a Path,
    watch: Watch<'a>,
}

impl Making<'_> {
    async fn make(mut self, wanted: &Wanted) -> Result<Made, BackupError> {
        let engine = self.source.engine();
        let kept = FileStore::in_folder(&self.into.join(FILES))?;
        let mut round = 1;
        let (contents, lost, bytes) = loop {
            let contents = self.database().await?;
            let (gone, bytes) = self.copy_files(&contents, &kept).await?;
            let erased = self.erased(&gone).await?;
            match (self.source, erased) {
                (_, 0) => break (contents, gone, bytes),
                (Source::Postgres(..), erased) => return Err(BackupError::Erased(erased)),
                (Source::Sqlite(_), erased) if round == ROUNDS => return Err(BackupError::Erased(erased)),
                (Source::Sqlite(_), erased) => {
                    tracing::info!(erased, "files were erased meanwhile; the database is copied once more");
                    let copy = self.into.join(engine.file_name());
                    std::fs::remove_file(&copy).map_err(BackupError::file(&copy))?;
                    round += 1;
                }
            }
        };
        remove_others(&kept, &self.into.join(FILES), &contents).await?;
        let manifest = Manifest {
            sportello_backup: Manifest::VERSION,
            made_at: wanted.made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            desk: wanted.desk.clone(),
            engine,
            schema: contents.schema.clone(),
            sha256: sum_of(&self.into.join(engine.file_name())).await?,
            tickets: contents.tickets,
            articles: contents.articles,
            people: contents.people,
            files: (contents.files.len() - lost.len()) as u64,
            lost,
        };
        manifest.write(self.into)?;
        Ok(Made { manifest, bytes })
    }

    /// Copies the database and reads what the copy holds.
    async fn database(&self) -> Result<Contents, BackupError> {
        let engine = self.source.engine();
        let into = self.into.join(engine.file_name());
        match self.source {
            Source::Sqlite(store) => sqlite::copy(store, &into).await?,
            Source::Postgres(_, dump) => {
                // Looked over before it is copied: one that is no dump may be very large.
                Contents::of(dump, engine).await?;
                tokio::fs::copy(dump, &into).await.map_err(BackupError::file(dump))?;
                super::settle(&into)?;
            }
        }
        Contents::of(&into, engine).await
    }

    /// Copies the files that are not copied yet; which are not to be had, and how many bytes all have.
    async fn copy_files(
        &mut self,
        contents: &Contents,
        kept: &FileStore,
    ) -> Result<(Vec<String>, u64), BackupError> {
        let of = contents.files.len() as u64;
        let (mut gone, mut bytes) = (Vec::new(), 0);
        for (done, name) in contents.files.iter().enumerate() {
            match kept.size(name).await? {
                Some(size) => bytes += size,
                None => match self.files.get(name).await {
                    Ok(file) => {
                        let size = file.len() as u64;
                        let is = FileStore::name_of(&file);
                        if is == *name {
                            kept.put(file).await?;
                            bytes += size;
                        } else {
                            tracing::warn!(file = %name, %is, "a file's bytes are not what its name says");
                            gone.push(name.clone());
                        }
                    }
                    Err(FileError::Missing) => gone.push(name.clone()),
                    Err(error) => return Err(error.into()),
                },
            }
            (self.watch)(done as u64 + 1, of);
        }
        Ok((gone, bytes))
    }

    /// How many of these files nothing names any more: the others are lost.
    async fn erased(&self, gone: &[String]) -> Result<usize, BackupError> {
        let mut erased = 0;
        for name in gone {
            if !emptying::are_named(self.source.store().reader(), name).await? {
                erased += 1;
            }
        }
        Ok(erased)
    }
}

/// Removes what an earlier round copied and the last copy of the database does not name.
async fn remove_others(kept: &FileStore, folder: &Path, contents: &Contents) -> Result<(), BackupError> {
    for path in files_in(folder).map_err(BackupError::file(folder))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !contents.files.contains(&name) {
            kept.delete(&name).await?;
        }
    }
    Ok(())
}

/// All files of a file store's folder.
fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for shelf in std::fs::read_dir(folder)? {
        for file in std::fs::read_dir(shelf?.path())? {
            all.push(file?.path());
        }
    }
    Ok(all)
}

/// The SHA-256 sum of a file of any size, in hexadecimal.
pub(super) async fn sum_of(path: &Path) -> Result<String, BackupError> {
    let mut file = tokio::fs::File::open(path).await.map_err(BackupError::file(path))?;
    let mut sum = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).await.map_err(BackupError::file(path))? {
            0 => break,
            n => sum.update(&piece[..n]),
        }
    }
    Ok(sum.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
