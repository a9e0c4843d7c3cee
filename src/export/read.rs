//! Out of a file, into an empty database.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::Value;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};

use super::lines::{End, FileLine, Header, Line, VERSION};
use super::tables::{PutError, Row};
use super::{ExportError, Progress, Table, Watch, folder_of, tables};
use crate::desk::{CONFIG_GENERATION, schedule};
use crate::files::FileStore;
use crate::store::entity::{article, ticket};
use crate::store::{Store, Tx, counters, deadlines, leases, people, places, take_your_time};

/// Rows written by one statement.
const BATCH: usize = 200;

/// What was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many rows, by table.
    pub tables: Vec<(&'static str, u64)>,
    /// How many attachments' bytes came along.
    pub files: u64,
    /// How many did not.
    pub missing: u64,
}

impl Imported {
    /// How many rows of a table came.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|(name, _)| *name == table).map_or(0, |(_, rows)| *rows)
    }
}

/// Reads everything from `file` into a desk that has no tickets and knows nobody but the people of
/// bot.toml; what it had is replaced. All of it is in the transaction: commit it, or nothing has changed.
///
/// # Errors
/// When the desk is not empty, the file is not whole or of a newer Sportello, or the database fails.
pub async fn import(
    tx: &Tx,
    store: &Store,
    files: &FileStore,
    file: &Path,
    now: DateTime<Utc>,
    watch: Watch<'_>,
) -> Result<Imported, ExportError> {
    let opened = File::open(file).await.map_err(ExportError::file(file))?;
    let mut lines = Numbered { lines: BufReader::new(opened).lines(), line: 0 };
    let header = header(&mut lines, file, store).await?;
    refuse_unless_empty(tx).await?;
    take_your_time(tx).await?;
    let running = Running::of(tx).await?;
    let tables = tables();
    for table in tables.iter().rev() {
        table.clear(tx).await?;
    }
    let mut into =
        Filling { tx, tables: &tables, batch: Vec::new(), of: 0, late: Vec::new(), counts: HashMap::new() };
    let (mut copied, mut missing) = (0, 0);
    loop {
        let Some(text) = lines.next(file).await? else {
            return Err(lines.problem("the file was cut off: its last line is missing"));
        };
        match serde_json::from_str::<Line>(&text) {
            Ok(Line::Row(row)) => {
                into.row(&row.table, row.row, lines.line, watch).await?;
            }
            Ok(Line::File(FileLine { file: sha256, .. })) => {
                into.flush(lines.line, watch).await?;
                match take_file(files, file, &sha256).await {
                    Ok(()) => copied += 1,
                    Err(problem) => {
                        tracing::warn!(sha256, problem, "an attachment's bytes do not come along");
                        missing += 1;
                    }
                }
                watch(Progress { at: "file", done: copied + missing, of: 0 });
            }
            Ok(Line::End(End { end })) if end + 1 == lines.line => break,
            Ok(Line::End(End { end })) => {
                return Err(lines.problem(format!("{end} lines should stand before it")));
            }
            Ok(Line::Header(_)) | Err(_) => {
                return Err(lines.problem("this is no line of an export"));
            }
        }
    }
    into.flush(lines.line, watch).await?;
    into.fill_late().await?;
    let counts = into.counts;
    for table in &tables {
        let promised = header.tables.get(table.name()).and_then(Value::as_u64).unwrap_or_default();
        let came = counts.get(table.name()).copied().unwrap_or_default();
        if promised != came {
            return Err(
                lines.problem(format!("{promised} rows of {} were promised, {came} came", table.name()))
            );
        }
    }
    go_on_counting(tx, &tables).await?;
    running.go_on(tx).await?;
    have_indexed(tx, now).await?;
    let tables =
        tables.iter().map(|t| (t.name(), counts.get(t.name()).copied().unwrap_or_default())).collect();
    Ok(Imported { tables, files: copied, missing })
}

async fn header(lines: &mut Numbered, file: &Path, store: &Store) -> Result<Header, ExportError> {
    let first = lines.next(file).await?.unwrap_or_default();
    let header: Header = serde_json::from_str(&first)
        .map_err(|_| ExportError::NotReadable(format!("{} is no export of Sportello", file.display())))?;
    let ours = store.schema().await?;
    if header.sportello_export > VERSION || header.schema > ours {
        return Err(ExportError::NotReadable(format!(
            "{} was written by a newer Sportello ({}): import it with that version",
            file.display(),
            header.program
        )));
    }
    Ok(header)
}

async fn refuse_unless_empty(tx: &Tx) -> Result<(), ExportError> {
    let tickets = ticket::Entity::find().count(tx).await?;
    let people = people::count_unnamed(tx).await?;
    if tickets > 0 || people > 0 { Err(ExportError::NotEmpty { tickets, people }) } else { Ok(()) }
}

/// How far this desk has counted what it tells its own instances by: what they know must not come again.
struct Running(Vec<(&'static str, i64)>);

impl Running {
    async fn of(tx: &Tx) -> Result<Self, DbErr> {
        let mut counted = Vec::new();
        for name in [leases::EPOCH, CONFIG_GENERATION, places::GENERATION] {
            counted.push((name, counters::last(tx, name).await?));
        }
        Ok(Self(counted))
    }

    async fn go_on(self, tx: &Tx) -> Result<(), DbErr> {
        for (name, value) in self.0 {
            counters::go_on_from(tx, name, value).await?;
        }
        Ok(())
    }
}

/// Takes an attachment's bytes from beside the export; they must be what their name says.
async fn take_file(files: &FileStore, export: &Path, sha256: &str) -> Result<(), String> {
    if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err("its name is no SHA-256".to_owned());
    }
    let bytes = tokio::fs::read(folder_of(export).join(sha256)).await.map_err(|e| e.to_string())?;
    let kept = files.put(bytes.into()).await.map_err(|e| e.to_string())?;
    if kept == sha256 { Ok(()) } else { Err(format!("its bytes are those of {kept}")) }
}

/// The desk makes the full-text index anew, newest first.
async fn have_indexed(tx: &Tx, now: DateTime<Utc>) -> Result<(), DbErr> {
    match article::Entity::find().order_by_desc(article::Column::Id).one(tx).await? {
        Some(newest) => deadlines::put(tx, schedule::INDEX, newest.id, Some(now)).await,
        None => Ok(()),
    }
}

/// New rows get ids after those that came: SQLite counts on by itself.
async fn go_on_counting(tx: &Tx, tables: &[Box<dyn Table>]) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let name = table.name();
        tx.execute_unprepared(&format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) \
             FROM {name}"
        ))
        .await?;
    }
    Ok(())
}

/// The lines of a file, counted.
struct Numbered {
    lines: Lines<BufReader<File>>,
    line: u64,
}

impl Numbered {
    async fn next(&mut self, file: &Path) -> Result<Option<String>, ExportError> {
        self.line += 1;
        self.lines.next_line().await.map_err(ExportError::file(file))
    }

    fn problem(&self, problem: impl Into<String>) -> ExportError {
        ExportError::Line { line: self.line, problem: problem.into() }
    }
}

/// A value that is filled in once all rows are there: table, row, column.
type Late = (usize, i64, &'static str, Value);

/// Rows on their way into a database.
struct Filling<'a> {
    tx: &'a Tx,
    tables: &'a [Box<dyn Table>],
    batch: Vec<Row>,
    /// Whose rows are in the batch.
    of: usize,
    late: Vec<Late>,
    counts: HashMap<&'static str, u64>,
}

impl Filling<'_> {
    async fn row(&mut self, table: &str, row: Row, line: u64, watch: Watch<'_>) -> Result<(), ExportError> {
        let Some(of) = self.tables.iter().position(|t| t.name() == table) else {
            return Err(ExportError::Line { line, problem: format!("there is no table {table}") });
        };
        if of != self.of || self.batch.len() >= BATCH {
            // The line before this one was the batch's last.
            self.flush(line, watch).await?;
        }
        self.of = of;
        let id = row.get("id").and_then(Value::as_i64).unwrap_or_default();
        for column in self.tables[of].late() {
            if let Some(value) = row.get(*column).filter(|v| !v.is_null()) {
                self.late.push((of, id, column, value.clone()));
            }
        }
        self.batch.push(row);
        Ok(())
    }

    /// Writes the batch, whose last row stood before the line `line`.
    async fn flush(&mut self, line: u64, watch: Watch<'_>) -> Result<(), ExportError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.batch);
        let table = &self.tables[self.of];
        let first = line.saturating_sub(rows.len() as u64);
        table.put(self.tx, &rows).await.map_err(|error| match error {
            PutError::Row(n, problem) => ExportError::Line { line: first + n as u64, problem },
            PutError::Database(error) => {
                let problem =
                    format!("this row or one of the {} after it is refused: {error}", rows.len() - 1);
                ExportError::Line { line: first, problem }
            }
        })?;
        let done = self.counts.entry(table.name()).or_default();
        *done += rows.len() as u64;
        watch(Progress { at: table.name(), done: *done, of: 0 });
        Ok(())
    }

    async fn fill_late(&mut self) -> Result<(), ExportError> {
        for (table, id, column, value) in std::mem::take(&mut self.late) {
            let filled = self.tables[table].fill(self.tx, id, column, &value).await;
            filled.map_err(|error| match error {
                PutError::Row(_, problem) => {
                    DbErr::Custom(format!("{} {id}: {problem}", self.tables[table].name()))
                }
                PutError::Database(error) => error,
            })?;
        }
        Ok(())
    }
}
