//! Mail through a server, by SMTP.
//!
//! Spoken step by step on lettre's connection rather than by its pooled transport, for two reasons.
//! What an error means depends on the step: before the text is sent the mail surely did not go, after
//! it nobody knows, and a wrong password is no fault of the mail. And a send that is cancelled puts
//! its connection back into lettre's pool, where the next mail takes the old answer for its own.

use std::path::Path;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use secrecy::{ExposeSecret as _, SecretString};
use sportello_chat::SendError;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::MailError;
use crate::smtp_url::{Security, Server};

/// How long one mail may take, from connecting until the server asks for the text; so long it may wait for its
/// turn, too.
const LIMIT: Duration = Duration::from_secs(60);
/// How long the text may take, and the answer to it: a server may look for viruses before it gives one, and would
/// be sent the mail again by whoever does not wait (RFC 5321 §4.5.3.2.6).
const TEXT_LIMIT: Duration = Duration::from_secs(10 * 60);
/// Mails on the way at once. After an outage hundreds may be due together, and many servers turn away
/// a client with more than some ten connections.
const AT_ONCE: usize = 4;
/// How long a goodbye may take; the mail is sent by then.
const GOODBYE: Duration = Duration::from_secs(5);
/// Answers that ask for a (better) login: the settings are wrong, not the mail.
const LOGIN_CODES: [&str; 5] = ["530", "534", "535", "538", "454"];

/// A mail server.
pub(crate) struct Smtp {
    pub(crate) server: Server,
    password: Option<SecretString>,
    tls: Option<TlsParameters>,
    hello: ClientId,
    places: Semaphore,
    pub(crate) limit: Duration,
    text_limit: Duration,
}

/// The step of opening a connection that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Connect,
    StartTls,
    Login,
}

/// Why a connection is not open.
#[derive(Debug)]
pub(crate) struct NotOpen {
    pub(crate) step: Step,
    pub(crate) error: Error,
}

impl Smtp {
    pub(crate) fn new(
        url: &Url,
        password: Option<SecretString>,
        ca_file: Option<&Path>,
    ) -> Result<Self, MailError> {
        let server = Server::parse(url).map_err(|cause| MailError::Url { cause })?;
        match (&server.user, &password) {
            (Some(_), None) => {
                return Err(MailError::Url {
                    cause: "it names a user, and there is no password; add `password = { env = … }`"
                        .to_owned(),
                });
            }
            (None, Some(_)) => {
                return Err(MailError::Url {
                    cause: "there is a password, and it names no user; write `smtps://user@host`".to_owned(),
                });
            }
            _ => {}
        }
        let tls = match server.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(tls_parameters(&server.host, ca_file)?),
        };
        Ok(Self {
            server,
            password,
            tls,
            hello: ClientId::default(),
            places: Semaphore::new(AT_ONCE),
            limit: LIMIT,
            text_limit: TEXT_LIMIT,
        })
    }

    /// Sends a mail, as soon as fewer than [`AT_ONCE`] others are on the way.
    pub(crate) async fn put(&self, envelope: &Envelope, letter: &[u8]) -> Result<(), SendError> {
        let place = tokio::time::timeout(self.limit, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else { return Err(self.retry("others have been on the way for long")) };
        let end = Instant::now() + self.limit;
        let mut connection = match timeout_at(end, self.open()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(NotOpen { error, .. })) => return Err(self.retry(&error.to_string())),
            Err(_) => return Err(self.retry("no answer in time")),
        };
        match timeout_at(end, address(&mut connection, envelope, letter.is_ascii())).await {
            Ok(Ok(())) => {}
            Ok(Err(Refused::Mail(cause))) => {
                goodbye(connection);
                return Err(SendError::Permanent { cause: self.says(&cause) });
            }
            Ok(Err(Refused::Smtp(error))) => {
                goodbye(connection);
                return Err(self.answered(&error).unwrap_or_else(|| self.retry(&error.to_string())));
            }
            Err(_) => return Err(self.retry("no answer in time")),
        }
        // From here on the server may have the mail whatever we hear of it.
        match tokio::time::timeout(self.text_limit, connection.message(letter)).await {
            Ok(Ok(_)) => {
                goodbye(connection);
                Ok(())
            }
            Ok(Err(error)) => Err(self.answered(&error).unwrap_or_else(|| SendError::Unknown {
                cause: self.says(&format!("after the text: {error}")),
            })),
            Err(_) => Err(SendError::Unknown { cause: self.says("no answer in time after the text") }),
        }
    }

    /// A connection that is greeted, protected and logged in as the settings say.
    pub(crate) async fn open(&self) -> Result<AsyncSmtpConnection, NotOpen> {
        let at = |step| move |error| NotOpen { step, error };
        let wrapped = self.tls.clone().filter(|_| self.server.security == Security::Tls);
        let address = (self.server.host.as_str(), self.server.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.limit), &self.hello, wrapped, None)
                .await
                .map_err(at(Step::Connect))?;
        if let (Security::StartTls, Some(tls)) = (self.server.security, &self.tls) {
            connection.starttls(tls.clone(), &self.hello).await.map_err(at(Step::StartTls))?;
        }
        if let (Some(user), Some(password)) = (&self.server.user, &self.password) {
            let login = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let ways = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&ways, &login).await.map_err(at(Step::Login))?;
        }
        Ok(connection)
    }

    /// What a refusal in the server's own words means; `None` when there are none.
    fn answered(&self, error: &Error) -> Option<SendError> {
        let code = error.status()?.to_string();
        let cause = self.says(&error.to_string());
        let mail_is_refused = error.is_permanent() && !LOGIN_CODES.contains(&code.as_str());
        Some(match mail_is_refused {
            true => SendError::Permanent { cause },
            false => SendError::Retry { after: None, cause },
        })
    }

    fn retry(&self, cause: &str) -> SendError {
        SendError::Retry { after: None, cause: self.says(cause) }
    }

    fn says(&self, cause: &str) -> String {
        format!("mail server {}: {cause}", self.server)
    }
}

/// Why a mail's sender and recipient were not taken.
enum Refused {
    /// The server can't take such a mail at all.
    Mail(String),
    /// By the server, or by what lies between.
    Smtp(Error),
}

/// Everything up to the text.
async fn address(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    ascii: bool,
) -> Result<(), Refused> {
    let mut options = Vec::new();
    let mut addresses = envelope.to().iter().chain(envelope.from());
    if !addresses.all(|a| AsRef::<str>::as_ref(a).is_ascii()) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Refused::Mail("it takes no addresses beyond ASCII (SMTPUTF8)".to_owned()));
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !ascii && connection.server_info().supports_feature(Extension::EightBitMime) {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection.command(Mail::new(envelope.from().cloned(), options)).await.map_err(Refused::Smtp)?;
    for recipient in envelope.to() {
        connection.command(Rcpt::new(recipient.clone(), Vec::new())).await.map_err(Refused::Smtp)?;
    }
    connection.command(Data).await.map_err(Refused::Smtp)?;
    Ok(())
}

/// Ends the session politely, without keeping the mail's sender waiting.
fn goodbye(mut connection: AsyncSmtpConnection) {
    // Nothing depends on it: should the program end first, the server notices by itself.
    drop(tokio::spawn(async move { tokio::time::timeout(GOODBYE, connection.abort()).await }));
}

fn tls_parameters(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca_file {
        let fault = |cause: String| MailError::CaFile { path: path.to_owned(), cause };
        let pem = std::fs::read(path).map_err(|e| fault(e.to_string()))?;
        if !pem.windows(CERTIFICATE.len()).any(|w| w == CERTIFICATE) {
            return Err(fault("it holds no certificate in PEM form".to_owned()));
        }
        let certificates = Certificate::from_pem(&pem).map_err(|e| fault(e.to_string()))?;
        builder = builder.add_root_certificate(certificates);
        return builder.build().map_err(|e| fault(e.to_string()));
    }
    builder.build().map_err(|e| MailError::Url { cause: e.to_string() })
}

/// How a certificate begins in a PEM file.
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream};
    use tokio::net::TcpListener;

    use super::*;

    /// Sends, with `limit` as the time for it and `text_limit` as that for its text, to a server that gives
    /// `answers`, one a line it reads, and then says nothing any more.
    async fn send_to(
        answers: &'static [&'static str],
        limit: Duration,
        text_limit: Duration,
    ) -> Result<(), SendError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a client");
            let mut stream = BufStream::new(stream);
            let mut line = String::new();
            for answer in answers {
                stream.write_all(format!("{answer}\r\n").as_bytes()).await.expect("written");
                stream.flush().await.expect("written");
                stream.read_line(&mut line).await.expect("a command");
            }
            // Open, and silent, until the client has had enough.
            while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {}
        });
        let url = format!("smtp://127.0.0.1:{port}").parse().expect("a URL");
        let server = Smtp { limit, text_limit, ..Smtp::new(&url, None, None).expect("settings") };
        let to = vec!["mia@example.org".parse().expect("an address")];
        let envelope = Envelope::new(None, to).expect("an envelope");
        server.put(&envelope, b"Subject: hello\r\n\r\ntext\r\n").await
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_before_the_text_is_tried_again() {
        for answers in [&[][..], &["220 hello"], &["220 hello", "250 fine", "250 fine"]] {
            let answer = send_to(answers, Duration::from_millis(200), Duration::ZERO).await;
            assert!(matches!(answer, Err(SendError::Retry { .. })), "{answers:?}: {answer:?}");
        }
    }

    #[tokio::test]
    async fn after_a_server_that_falls_silent_after_the_text_nobody_knows() {
        let answers = &["220 hello", "250 fine", "250 fine", "250 fine", "354 go on"];
        let answer = send_to(answers, Duration::from_secs(60), Duration::from_millis(200)).await;
        assert!(matches!(answer, Err(SendError::Unknown { .. })), "{answer:?}");
    }
}
