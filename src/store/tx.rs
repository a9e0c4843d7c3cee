//! One transaction, on either database.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value,
};

use super::adding::Insert;
use super::db::{Db, Row, add_at_once, at_once};
use super::known::Known;
use super::late::Late;
#[cfg(doc)]
use super::leases;
use super::leases::Fence;
use super::reads::{Effect, Question, Reads};
use super::sql::{Concerns, Sql};
use super::sqlite::{self, Member, Work, given};

/// One transaction: everything that one event causes. Dropped, it is rolled back.
pub struct Tx {
    on: On,
    known: Arc<Known>,
    /// What was read, where SQLite's connection does not know it: on PostgreSQL.
    reads: Mutex<Reads>,
    late: Late,
}

/// What is committed, until it is durable.
#[must_use = "nothing is to be said of it before it is durable"]
pub struct Kept(Option<sqlite::Kept>);

impl Kept {
    /// Returns once it is.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn wait(self) -> Result<(), DbErr> {
        match self.0 {
            Some(kept) => kept.wait().await,
            None => Ok(()),
        }
    }
}

enum On {
    /// On SQLite's connection that writes.
    Writer(Member),
    /// On one of a pool: PostgreSQL's, or one that reads SQLite.
    Pool(DatabaseTransaction),
}

impl From<Member> for Tx {
    fn from(member: Member) -> Self {
        Self { known: member.known(), on: On::Writer(member), reads: Mutex::default(), late: Late::default() }
    }
}

impl From<DatabaseTransaction> for Tx {
    fn from(transaction: DatabaseTransaction) -> Self {
        Self {
            on: On::Pool(transaction),
            known: Arc::default(),
            reads: Mutex::default(),
            late: Late::default(),
        }
    }
}

impl Tx {
    /// Returns once everything is durable.
    ///
    /// # Errors
    /// As the database says; then nothing of it was written, or it can't be known. That a lease is of another epoch by
    /// now ([`leases::is_lost`]).
    pub async fn commit(self) -> Result<(), DbErr> {
        self.join().await?.wait().await
    }

    /// Commits, on SQLite with others; then it is still to be waited for that it is durable.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub async fn join(self) -> Result<Kept, DbErr> {
        match (self.late.rest(), self.late.fence()) {
            (None, None) => {}
            (rows, fence) => rows.unwrap_or_default().write(&self, fence).await?,
        }
        match self.on {
            On::Writer(member) => Ok(Kept(Some(member.join()?))),
            On::Pool(transaction) => transaction.commit().await.map(|()| Kept(None)),
        }
    }

    /// It is to be committed only if the lease is still of this epoch by then, on PostgreSQL; and nobody takes it
    /// before it is. To be asked with what is written last costs nothing, and at the beginning a way to the server.
    pub fn commit_under(&self, fence: Fence) {
        self.late.set_fence(fence);
    }

    /// What it is committed under only, if anything.
    pub fn fence(&self) -> Option<Fence> {
        self.late.fence()
    }

    /// What is written from now on can be taken back alone.
    ///
    /// # Errors
    /// As the database says.
    pub async fn mark(&self) -> Result<(), DbErr> {
        self.write_late().await?;
        match &self.on {
            On::Writer(member) => member.mark(),
            On::Pool(transaction) => transaction.execute_unprepared("SAVEPOINT mark").await.map(|_| ()),
        }
    }

    /// Takes back what was written since the mark.
    ///
    /// # Errors
    /// As the database says.
    pub async fn back_to_mark(&self) -> Result<(), DbErr> {
        self.known.forget();
        self.reads().forget();
        drop(self.late.rest());
        match &self.on {
            On::Writer(member) => member.back_to_mark()?,
            On::Pool(transaction) => {
                transaction.execute_unprepared("ROLLBACK TO SAVEPOINT mark").await?;
            }
        }
        self.keep_since_mark().await
    }

    /// Writes what was put off until now.
    ///
    /// # Errors
    /// As the database says.
    pub async fn write_late(&self) -> Result<(), DbErr> {
        match self.late.rest() {
            Some(rows) => rows.write(self, None).await,
            None => Ok(()),
        }
    }

    /// Writes what was put off, if this statement may read or change it.
    async fn before(&self, concerns: Concerns) -> Result<(), DbErr> {
        match self.late.before(concerns) {
            Some(rows) => rows.write(self, None).await,
            None => Ok(()),
        }
    }

    /// Runs statements of these effects as one, on PostgreSQL: nothing of what is put off concerns it. Gives how many
    /// rows the last of them has written, or given.
    pub(super) async fn run_as_one(
        &self,
        sql: &str,
        values: Vec<Value>,
        effects: impl IntoIterator<Item = Effect>,
    ) -> Result<u64, DbErr> {
        effects.into_iter().for_each(|effect| self.reads().ran(effect));
        // It would be looked for in thousands of characters each time.
        let sql = Sql::seen_to(sql);
        match &self.on {
            On::Writer(member) => member.run(sql, &values),
            On::Pool(transaction) => transaction.run(sql, values).await,
        }
    }

    /// This statement is about to be run, on PostgreSQL.
    fn runs(&self, sql: Sql<'_>, values: &[Value]) {
        let effect = sql.concerns.effect;
        self.reads().ran(effect);
        self.known.ran(effect, sql.text, values);
    }

    fn reads(&self) -> MutexGuard<'_, Reads> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written since the mark belongs to the transaction like all else.
    ///
    /// # Errors
    /// As the database says.
    pub async fn keep_since_mark(&self) -> Result<(), DbErr> {
        self.write_late().await?;
        self.execute_unprepared("RELEASE SAVEPOINT mark").await.map(|_| ())
    }
}

impl Db for Tx {
    async fn rows<R: Row>(&self, sql: Sql<'_>, values: Vec<Value>, most: usize) -> Result<Vec<R>, DbErr> {
        self.before(sql.concerns).await?;
        match &self.on {
            On::Writer(member) => member.rows(sql, &values, most),
            On::Pool(transaction) => {
                self.runs(sql, &values);
                transaction.rows(sql, values, most).await
            }
        }
    }

    async fn insert(&self, sql: Sql<'_>, values: Vec<Value>) -> Result<Option<i64>, DbErr> {
        self.before(sql.concerns).await?;
        match &self.on {
            On::Writer(member) => member.insert(sql, &values),
            On::Pool(transaction) => {
                self.runs(sql, &values);
                transaction.insert(sql, values).await
            }
        }
    }

    async fn later(&self, sql: &'static str, rows: Work) -> Result<(), DbErr> {
        match &self.on {
            On::Writer(member) => member.later(sql, rows),
            On::Pool(_) => at_once(self, sql, rows).await,
        }
    }

    async fn add(&self, insert: &'static dyn Insert, rows: Work, keys: Vec<String>) -> Result<(), DbErr> {
        match &self.on {
            On::Writer(member) => member.add(insert, rows, keys),
            On::Pool(_) => add_at_once(self, insert, rows).await,
        }
    }

    fn has_added(&self, insert: &'static dyn Insert, key: &str) -> bool {
        match &self.on {
            On::Writer(member) => member.has_added(insert, key),
            On::Pool(_) => false,
        }
    }

    fn recall<R: Send + Sync + 'static>(&self, question: &Question) -> Option<Arc<Vec<R>>> {
        match &self.on {
            On::Writer(member) => member.recall(question),
            On::Pool(_) => self.reads().recall(question),
        }
    }

    fn remember<R: Send + Sync + 'static>(&self, question: Question, tables: u64, rows: &Arc<Vec<R>>) {
        match &self.on {
            On::Writer(member) => member.remember(question, tables, rows),
            On::Pool(_) => self.reads().remember(question, tables, rows),
        }
    }

    fn known(&self) -> Option<&Known> {
        Some(&self.known)
    }

    fn late(&self) -> Option<&Late> {
        Some(&self.late)
    }

    async fn run(&self, sql: Sql<'_>, values: Vec<Value>) -> Result<u64, DbErr> {
        self.before(sql.concerns).await?;
        match &self.on {
            On::Writer(member) => member.run(sql, &values),
            On::Pool(transaction) => {
                self.runs(sql, &values);
                transaction.run(sql, values).await
            }
        }
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        match &self.on {
            On::Writer(_) => DbBackend::Sqlite,
            On::Pool(transaction) => transaction.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let concerns = Concerns::of(&statement.sql);
        self.before(concerns).await?;
        match &self.on {
            On::Writer(member) => member.execute(statement, concerns),
            On::Pool(transaction) => {
                self.runs(Sql { text: &statement.sql, concerns }, given(&statement));
                transaction.execute_raw(statement).await
            }
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = Sql::from(sql);
        self.before(sql.concerns).await?;
        match &self.on {
            On::Writer(member) => member.execute_batch(sql),
            On::Pool(transaction) => {
                self.runs(sql, &[]);
                transaction.execute_unprepared(sql.text).await
            }
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let concerns = Concerns::of(&statement.sql);
        self.before(concerns).await?;
        match &self.on {
            On::Writer(member) => Ok(member.query(&statement, concerns, 1)?.pop()),
            On::Pool(transaction) => {
                self.runs(Sql { text: &statement.sql, concerns }, given(&statement));
                transaction.query_one_raw(statement).await
            }
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let concerns = Concerns::of(&statement.sql);
        self.before(concerns).await?;
        match &self.on {
            On::Writer(member) => member.query(&statement, concerns, usize::MAX),
            On::Pool(transaction) => {
                self.runs(Sql { text: &statement.sql, concerns }, given(&statement));
                transaction.query_all_raw(statement).await
            }
        }
    }
}
