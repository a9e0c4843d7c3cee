//! What the desk's mail needs to be told.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

/// How the desk mails.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The sender of every mail: `help@example.org` or `Service Desk <help@example.org>`.
    pub from: String,
    /// How mails leave.
    pub transport: Transport,
    /// The desk's name: heads the HTML, and is the sender's name where `from` has none.
    pub desk: String,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A file a mail.
    Folder {
        /// The folder, made when the first mail is written.
        path: PathBuf,
    },
    /// A mail server.
    Smtp {
        /// `smtps://user@host:port` speaks TLS from the first byte (port 465 unless said otherwise),
        /// `smtp://…?tls=required` begins it with STARTTLS (587), `smtp://…` is plain text (25).
        url: Url,
        /// The password of the URL's user.
        password: Option<SecretString>,
        /// A PEM file of certificate authorities to trust besides the public ones.
        ca_file: Option<PathBuf>,
    },
    /// A local program that takes a mail on its standard input, called as `command -i -f from -- to`.
    Sendmail {
        /// The program.
        command: PathBuf,
    },
}

/// Why mail can't be set up so.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender is no mail address.
    #[error(
        "`{from}` is not a sender: {cause}; write `help@example.org` or `Service Desk <help@example.org>`"
    )]
    From {
        /// What was given.
        from: String,
        /// Why.
        cause: String,
    },
    /// The server's URL can't be used. The URL is not repeated: it could hold a password.
    #[error("the mail server's URL can't be used: {cause}")]
    Url {
        /// Why, and what to write instead.
        cause: String,
    },
    /// The file of certificate authorities can't be used.
    #[error("the certificate authorities in {} can't be used: {cause}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
}
