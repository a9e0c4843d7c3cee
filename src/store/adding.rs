//! Rows that whoever adds them does not read: on SQLite they are written for a whole group, several by one statement,
//! and their values are made beside whoever writes next.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::sea_query::{Expr, Query, SqliteQueryBuilder};
use sea_orm::{DbErr, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

use super::Db;
use super::ready::written;

/// So many rows are added by one statement, the most that there are. Few sizes, as each is a statement that is kept.
const SIZES: [usize; 3] = [16, 4, 1];

/// How rows are added to a table, whose ids the database gives in their order.
pub trait Insert: Sync {
    /// Which table.
    fn table(&self) -> &'static str;

    /// The statement for so many rows, whose values come row after row, on SQLite.
    fn sql(&self, rows: usize) -> Arc<str>;
}

/// How many of so many rows are added by the next statement.
pub fn at_once(left: usize) -> usize {
    SIZES.into_iter().find(|size| *size <= left).unwrap_or(left)
}

/// Adds rows of a table, of which all is set but the id.
pub struct Adds<E> {
    texts: RwLock<BTreeMap<usize, Arc<str>>>,
    of: PhantomData<fn() -> E>,
}

impl<E: EntityTrait> Adds<E> {
    /// Its statements are made when they are needed.
    pub const fn new() -> Self {
        Self { texts: RwLock::new(BTreeMap::new()), of: PhantomData }
    }

    /// Adds rows with these keys, on SQLite; `make` may be called when the transaction has ended, and before its group
    /// does.
    ///
    /// # Errors
    /// As the database says.
    pub async fn add(
        &'static self,
        db: &impl Db,
        make: impl FnOnce() -> Vec<E::ActiveModel> + Send + 'static,
        keys: Vec<String>,
    ) -> Result<(), DbErr> {
        db.add(self, Box::new(move || make().into_iter().map(|row| written(row).1).collect()), keys).await
    }

    /// Whether a row with this key is added and not written.
    pub fn has(&'static self, db: &impl Db, key: &str) -> bool {
        db.has_added(self, key)
    }

    fn write(rows: usize) -> String {
        let is_key = |column: &E::Column| {
            E::PrimaryKey::iter().any(|key| key.into_column().as_str() == column.as_str())
        };
        let columns: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
        let mut insert = Query::insert();
        insert.into_table(E::default()).columns(columns.iter().copied());
        for _ in 0..rows {
            insert.values_panic(columns.iter().map(|_| Expr::val(0)));
        }
        insert.build(SqliteQueryBuilder).0
    }
}

impl<E: EntityTrait> Insert for Adds<E> {
    fn table(&self) -> &'static str {
        E::default().table_name()
    }

    fn sql(&self, rows: usize) -> Arc<str> {
        let known = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(&rows).cloned();
        known.unwrap_or_else(|| {
            let text: Arc<str> = Self::write(rows).into();
            self.texts.write().unwrap_or_else(PoisonError::into_inner).insert(rows, Arc::clone(&text));
            text
        })
    }
}
