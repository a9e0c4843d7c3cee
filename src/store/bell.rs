//! What instances on one PostgreSQL tell each other at once: that there is something to look at. What is
//! missed is noticed by looking from time to time, so nothing depends on it but promptness.

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{DbBackend, DbErr, RuntimeErr, Statement};

use super::Db;
use super::Store;

/// The channel all instances listen on.
const CHANNEL: &str = "sportello";

/// Hears what other instances ring.
pub struct Bell(PgListener);

/// What was rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The instance that rang.
    pub by: String,
    /// What it says.
    pub what: Chime,
}

/// What a ring says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chime {
    /// Something was committed that delivery should look at.
    Look,
    /// Who serves what has changed, or what all instances go by.
    Change,
}

impl Chime {
    fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Change => "change",
        }
    }
}

impl Bell {
    /// Listens; `None` on SQLite, where there is nobody else.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn hang(store: &Store) -> Result<Option<Self>, DbErr> {
        if store.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let pool = store.reader.get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(failed)?;
        listener.listen(CHANNEL).await.map_err(failed)?;
        Ok(Some(Self(listener)))
    }

    /// The next ring; `None` when the connection was lost meanwhile, and rings with it.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn heard(&mut self) -> Result<Option<Ring>, DbErr> {
        let Some(notification) = self.0.try_recv().await.map_err(failed)? else { return Ok(None) };
        Ok(notification.payload().split_once(' ').map(|(by, what)| Ring {
            by: by.to_owned(),
            what: if what == Chime::Look.as_str() { Chime::Look } else { Chime::Change },
        }))
    }
}

/// Rings for all other instances.
///
/// # Errors
/// As the database says.
pub async fn ring(db: &impl Db, by: &str, what: Chime) -> Result<(), DbErr> {
    let payload = format!("{by} {}", what.as_str());
    let values = [CHANNEL.into(), payload.into()];
    let sql = "SELECT pg_notify($1, $2)";
    db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await.map(|_| ())
}

fn failed(error: sea_orm::sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
