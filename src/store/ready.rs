//! Statements whose text is made once: what is asked with every message.
//!
//! Each is a `static` beside the function that uses it. Its text comes from sea-query, as any other's, when it is
//! first needed; from then on only values are given to it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable,
    ModelTrait, PrimaryKeyToColumn, QueryTrait, Select, Statement, StatementBuilder, TryIntoModel, Value,
};

use super::db::{Db, Row, Whole};
use super::reads::{Question, tables_of};
use super::sql::{Concerns, Sql};

/// So many rows are inserted by one statement, at most.
const ROWS: usize = 64;

/// A statement whose text is made once.
pub struct Ready {
    sqlite: OnceLock<Text>,
    postgres: OnceLock<Text>,
}

struct Text {
    sql: String,
    /// The values that it was made with.
    made_with: Vec<Value>,
    /// Which columns it writes, one bit for each.
    columns: u64,
    /// The tables of which it reads what is worth remembering, one bit for each.
    reads: u64,
    concerns: Concerns,
}

impl Text {
    fn of(statement: Statement, columns: u64) -> Self {
        let made_with = statement.values.map(|v| v.0).unwrap_or_default();
        let (reads, concerns) = (tables_of(&statement.sql), Concerns::of(&statement.sql));
        Self { sql: statement.sql, made_with, columns, reads, concerns }
    }

    fn sql(&self) -> Sql<'_> {
        Sql { text: &self.sql, concerns: self.concerns }
    }

    /// The values for it: those that are given, then those it was made with, like a limit.
    fn values(&self, given: impl IntoIterator<Item = Value>) -> Vec<Value> {
        let mut values = Vec::with_capacity(self.made_with.len());
        values.extend(given);
        values.extend(self.made_with.iter().skip(values.len()).cloned());
        values
    }
}

impl Ready {
    /// One that is made when it is needed.
    pub const fn new() -> Self {
        Self { sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    fn text(&self, backend: DbBackend, columns: u64, make: impl FnOnce() -> Statement) -> &Text {
        let text = if backend == DbBackend::Sqlite { &self.sqlite } else { &self.postgres };
        text.get_or_init(|| Text::of(make(), columns))
    }

    /// The row that `query` gives with these values in place of its first ones.
    ///
    /// # Errors
    /// As the database says.
    pub async fn one<E>(
        &'static self,
        db: &impl Db,
        query: impl FnOnce() -> Select<E>,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<E::Model>, DbErr>
    where
        E: EntityTrait<Model: Sync, ActiveModel: TryIntoModel<E::Model>>,
    {
        let rows = self.rows::<Whole<E>>(db, |backend| query().build(backend), values).await?;
        Ok(rows.first().map(|Whole(row)| row.clone()))
    }

    /// The rows that `query` gives with these values in place of its first ones.
    ///
    /// # Errors
    /// As the database says.
    pub async fn all<E>(
        &'static self,
        db: &impl Db,
        query: impl FnOnce() -> Select<E>,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<E::Model>, DbErr>
    where
        E: EntityTrait<Model: Sync, ActiveModel: TryIntoModel<E::Model>>,
    {
        let rows = self.rows::<Whole<E>>(db, |backend| query().build(backend), values).await?;
        Ok(match Arc::try_unwrap(rows) {
            Ok(rows) => rows.into_iter().map(|Whole(row)| row).collect(),
            Err(kept) => kept.iter().map(|Whole(row)| row.clone()).collect(),
        })
    }

    /// The rows that a query gives, read as what they are asked as.
    ///
    /// # Errors
    /// As the database says.
    pub async fn rows<R: Row>(
        &'static self,
        db: &impl Db,
        query: impl FnOnce(DbBackend) -> Statement,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Arc<Vec<R>>, DbErr> {
        let backend = db.get_database_backend();
        let text = self.text(backend, 0, || query(backend));
        let values = text.values(values);
        let question = Question::of(self, &values).filter(|_| text.reads > 0);
        if let Some(known) = question.as_ref().and_then(|question| db.recall(question)) {
            return Ok(known);
        }
        let rows = Arc::new(db.rows(text.sql(), values, usize::MAX).await?);
        if let Some(question) = question {
            db.remember(question, text.reads, &rows);
        }
        Ok(rows)
    }

    /// The row that `query` gives with these values is known: it was just written.
    pub fn is_answered<E>(
        &'static self,
        db: &impl Db,
        query: impl FnOnce() -> Select<E>,
        values: impl IntoIterator<Item = Value>,
        row: E::Model,
    ) where
        E: EntityTrait<Model: Sync>,
    {
        let backend = db.get_database_backend();
        let text = self.text(backend, 0, || query().build(backend));
        if let Some(question) = Question::of(self, &text.values(values)).filter(|_| text.reads > 0) {
            db.remember(question, text.reads, &Arc::new(vec![Whole::<E>(row)]));
        }
    }

    /// Runs what writes; says how many rows it has changed.
    ///
    /// # Errors
    /// As the database says.
    pub async fn run<S: StatementBuilder>(
        &self,
        db: &impl Db,
        statement: impl FnOnce() -> S,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbErr> {
        let backend = db.get_database_backend();
        let text = self.text(backend, 0, || statement().build(&backend));
        db.run(text.sql(), text.values(values)).await
    }

    /// Inserts a row; gives its id, or `None` where it meets one and `conflict` says to do nothing.
    ///
    /// # Errors
    /// As the database says.
    pub async fn insert<A: ActiveModelTrait>(
        &self,
        db: &impl Db,
        row: A,
        conflict: impl FnOnce() -> Option<OnConflict>,
    ) -> Result<Option<i64>, DbErr> {
        let (columns, bits, values) = written(row);
        let backend = db.get_database_backend();
        let make = || {
            let mut insert = Query::insert();
            insert.into_table(A::Entity::default()).columns(columns.iter().copied());
            insert.values_panic(values.iter().cloned().map(Expr::val));
            if let Some(conflict) = conflict() {
                insert.on_conflict(conflict);
            }
            if let Some(id) = id_of::<A>().filter(|_| backend != DbBackend::Sqlite) {
                insert.returning_col(id);
            }
            StatementBuilder::build(&insert, &backend)
        };
        let text = self.text(backend, bits, make);
        if text.columns != bits {
            return Err(DbErr::Custom(format!("other columns than those of: {}", text.sql)));
        }
        db.insert(text.sql(), values).await
    }

    /// Inserts a row, whose id the database gives; gives the row with its id.
    ///
    /// # Errors
    /// As the database says.
    pub async fn create<M>(&self, db: &impl Db, mut row: M) -> Result<M, DbErr>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let key = id_of::<<M::Entity as EntityTrait>::ActiveModel>();
        let mut new = row.clone().into_active_model();
        key.into_iter().for_each(|key| new.not_set(key));
        let id = self.insert(db, new, || None).await?.ok_or(DbErr::RecordNotInserted)?;
        key.into_iter().for_each(|key| row.set(key, id.into()));
        Ok(row)
    }
}

/// Statements that differ by the columns, or by the number of rows, that they write, whose texts are made once.
#[derive(Default)]
pub struct Changes(RwLock<BTreeMap<(bool, u64), Arc<Text>>>);

impl Changes {
    /// Those that are made when they are needed.
    pub const fn new() -> Self {
        Self(RwLock::new(BTreeMap::new()))
    }

    fn text(&self, backend: DbBackend, key: u64, make: impl FnOnce() -> Statement) -> Arc<Text> {
        self.text_of(backend, key, key, make)
    }

    fn text_of(
        &self,
        backend: DbBackend,
        key: u64,
        columns: u64,
        make: impl FnOnce() -> Statement,
    ) -> Arc<Text> {
        let key = (backend == DbBackend::Sqlite, key);
        if let Some(text) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(text);
        }
        let text = Arc::new(Text::of(make(), columns));
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&text));
        text
    }

    /// Runs what is written differently for each `size`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn run(
        &self,
        db: &impl Db,
        size: usize,
        statement: impl FnOnce(DbBackend) -> Statement,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbErr> {
        let backend = db.get_database_backend();
        let text = self.text(backend, size as u64, || statement(backend));
        db.run(text.sql(), text.values(values)).await
    }

    /// Inserts rows of which the same columns are set, in their order.
    ///
    /// # Errors
    /// As the database says; that other columns are set than were the first time.
    pub async fn insert<A: ActiveModelTrait>(&self, db: &impl Db, rows: Vec<A>) -> Result<(), DbErr> {
        self.insert_or(db, rows, || None).await
    }

    /// The same, where rows may meet others, and `conflict` says what then.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn insert_or<A: ActiveModelTrait>(
        &self,
        db: &impl Db,
        rows: Vec<A>,
        conflict: impl Fn() -> Option<OnConflict>,
    ) -> Result<(), DbErr> {
        let mut rows = rows.into_iter().map(written).peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(ROWS).collect();
            let Some((columns, bits, _)) = some.first() else { return Ok(()) };
            if let Some((other, ..)) = some.iter().find(|(_, other, _)| other != bits) {
                return Err(DbErr::Custom(format!("rows of {columns:?} and of {other:?}")));
            }
            let backend = db.get_database_backend();
            let make = || {
                let mut insert = Query::insert();
                insert.into_table(A::Entity::default()).columns(columns.iter().copied());
                for (.., values) in &some {
                    insert.values_panic(values.iter().cloned().map(Expr::val));
                }
                if let Some(conflict) = conflict() {
                    insert.on_conflict(conflict);
                }
                StatementBuilder::build(&insert, &backend)
            };
            let text = self.text_of(backend, some.len() as u64, *bits, make);
            if text.columns != *bits {
                return Err(DbErr::Custom(format!("other columns than those of: {}", text.sql)));
            }
            db.run(text.sql(), some.into_iter().flat_map(|(.., values)| values).collect()).await?;
        }
        Ok(())
    }

    /// The rows that are asked for differently for each `size`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn rows<R: Row>(
        &self,
        db: &impl Db,
        size: usize,
        query: impl FnOnce(DbBackend) -> Statement,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<R>, DbErr> {
        let backend = db.get_database_backend();
        let text = self.text(backend, size as u64, || query(backend));
        db.rows(text.sql(), text.values(values), usize::MAX).await
    }

    /// Changes the row with the id that is set to what else is set.
    ///
    /// # Errors
    /// As the database says; that there is no such row.
    pub async fn write<A: ActiveModelTrait>(&self, db: &impl Db, mut row: A) -> Result<(), DbErr> {
        let Some(key) = id_of::<A>() else { return Err(DbErr::PrimaryKeyNotSet { ctx: "update" }) };
        let ActiveValue::Set(id) = row.take(key) else {
            return Err(DbErr::PrimaryKeyNotSet { ctx: "update" });
        };
        let (columns, bits, mut values) = written(row);
        if columns.is_empty() {
            return Ok(());
        }
        values.push(id);
        let backend = db.get_database_backend();
        let make = || {
            let mut update = Query::update();
            update.table(A::Entity::default());
            for (column, value) in columns.iter().zip(&values) {
                update.value(*column, Expr::val(value.clone()));
            }
            update.and_where(key.eq(0_i64));
            StatementBuilder::build(&update, &backend)
        };
        let text = self.text(backend, bits, make);
        match db.run(text.sql(), values).await? {
            0 => Err(DbErr::RecordNotUpdated),
            _ => Ok(()),
        }
    }
}

fn id_of<A: ActiveModelTrait>() -> Option<<A::Entity as EntityTrait>::Column> {
    <A::Entity as EntityTrait>::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column)
}

/// The columns that are set, the same as bits, and their values.
fn written<A: ActiveModelTrait>(mut row: A) -> (Vec<<A::Entity as EntityTrait>::Column>, u64, Vec<Value>) {
    let (mut columns, mut bits, mut values) = (Vec::new(), 0, Vec::new());
    for (at, column) in <A::Entity as EntityTrait>::Column::iter().enumerate() {
        if let ActiveValue::Set(value) | ActiveValue::Unchanged(value) = row.take(column) {
            columns.push(column);
            values.push(value);
            bits |= 1 << at;
        }
    }
    (columns, bits, values)
}
