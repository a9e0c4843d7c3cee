//! A database as the store's queries see it: sea-orm's, with a short way to SQLite's connection that writes.

use std::any::type_name;
use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult,
    QueryResult, Statement, TryIntoModel, Value,
};

use super::adding::{self, Insert};
use super::known::Known;
use super::late::Late;
use super::reads::Question;
use super::sql::Sql;
use super::sqlite::{Work, read_model};

/// A connection that the store's queries can be run on.
///
/// What is given in [`Db::rows`], [`Db::insert`] and [`Db::run`] is a statement's text and its values. The way of
/// sea-orm, which is the default, makes a map of names to values of each row; a connection that has the rows at
/// hand reads them without.
pub trait Db: ConnectionTrait + Sync {
    /// The rows that a query gives, at most `most` of them.
    ///
    /// # Errors
    /// As the database says.
    fn rows<R: Row>(
        &self,
        sql: Sql<'_>,
        values: Vec<Value>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<R>, DbErr>> + Send {
        let statement = self.statement(sql.text, values);
        async move {
            let rows = self.query_all_raw(statement).await?;
            rows.iter().take(most).map(R::of_sea_orm).collect()
        }
    }

    /// Inserts a row; gives its id, or `None` where nothing was inserted. SQLite says it by itself; for
    /// PostgreSQL the statement has to return it.
    ///
    /// # Errors
    /// As the database says.
    fn insert(
        &self,
        sql: Sql<'_>,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<i64>, DbErr>> + Send {
        let statement = self.statement(sql.text, values);
        async move {
            if self.get_database_backend() == DbBackend::Sqlite {
                let done = self.execute_raw(statement).await?;
                let id = i64::try_from(done.last_insert_id()).ok();
                return Ok(id.filter(|_| done.rows_affected() > 0));
            }
            match self.query_one_raw(statement).await? {
                Some(row) => row.try_get("", "id").map(Some),
                None => Ok(None),
            }
        }
    }

    /// Runs a statement; says how many rows it has changed.
    ///
    /// # Errors
    /// As the database says.
    fn run(&self, sql: Sql<'_>, values: Vec<Value>) -> impl Future<Output = Result<u64, DbErr>> + Send {
        let statement = self.statement(sql.text, values);
        async move { self.execute_raw(statement).await.map(|done| done.rows_affected()) }
    }

    /// Runs a statement that writes into the search index with each of these rows. They may be worked out later, when
    /// this transaction no longer keeps others from writing.
    ///
    /// # Errors
    /// As the database says.
    fn later(&self, sql: &'static str, rows: Work) -> impl Future<Output = Result<(), DbErr>> + Send {
        at_once(self, sql, rows)
    }

    /// Adds rows with these keys to a table, on SQLite. They may be worked out later, when this transaction no longer
    /// keeps others from writing, and are written by the end of its group.
    ///
    /// # Errors
    /// As the database says.
    fn add(
        &self,
        insert: &'static dyn Insert,
        rows: Work,
        keys: Vec<String>,
    ) -> impl Future<Output = Result<(), DbErr>> + Send {
        let _ = keys;
        add_at_once(self, insert, rows)
    }

    /// Whether a row with this key is added to a table by [`Db::add`], and not written: no query finds it yet.
    fn has_added(&self, insert: &'static dyn Insert, key: &str) -> bool {
        let _ = (insert, key);
        false
    }

    /// What the same question was answered with before, if that is still so.
    fn recall<R: Send + Sync + 'static>(&self, question: &Question) -> Option<Arc<Vec<R>>> {
        let _ = question;
        None
    }

    /// What a question about these tables was answered with.
    fn remember<R: Send + Sync + 'static>(&self, question: Question, tables: u64, rows: &Arc<Vec<R>>) {
        let _ = (question, tables, rows);
    }

    /// What is known of tickets' rows as they stand in the database, within a transaction.
    fn known(&self) -> Option<&Known> {
        None
    }

    /// What is written together, later, within a transaction.
    fn late(&self) -> Option<&Late> {
        None
    }

    /// A statement for this database.
    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.get_database_backend(), sql, values)
    }
}

/// Runs a statement with each of the rows, which are worked out now.
pub(super) async fn at_once<D: Db + ?Sized>(db: &D, sql: &'static str, rows: Work) -> Result<(), DbErr> {
    for row in rows() {
        db.run(sql.into(), row).await?;
    }
    Ok(())
}

/// Adds rows, which are worked out now.
pub(super) async fn add_at_once<D: Db + ?Sized>(
    db: &D,
    insert: &'static dyn Insert,
    rows: Work,
) -> Result<(), DbErr> {
    let mut rows = rows().into_iter();
    while rows.len() > 0 {
        let some = adding::at_once(rows.len());
        let values = rows.by_ref().take(some).flatten().collect();
        db.run((&*insert.sql(some)).into(), values).await?;
    }
    Ok(())
}

impl Db for DatabaseConnection {}
impl Db for DatabaseTransaction {}

/// What a row of a query is read as.
pub trait Row: Clone + Send + Sync + 'static {
    /// From a row of SQLite's own.
    ///
    /// # Errors
    /// When the row holds something else.
    fn of_sqlite(row: &rusqlite::Row<'_>) -> Result<Self, DbErr>;

    /// From a row of sea-orm's.
    ///
    /// # Errors
    /// When the row holds something else.
    fn of_sea_orm(row: &QueryResult) -> Result<Self, DbErr>;
}

/// All columns of a table, in the order of the entity, which need not be that of the schema.
pub struct Whole<E: EntityTrait>(pub E::Model);

impl<E: EntityTrait> Clone for Whole<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> Row for Whole<E>
where
    E: EntityTrait<Model: Sync, ActiveModel: TryIntoModel<E::Model>>,
{
    fn of_sqlite(row: &rusqlite::Row<'_>) -> Result<Self, DbErr> {
        read_model::<E>(row, 0)?.map(Self).ok_or_else(|| DbErr::RecordNotFound(type_name::<E>().to_owned()))
    }

    fn of_sea_orm(row: &QueryResult) -> Result<Self, DbErr> {
        E::Model::from_query_result(row, "").map(Self)
    }
}

/// One column of text that is there.
#[derive(Clone)]
pub struct Text(pub String);

impl Row for Text {
    fn of_sqlite(row: &rusqlite::Row<'_>) -> Result<Self, DbErr> {
        row.get(0).map(Self).map_err(|e| DbErr::Type(e.to_string()))
    }

    fn of_sea_orm(row: &QueryResult) -> Result<Self, DbErr> {
        row.try_get_by_index(0).map(Self)
    }
}

/// All columns of a table, then all of another that is joined to it, as sea-orm's `select_also` asks for them.
pub struct Joined<E: EntityTrait, F: EntityTrait>(pub E::Model, pub Option<F::Model>);

impl<E: EntityTrait, F: EntityTrait> Clone for Joined<E, F> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), self.1.clone())
    }
}

impl<E, F> Row for Joined<E, F>
where
    E: EntityTrait<Model: Sync, ActiveModel: TryIntoModel<E::Model>>,
    F: EntityTrait<Model: Sync, ActiveModel: TryIntoModel<F::Model>>,
{
    fn of_sqlite(row: &rusqlite::Row<'_>) -> Result<Self, DbErr> {
        let Whole(first) = Whole::<E>::of_sqlite(row)?;
        let width = <E::Column as sea_orm::Iterable>::iter().count();
        Ok(Self(first, read_model::<F>(row, width)?))
    }

    fn of_sea_orm(row: &QueryResult) -> Result<Self, DbErr> {
        let first = E::Model::from_query_result(row, "A_")?;
        Ok(Self(first, F::Model::from_query_result_optional(row, "B_")?))
    }
}
