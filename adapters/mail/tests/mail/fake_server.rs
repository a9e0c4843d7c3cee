//! A mail server that says what a test tells it to, by any of the three ways to protect it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What follows the text of a mail.
#[derive(Clone, Copy)]
pub enum After {
    Answer(&'static str),
    Drop,
}

/// When the server speaks TLS.
#[derive(Clone)]
pub enum Tls {
    Never,
    Always(TlsAcceptor),
    OnCommand(TlsAcceptor),
}

/// What the server says; a step that is not told goes well.
#[derive(Clone)]
pub struct Script {
    pub greeting: &'static str,
    pub mail: &'static str,
    pub recipient: &'static str,
    pub data: &'static str,
    pub after: After,
    /// What it says to a login; `None` offers none.
    pub login: Option<&'static str>,
    pub tls: Tls,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            greeting: "220 fake",
            mail: "250 sender fine",
            recipient: "250 recipient fine",
            data: "354 go on",
            after: After::Answer("250 queued"),
            login: None,
            tls: Tls::Never,
        }
    }
}

/// The running server; it ends with the test's runtime.
pub struct FakeServer {
    pub port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl FakeServer {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let box_ = Arc::clone(&mails);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, mails) = (script.clone(), Arc::clone(&box_));
                // What the client does to the connection is seen by the client's own test.
                tokio::spawn(async move { serve(stream, &script, &mails).await.ok() });
            }
        });
        Self { port, mails }
    }

    /// The texts it was sent.
    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().expect("no test panicked here").clone()
    }
}

async fn serve(stream: TcpStream, script: &Script, mails: &Mutex<Vec<String>>) -> io::Result<()> {
    match &script.tls {
        Tls::Always(acceptor) => talk(acceptor.accept(stream).await?, script, false, mails).await.map(drop),
        Tls::OnCommand(acceptor) => match talk(stream, script, true, mails).await? {
            Some(stream) => {
                let inside = Script { greeting: "", ..script.clone() };
                talk(acceptor.accept(stream).await?, &inside, false, mails).await.map(drop)
            }
            None => Ok(()),
        },
        Tls::Never => talk(stream, script, false, mails).await.map(drop),
    }
}

/// Talks until the client leaves, or begins TLS: then the bare stream comes back.
async fn talk<S>(
    stream: S,
    script: &Script,
    starttls: bool,
    mails: &Mutex<Vec<String>>,
) -> io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufStream::new(stream);
    if !script.greeting.is_empty() {
        say(&mut stream, script.greeting).await?;
    }
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let command = line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        match command.as_str() {
            "EHLO" => {
                say(&mut stream, "250-fake").await?;
                if starttls {
                    say(&mut stream, "250-STARTTLS").await?;
                }
                if script.login.is_some() {
                    say(&mut stream, "250-AUTH PLAIN").await?;
                }
                say(&mut stream, "250 HELP").await?;
            }
            "STARTTLS" => {
                say(&mut stream, "220 begin").await?;
                return Ok(Some(stream.into_inner()));
            }
            "AUTH" => say(&mut stream, script.login.unwrap_or("503 no login")).await?,
            "MAIL" => say(&mut stream, script.mail).await?,
            "RCPT" => say(&mut stream, script.recipient).await?,
            "DATA" => {
                say(&mut stream, script.data).await?;
                if script.data.starts_with('3') {
                    let text = text(&mut stream).await?;
                    mails.lock().expect("no test panicked here").push(text);
                    match script.after {
                        After::Answer(answer) => say(&mut stream, answer).await?,
                        After::Drop => return Ok(None),
                    }
                }
            }
            "QUIT" => {
                say(&mut stream, "221 bye").await?;
                return Ok(None);
            }
            _ => say(&mut stream, "250 fine").await?,
        }
    }
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}

/// The text up to the lone dot.
async fn text<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufStream<S>) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let start = text.len();
        if stream.read_line(&mut text).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if &text[start..] == ".\r\n" {
            text.truncate(start);
            return Ok(text);
        }
    }
}

/// A certificate authority of our own and a certificate by it for `localhost`.
pub struct Authority {
    folder: tempfile::TempDir,
}

impl Authority {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        openssl(
            folder.path(),
            &[
                &["req", "-x509", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"],
                &key[..],
            ]
            .concat(),
        );
        let leaf = ["req", "-x509", "-CA", "ca.pem", "-CAkey", "ca.key", "-subj", "/CN=localhost"];
        let names =
            ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
        openssl(
            folder.path(),
            &[&leaf[..], &names, &["-keyout", "leaf.key", "-out", "leaf.pem"], &key].concat(),
        );
        Self { folder }
    }

    /// The file to trust.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    pub fn acceptor(&self) -> TlsAcceptor {
        let certificate =
            CertificateDer::from_pem_file(self.folder.path().join("leaf.pem")).expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(self.folder.path().join("leaf.key")).expect("a key");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("protocol versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a key that fits");
        TlsAcceptor::from(Arc::new(config))
    }
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let done =
        Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl is installed");
    assert!(done.status.success(), "openssl: {}", String::from_utf8_lossy(&done.stderr));
}
