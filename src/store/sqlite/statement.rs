//! Statements of sea-orm run by rusqlite: values and rows are written and read as sqlx does it, which made the
//! databases that there are.
//!
//! sea-orm's entities are read from a `QueryResult`, which its own drivers make. Two of its features let others
//! make one: `proxy`, which 2.0.4 can't be compiled with beside sqlx's SQLite, and `mock`, which is taken here for
//! nothing but that.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};
use sea_orm::error::RuntimeErr;
use sea_orm::{
    ColumnType, DbBackend, DbErr, ExecResult, MockDatabase, MockDatabaseTrait, MockExecResult, QueryResult,
    Statement, Value,
};

use crate::store::entity::COLUMNS;

/// sea-orm reads rows of at most so many columns by position; larger ones by name only.
const WIDEST_TUPLE: usize = 12;

/// Why a statement failed.
pub(super) enum Trouble {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// A value can't be what it should be.
    Value(String),
    /// sea-orm says so.
    Orm(DbErr),
}

impl Trouble {
    /// Whether it comes from a row that can't be written, and not from the disk or the database as a whole.
    pub(super) fn is_a_rows(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::TooBig)
            ),
            Self::Value(_) | Self::Orm(_) => true,
        }
    }

    /// The same for sea-orm; what SQLite says is an error of this `kind`.
    pub(super) fn into_error(self, kind: fn(RuntimeErr) -> DbErr) -> DbErr {
        match self {
            Self::Sqlite(error) => kind(super::internal(&error)),
            Self::Value(words) => DbErr::Type(words),
            Self::Orm(error) => error,
        }
    }
}

impl From<DbErr> for Trouble {
    fn from(error: DbErr) -> Self {
        Self::Orm(error)
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

pub(super) fn execute(connection: &Connection, statement: &Statement) -> Result<ExecResult, Trouble> {
    let rows = run(connection, &statement.sql, given(statement))?;
    done(connection.last_insert_rowid(), rows)
}

pub fn given(statement: &Statement) -> &[Value] {
    statement.values.as_ref().map(|v| v.0.as_slice()).unwrap_or_default()
}

/// Runs a statement; says how many rows it has changed.
pub(super) fn run(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64, Trouble> {
    run_with(connection, sql, values)
}

/// Runs a statement with values that lie wherever they do; says how many rows it has changed.
pub(super) fn run_with<'v>(
    connection: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = &'v Value>,
) -> Result<u64, Trouble> {
    let mut prepared = connection.prepare_cached(sql)?;
    bind(&mut prepared, values)?;
    Ok(prepared.raw_execute()? as u64)
}

/// Inserts a row; gives its id, unless nothing was inserted.
pub(super) fn insert(connection: &Connection, sql: &str, values: &[Value]) -> Result<Option<i64>, Trouble> {
    let rows = run(connection, sql, values)?;
    Ok((rows > 0).then(|| connection.last_insert_rowid()))
}

/// The rows that a query gives, at most `most` of them.
pub(super) fn rows<R: super::Row>(
    connection: &Connection,
    sql: &str,
    values: &[Value],
    most: usize,
) -> Result<Vec<R>, Trouble> {
    let mut prepared = connection.prepare_cached(sql)?;
    bind(&mut prepared, values)?;
    let mut rows = prepared.raw_query();
    // Most questions are for one row, and what is read may be remembered: with no room for more.
    let mut read = Vec::with_capacity(most.min(1));
    while read.len() < most
        && let Some(row) = rows.next()?
    {
        read.push(R::of_sqlite(row)?);
    }
    Ok(read)
}

pub(super) fn execute_batch(connection: &Connection, sql: &str) -> Result<ExecResult, Trouble> {
    connection.execute_batch(sql)?;
    done(connection.last_insert_rowid(), connection.changes())
}

fn done(last_insert_rowid: i64, rows_affected: u64) -> Result<ExecResult, Trouble> {
    let last_insert_id = u64::try_from(last_insert_rowid).unwrap_or_default();
    let done = MockDatabase::new(DbBackend::Sqlite)
        .append_exec_results([MockExecResult { last_insert_id, rows_affected }])
        .execute(0, Statement::from_string(DbBackend::Sqlite, String::new()))?;
    Ok(done)
}

pub(super) fn query(
    connection: &Connection,
    known: &Columns,
    statement: &Statement,
    most: usize,
) -> Result<Vec<QueryResult>, Trouble> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns = known.of(&statement.sql, &prepared);
    bind(&mut prepared, given(statement))?;
    let mut rows = prepared.raw_query();
    let mut results = Vec::new();
    while let Some(row) = rows.next()? {
        // All are read, so that a statement that writes is run to its end.
        if results.len() < most {
            results.push(read(row, &columns)?);
        }
    }
    let read = MockDatabase::new(DbBackend::Sqlite)
        .append_query_results([results])
        .query(0, Statement::from_string(DbBackend::Sqlite, String::new()))?;
    Ok(read)
}

fn bind<'v>(
    prepared: &mut rusqlite::Statement<'_>,
    values: impl IntoIterator<Item = &'v Value>,
) -> Result<(), Trouble> {
    let (wanted, mut given) = (prepared.parameter_count(), 0);
    for value in values {
        given += 1;
        if given <= wanted {
            prepared.raw_bind_parameter(given, Written(value))?;
        }
    }
    if given != wanted {
        return Err(Trouble::Value(format!("{given} values for {wanted} parameters")));
    }
    Ok(())
}

/// A value as it is written.
struct Written<'a>(&'a Value);

impl ToSql for Written<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let time = |t: &DateTime<Utc>| t.to_rfc3339_opts(SecondsFormat::AutoSi, false);
        let written = match self.0 {
            Value::Bool(v) => number(*v),
            Value::TinyInt(v) => number(*v),
            Value::SmallInt(v) => number(*v),
            Value::Int(v) => number(*v),
            Value::BigInt(v) => number(*v),
            Value::TinyUnsigned(v) => number(*v),
            Value::SmallUnsigned(v) => number(*v),
            Value::Unsigned(v) => number(*v),
            Value::BigUnsigned(v) => number(v.map(i64::try_from).transpose().map_err(rusqlite_error)?),
            Value::Float(v) => v.map(f64::from).into_output(),
            Value::Double(v) => v.into_output(),
            Value::String(Some(v)) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Value::Bytes(Some(v)) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
            Value::String(None) | Value::Bytes(None) => null(),
            Value::Char(v) => v.map(|c| c.to_string()).into_output(),
            Value::Json(v) => v.as_ref().map(|json| json.to_string()).into_output(),
            Value::ChronoDate(v) => v.map(|day| day.to_string()).into_output(),
            Value::ChronoTime(v) => v.map(|t| t.format("%T%.f").to_string()).into_output(),
            Value::ChronoDateTime(v) => v.map(|t| t.format("%F %T%.f").to_string()).into_output(),
            Value::ChronoDateTimeUtc(v) => v.as_ref().map(time).into_output(),
            Value::ChronoDateTimeLocal(v) => {
                v.map(|t| t.to_rfc3339_opts(SecondsFormat::AutoSi, false)).into_output()
            }
            Value::ChronoDateTimeWithTimeZone(v) => {
                v.map(|t| t.to_rfc3339_opts(SecondsFormat::AutoSi, false)).into_output()
            }
            other => return Err(rusqlite_error(Strange(format!("{other:?} can't be written to SQLite")))),
        };
        Ok(written)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Strange(String);

fn rusqlite_error(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

fn null() -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(rusqlite::types::Value::Null)
}

fn number(value: Option<impl Into<i64>>) -> ToSqlOutput<'static> {
    value.map(Into::into).into_output()
}

trait IntoOutput {
    fn into_output(self) -> ToSqlOutput<'static>;
}

impl<T: Into<rusqlite::types::Value>> IntoOutput for Option<T> {
    fn into_output(self) -> ToSqlOutput<'static> {
        self.map_or_else(null, |value| ToSqlOutput::Owned(value.into()))
    }
}

/// What the columns of the statements are, by the text of the statement: found out once.
#[derive(Default)]
pub(super) struct Columns(Mutex<HashMap<String, Arc<[Column]>>>);

/// A column of a statement's rows. They are kept in the order of `key`.
struct Column {
    key: String,
    at: usize,
    kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Small,
    Int,
    Time,
    Date,
    /// What SQLite gives: whole numbers, reals, text, bytes.
    AsItIs,
}

/// What a column of a table holds.
fn held(table: &str, column: &str) -> Option<&'static ColumnType> {
    COLUMNS.iter().find(|c| c.table == table && c.column == column).map(|c| &c.holds)
}

/// Whether a column of that name holds 32 bits in the tables that a statement names.
fn is_narrow(sql: &str, name: &str) -> bool {
    let mut named =
        COLUMNS.iter().filter(|c| c.column == name && sql.contains(&format!("\"{}\"", c.table))).peekable();
    named.peek().is_some() && named.all(|c| c.holds != ColumnType::BigInteger)
}

/// The column of which an expression called `name` is the least or the greatest: `MIN("table"."column")`.
fn extreme<'a>(sql: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let (before, _) = sql.split_once(&format!(") AS \"{name}\""))?;
    let (function, of) = before.rsplit_once('(')?;
    let (table, column) = of.split_once("\".\"")?;
    let is_extreme = ["MIN", "MAX"].iter().any(|f| function.ends_with(f));
    is_extreme.then_some((table.strip_prefix('"')?, column.strip_suffix('"')?))
}

impl Columns {
    fn of(&self, sql: &str, prepared: &rusqlite::Statement<'_>) -> Arc<[Column]> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(columns) = known.get(sql) {
            return Arc::clone(columns);
        }
        // Statements with lists of values differ by the length of the list, so there is no end to them.
        if known.len() >= super::STATEMENTS {
            known.clear();
        }
        let columns: Arc<[Column]> = columns_of(sql, prepared).into();
        known.insert(sql.to_owned(), Arc::clone(&columns));
        columns
    }
}

fn columns_of(sql: &str, prepared: &rusqlite::Statement<'_>) -> Vec<Column> {
    let columns = prepared.columns();
    let mut found: Vec<Column> = columns
        .iter()
        .enumerate()
        .map(|(at, c)| Column {
            key: c.name().to_owned(),
            at,
            kind: Kind::of(sql, c.name(), c.decl_type().unwrap_or_default()),
        })
        .collect();
    // sea-orm keeps a row by name and counts positions in the order of names. Where that is another one than
    // the statement's, each value is there once more, under a name that comes before all others.
    let is_by_name = found.windows(2).all(|pair| pair[0].key < pair[1].key);
    if !is_by_name && found.len() <= WIDEST_TUPLE {
        let places: Vec<Column> =
            found.iter().map(|c| Column { key: format!("\0{:02}", c.at), at: c.at, kind: c.kind }).collect();
        found.extend(places);
    }
    found.sort_by(|a, b| a.key.cmp(&b.key));
    found
}

impl Kind {
    /// By the type that the column was declared with in the schema. Whole numbers of 32 and of 64 bits are
    /// declared alike, so the entities tell these apart. An expression has no type; the least or greatest of a
    /// column is as the column.
    fn of(sql: &str, name: &str, declared: &str) -> Self {
        match declared {
            "boolean" => Self::Bool,
            "smallint" => Self::Small,
            // SQLite names its own types in capitals, however they were written.
            "INTEGER" if is_narrow(sql, name) => Self::Int,
            "timestamp_with_timezone_text" => Self::Time,
            "date_text" => Self::Date,
            "" => match extreme(sql, name).and_then(|(table, column)| held(table, column)) {
                Some(ColumnType::Boolean) => Self::Bool,
                Some(ColumnType::SmallInteger) => Self::Small,
                Some(ColumnType::Integer) => Self::Int,
                Some(ColumnType::TimestampWithTimeZone) => Self::Time,
                Some(ColumnType::Date) => Self::Date,
                _ => Self::AsItIs,
            },
            _ => Self::AsItIs,
        }
    }
}

fn read<'a>(row: &rusqlite::Row<'_>, columns: &'a [Column]) -> Result<BTreeMap<&'a str, Value>, Trouble> {
    let mut values = Vec::with_capacity(columns.len());
    for column in columns {
        let value = value_of(row.get_ref(column.at)?, column.kind).ok_or_else(|| {
            Trouble::Value(format!("the column {} holds what it can't hold: {:?}", column.key, column.kind))
        })?;
        values.push((column.key.as_str(), value));
    }
    Ok(BTreeMap::from_iter(values))
}

fn value_of(value: ValueRef<'_>, kind: Kind) -> Option<Value> {
    let text = || value.as_str().ok();
    Some(match (value, kind) {
        (ValueRef::Null, _) => Value::String(None),
        (ValueRef::Integer(v), Kind::Bool) => Value::Bool(Some(v != 0)),
        (ValueRef::Integer(v), Kind::Small) => Value::SmallInt(Some(v.try_into().ok()?)),
        (ValueRef::Integer(v), Kind::Int) => Value::Int(Some(v.try_into().ok()?)),
        (ValueRef::Integer(v), Kind::AsItIs) => Value::BigInt(Some(v)),
        (ValueRef::Real(v), _) => Value::Double(Some(v)),
        (ValueRef::Text(_), Kind::Time) => Value::ChronoDateTimeUtc(Some(time_of(text()?)?)),
        (ValueRef::Text(_), Kind::Date) => Value::ChronoDate(Some(text()?.parse::<NaiveDate>().ok()?)),
        (ValueRef::Text(_), _) => Value::String(Some(text()?.to_owned())),
        (ValueRef::Blob(v), _) => Value::Bytes(Some(v.to_vec())),
        (ValueRef::Integer(_), Kind::Time | Kind::Date) => return None,
    })
}

/// RFC 3339, as the desk writes it; or as SQLite's own functions do.
pub(super) fn time_of(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%F %T%.f").map(|time| time.and_utc()))
        .ok()
}
