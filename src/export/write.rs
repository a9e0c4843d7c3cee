//! Out of a database, into a file.

use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::DbErr;
use serde_json::{Map, Value};
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use super::lines::{End, FileLine, Header, Row, VERSION};
use super::{ExportError, Progress, Watch, folder_of, tables};
use crate::files::FileStore;
use crate::store::{Store, Tx, attachments, make_private_folder};

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
    if file.exists() {
        let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(ExportError::file(file)(there));
    }
    let part = Part(part_of(file));
    let exported = write(store, files, file, &part.0, &wanted, watch).await?;
    tokio::fs::rename(&part.0, file).await.map_err(ExportError::file(file))?;
    Ok(exported)
}

/// A file that is not whole yet, and of no use if it never will be.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Mostly it has another name by now; that it can't be removed is no news beside what went wrong.
        let _ = std::fs::remove_file(&self.0);
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
    part: &Path,
    wanted: &Wanted,
    watch: Watch<'_>,
) -> Result<Exported, ExportError> {
    let tx = store.begin_reading().await?;
    let mut out = Out::create(part).await?;
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
    let folder = wanted.with_files.then(|| folder_of(file));
    let (copied, missing) = copy_files(&tx, files, folder.as_deref(), &mut out, watch).await?;
    out.end().await?;
    drop(tx);
    Ok(Exported { file: file.to_owned(), tables: counts, files: copied, missing })
}

/// Names every attachment's bytes, and puts them into `folder` if there is one.
async fn copy_files(
    tx: &Tx,
    files: &FileStore,
    folder: Option<&Path>,
    out: &mut Out,
    watch: Watch<'_>,
) -> Result<(u64, u64), ExportError> {
    let of = attachments::count(tx).await?;
    let (mut copied, mut missing, mut after) = (0, 0, String::new());
    loop {
        let page = attachments::names_after(tx, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok((copied, missing)) };
        after.clone_from(last);
        for sha256 in page {
            let mut size = None;
            if let Some(folder) = folder {
                match files.get(&sha256).await {
                    Ok(bytes) => {
                        make_private_folder(folder).map_err(ExportError::file(folder))?;
                        let path = folder.join(&sha256);
                        let written = write_private(&path, &bytes).await;
                        written.map_err(ExportError::file(&path))?;
                        size = Some(bytes.len() as u64);
                        copied += 1;
                    }
                    Err(error) => {
                        tracing::warn!(%error, sha256, "an attachment's bytes are not in the export");
                        missing += 1;
                    }
                }
            }
            out.line(&FileLine { file: sha256, size }).await?;
        }
        watch(Progress { at: "file", done: copied + missing, of });
    }
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
