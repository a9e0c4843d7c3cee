//! Databases whose schema is there already: made once for all tests of a process, then copied.

use std::path::Path;

use secrecy::ExposeSecret;
use sportello::config;
use sportello::store::Store;
use sportello_test_servers::postgres;
use tokio::sync::OnceCell;

static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// Puts a fresh database where `path` says.
///
/// # Panics
/// When it can't be made.
pub async fn sqlite(path: &Path) {
    let bytes = SQLITE
        .get_or_init(async || {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("fresh.db");
            migrated(&config::Database::Sqlite(path.clone())).await;
            std::fs::read(path).expect("the database is a file")
        })
        .await;
    std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
    std::fs::write(path, bytes).expect("the database can be written");
}

/// A fresh database on the server that all tests share.
///
/// # Panics
/// When it can't be made.
pub async fn postgres() -> config::Database {
    let server = postgres::shared().await;
    let template = POSTGRES
        .get_or_init(async || {
            let database = config::Database::Postgres(server.database().await.into());
            migrated(&database).await;
            match database {
                config::Database::Postgres(url) => url.expose_secret().to_owned(),
                config::Database::Sqlite(_) => String::new(),
            }
        })
        .await;
    config::Database::Postgres(server.copy_of(template).await.into())
}

async fn migrated(database: &config::Database) {
    let store = Store::open(database).await.expect("the database opens");
    store.migrate().await.expect("the schema is brought up to date");
    store.close().await;
}

/// Removes a database that no desk is open on any more; a file goes with its folder.
///
/// # Panics
/// When the server has lost it.
pub async fn remove(database: &config::Database) {
    if let config::Database::Postgres(url) = database {
        postgres::shared().await.remove(url.expose_secret()).await;
    }
}
