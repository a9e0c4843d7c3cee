//! Lines from a pipe, none of them larger than what memory should hold.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// The longest line that is read, in bytes: ten times the longest message a person would paste.
pub(crate) const MAX_LINE: usize = 1024 * 1024;

/// One line, or why it can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    /// Its text without the line break.
    Text(String),
    /// It was longer than [`MAX_LINE`] and is skipped.
    TooLong,
    /// It was no UTF-8 and is skipped.
    NotUtf8,
}

impl Raw {
    /// The text, or a sentence that says why there is none.
    pub fn text(self) -> Result<String, String> {
        match self {
            Self::Text(text) => Ok(text),
            Self::TooLong => Err(format!("the line is longer than {MAX_LINE} bytes")),
            Self::NotUtf8 => Err("the line is no UTF-8 text".to_owned()),
        }
    }
}

/// The next line, or `None` at the end of the input. A last line without a line break counts.
pub(crate) async fn next_line(input: &mut (dyn AsyncBufRead + Send + Unpin)) -> io::Result<Option<Raw>> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let (used, ended) = {
            let chunk = input.fill_buf().await?;
            if chunk.is_empty() {
                if !any {
                    return Ok(None);
                }
                (0, true)
            } else {
                any = true;
                let end = chunk.iter().position(|b| *b == b'\n');
                let text = &chunk[..end.unwrap_or(chunk.len())];
                too_long |= line.len() + text.len() > MAX_LINE;
                if too_long {
                    line = Vec::new();
                } else {
                    line.extend_from_slice(text);
                }
                (end.map_or(chunk.len(), |e| e + 1), end.is_some())
            }
        };
        input.consume(used);
        if ended {
            return Ok(Some(finish(line, too_long)));
        }
    }
}

fn finish(line: Vec<u8>, too_long: bool) -> Raw {
    if too_long {
        return Raw::TooLong;
    }
    match String::from_utf8(line) {
        Ok(mut text) => {
            if text.ends_with('\r') {
                text.pop();
            }
            Raw::Text(text)
        }
        Err(_) => Raw::NotUtf8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(bytes: Vec<u8>) -> Vec<Raw> {
        // A small buffer, so that lines span several reads.
        let mut input = tokio::io::BufReader::with_capacity(7, std::io::Cursor::new(bytes));
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut input).await.unwrap() {
            lines.push(line);
        }
        lines
    }

    fn text(line: &str) -> Raw {
        Raw::Text(line.to_owned())
    }

    #[tokio::test]
    async fn lines_come_whole_and_the_last_needs_no_break() {
        let lines = all(b"first line here\r\n\nlast".to_vec()).await;
        assert_eq!(lines, [text("first line here"), text(""), text("last")]);
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_skipped_and_the_next_one_read() {
        let mut bytes = vec![b'x'; MAX_LINE + 1];
        bytes.extend_from_slice(b"\nnext\n");
        assert_eq!(all(bytes).await, [Raw::TooLong, text("next")]);
    }

    #[tokio::test]
    async fn a_line_of_the_longest_length_is_read() {
        let lines = all(vec![b'x'; MAX_LINE]).await;
        assert!(matches!(&lines[..], [Raw::Text(t)] if t.len() == MAX_LINE));
    }

    #[tokio::test]
    async fn bytes_that_are_no_text_are_skipped() {
        assert_eq!(all(b"\xff\xfe\nnext\n".to_vec()).await, [Raw::NotUtf8, text("next")]);
    }
}
