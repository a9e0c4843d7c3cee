//! A request, taken apart.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::Value;

use crate::id::{Id, MessageId};
use crate::refusal::{INVALID_JSON, Outcome, Refusal};

/// A file that came with a request.
#[derive(Clone, Debug)]
pub struct Part {
    /// The number in `files[…]`.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub mime: Option<String>,
    /// Its content.
    pub bytes: Bytes,
}

/// A request to one of the routes.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: String,
    /// Behind `/api/v10`.
    pub path: String,
    /// The path with names for its ids.
    pub route: &'static str,
    /// The ids and names in the path.
    pub params: BTreeMap<&'static str, String>,
    /// Behind the question mark.
    pub query: BTreeMap<String, String>,
    /// The JSON, also out of a form; else null.
    pub body: Value,
    /// The files out of a form.
    pub files: Vec<Part>,
    /// Who asks: `Bot …`.
    pub authorization: Option<String>,
}

impl Call {
    /// An id in the path.
    pub fn id(&self, name: &str) -> Outcome<Id> {
        let text = self.params.get(name).map(String::as_str).unwrap_or_default();
        text.parse().map_err(|_| not_a_snowflake(name, text))
    }

    /// A name in the path.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The message in the path.
    pub fn message(&self) -> Outcome<MessageId> {
        Ok(MessageId { channel: self.id("channel_id")?, id: self.id("message_id")? })
    }

    /// An id in the query.
    pub fn query_id(&self, name: &str) -> Outcome<Option<Id>> {
        self.query.get(name).map(|text| text.parse().map_err(|_| not_a_snowflake(name, text))).transpose()
    }

    /// A number in the query.
    pub fn query_number(&self, name: &str) -> Option<usize> {
        self.query.get(name).and_then(|text| text.parse().ok())
    }

    /// Whether the query says yes.
    pub fn query_flag(&self, name: &str) -> bool {
        self.query.get(name).is_some_and(|v| v == "true" || v == "1")
    }

    /// A text in the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body[name].as_str()
    }
}

fn not_a_snowflake(name: &str, text: &str) -> Refusal {
    Refusal::form(name, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."))
}

/// The JSON and the files of a request.
pub async fn content(head: &Parts, bytes: Bytes) -> Outcome<(Value, Vec<Part>)> {
    if bytes.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    if !is_form(&head.headers) {
        return Ok((serde_json::from_slice(&bytes).map_err(|_| INVALID_JSON)?, Vec::new()));
    }
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().clone_from(&head.headers);
    form(request).await.map_err(|_| INVALID_JSON)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn form(request: Request) -> Result<(Value, Vec<Part>), Box<dyn std::error::Error + Send + Sync>> {
    let mut form = Multipart::from_request(request, &()).await?;
    let (mut body, mut files) = (Value::Null, Vec::new());
    while let Some(field) = form.next_field().await? {
        let field_name = field.name().unwrap_or_default().to_owned();
        if field_name == "payload_json" {
            body = serde_json::from_slice(&field.bytes().await?)?;
            continue;
        }
        let number = field_name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']'));
        let number = number.and_then(|digits| digits.parse().ok()).unwrap_or(files.len() as u64);
        let name = field.file_name().unwrap_or("unknown").to_owned();
        let mime = field.content_type().map(str::to_owned);
        files.push(Part { number, name, mime, bytes: field.bytes().await? });
    }
    Ok((body, files))
}

/// The query's names and values, decoded.
pub fn query(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(&value.replace('+', " ")))).collect()
}

/// Text out of a path or a query.
pub fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
