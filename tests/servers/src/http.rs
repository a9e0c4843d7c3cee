//! As much HTTP as it takes to speak to a homeserver on the same machine.
//!
//! HTTP/1.0: one connection a request, and the answer ends with it. An HTTP library would bring its
//! own set of features into the build, and every other crate of the tests would be compiled again.

use std::io;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What is asked of the server.
pub struct Request<'a> {
    /// `GET`, `PUT` …
    pub method: &'a str,
    /// The path with the query, encoded.
    pub path: &'a str,
    /// The access token, if any.
    pub token: Option<&'a str>,
    /// The content type and the bytes.
    pub body: Option<(&'a str, &'a [u8])>,
}

/// What the server said.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The content.
    pub body: Vec<u8>,
}

impl Response {
    /// The content as JSON, or as a JSON string when it is something else.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }
}

/// Sends one request to `address` (host and port) and reads the whole answer.
///
/// # Errors
/// Nobody listens there, or what came back is no HTTP.
pub async fn send(address: &str, request: Request<'_>) -> io::Result<Response> {
    let mut stream = TcpStream::connect(address).await?;
    let mut head = format!("{} {} HTTP/1.0\r\nHost: {address}\r\n", request.method, request.path);
    if let Some(token) = request.token {
        head += &format!("Authorization: Bearer {token}\r\n");
    }
    let (kind, body) = request.body.unwrap_or(("application/json", b""));
    head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    parse(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP"))
}

fn parse(answer: &[u8]) -> Option<Response> {
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some(Response { status, body: answer[end + 4..].to_vec() })
}

/// `text` as one segment of a path or one value of a query.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
        out
    })
}
