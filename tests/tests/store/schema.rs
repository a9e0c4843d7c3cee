//! The schema: made, unmade, made again; one that is newer than the program is left alone.

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use secrecy::ExposeSecret;
use sportello::config::Database as Where;
use sportello::store::{Store, StoreError};
use sportello_migrations::{Migrator, MigratorTrait};
use sportello_test_servers::postgres;
use tempfile::TempDir;

/// The tables of a database, without those of the migration itself.
pub async fn tables(store: &Store) -> Vec<String> {
    let sql = match store.backend() {
        sea_orm::DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'",
    };
    let rows = store
        .reader()
        .query_all_raw(Statement::from_string(store.backend(), sql))
        .await
        .expect("the database works");
    let mut names: Vec<String> = rows.iter().map(|r| r.try_get("", "name").expect("a name")).collect();
    names.retain(|n| n != "seaql_migrations");
    names.sort();
    names
}

/// A connection that writes, beside the store's own.
async fn writer(place: &Where) -> sea_orm::DatabaseConnection {
    let url = match place {
        Where::Sqlite(path) => format!("sqlite://{}", path.display()),
        Where::Postgres(url) => url.expose_secret().to_owned(),
    };
    sea_orm::Database::connect(url).await.expect("the database opens")
}

async fn up_down_up(place: Where) {
    let store = Store::open(&place).await.expect("the database opens");
    store.migrate().await.expect("up");
    let made = tables(&store).await;
    assert!(made.len() > 15, "{made:?}");
    let connection = writer(&place).await;
    Migrator::down(&connection, None).await.expect("down");
    assert!(tables(&store).await.is_empty());
    store.migrate().await.expect("up again");
    assert_eq!(tables(&store).await, made);
    assert!(store.pending_migrations().await.expect("the database works").is_empty());
    store.migrate().await.expect("a second time changes nothing");
    let tickets = sportello::store::entity::ticket::Entity::find().count(store.reader()).await;
    assert_eq!(tickets.expect("the table is there"), 0);
}

async fn newer_is_refused(place: Where) {
    let store = Store::open(&place).await.expect("the database opens");
    store.migrate().await.expect("up");
    let connection = writer(&place).await;
    let sql = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_later', 0)";
    connection.execute_unprepared(sql).await.expect("the row is written");
    let before = tables(&store).await;
    match store.migrate().await {
        Err(StoreError::Newer { migration, .. }) => assert_eq!(migration, "m20990101_000001_later"),
        other => panic!("it was not refused: {other:?}"),
    }
    assert_eq!(tables(&store).await, before, "nothing was touched");
}

async fn in_folder(test: impl AsyncFnOnce(Where)) {
    let folder = TempDir::with_prefix("sportello-store-").expect("a temporary folder");
    test(Where::Sqlite(folder.path().join("data/desk.db"))).await;
}

async fn on_server(test: impl AsyncFnOnce(Where)) {
    test(Where::Postgres(postgres::shared().await.database().await.into())).await;
}

mod the_schema_is_made_unmade_and_made_again {
    #[tokio::test]
    async fn sqlite() {
        super::in_folder(super::up_down_up).await;
    }

    #[tokio::test]
    async fn postgres() {
        super::on_server(super::up_down_up).await;
    }
}

mod a_database_newer_than_the_program_is_refused {
    #[tokio::test]
    async fn sqlite() {
        super::in_folder(super::newer_is_refused).await;
    }

    #[tokio::test]
    async fn postgres() {
        super::on_server(super::newer_is_refused).await;
    }
}

#[tokio::test]
async fn sqlite_keeps_what_it_says_it_kept() {
    in_folder(async |place| {
        let store = Store::open(&place).await.expect("the database opens");
        let tx = store.begin().await.expect("a transaction");
        // The log is synced before anybody is told of a commit; SQLite itself syncs what it overwrites.
        for (pragma, wanted) in [("foreign_keys", "1"), ("synchronous", "1"), ("journal_mode", "wal")] {
            let statement = Statement::from_string(store.backend(), format!("PRAGMA {pragma}"));
            let row = tx.query_one_raw(statement).await.expect("the database works").expect("a row");
            let is: String = match row.try_get_by_index::<i64>(0) {
                Ok(number) => number.to_string(),
                Err(_) => row.try_get_by_index(0).expect("text"),
            };
            assert_eq!(is, wanted, "{pragma}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_on_the_same_machine_is_reached_by_its_socket() {
    let server = postgres::shared().await;
    let url = server.by_socket(&server.database().await);
    let store = Store::open(&Where::Postgres(url.into())).await.expect("the database opens");
    store.migrate().await.expect("the schema is made");
    assert!(!tables(&store).await.is_empty());
    store.close().await;
}
