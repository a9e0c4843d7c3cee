//! Every table of the desk, in an order in which each comes after those it refers to.

use std::marker::PhantomData;

use async_trait::async_trait;
use sea_orm::sea_query::{ColumnType, Expr};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IdenStatic, IntoActiveModel,
    Iterable, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use serde_json::{Map, Value};

use super::value::{to_json, to_stored};
use crate::store::Tx;
use crate::store::entity;

/// Tables that are not exported, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("article_search", "the full-text index is made anew by the desk"),
    ("identity_code", "codes by which accounts are joined hold for minutes"),
    ("lease", "who does what at this moment is not true any more elsewhere"),
    ("mailed_code", "which addresses were mailed codes counts for a day"),
    ("seaql_migrations", "the schema is made by the program that imports"),
];

/// A row as it is written.
pub type Row = Map<String, Value>;

/// One table.
#[async_trait]
pub trait Table: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its columns, with what they hold.
    fn columns(&self) -> Vec<(&'static str, &'static str)>;

    /// Columns that may name a row that comes only later: they are written last.
    fn late(&self) -> &'static [&'static str];

    /// How many rows it has.
    async fn count(&self, db: &Tx) -> Result<u64, DbErr>;

    /// At most `most` rows with greater ids than `after`, in their order.
    async fn page(&self, db: &Tx, after: i64, most: u64) -> Result<Vec<(i64, Row)>, DbErr>;

    /// Adds rows; their later columns stay empty.
    ///
    /// # Errors
    /// As the database says, or when a row is not as it should be.
    async fn put(&self, db: &Tx, rows: &[Row]) -> Result<(), PutError>;

    /// Fills a later column in.
    async fn fill(&self, db: &Tx, id: i64, column: &str, value: &Value) -> Result<(), PutError>;

    /// Removes every row.
    async fn clear(&self, db: &Tx) -> Result<(), DbErr>;
}

/// Why rows are not added.
#[derive(Debug)]
pub enum PutError {
    /// A row is not as it should be: which one, counted from 0, and why.
    Row(usize, String),
    /// The database failed.
    Database(DbErr),
}

impl From<DbErr> for PutError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

struct Of<E> {
    late: &'static [&'static str],
    entity: PhantomData<fn() -> E>,
}

/// All that are exported.
pub fn all() -> Vec<Box<dyn Table>> {
    macro_rules! tables {
        ($($name:ident $([$($late:literal),+])?),* $(,)?) => {
            vec![$(Box::new(Of::<entity::$name::Entity> {
                late: &[$($($late),+)?],
                entity: PhantomData,
            })),*]
        };
    }
    tables![
        counter,
        person,
        identity,
        mail_confirmation,
        queue["parent_id"],
        outage,
        place,
        checkpoint,
        question,
        held_message,
        ticket,
        article,
        article_version,
        attachment,
        ticket_link,
        form,
        suggestion,
        figure,
        figure_part,
        block,
        spell,
        turn,
        tag,
        watcher,
        rating,
        conversation,
        message_ref,
        history,
        delivery,
        delivery_part,
        deadline,
    ]
}

impl<E> Of<E>
where
    E: EntityTrait,
{
    fn id() -> Result<E::Column, DbErr> {
        E::Column::iter()
            .find(|c| c.as_str() == "id")
            .ok_or_else(|| DbErr::Custom(format!("the table {} has no id", E::default().table_name())))
    }
}

#[async_trait]
impl<E> Table for Of<E>
where
    E: EntityTrait + Send + Sync,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Send + Sync,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send + Sync,
    E::Column: Send + Sync,
{
    fn name(&self) -> &'static str {
        E::default().table_name()
    }

    fn columns(&self) -> Vec<(&'static str, &'static str)> {
        E::Column::iter().map(|c| (c.as_str(), kind_of(&c))).collect()
    }

    fn late(&self) -> &'static [&'static str] {
        self.late
    }

    async fn count(&self, db: &Tx) -> Result<u64, DbErr> {
        E::find().count(db).await
    }

    async fn page(&self, db: &Tx, after: i64, most: u64) -> Result<Vec<(i64, Row)>, DbErr> {
        let id = Self::id()?;
        let models = E::find().filter(id.gt(after)).order_by_asc(id).limit(most).all(db).await?;
        models
            .into_iter()
            .map(|model| {
                let mut row = Row::new();
                for column in E::Column::iter() {
                    let value = to_json(model.get(column)).ok_or_else(|| {
                        DbErr::Custom(format!("{}.{} can't be exported", self.name(), column.as_str()))
                    })?;
                    row.insert(column.as_str().to_owned(), value);
                }
                let id = row.get("id").and_then(Value::as_i64).unwrap_or_default();
                Ok((id, row))
            })
            .collect()
    }

    async fn put(&self, db: &Tx, rows: &[Row]) -> Result<(), PutError> {
        let mut models = Vec::with_capacity(rows.len());
        for (n, row) in rows.iter().enumerate() {
            let mut model = <E::ActiveModel as ActiveModelTrait>::default();
            let known: Vec<&str> = E::Column::iter().map(|c| c.as_str()).collect();
            if let Some(unknown) = row.keys().find(|key| !known.contains(&key.as_str())) {
                return Err(PutError::Row(n, format!("{} has no column {unknown}", self.name())));
            }
            for column in E::Column::iter() {
                let Some(json) = row.get(column.as_str()) else { continue };
                let json = if self.late.contains(&column.as_str()) { &Value::Null } else { json };
                let value = to_stored(json, column.def().get_column_type())
                    .map_err(|problem| PutError::Row(n, format!("{}: {problem}", column.as_str())))?;
                model
                    .try_set(column, value)
                    .map_err(|_| PutError::Row(n, format!("{} can't be empty", column.as_str())))?;
            }
            models.push(model);
        }
        E::insert_many(models).exec_without_returning(db).await?;
        Ok(())
    }

    async fn fill(&self, db: &Tx, id: i64, column: &str, value: &Value) -> Result<(), PutError> {
        let Some(to) = E::Column::iter().find(|c| c.as_str() == column) else { return Ok(()) };
        let stored = to_stored(value, to.def().get_column_type()).map_err(|p| PutError::Row(0, p))?;
        E::update_many().col_expr(to, Expr::value(stored)).filter(Self::id()?.eq(id)).exec(db).await?;
        Ok(())
    }

    async fn clear(&self, db: &Tx) -> Result<(), DbErr> {
        let late: Vec<E::Column> = E::Column::iter().filter(|c| self.late.contains(&c.as_str())).collect();
        for column in late {
            E::update_many().col_expr(column, Expr::value(Option::<i64>::None)).exec(db).await?;
        }
        E::delete_many().exec(db).await.map(|_| ())
    }
}

/// What a column holds, for docs/export.md.
fn kind_of(column: &impl ColumnTrait) -> &'static str {
    let def = column.def();
    let optional = def.is_null();
    match (def.get_column_type(), optional) {
        (ColumnType::Boolean, _) => "true or false",
        (ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger, false) => "number",
        (ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger, true) => "number or null",
        (ColumnType::Date, _) => "day",
        (ColumnType::Double, false) => "decimal number",
        (ColumnType::Double, true) => "decimal number or null",
        (ColumnType::TimestampWithTimeZone | ColumnType::DateTime | ColumnType::Timestamp, false) => "time",
        (ColumnType::TimestampWithTimeZone | ColumnType::DateTime | ColumnType::Timestamp, true) => {
            "time or null"
        }
        (_, false) => "text",
        (_, true) => "text or null",
    }
}
