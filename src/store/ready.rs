//! Statements whose text is made once: what is asked with every message.
//!
//! Each is a `static` beside the function that uses it. Its text comes from sea-query, as any other's, when it is
//! first needed; from then on only values are given to it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use sea_orm::sea_query::{Condition, Expr, InsertStatement, OnConflict, Query, ValueTuple};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, DbBackend, DbErr, EntityTrait, IdenStatic, IntoActiveModel,
    Iterable, ModelTrait, PrimaryKeyToColumn, QueryTrait, Select, Statement, StatementBuilder, TryIntoModel,
    Value,
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
    /// Whether what a transaction writes at its end is no part of what is asked for.
    without_late: bool,
    /// Whether nothing that is added for a whole group is part of it.
    without_added: bool,
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
        Self::without(false, false)
    }

    const fn without(late: bool, added: bool) -> Self {
        Self { sqlite: OnceLock::new(), postgres: OnceLock::new(), without_late: late, without_added: added }
    }

    /// One that asks for what is written, and is not to have it written what a transaction writes at its end: whoever
    /// asks has that at hand.
    pub const fn without_late() -> Self {
        Self::without(true, false)
    }

    /// One that asks for what is written, and is not to have it written what is added for a whole group: whoever asks
    /// looks there, too.
    pub const fn without_added() -> Self {
        Self::without(false, true)
    }

    fn text(&self, backend: DbBackend, columns: u64, make: impl FnOnce() -> Statement) -> &Text {
        let text = if backend == DbBackend::Sqlite { &self.sqlite } else { &self.postgres };
        text.get_or_init(|| {
            let mut text = Text::of(make(), columns);
            text.concerns.late &= !self.without_late;
            text.concerns.added &= !self.without_added;
            text
        })
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
        let (bits, values) = written(row);
        let backend = db.get_database_backend();
        let make = || {
            let mut insert = Query::insert();
            insert.into_table(A::Entity::default()).columns(columns_of::<A>(bits));
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
        self.kept(backend, key).unwrap_or_else(|| self.keep(backend, key, Text::of(make(), key)))
    }

    fn kept(&self, backend: DbBackend, key: u64) -> Option<Arc<Text>> {
        let texts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        texts.get(&(backend == DbBackend::Sqlite, key)).cloned()
    }

    fn keep(&self, backend: DbBackend, key: u64, text: Text) -> Arc<Text> {
        let text = Arc::new(text);
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        texts.insert((backend == DbBackend::Sqlite, key), Arc::clone(&text));
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
        self.insert_as(db, rows, |insert, _, rows| {
            for values in rows {
                insert.values_panic(values.iter().cloned().map(Expr::val));
            }
            if let Some(conflict) = conflict() {
                insert.on_conflict(conflict);
            }
            Ok(())
        })
        .await
    }

    /// The same of those rows for which `condition` holds, which is told by what name each column of a row goes in it:
    /// on PostgreSQL.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn insert_where<A: ActiveModelTrait>(
        &self,
        db: &impl Db,
        rows: Vec<A>,
        condition: impl Fn(&dyn Fn(ColumnOf<A>) -> Expr) -> Condition,
    ) -> Result<(), DbErr> {
        self.insert_as(db, rows, |insert, columns, rows| {
            // So PostgreSQL calls the columns of `VALUES`.
            let name = |column: ColumnOf<A>| {
                let at = columns.iter().position(|other| other.as_str() == column.as_str());
                Expr::col(("new", format!("column{}", at.map_or(0, |at| at + 1))))
            };
            let mut select = Query::select();
            select.exprs(columns.iter().copied().map(name));
            select.from_values(rows.iter().cloned().map(ValueTuple::Many), "new");
            select.cond_where(condition(&name));
            insert.select_from(select).map(|_| ()).map_err(|e| DbErr::Custom(e.to_string()))
        })
        .await
    }

    /// Inserts rows of which the same columns are set, as `fill` has it.
    async fn insert_as<A: ActiveModelTrait>(
        &self,
        db: &impl Db,
        rows: Vec<A>,
        fill: impl Fn(&mut InsertStatement, &[ColumnOf<A>], &[Vec<Value>]) -> Result<(), DbErr>,
    ) -> Result<(), DbErr> {
        let mut rows = rows.into_iter().map(written).peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(ROWS).collect();
            let Some(&(bits, _)) = some.first() else { return Ok(()) };
            if let Some((other, _)) = some.iter().find(|(other, _)| *other != bits) {
                let [columns, others] = [columns_of::<A>(bits), columns_of::<A>(*other)];
                return Err(DbErr::Custom(format!("rows of {columns:?} and of {others:?}")));
            }
            let values: Vec<Vec<Value>> = some.into_iter().map(|(_, values)| values).collect();
            let backend = db.get_database_backend();
            let key = values.len() as u64;
            let text = match self.kept(backend, key) {
                Some(text) => text,
                None => {
                    let columns = columns_of::<A>(bits);
                    let mut insert = Query::insert();
                    insert.into_table(A::Entity::default()).columns(columns.iter().copied());
                    fill(&mut insert, &columns, &values)?;
                    self.keep(backend, key, Text::of(StatementBuilder::build(&insert, &backend), bits))
                }
            };
            if text.columns != bits {
                return Err(DbErr::Custom(format!("other columns than those of: {}", text.sql)));
            }
            db.run(text.sql(), values.into_iter().flatten().collect()).await?;
        }
        Ok(())
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
        let (bits, mut values) = written(row);
        if bits == 0 {
            return Ok(());
        }
        values.push(id);
        let backend = db.get_database_backend();
        let make = || {
            let mut update = Query::update();
            update.table(A::Entity::default());
            for (column, value) in columns_of::<A>(bits).into_iter().zip(&values) {
                update.value(column, Expr::val(value.clone()));
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

/// The columns of an active model's table.
type ColumnOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;

fn id_of<A: ActiveModelTrait>() -> Option<ColumnOf<A>> {
    <A::Entity as EntityTrait>::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column)
}

/// The columns that are set, one bit for each, and their values.
pub(super) fn written<A: ActiveModelTrait>(mut row: A) -> (u64, Vec<Value>) {
    // One more, for the id that a change ends with.
    let (mut bits, mut values) = (0, Vec::with_capacity(ColumnOf::<A>::iter().len() + 1));
    for (at, column) in ColumnOf::<A>::iter().enumerate() {
        if let ActiveValue::Set(value) | ActiveValue::Unchanged(value) = row.take(column) {
            values.push(value);
            bits |= 1 << at;
        }
    }
    (bits, values)
}

/// The columns whose bits are set.
fn columns_of<A: ActiveModelTrait>(bits: u64) -> Vec<ColumnOf<A>> {
    let is_set = |at: &usize| bits & (1 << at) != 0;
    ColumnOf::<A>::iter().enumerate().filter(|(at, _)| is_set(at)).map(|(_, column)| column).collect()
}
