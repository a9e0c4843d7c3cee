//! One transaction, on either database.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::sqlite::Member;

/// One transaction: everything that one event causes. Dropped, it is rolled back.
pub struct Tx(On);

enum On {
    Sqlite(Member),
    Postgres(DatabaseTransaction),
}

impl From<Member> for Tx {
    fn from(member: Member) -> Self {
        Self(On::Sqlite(member))
    }
}

impl From<DatabaseTransaction> for Tx {
    fn from(transaction: DatabaseTransaction) -> Self {
        Self(On::Postgres(transaction))
    }
}

impl Tx {
    /// Returns once everything is durable.
    ///
    /// # Errors
    /// As the database says; then nothing of it was written, or it can't be known.
    pub async fn commit(self) -> Result<(), DbErr> {
        match self.0 {
            On::Sqlite(member) => member.commit().await,
            On::Postgres(transaction) => transaction.commit().await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            On::Sqlite(_) => DbBackend::Sqlite,
            On::Postgres(transaction) => transaction.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            On::Sqlite(member) => member.execute(&statement),
            On::Postgres(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            On::Sqlite(member) => member.execute_batch(sql),
            On::Postgres(transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            On::Sqlite(member) => Ok(member.query(&statement, 1)?.pop()),
            On::Postgres(transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            On::Sqlite(member) => member.query(&statement, usize::MAX),
            On::Postgres(transaction) => transaction.query_all_raw(statement).await,
        }
    }
}
