//! The lines of an export.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of the lines' form; one that this program does not know is refused.
pub const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the form.
    pub sportello_export: u32,
    /// When it was made.
    pub made_at: String,
    /// By which Sportello.
    pub program: String,
    /// The last migration of the database.
    pub schema: String,
    /// The desk's name.
    pub desk: String,
    /// How many rows follow, by table.
    pub tables: Map<String, Value>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which table.
    pub table: String,
    /// Its columns.
    pub row: Map<String, Value>,
}

/// An attachment's bytes, which are a file beside the export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// The SHA-256 of the bytes, by which rows name them and the file is called.
    pub file: String,
    /// How many bytes; none where they could not be had.
    pub size: Option<u64>,
}

/// The last line: without it the export was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// How many lines came before it, the header too.
    pub end: u64,
}

/// Any line.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// A row.
    Row(Row),
    /// Bytes.
    File(FileLine),
    /// The end.
    End(End),
    /// The header, where it does not belong.
    Header(Header),
}
