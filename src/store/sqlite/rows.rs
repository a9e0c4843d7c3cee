//! Rows of SQLite's own read as the models of sea-orm.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use rusqlite::Row;
use rusqlite::types::ValueRef;
use sea_orm::{ActiveModelTrait, ColumnTrait, ColumnType, DbErr, EntityTrait, Iterable, TryIntoModel, Value};

use super::statement::time_of;

/// What the columns of a table hold, found out once.
static HOLDS: LazyLock<RwLock<HashMap<TypeId, Arc<[Holds]>>>> = LazyLock::new(RwLock::default);

/// What a column holds.
#[derive(Clone, Copy, Debug)]
enum Holds {
    Bool,
    Small,
    Int,
    Big,
    Double,
    Time,
    Date,
    Bytes,
    Text,
}

impl From<&ColumnType> for Holds {
    fn from(of: &ColumnType) -> Self {
        match of {
            ColumnType::Boolean => Self::Bool,
            ColumnType::SmallInteger => Self::Small,
            ColumnType::Integer => Self::Int,
            ColumnType::BigInteger => Self::Big,
            ColumnType::Double | ColumnType::Float => Self::Double,
            ColumnType::TimestampWithTimeZone => Self::Time,
            ColumnType::Date => Self::Date,
            ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => Self::Bytes,
            _ => Self::Text,
        }
    }
}

fn held_by<E: EntityTrait>() -> Arc<[Holds]> {
    let table = TypeId::of::<E>();
    if let Some(held) = HOLDS.read().unwrap_or_else(PoisonError::into_inner).get(&table) {
        return Arc::clone(held);
    }
    let held: Arc<[Holds]> = E::Column::iter().map(|c| c.def().get_column_type().into()).collect();
    HOLDS.write().unwrap_or_else(PoisonError::into_inner).insert(table, Arc::clone(&held));
    held
}

/// The model that stands in a row from column `from` on; `None` where its key, the first column, is null.
///
/// # Errors
/// When a column holds what it can't hold.
pub fn read_model<E>(row: &Row<'_>, from: usize) -> Result<Option<E::Model>, DbErr>
where
    E: EntityTrait<ActiveModel: TryIntoModel<E::Model>>,
{
    let mut model = <E::ActiveModel as ActiveModelTrait>::default();
    for (at, (column, holds)) in E::Column::iter().zip(held_by::<E>().iter()).enumerate() {
        let value = row.get_ref(from + at).map_err(|e| DbErr::Type(e.to_string()))?;
        if at == 0 && value == ValueRef::Null {
            return Ok(None);
        }
        let value = read(value, *holds)
            .ok_or_else(|| DbErr::Type(format!("{column:?} holds what it can't hold: {holds:?}")))?;
        model.try_set(column, value)?;
    }
    model.try_into_model().map(Some)
}

fn read(value: ValueRef<'_>, holds: Holds) -> Option<Value> {
    let number = || match value {
        ValueRef::Null => Some(None),
        ValueRef::Integer(number) => Some(Some(number)),
        _ => None,
    };
    let text = || match value {
        ValueRef::Null => Some(None),
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Some),
        _ => None,
    };
    Some(match holds {
        Holds::Bool => Value::Bool(number()?.map(|v| v != 0)),
        Holds::Small => Value::SmallInt(number()?.map(i16::try_from).transpose().ok()?),
        Holds::Int => Value::Int(number()?.map(i32::try_from).transpose().ok()?),
        Holds::Big => Value::BigInt(number()?),
        Holds::Double => Value::Double(match value {
            ValueRef::Null => None,
            ValueRef::Real(v) => Some(v),
            _ => return None,
        }),
        Holds::Time => Value::ChronoDateTimeUtc(match text()? {
            Some(text) => Some(time_of(text)?),
            None => None,
        }),
        Holds::Date => Value::ChronoDate(text()?.map(str::parse).transpose().ok()?),
        Holds::Bytes => Value::Bytes(match value {
            ValueRef::Null => None,
            ValueRef::Blob(v) => Some(v.to_vec()),
            _ => return None,
        }),
        Holds::Text => Value::String(text()?.map(str::to_owned)),
    })
}
