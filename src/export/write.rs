//! Out of a database, into a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::DbErr;
use serde_json::{Map, Value};
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use super::lines::{End, FileLine, Header, Row, VERSION};
use super::{ExportError, Progress, Watch, folder_of, tables};
use crate::files::FileStore;
use crate::store::articles::StoredFile;
use crate::store::{Store, Tx, attachments, make_private_folder, questions};

/// Rows read at a time.
const PAGE: u64 = 500;

/// What an export is to say of itself and to hold.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The desk's name.
    pub desk: String,
    /// The time.
    pub made_at: DateTime<Utc>,
    /// Whether the attachments' bytes are put beside it.
    pub with_files: bool,
}

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Where it is.
    pub file: PathBuf,
    /// How many rows, by table.
    pub tables: Vec<(&'static str, u64)>,
    /// How many attachments' bytes are beside it.
    pub files: u64,
    /// How many could not be had.
    pub missing: u64,
}

impl Exported {
    /// How many rows of a table it has.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|(name, _)| *name == table).map_or(0, |(_, rows)| *rows)
    }
}

/// Writes everything into `file`, which must not be there yet; it is there once it is whole. All of it is
/// of one moment, whatever the desk does meanwhile.
///
/// # Errors
/// When the database can't be read, or the file not be written.
pub async fn export(
    store: &Store,
    files: &FileStore,
    file: &Path,
    wanted: Wanted,
    watch: Watch<'_>,
) -> Result<Exported, ExportError> {
    let folder = folder_of(file);
    for path in [file, &folder] {
        if path.exists() {
            let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(ExportError::file(path)(there));
        }
    }
    let part = Part { file: part_of(file), folder: part_of(&folder) };
    // Whoever ended in the middle of the same one has left what is not to come along.
    part.remove();
    let exported = write(store, files, file, &part, &wanted, watch).await?;
    if part.folder.exists() {
        tokio::fs::rename(&part.folder, &folder).await.map_err(ExportError::file(&folder))?;
    }
    tokio::fs::rename(&part.file, file).await.map_err(ExportError::file(file))?;
    Ok(exported)
}

/// An export that is not whole yet, and of no use if it never will be.
struct Part {
    file: PathBuf,
    folder: PathBuf,
}

impl Part {
    /// Mostly both have another name by now; that they can't be removed is no news beside what went wrong.
    fn remove(&self) {
        let _ = std::fs::remove_file(&self.file);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.remove();
    }
}

fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

async fn write(
    store: &Store,
    files: &FileStore,
    file: &Path,
    part: &Part,
    wanted: &Wanted,
    watch: Watch<'_>,
) -> Result<Exported, ExportError> {
    let tx = store.begin_reading().await?;
    let mut out = Out::create(&part.file).await?;
    let tables = tables();
    let mut counts = Vec::with_capacity(tables.len());
    for table in &tables {
        counts.push((table.name(), table.count(&tx).await?));
    }
    out.line(&Header {
        sportello_export: VERSION,
        made_at: wanted.made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: store.schema().await?,
        desk: wanted.desk.clone(),
        tables: counts.iter().map(|(name, n)| ((*name).to_owned(), Value::from(*n))).collect::<Map<_, _>>(),
    })
    .await?;
    for (table, (name, of)) in tables.iter().zip(&counts) {
        let (mut after, mut done) = (0, 0);
        loop {
            let page = table.page(&tx, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            done += page.len() as u64;
            for (_, row) in page {
                out.line(&Row { table: (*name).to_owned(), row }).await?;
            }
            watch(Progress { at: name, done, of: *of });
        }
    }
    let folder = wanted.with_files.then_some(part.folder.as_path());
    let mut copies = Copies { files, folder, copied: 0, missing: 0 };
    copies.write(&tx, &mut out, watch).await?;
    let Copies { copied, missing, .. } = copies;
    out.end().await?;
    drop(tx);
    Ok(Exported { file: file.to_owned(), tables: counts, files: copied, missing })
}

/// The bytes of files, named in the export and put beside it.
struct Copies<'a> {
    files: &'a FileStore,
    /// Where they are put, if anywhere.
    folder: Option<&'a Path>,
    copied: u64,
    missing: u64,
}

impl Copies<'_> {
    /// Those of every attachment, and of every message that waits for its author's answer.
    async fn write(&mut self, tx: &Tx, out: &mut Out, watch: Watch<'_>) -> Result<(), ExportError> {
        let mut held = held_files(tx).await?;
        let of = attachments::count(tx).await? + held.len() as u64;
        let mut after = String::new();
        loop {
            let page = attachments::names_after(tx, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(last);
            for sha256 in page {
                held.remove(&sha256);
                self.write_one(sha256, out).await?;
            }
            watch(Progress { at: "file", done: self.copied + self.missing, of });
        }
        for sha256 in held {
            self.write_one(sha256, out).await?;
        }
        Ok(())
    }

    async fn write_one(&mut self, sha256: String, out: &mut Out) -> Result<(), ExportError> {
        let mut size = None;
        if let Some(folder) = self.folder {
            match self.files.get(&sha256).await {
                Ok(bytes) => {
                    make_private_folder(folder).map_err(ExportError::file(folder))?;
                    let path = folder.join(&sha256);
                    write_private(&path, &bytes).await.map_err(ExportError::file(&path))?;
                    size = Some(bytes.len() as u64);
                    self.copied += 1;
                }
                Err(error) => {
                    tracing::warn!(%error, sha256, "a file's bytes are not in the export");
                    self.missing += 1;
                }
            }
        }
        out.line(&FileLine { file: sha256, size }).await
    }
}

/// The SHA-256 sums that messages name which wait for their author's answer.
async fn held_files(tx: &Tx) -> Result<BTreeSet<String>, DbErr> {
    let mut names = BTreeSet::new();
    for json in questions::held_files(tx).await? {
        let files: Vec<StoredFile> = serde_json::from_str(&json).map_err(|e| DbErr::Json(e.to_string()))?;
        names.extend(files.into_iter().filter_map(|file| file.sha256));
    }
    Ok(names)
}

async fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file =
        tokio::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).await?;
    file.write_all(bytes).await?;
    file.sync_all().await
}

/// The file that is written.
struct Out {
    path: PathBuf,
    file: BufWriter<File>,
    lines: u64,
}

impl Out {
    async fn create(path: &Path) -> Result<Self, ExportError> {
        let mut options = tokio::fs::OpenOptions::new();
        let opened = options.write(true).create(true).truncate(true).mode(0o600).open(path).await;
        let file = BufWriter::new(opened.map_err(ExportError::file(path))?);
        Ok(Self { path: path.to_owned(), file, lines: 0 })
    }

    async fn line(&mut self, line: &impl serde::Serialize) -> Result<(), ExportError> {
        let mut text = serde_json::to_vec(line).map_err(|e| DbErr::Json(e.to_string()))?;
        text.push(b'\n');
        self.lines += 1;
        self.file.write_all(&text).await.map_err(ExportError::file(&self.path))
    }

    async fn end(mut self) -> Result<(), ExportError> {
        let end = End { end: self.lines };
        self.line(&end).await?;
        self.file.flush().await.map_err(ExportError::file(&self.path))?;
        self.file.get_ref().sync_all().await.map_err(ExportError::file(&self.path))
    }
}
