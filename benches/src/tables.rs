//! A desk's database beside the desk: what benches write into it and read from it by SQL that both kinds understand.

use std::path::Path;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement,
};

/// A connection to it.
pub enum Tables {
    /// To a file.
    Sqlite(rusqlite::Connection),
    /// To a server.
    Postgres(DatabaseConnection),
}

impl Tables {
    /// Those of the desk whose folder this is, or of that on a server.
    ///
    /// # Errors
    /// As the database says.
    pub async fn open(file: &Path, postgres: Option<&str>) -> Result<Self, DbErr> {
        let Some(url) = postgres else {
            return rusqlite::Connection::open(file).map(Self::Sqlite).map_err(|e| internal(&e));
        };
        let mut options = ConnectOptions::new(url);
        // What is set for a connection is to hold for all that follows.
        options.max_connections(1).sqlx_logging(false);
        Ok(Self::Postgres(Database::connect(options).await?))
    }

    /// Runs statements.
    ///
    /// # Errors
    /// As the database says.
    pub async fn run(&self, sql: &str) -> Result<(), DbErr> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql).map_err(|e| internal(&e)),
            Self::Postgres(connection) => connection.execute_unprepared(sql).await.map(|_| ()),
        }
    }

    /// The number that a query comes to.
    ///
    /// # Errors
    /// As the database says.
    pub async fn number(&self, sql: &str) -> Result<i64, DbErr> {
        match self {
            Self::Sqlite(connection) => {
                connection.query_row(sql, [], |row| row.get(0)).map_err(|e| internal(&e))
            }
            Self::Postgres(connection) => {
                let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
                row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get_by_index(0)
            }
        }
    }

    /// The names of a table's columns.
    ///
    /// # Errors
    /// As the database says.
    pub async fn columns(&self, table: &str) -> Result<Vec<String>, DbErr> {
        match self {
            Self::Sqlite(connection) => {
                let names = || -> rusqlite::Result<Vec<String>> {
                    let sql = format!("SELECT name FROM pragma_table_info('{table}')");
                    connection.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()
                };
                names().map_err(|e| internal(&e))
            }
            Self::Postgres(connection) => {
                let sql = format!(
                    "SELECT CAST(column_name AS text) FROM information_schema.columns WHERE table_name = '{table}'"
                );
                let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
                rows.iter().map(|row| row.try_get_by_index(0)).collect()
            }
        }
    }

    /// Very much is going to be written, which is made once more if the machine dies meanwhile.
    pub(crate) async fn begin(&self) -> Result<(), DbErr> {
        self.run(match self {
            Self::Sqlite(_) => {
                "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000"
            }
            Self::Postgres(_) => "SET synchronous_commit = off; SET session_replication_role = replica",
        })
        .await
    }

    /// It was written, into these tables among others.
    pub(crate) async fn end(&self, tables: impl Iterator<Item = &'static str>) -> Result<(), DbErr> {
        if let Self::Sqlite(_) = self {
            return self
                .run("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
                .await;
        }
        for table in tables {
            let next = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            );
            self.number(&next).await?;
        }
        self.run("VACUUM ANALYZE").await?;
        self.run("CHECKPOINT").await
    }

    /// A time so many hours before that of a column.
    pub(crate) fn hours_before(&self, column: &str, hours: &str) -> String {
        match self {
            Self::Sqlite(_) => {
                format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', {column}, '-' || {hours} || ' hours')")
            }
            Self::Postgres(_) => format!("{column} - {hours} * interval '1 hour'"),
        }
    }

    /// Makes the sums of what was opened and of what is active, as a desk with these tickets would have them.
    ///
    /// # Errors
    /// As the database says.
    pub async fn sum_up(&self) -> Result<(), DbErr> {
        let (day, days) = match self {
            Self::Sqlite(_) => ("date(created_at)", "CAST(unixepoch(created_at) / 86400 AS INTEGER)"),
            Self::Postgres(_) => (
                "CAST(created_at AT TIME ZONE 'UTC' AS date)",
                "CAST(floor(extract(epoch FROM created_at) / 86400) AS integer)",
            ),
        };
        let date = |date: &str| match self {
            Self::Sqlite(_) => format!("'{date}'"),
            Self::Postgres(_) => format!("DATE '{date}'"),
        };
        let owner = "coalesce(owner_id, 0)";
        let active = "state NOT IN ('closed successful', 'closed unsuccessful', 'merged')";
        let mut all = String::from(
            "DELETE FROM figure WHERE what IN ('opened', 'active', 'standing', 'standing since'); \
             DELETE FROM figure_part WHERE what IN ('opened', 'active', 'standing', 'standing since');",
        );
        for (day, owner, what, bucket, of) in [
            (day, "0", "opened", "0", "TRUE"),
            (day, owner, "active", "0", active),
            (&date("1970-01-01"), owner, "standing", "0", active),
            (&date("1970-01-02"), owner, "standing since", days, active),
        ] {
            all.push_str(&format!(
                "INSERT INTO figure (day, queue_id, owner_id, what, bucket, amount) \
                 SELECT {day}, queue_id, {owner}, '{what}', {bucket}, count(*) \
                 FROM ticket WHERE {of} GROUP BY 1, 2, 3, 4, 5;"
            ));
        }
        self.run(&all).await
    }

    /// Its size in megabytes.
    ///
    /// # Errors
    /// As the database says.
    pub async fn megabytes(&self) -> Result<f64, DbErr> {
        let bytes = match self {
            Self::Sqlite(_) => "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            Self::Postgres(_) => "SELECT pg_database_size(current_database())",
        };
        Ok(self.number(bytes).await? as f64 / 1e6)
    }
}

fn internal(error: &rusqlite::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(error.to_string()))
}
