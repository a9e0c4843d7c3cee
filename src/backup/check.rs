//! A backup is looked over: that all it should hold is there, unspoilt.

use std::path::Path;

use super::{BackupError, Contents, Engine, FILES, Manifest, Watch, make, sqlite};
use crate::files::{FileError, FileStore};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// What is wrong with it: nothing, if it can be brought back whole.
    pub problems: Vec<String>,
}

/// Looks a backup over.
///
/// # Errors
/// When it is none, or can't be read at all.
pub async fn check(backup: &Path, watch: Watch<'_>) -> Result<Checked, BackupError> {
    let manifest = Manifest::read(backup)?;
    let database = manifest.database(backup);
    if !database.is_file() {
        let problems = vec![format!("{} is missing", manifest.engine.file_name())];
        return Ok(Checked { manifest, problems });
    }
    let mut problems = Vec::new();
    if make::sum_of(&database).await? != manifest.sha256 {
        problems.push(format!("{} is not as it was written", manifest.engine.file_name()));
    }
    match looked_into(&database, manifest.engine).await {
        Ok((contents, found)) => {
            problems.extend(found);
            problems.extend(differences(&manifest, &contents));
            problems.extend(files(backup, &manifest, &contents, watch).await?);
        }
        Err(error) => problems.push(format!("the database can't be read: {error}")),
    }
    Ok(Checked { manifest, problems })
}

async fn looked_into(database: &Path, engine: Engine) -> Result<(Contents, Vec<String>), BackupError> {
    let found = match engine {
        Engine::Sqlite => sqlite::problems(database).await?,
        Engine::Postgresql => Vec::new(),
    };
    Ok((Contents::of(database, engine).await?, found))
}

fn differences(manifest: &Manifest, contents: &Contents) -> Vec<String> {
    let mut found = Vec::new();
    if !contents.is_known() {
        found.push(format!(
            "its schema {} is not known here: it was made by a newer Sportello ({})",
            contents.schema, manifest.program
        ));
    }
    let counts = [
        ("tickets", manifest.tickets, contents.tickets),
        ("articles", manifest.articles, contents.articles),
        ("people", manifest.people, contents.people),
        ("files", manifest.files + manifest.lost.len() as u64, contents.files.len() as u64),
    ];
    for (what, wanted, there) in counts {
        if wanted != there {
            found.push(format!("{wanted} {what} should be in the database, {there} are"));
        }
    }
    found
}

/// What is wrong with the files: each that the database names has to be there, with the bytes of its name.
async fn files(
    backup: &Path,
    manifest: &Manifest,
    contents: &Contents,
    watch: Watch<'_>,
) -> Result<Vec<String>, BackupError> {
    let folder = backup.join(FILES);
    if !folder.is_dir() {
        return Ok(if contents.files.is_empty() { vec![] } else { vec![format!("{FILES} is missing")] });
    }
    let kept = FileStore::in_folder(&folder)?;
    let (of, mut found) = (contents.files.len() as u64, Vec::new());
    for (done, name) in contents.files.iter().enumerate() {
        match kept.get(name).await {
            Ok(bytes) if FileStore::name_of(&bytes) == *name => {}
            Ok(_) => found.push(format!("the file {name} is spoilt")),
            Err(FileError::Missing) if manifest.lost.contains(name) => {}
            Err(FileError::Missing) => found.push(format!("the file {name} is missing")),
            Err(error) => found.push(format!("the file {name} can't be read: {error}")),
        }
        watch(done as u64 + 1, of);
    }
    Ok(found)
}
