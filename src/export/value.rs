//! A column's value as JSON, and back.

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use sea_orm::sea_query::{ColumnType, Value as Stored};
use serde_json::Value as Json;

/// A stored value as JSON; none for a kind that no column of the desk has.
///
/// Times are written to the microsecond, which both databases keep.
pub fn to_json(value: Stored) -> Option<Json> {
    fn plain<T: Into<Json>>(value: Option<T>) -> Json {
        value.map_or(Json::Null, Into::into)
    }
    Some(match value {
        Stored::Bool(v) => plain(v),
        Stored::SmallInt(v) => plain(v),
        Stored::Int(v) => plain(v),
        Stored::BigInt(v) => plain(v),
        Stored::Double(v) => plain(v),
        Stored::String(v) => plain(v),
        Stored::ChronoDate(v) => plain(v.map(|day| day.to_string())),
        Stored::ChronoDateTimeUtc(v) => {
            plain(v.map(|t| t.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::Micros, true)))
        }
        _ => return None,
    })
}

/// JSON as a column of this kind keeps it.
///
/// # Errors
/// What was found and what belongs there.
pub fn to_stored(json: &Json, kind: &ColumnType) -> Result<Stored, String> {
    let wrong = |wanted: &str| format!("found {json}, where {wanted} belongs");
    let whole = || match json {
        Json::Null => Ok(None),
        _ => json.as_i64().map(Some).ok_or_else(|| wrong("a whole number")),
    };
    Ok(match kind {
        ColumnType::Boolean => match json {
            Json::Null => Stored::Bool(None),
            _ => Stored::Bool(Some(json.as_bool().ok_or_else(|| wrong("true or false"))?)),
        },
        ColumnType::SmallInteger => {
            let number = whole()?.map(i16::try_from).transpose();
            Stored::SmallInt(number.map_err(|_| wrong("a small number"))?)
        }
        ColumnType::Integer => {
            let number = whole()?.map(i32::try_from).transpose();
            Stored::Int(number.map_err(|_| wrong("a smaller number"))?)
        }
        ColumnType::BigInteger => Stored::BigInt(whole()?),
        ColumnType::Double => match json {
            Json::Null => Stored::Double(None),
            _ => Stored::Double(Some(json.as_f64().ok_or_else(|| wrong("a number"))?)),
        },
        ColumnType::String(_) | ColumnType::Text | ColumnType::Char(_) => match json {
            Json::Null => Stored::String(None),
            Json::String(text) => Stored::String(Some(text.clone())),
            _ => return Err(wrong("a text")),
        },
        ColumnType::Date => match json {
            Json::Null => Stored::ChronoDate(None),
            Json::String(text) => {
                let day = text.parse().map_err(|_| wrong("a day as 2026-11-23"))?;
                Stored::ChronoDate(Some(day))
            }
            _ => return Err(wrong("a day")),
        },
        ColumnType::TimestampWithTimeZone | ColumnType::DateTime | ColumnType::Timestamp => match json {
            Json::Null => Stored::ChronoDateTimeUtc(None),
            Json::String(text) => {
                let at =
                    DateTime::parse_from_rfc3339(text).map_err(|_| wrong("a time as RFC 3339 has it"))?;
                Stored::ChronoDateTimeUtc(Some(at.with_timezone(&Utc)))
            }
            _ => return Err(wrong("a time")),
        },
        other => return Err(format!("{other:?} is a kind of column that is not known")),
    })
}
