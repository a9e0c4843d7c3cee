//! The database: connections, and the queries of the desk, by what they are about.

mod adding;
pub mod articles;
pub mod attachments;
pub mod bell;
pub mod blocks;
pub mod conversations;
pub mod counters;
pub mod counting;
mod db;
pub mod deadlines;
pub mod deliveries;
pub mod emptying;
pub mod entity;
pub mod figures;
pub mod forms;
pub mod held;
pub mod history;
pub mod identities;
mod known;
mod late;
pub mod leases;
pub mod links;
pub mod listing;
pub mod messages;
pub mod outages;
pub mod parts;
pub mod people;
pub mod places;
pub mod questions;
pub mod queueing;
pub mod queues;
pub mod ratings;
mod reads;
mod ready;
pub mod recount;
pub mod search;
pub mod spells;
mod sql;
mod sqlite;
pub mod suggestions;
pub mod sums;
pub mod tags;
pub mod tickets;
mod together;
pub mod turns;
mod tx;
pub mod undelivered;
pub mod watchers;

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr,
    IsolationLevel, Statement, TransactionTrait,
};
use secrecy::{ExposeSecret, SecretString};
use sportello_migrations::{Migrator, MigratorTrait, seaql_migrations};

pub use self::db::{Db, Row};
pub use self::sqlite::{Alone, UNDONE_WITH_ANOTHER};
pub use self::tx::{Kept, Tx};

/// How long is waited for another process's lock on the SQLite file.
const SQLITE_BUSY: Duration = Duration::from_secs(10);
/// Connections beside the one that writes, on SQLite: for reading, and for migrating.
const SQLITE_READERS: u32 = 3;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 12;
/// Statements that each of them keeps prepared: more than the desk has.
const POSTGRES_STATEMENTS: usize = 512;
/// Connections to PostgreSQL on which the numbers of tickets are drawn.
const POSTGRES_DRAWING: u32 = 2;
/// The log is in order: a ticket is not durable before the number that was drawn for it, whose commit waits for no disk.
const DRAWING: &[(&str, &str)] = &[("synchronous_commit", "off")];
/// A connection that nobody has used for so long is asked whether it still lives before it is used: one round trip less
/// for each transaction while there is much to do.
const MAY_BE_DEAD: Duration = Duration::from_secs(1);
/// A transaction of which nothing is heard for so long is undone by PostgreSQL: its process was stopped, or its
/// machine is gone, and what it holds must not keep another instance waiting.
const POSTGRES_IDLE: Duration = Duration::from_secs(5);
/// The number by which instances have one of them at a time bring the schema, or what bot.toml says, up to date.
const POSTGRES_SETUP: i64 = 0x53_70_6f_72_74_65_6c_6c;
/// How long is waited for a connection before the database counts as away.
const ACQUIRE: Duration = Duration::from_secs(15);

/// Why the database can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It can't be opened or asked.
    #[error("the database {name} can't be used: {source}")]
    Database {
        /// Its file, or its server's address without any secret.
        name: String,
        /// Why.
        source: DbErr,
    },
    /// Nobody answers at its server's address.
    #[error("the database server of {name} can't be reached")]
    Server {
        /// Its server's address without any secret.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// It was made by a newer Sportello.
    #[error(
        "the database {name} has the migration {migration}, which this version does not know: it was used by a newer Sportello. Start that version, or restore a backup"
    )]
    Newer {
        /// Its file or address.
        name: String,
        /// The first migration that is not known.
        migration: String,
    },
    /// Its folder can't be made.
    #[error("the folder {folder} can't be made: {source}")]
    Folder {
        /// Which.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The database of a desk.
#[derive(Clone, Debug)]
pub struct Store {
    writer: Writer,
    reader: DatabaseConnection,
    /// Where numbers are drawn outside the transaction that needs them: on PostgreSQL.
    drawing: Option<DatabaseConnection>,
    name: String,
    /// PostgreSQL's address, with its secrets.
    url: Option<SecretString>,
}

/// Where transactions that write are begun.
#[derive(Clone, Debug)]
enum Writer {
    Sqlite(sqlite::Writer),
    /// Any of the connections.
    Postgres,
}

impl Store {
    /// Opens the database; a SQLite file is made if there is none.
    ///
    /// # Errors
    /// [`StoreError`]: it can't be reached, its folder can't be made.
    pub async fn open(database: &crate::config::Database) -> Result<Self, StoreError> {
        match database {
            crate::config::Database::Sqlite(path) => Self::open_sqlite(path).await,
            crate::config::Database::Postgres(url) => Self::open_postgres(url.expose_secret()).await,
        }
    }

    async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            make_private_folder(folder)
                .map_err(|source| StoreError::Folder { folder: folder.display().to_string(), source })?;
        }
        let name = path.display().to_string();
        let fail = |source| StoreError::Database { name: name.clone(), source };
        let reader = Database::connect(sqlite_options(path, SQLITE_READERS)).await.map_err(fail)?;
        let writer = sqlite::Writer::open(path, ACQUIRE, SQLITE_BUSY).map_err(fail)?;
        Ok(Self { writer: Writer::Sqlite(writer), reader, drawing: None, name, url: None })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let name = without_secret(url);
        knock(url).await.map_err(|source| StoreError::Server { name: name.clone(), source })?;
        let fail = |source| StoreError::Database { name: name.clone(), source };
        let connect = |most, more| Self::connect_postgres(url, most, Some(POSTGRES_IDLE), more);
        let reader = connect(POSTGRES_CONNECTIONS, &[]).await.map_err(fail)?;
        let drawing = Some(connect(POSTGRES_DRAWING, DRAWING).await.map_err(fail)?);
        Ok(Self { writer: Writer::Postgres, reader, drawing, name, url: Some(url.into()) })
    }

    async fn connect_postgres(
        url: &str,
        most: u32,
        idle: Option<Duration>,
        more: &'static [(&'static str, &'static str)],
    ) -> Result<DatabaseConnection, DbErr> {
        let idle = idle.unwrap_or_default().as_millis().to_string();
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(most)
            .acquire_timeout(ACQUIRE)
            .connect_timeout(ACQUIRE)
            .test_before_acquire_if_idle_for(MAY_BE_DEAD)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(move |o| {
                o.options([
                    ("idle_in_transaction_session_timeout", idle.as_str()),
                    ("plan_cache_mode", "force_generic_plan"),
                    // A plan is kept for a long time, and may be made while a table is all but empty: then to read
                    // all of it would seem best.
                    ("enable_seqscan", "off"),
                    // What has to read all of a table counts as so costly then that it would be compiled first.
                    ("jit", "off"),
                ])
                .options(more.iter().copied())
                .statement_cache_capacity(POSTGRES_STATEMENTS)
            });
        Database::connect(options).await
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when the database knows more than this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let Some(url) = &self.url else {
            self.refuse_newer().await?;
            return Migrator::up(&self.reader, None).await.map_err(|e| self.failed(e));
        };
        // On connections of its own, of which nothing may be heard for as long as a migration takes.
        let patient = Self::connect_postgres(url.expose_secret(), POSTGRES_CONNECTIONS, None, &[])
            .await
            .map_err(|e| self.failed(e))?;
        let migrated = self.migrate_in_turn(&patient).await;
        patient.close().await.map_err(|e| self.failed(e))?;
        migrated
    }

    /// Instances that start at the same time bring the schema up to date one after another.
    async fn migrate_in_turn(&self, patient: &DatabaseConnection) -> Result<(), StoreError> {
        let turn = patient.begin().await.map_err(|e| self.failed(e))?;
        self.take_turn(&turn).await.map_err(|e| self.failed(e))?;
        self.refuse_newer().await?;
        Migrator::up(patient, None).await.map_err(|e| self.failed(e))?;
        turn.commit().await.map_err(|e| self.failed(e))
    }

    /// The names of the migrations that are still to be made.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        self.refuse_newer().await?;
        let pending = Migrator::get_pending_migrations(&self.reader).await.map_err(|e| self.failed(e))?;
        Ok(pending.iter().map(|m| m.name().to_owned()).collect())
    }

    async fn refuse_newer(&self) -> Result<(), StoreError> {
        use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
        Migrator::install(&self.reader).await.map_err(|e| self.failed(e))?;
        let applied: Vec<String> = seaql_migrations::Entity::find()
            .select_only()
            .column(seaql_migrations::Column::Version)
            .order_by_asc(seaql_migrations::Column::Version)
            .into_tuple()
            .all(&self.reader)
            .await
            .map_err(|e| self.failed(e))?;
        let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
        match applied.into_iter().find(|name| !known.contains(name)) {
            Some(migration) => Err(StoreError::Newer { name: self.name.clone(), migration }),
            None => Ok(()),
        }
    }

    fn failed(&self, source: DbErr) -> StoreError {
        StoreError::Database { name: self.name.clone(), source }
    }

    /// Begins a transaction that writes. On SQLite those that wait share a commit, so one takes as long as
    /// the others of its group: nothing but the database is to be waited for within.
    ///
    /// # Errors
    /// When the database can't be reached or is locked.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        self.begin_as(Alone::No).await
    }

    /// Begins a transaction that shares its commit or does not.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn begin_as(&self, alone: Alone) -> Result<Tx, DbErr> {
        match &self.writer {
            Writer::Sqlite(writer) => writer.begin(alone).await.map(Tx::from),
            Writer::Postgres => self.reader.begin().await.map(Tx::from),
        }
    }

    /// Does work that writes, and may panic: then `None`. On SQLite, where others write, it is done in line with them by
    /// a thread that does it for all.
    pub async fn do_in_line<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let work = AssertUnwindSafe(work).catch_unwind().map(Result::ok).boxed();
        match &self.writer {
            Writer::Sqlite(writer) => writer.do_in_line(work).await.flatten(),
            Writer::Postgres => work.await,
        }
    }

    /// Returns when the disk has failed to keep what was committed, with why: nothing is written any more until the
    /// database is opened anew. A server tells each transaction by itself.
    pub async fn has_lost_its_disk(&self) -> String {
        match &self.writer {
            Writer::Sqlite(writer) => writer.failed().await,
            Writer::Postgres => std::future::pending().await,
        }
    }

    /// How many commits there were since it was opened; what a server counts by itself is not known.
    pub fn commits(&self) -> Option<usize> {
        match &self.writer {
            Writer::Sqlite(writer) => Some(writer.commits()),
            Writer::Postgres => None,
        }
    }

    /// Begins a transaction that reads everything as it is at this moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin_reading(&self) -> Result<Tx, DbErr> {
        match self.backend() {
            DbBackend::Sqlite => self.reader.begin().await.map(Tx::from),
            _ => {
                let (level, mode) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
                let tx = self.reader.begin_with_config(Some(level), Some(mode)).await.map(Tx::from)?;
                take_your_time(&tx).await?;
                Ok(tx)
            }
        }
    }

    /// The name of the last migration that was made.
    ///
    /// # Errors
    /// As the database says.
    pub async fn schema(&self) -> Result<String, DbErr> {
        use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
        let last: Option<String> = seaql_migrations::Entity::find()
            .select_only()
            .column(seaql_migrations::Column::Version)
            .order_by_desc(seaql_migrations::Column::Version)
            .into_tuple()
            .one(&self.reader)
            .await?;
        Ok(last.unwrap_or_default())
    }

    /// The name of the last migration that was made; none where none ever was.
    ///
    /// # Errors
    /// As the database says.
    pub async fn schema_if_any(&self) -> Result<Option<String>, DbErr> {
        let is_there = match self.backend() {
            DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
            _ => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
        };
        match self.reader.query_one_raw(Statement::from_string(self.backend(), is_there)).await? {
            Some(_) => self.schema().await.map(Some),
            None => Ok(None),
        }
    }

    /// Has instances that start or read bot.toml at the same time do so one after another: the next one goes on
    /// when this transaction ends.
    ///
    /// # Errors
    /// As the database says.
    pub async fn take_turn(&self, tx: &impl Db) -> Result<(), DbErr> {
        if self.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let lock = "SELECT pg_advisory_xact_lock($1)";
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, lock, [POSTGRES_SETUP.into()]);
        tx.query_one_raw(lock).await.map(|_| ())
    }

    /// The next number of a counter, for a transaction. On PostgreSQL it is drawn on a connection of its own, so
    /// that nobody who needs the next one waits for this transaction's end; if that comes to nothing, the number is
    /// never given. (Its connection is none of those that transactions have: they would wait for each other.)
    ///
    /// # Errors
    /// As the database says.
    pub async fn draw(&self, tx: &Tx, counter: &str) -> Result<i64, DbErr> {
        match &self.drawing {
            Some(connection) => counters::next(connection, counter).await,
            None => counters::next(tx, counter).await,
        }
    }

    /// A connection for reading what needs no transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// PostgreSQL's connections, for what is one statement. On SQLite whatever writes begins a transaction.
    pub fn server(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The database's file, or its server's address without any secret.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which engine it is.
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// Closes all connections.
    pub async fn close(&self) {
        if let Writer::Sqlite(writer) = &self.writer {
            writer.close().await;
        }
        for pool in [Some(&self.reader), self.drawing.as_ref()].into_iter().flatten() {
            if let Err(error) = pool.clone().close().await {
                tracing::warn!(%error, "the database did not close cleanly");
            }
        }
    }
}

/// Nothing needs to be heard of this transaction for as long as it takes: it does more than ask the database.
///
/// # Errors
/// As the database says.
pub async fn take_your_time(tx: &Tx) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    }
    Ok(())
}

fn sqlite_options(path: &Path, connections: u32) -> ConnectOptions {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |o| {
            o.filename(&path)
                .in_memory(false)
                .shared_cache(false)
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(SQLITE_BUSY)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                // In kB: what the system keeps of the file is near enough for who only reads.
                .pragma("cache_size", "-512")
        });
    options
}

/// Tries the server's port: a pool that can't connect says only that it has waited.
async fn knock(url: &str) -> std::io::Result<()> {
    let Ok(url) = url::Url::parse(url) else { return Ok(()) };
    let Some(host) = url.host_str().filter(|h| !h.is_empty() && !h.starts_with('%')) else { return Ok(()) };
    let connect = tokio::net::TcpStream::connect((host.trim_matches(['[', ']']), url.port().unwrap_or(5432)));
    match tokio::time::timeout(ACQUIRE, connect).await {
        Ok(connected) => connected.map(|_| ()),
        Err(_) => Err(std::io::ErrorKind::TimedOut.into()),
    }
}

/// `url` without its password and parameters.
pub fn without_secret(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(url) => format!(
            "{}://{}{}{}",
            url.scheme(),
            if url.username().is_empty() { String::new() } else { format!("{}@", url.username()) },
            url.host_str().unwrap_or_default(),
            url.path()
        ),
        Err(_) => "postgres".to_owned(),
    }
}

/// Makes `folder`, readable for its owner only, unless it is there.
///
/// # Errors
/// As the file system says.
pub fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Whether anybody but its owner may read or write this folder, or look into it.
pub fn is_open_to_others(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    folder.metadata().is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
}
