//! What happens to a test's database.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use secrecy::ExposeSecret;

use crate::harness::Harness;
use crate::options::Database;

impl Harness {
    /// From now on nothing more can be stored: a SQLite file's disk is full, a PostgreSQL server has put
    /// everybody out and takes nobody in.
    pub async fn database_goes_away(&self) {
        match self.database() {
            // It can't be made smaller than it is.
            Database::Sqlite => self.as_writer("PRAGMA max_page_count = 1").await,
            Database::Postgres => {
                let (server, name) = self.server().await;
                run(&server, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")).await;
                let others = format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                );
                run(&server, &others).await;
            }
        }
    }

    /// It is as it was.
    pub async fn database_comes_back(&self) {
        match self.database() {
            Database::Sqlite => self.as_writer("PRAGMA max_page_count = 4294967294").await,
            Database::Postgres => {
                let (server, name) = self.server().await;
                run(&server, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")).await;
            }
        }
    }

    /// Returns once the desk says that its database is away.
    pub async fn until_database_is_away(&self) {
        while !self.desk().is_database_away() || self.desk().readiness().await.database {
            tokio::task::yield_now().await;
        }
    }

    /// Returns once nobody waits for the database any more.
    pub async fn until_database_is_back(&self) {
        while !self.desk().readiness().await.database {
            tokio::task::yield_now().await;
        }
    }

    /// From now on the database refuses rows of `table` for which `what` holds; columns of the row are
    /// written `{row}column`.
    pub async fn database_refuses(&self, table: &str, what: &str) {
        let statements = match self.database() {
            Database::Sqlite => ["INSERT", "UPDATE"]
                .map(|on| {
                    let what = what.replace("{row}", "NEW.");
                    format!(
                        "CREATE TRIGGER refuses_{on} BEFORE {on} ON {table} WHEN {what} \
                         BEGIN SELECT RAISE(ABORT, 'this row is refused'); END"
                    )
                })
                .to_vec(),
            Database::Postgres => {
                let what = what.replace("{row}", "");
                vec![format!("ALTER TABLE {table} ADD CONSTRAINT refuses CHECK (NOT ({what})) NOT VALID")]
            }
        };
        let connection = self.another_connection().await;
        for statement in statements {
            run(&connection, &statement).await;
        }
    }

    /// It refuses nothing any more.
    pub async fn database_refuses_nothing(&self, table: &str) {
        let statements = match self.database() {
            Database::Sqlite => ["INSERT", "UPDATE"].map(|on| format!("DROP TRIGGER refuses_{on}")).to_vec(),
            Database::Postgres => vec![format!("ALTER TABLE {table} DROP CONSTRAINT refuses")],
        };
        let connection = self.another_connection().await;
        for statement in statements {
            run(&connection, &statement).await;
        }
    }

    /// On the one connection that writes.
    async fn as_writer(&self, statement: &str) {
        let tx = self.store().begin().await.expect("the database works");
        tx.execute_unprepared(statement).await.expect("a statement that is understood");
        tx.commit().await.expect("the database works");
    }

    /// A connection to another database of the same server, and the name of this one.
    async fn server(&self) -> (DatabaseConnection, String) {
        let sportello::config::Database::Postgres(url) = &self.config().desk.database else {
            panic!("no server");
        };
        let (server, name) = url.expose_secret().rsplit_once('/').expect("a database in its address");
        let other = sea_orm::Database::connect(format!("{server}/postgres")).await;
        (other.expect("the server answers"), name.to_owned())
    }
}

async fn run(connection: &DatabaseConnection, statement: &str) {
    connection.execute_unprepared(statement).await.expect("a statement that is understood");
}
