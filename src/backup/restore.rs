//! A backup is brought back to where there is nothing.

use std::path::{Path, PathBuf};

use sea_orm::{EntityTrait, PaginatorTrait};

use super::{BackupError, Contents, Engine, FILES, Manifest, Watch, check};
use crate::config::{self, Database};
use crate::files::{FileError, FileStore};
use crate::store::entity::{article, person, ticket};
use crate::store::{Store, leases, make_private_folder};

/// How a database's name ends while it is brought back.
const UNDER_WAY: &str = ".restored";

/// What was brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup said of itself.
    pub manifest: Manifest,
}

/// Brings a backup back as the desk that bot.toml describes. On PostgreSQL the dump is in the database already,
/// and the files are put to it.
///
/// # Errors
/// When the backup is not whole, or something is where it should go; then nothing is changed.
pub async fn restore(backup: &Path, desk: &config::Desk, watch: Watch<'_>) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(backup)?;
    let named = match &desk.database {
        Database::Sqlite(_) => Engine::Sqlite,
        Database::Postgres(_) => Engine::Postgresql,
    };
    if named != manifest.engine {
        return Err(BackupError::OtherEngine { of: manifest.engine, named });
    }
    let folder = desk.files_folder();
    nothing_at(&folder)?;
    match &desk.database {
        Database::Sqlite(path) => {
            for path in [path.clone(), beside(path, "-wal"), beside(path, "-journal")] {
                nothing_at(&path)?;
            }
        }
        Database::Postgres(_) => is_loaded(desk, &manifest, backup).await?,
    }
    let checked = check(backup, &mut |_, _| {}).await?;
    if !checked.problems.is_empty() {
        return Err(BackupError::NotWhole(checked.problems));
    }
    let contents = Contents::of(&manifest.database(backup), manifest.engine).await?;
    let brought = bring(backup, &contents, &folder, desk, watch).await;
    if brought.is_err() {
        // Nothing was there before; what is left of a try would be in the way of the next one.
        let _ = std::fs::remove_dir_all(&folder);
        if let Database::Sqlite(path) = &desk.database {
            let _ = std::fs::remove_file(beside(path, UNDER_WAY));
        }
    }
    brought?;
    Ok(Restored { manifest })
}

async fn bring(
    backup: &Path,
    contents: &Contents,
    folder: &Path,
    desk: &config::Desk,
    watch: Watch<'_>,
) -> Result<(), BackupError> {
    let (from, into) = (FileStore::in_folder(&backup.join(FILES))?, FileStore::in_folder(folder)?);
    let of = contents.files.len() as u64;
    for (done, name) in contents.files.iter().enumerate() {
        match from.get(name).await {
            Ok(bytes) => {
                into.put(bytes).await?;
            }
            // It was lost before the backup was made, or the check would have said so.
            Err(FileError::Missing) => {}
            Err(error) => return Err(error.into()),
        }
        watch(done as u64 + 1, of);
    }
    let Database::Sqlite(path) = &desk.database else { return Ok(()) };
    // The database comes last, and all at once: before it is there, nothing is.
    let parent = path.parent().unwrap_or(Path::new("."));
    make_private_folder(parent).map_err(BackupError::file(parent))?;
    let part = beside(path, UNDER_WAY);
    let copy = backup.join(Engine::Sqlite.file_name());
    tokio::fs::copy(&copy, &part).await.map_err(BackupError::file(&part))?;
    super::settle(&part)?;
    std::fs::rename(&part, path).map_err(BackupError::file(path))?;
    std::fs::File::open(parent).and_then(|f| f.sync_all()).map_err(BackupError::file(parent))
}

/// Whether PostgreSQL's database is what the dump says, and nobody works on it.
async fn is_loaded(desk: &config::Desk, manifest: &Manifest, backup: &Path) -> Result<(), BackupError> {
    let store = Store::open(&desk.database).await.map_err(|e| BackupError::NotLoaded(e.to_string()))?;
    let found = loaded(&store).await;
    let name = store.name().to_owned();
    store.close().await;
    let how = format!(
        "load the dump into an empty database first: psql --set ON_ERROR_STOP=1 --single-transaction --file={} {name}",
        manifest.database(backup).display()
    );
    let Some((counts, served)) = found.map_err(|error| BackupError::NotLoaded(format!("{error}: {how}")))?
    else {
        return Err(BackupError::NotLoaded(format!("the database {name} is empty: {how}")));
    };
    if served {
        return Err(BackupError::NotLoaded(format!(
            "an instance works on {name}, or did so a few seconds ago: stop it first"
        )));
    }
    let wanted = (manifest.schema.clone(), [manifest.tickets, manifest.articles, manifest.people]);
    if counts != wanted {
        return Err(BackupError::NotLoaded(format!(
            "the database {name} is not the one of the backup: {how}"
        )));
    }
    Ok(())
}

type Counts = (String, [u64; 3]);

/// What a database holds, and whether an instance serves it; none if it is empty.
async fn loaded(store: &Store) -> Result<Option<(Counts, bool)>, sea_orm::DbErr> {
    let (db, schema) = (store.reader(), store.schema_if_any().await?);
    let Some(schema) = schema else { return Ok(None) };
    let counts = [
        ticket::Entity::find().count(db).await?,
        article::Entity::find().count(db).await?,
        person::Entity::find().count(db).await?,
    ];
    let served = leases::standings(db).await?.iter().any(|s| s.left.is_some() && !s.holder.is_empty());
    Ok(Some(((schema, counts), served)))
}

/// Nothing may be there but an empty folder.
fn nothing_at(path: &Path) -> Result<(), BackupError> {
    let is_empty_folder = std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if path.exists() && !is_empty_folder {
        return Err(BackupError::NotEmpty(path.to_owned()));
    }
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
