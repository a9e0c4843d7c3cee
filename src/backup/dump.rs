//! What `pg_dump` wrote as plain text: read as far as is needed to say what is in it and that it is whole.

use std::collections::HashSet;
use std::path::Path;

use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use super::{BackupError, Contents};
use crate::export;

/// How the last line of a whole dump begins, and of what kind of file the first.
const COMPLETE: &[u8] = b"-- PostgreSQL database dump complete";
const BEGINS: &[u8] = b"-- PostgreSQL database dump";
/// How a dump in one of `pg_dump`'s other formats begins.
const CUSTOM: &[u8] = b"PGDMP";
/// PostgreSQL has no longer value: what is longer is no dump, and not read into memory whole.
const LONGEST: u64 = 1 << 30;

/// What a dump holds.
pub(super) async fn contents(path: &Path) -> Result<Contents, BackupError> {
    let problem =
        |problem: &str| BackupError::Dump { file: path.display().to_string(), problem: problem.to_owned() };
    let file = File::open(path).await.map_err(BackupError::file(path))?;
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let mut reading = Reading::default();
    let mut line = Vec::new();
    let mut first = true;
    loop {
        line.clear();
        let read = (&mut lines).take(LONGEST).read_until(b'\n', &mut line).await;
        if read.map_err(BackupError::file(path))? == 0 {
            break;
        }
        if first && line.starts_with(CUSTOM) {
            return Err(problem("it is not plain text"));
        }
        first = false;
        reading.line(line.strip_suffix(b"\n").unwrap_or(&line));
    }
    reading.end().map_err(|said| problem(&said))
}

/// A dump on its way through.
#[derive(Default)]
struct Reading {
    contents: Contents,
    begun: bool,
    complete: bool,
    /// The tables whose rows were there.
    seen: HashSet<String>,
    /// Whose rows come, and the place of the column that is wanted.
    table: Option<(String, Option<usize>)>,
}

impl Reading {
    fn line(&mut self, line: &[u8]) {
        match self.table.take() {
            Some(_) if line == b"\\." => {}
            Some((table, column)) => {
                self.row(&table, column, line);
                self.table = Some((table, column));
            }
            None if line.starts_with(COMPLETE) => self.complete = true,
            None if line.starts_with(BEGINS) => self.begun = true,
            None => self.table = copy(&String::from_utf8_lossy(line)),
        }
        if let Some((table, _)) = &self.table
            && !self.seen.contains(table)
        {
            self.seen.insert(table.clone());
        }
    }

    fn row(&mut self, table: &str, column: Option<usize>, row: &[u8]) {
        match table {
            "ticket" => self.contents.tickets += 1,
            "article" => self.contents.articles += 1,
            "person" => self.contents.people += 1,
            _ => {}
        }
        let Some(column) = column else { return };
        let Some(value) = row.split(|b| *b == b'\t').nth(column).filter(|v| *v != b"\\N") else { return };
        let value = String::from_utf8_lossy(value);
        match table {
            "attachment" => self.contents.add_file(&value),
            // A backslash is doubled in a dump.
            "held_message" => self.contents.add_held(&value.replace("\\\\", "\\")),
            _ if *value > *self.contents.schema => self.contents.schema = value.into_owned(),
            _ => {}
        }
    }

    fn end(self) -> Result<Contents, String> {
        if !self.begun {
            return Err("it does not begin as one".to_owned());
        }
        if !self.complete {
            return Err("its end is missing".to_owned());
        }
        let mut wanted =
            vec!["person", "ticket", "article", "attachment", "held_message", "seaql_migrations"];
        let tables = export::tables();
        if self.contents.is_newest() {
            // An older schema has fewer tables.
            wanted.extend(tables.iter().map(|table| table.name()));
        }
        match wanted.iter().find(|name| !self.seen.contains(**name)) {
            Some(name) => Err(format!("it has no table {name}, or not its rows")),
            None => Ok(self.contents),
        }
    }
}

/// The table whose rows come after this line, and the column of it that is wanted.
fn copy(line: &str) -> Option<(String, Option<usize>)> {
    let rest = line.strip_prefix("COPY ")?.strip_suffix(" FROM stdin;")?;
    let (name, columns) = rest.split_once(" (")?;
    let bare = |name: &str| name.trim().trim_matches('"').to_owned();
    let table = bare(name.rsplit('.').next().unwrap_or(name));
    let wanted = match table.as_str() {
        "attachment" => "sha256",
        "held_message" => "files",
        "seaql_migrations" => "version",
        _ => return Some((table, None)),
    };
    let column = columns.trim_end_matches(')').split(',').position(|name| bare(name) == wanted);
    Some((table, column))
}

#[cfg(test)]
mod tests {
    use super::{Reading, copy};

    fn read(dump: &str) -> Result<super::Contents, String> {
        let mut reading = Reading::default();
        dump.lines().for_each(|line| reading.line(line.as_bytes()));
        reading.end()
    }

    fn dump() -> String {
        let sum = "0f".repeat(32);
        format!(
            "--\n-- PostgreSQL database dump\n--\n\
             COPY public.article (id, body) FROM stdin;\n\
             1\t-- PostgreSQL database dump complete\n2\tCOPY public.ticket (id) FROM stdin;\n\\.\n\
             COPY public.attachment (id, name, sha256, trouble) FROM stdin;\n\
             1\ta.png\t{sum}\t\\N\n2\tb.png\t\\N\ttoo large\n\\.\n\
             COPY public.held_message (id, files) FROM stdin;\n\\.\n\
             COPY public.person (id) FROM stdin;\n1\n\\.\n\
             COPY public.seaql_migrations (version, applied_at) FROM stdin;\nm1\t0\nm2\t0\n\\.\n\
             COPY public.ticket (id) FROM stdin;\n1\n\\.\n\
             --\n-- PostgreSQL database dump complete\n--\n"
        )
    }

    #[test]
    fn rows_are_counted_and_files_found() {
        let contents = read(&dump()).expect("it is whole");
        assert_eq!((contents.tickets, contents.articles, contents.people), (1, 2, 1));
        assert_eq!(contents.schema, "m2");
        assert_eq!(contents.files.len(), 1);
    }

    #[test]
    fn what_was_cut_off_or_left_out_is_no_whole_dump() {
        let whole = dump();
        let end = whole.find("--\n-- PostgreSQL database dump complete\n--").expect("its end");
        assert_eq!(read(&whole[..end]), Err("its end is missing".to_owned()));
        let without = whole.replace("public.ticket", "public.other");
        assert!(read(&without).is_err_and(|said| said.contains("ticket")));
        assert!(read("hello\n").is_err_and(|said| said.contains("begin")));
    }

    #[test]
    fn names_in_quotes_are_names() {
        let found = copy("COPY desk.\"seaql_migrations\" (\"version\", applied_at) FROM stdin;");
        assert_eq!(found, Some(("seaql_migrations".to_owned(), Some(0))));
        assert_eq!(copy("SELECT 1;"), None);
    }
}
