//! The bare driver: prepared statements of rusqlite that write what a desk has written, and nothing else.
//!
//! What a desk adds to its database in a round is read from its tables afterwards and written again into a
//! copy that was made before the round, by one `INSERT` a row, with as many messages a commit as the desk
//! had. Rows that are there already and change (a ticket, a counter, a checkpoint, a figure, a deadline) are
//! changed by as many `UPDATE`s as the desk needs for them at least.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// What is written with each message into rows that are there already.
pub const UPDATES_OF_A_WORD: &[&str] = &[
    "UPDATE checkpoint SET event = event WHERE id = 1 + abs(random()) % 64",
    "UPDATE ticket SET articles = articles + 0, changed_at = changed_at WHERE id = 1 + abs(random()) % 64",
];

/// The same, where a ticket is opened.
pub const UPDATES_OF_AN_OPENING: &[&str] = &[
    "UPDATE checkpoint SET event = event WHERE id = 1 + abs(random()) % 64",
    "UPDATE counter SET value = value + 0 WHERE rowid = 1",
    "UPDATE figure SET amount = amount + 0 WHERE id = 1",
    "UPDATE figure SET amount = amount + 0 WHERE id = 2",
];

/// A row to be written.
struct Row {
    insert: usize,
    values: Vec<Value>,
}

/// What a desk has written, message by message.
pub struct Written {
    inserts: Vec<String>,
    messages: Vec<Vec<Row>>,
}

/// How far the tables of a database are filled.
pub struct Filled(Vec<(String, i64)>);

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
               AND name NOT LIKE 'article_search%' AND name <> 'seaql_migrations'";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// How far the tables of a file are filled.
///
/// # Errors
/// As SQLite says.
pub fn filled(file: &Path) -> rusqlite::Result<Filled> {
    let connection = Connection::open(file)?;
    let last = |table: String| {
        let sql = format!("SELECT coalesce(max(rowid), 0) FROM {table}");
        Ok((table, connection.query_row(&sql, [], |row| row.get(0))?))
    };
    tables(&connection)?.into_iter().map(last).collect::<rusqlite::Result<_>>().map(Filled)
}

/// A copy of a database, as it stands.
///
/// # Errors
/// As SQLite says.
pub fn copy(file: &Path, name: &str) -> rusqlite::Result<PathBuf> {
    let copy = file.with_file_name(name);
    // It is not there the first time.
    let _ = std::fs::remove_file(&copy);
    Connection::open(file)?.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    Ok(copy)
}

impl Written {
    /// What has come into a file since it was `filled` so far, by `messages` messages.
    ///
    /// # Errors
    /// As SQLite says.
    pub fn since(file: &Path, filled: &Filled, messages: usize) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        let mut written = Self { inserts: Vec::new(), messages: (0..messages).map(|_| Vec::new()).collect() };
        // As the foreign keys want it.
        let order = ["person", "ticket", "conversation", "article"];
        let mut tables: Vec<&(String, i64)> = filled.0.iter().collect();
        tables.sort_by_key(|(name, _)| order.iter().position(|o| o == name).unwrap_or(order.len()));
        for (table, last) in tables {
            written.read(&connection, table, *last)?;
        }
        Ok(written)
    }

    fn read(&mut self, connection: &Connection, table: &str, last: i64) -> rusqlite::Result<()> {
        let mut select =
            connection.prepare(&format!("SELECT * FROM {table} WHERE rowid > ?1 ORDER BY rowid"))?;
        let width = select.column_count();
        let places = vec!["?"; width].join(", ");
        let insert = self.inserts.len();
        self.inserts.push(format!("INSERT INTO {table} VALUES ({places})"));
        let body = select.column_names().iter().position(|c| *c == "body").filter(|_| table == "article");
        let rows: Vec<Vec<Value>> = select
            .query_map([last], |row| (0..width).map(|at| row.get(at)).collect())?
            .collect::<rusqlite::Result<_>>()?;
        let index = self.inserts.len();
        if body.is_some() {
            let sql = "INSERT OR REPLACE INTO article_search (rowid, seen, inside) VALUES (?, ?, '')";
            self.inserts.push(sql.to_owned());
        }
        let (messages, number) = (self.messages.len(), rows.len());
        for (at, values) in rows.into_iter().enumerate() {
            let Some(of) = self.messages.get_mut(at * messages / number.max(1)) else { continue };
            if let Some(body) = body {
                of.push(Row { insert: index, values: vec![values[0].clone(), values[body].clone()] });
            }
            of.push(Row { insert, values });
        }
        Ok(())
    }

    /// How many rows a message writes.
    pub fn rows_of_a_message(&self) -> f64 {
        let rows: usize = self.messages.iter().map(Vec::len).sum();
        rows as f64 / self.messages.len().max(1) as f64
    }

    /// Writes it into `file`, `together` messages a commit; says how long that took, without what comes before.
    ///
    /// # Errors
    /// As SQLite says.
    pub fn write(&self, file: &Path, together: usize, updates: &[&str]) -> rusqlite::Result<Duration> {
        let connection = Connection::open(file)?;
        connection.set_prepared_statement_cache_capacity(512);
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let begun = Instant::now();
        for group in self.messages.chunks(together.max(1)) {
            connection.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()?;
            for message in group {
                for row in message {
                    let insert = self.inserts.get(row.insert).map(String::as_str).unwrap_or_default();
                    connection.prepare_cached(insert)?.execute(params_from_iter(&row.values))?;
                }
                for update in updates {
                    connection.prepare_cached(update)?.raw_execute()?;
                }
            }
            connection.prepare_cached("COMMIT")?.raw_execute()?;
        }
        Ok(begun.elapsed())
    }
}
