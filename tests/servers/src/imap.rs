//! As much IMAP as it takes to read a mailbox.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

/// How long the mails may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Every message of a mailbox, raw, once there are at least so many.
///
/// # Errors
/// The server refuses, or the messages don't come.
pub async fn fetch(port: u16, user: &str, password: &str, at_least: usize) -> io::Result<Vec<String>> {
    let mut session = Session::login(port, user, password).await?;
    match tokio::time::timeout(PATIENCE, session.wait_until(at_least)).await {
        Ok(waited) => waited?,
        Err(_) => {
            let there = fetch_now(port, user, password).await?;
            let subjects: Vec<_> =
                there.iter().flat_map(|m| m.lines().filter(|l| l.starts_with("Subject:"))).collect();
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("{} messages instead of {at_least}: {subjects:?}", there.len()),
            ));
        }
    }
    session.messages().await
}

async fn fetch_now(port: u16, user: &str, password: &str) -> io::Result<Vec<String>> {
    let mut session = Session::login(port, user, password).await?;
    session.wait_until(0).await?;
    session.messages().await
}

/// A logged-in connection.
struct Session {
    stream: BufStream<TcpStream>,
    messages: usize,
}

impl Session {
    async fn login(port: u16, user: &str, password: &str) -> io::Result<Self> {
        let stream = BufStream::new(TcpStream::connect(("127.0.0.1", port)).await?);
        let mut session = Self { stream, messages: 0 };
        session.line().await?;
        session.command(&format!("LOGIN \"{user}\" \"{password}\"")).await?;
        Ok(session)
    }

    /// Opens the inbox and lets the server tell of each message that comes, until they are enough.
    async fn wait_until(&mut self, at_least: usize) -> io::Result<()> {
        self.command("SELECT INBOX").await?;
        if self.messages >= at_least {
            return Ok(());
        }
        self.write("t IDLE\r\n").await?;
        while self.messages < at_least {
            let line = self.line().await?;
            self.count(&line);
        }
        self.write("DONE\r\n").await?;
        self.done().await
    }

    async fn messages(&mut self) -> io::Result<Vec<String>> {
        let mut messages = Vec::with_capacity(self.messages);
        for number in 1..=self.messages {
            self.write(&format!("t FETCH {number} BODY.PEEK[]\r\n")).await?;
            let mut line = self.line().await?;
            // An answer with a literal ends its line with the literal's length in braces.
            while !line.contains("BODY[]") {
                line = self.line().await?;
            }
            let length = line.trim_end().trim_end_matches('}').rsplit('{').next();
            let length = length.and_then(|l| l.parse().ok()).ok_or_else(|| refused(&line))?;
            let mut raw = vec![0; length];
            self.stream.read_exact(&mut raw).await?;
            messages.push(String::from_utf8_lossy(&raw).into_owned());
            self.done().await?;
        }
        Ok(messages)
    }

    async fn command(&mut self, command: &str) -> io::Result<()> {
        self.write(&format!("t {command}\r\n")).await?;
        self.done().await
    }

    /// Reads to the end of the running command.
    async fn done(&mut self) -> io::Result<()> {
        loop {
            let line = self.line().await?;
            self.count(&line);
            match line.strip_prefix("t ") {
                Some(end) if end.starts_with("OK") => return Ok(()),
                Some(_) => return Err(refused(&line)),
                None => {}
            }
        }
    }

    /// Notes how many messages there are, if `line` says so.
    fn count(&mut self, line: &str) {
        let told = line.trim_end().strip_prefix("* ").and_then(|l| l.strip_suffix(" EXISTS"));
        if let Some(count) = told.and_then(|count| count.parse().ok()) {
            self.messages = count;
        }
    }

    async fn write(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.flush().await
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).into_owned())
    }
}

fn refused(line: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the server says: {}", line.trim_end()))
}
