//! A mail of the desk as RFC 5322 writes it, the same bytes at every try.
//!
//! **Not to be answered by machines.** `Auto-Submitted: auto-generated` (RFC 3834 §5) is what
//! vacation responders, mailing lists and other desks look for. Exchange looks for
//! `X-Auto-Response-Suppress` instead; its `All` would suppress non-delivery reports too, by which
//! the desk's owner learns of a wrong address, so everything but those is named. There is no
//! `Precedence: bulk`: RFC 3834 §3.1.8 recommends neither the field nor any value of it, filters take
//! it for advertising, and an answer of the desk is written for one person.

use std::time::SystemTime;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};
use sportello_chat::{FileRef, Mail};

use crate::{header, html, text};

/// The last second that the Date header's writer takes (it panics beyond); a turned clock may be there.
const LAST: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(last) => last,
    None => DateTime::UNIX_EPOCH,
};

/// Why a mail can't be written, now or later, in a sentence.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unwritable {
    /// The address is none.
    #[error("`{address}` is not a mail address: {cause}")]
    Address { address: String, cause: String },
    /// The Message-ID is none.
    #[error("`{0}` is not a Message-ID")]
    MessageId(String),
    /// The parts don't make a mail.
    #[error("the mail can't be written: {0}")]
    Other(String),
}

/// Who writes.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    /// The From of every mail.
    pub(crate) from: Mailbox,
    /// The desk's name.
    pub(crate) desk: String,
}

impl Sender {
    /// Writes `mail` with the bytes of its files, dated `date`; `key` is the operation's.
    ///
    /// # Errors
    /// [`Unwritable`] when no later try could do better.
    pub(crate) fn write(
        &self,
        mail: &Mail,
        attached: &[Bytes],
        date: DateTime<Utc>,
        key: &str,
    ) -> Result<Message, Unwritable> {
        let address = header::address(&mail.to)
            .map_err(|cause| Unwritable::Address { address: mail.to.escape_debug().to_string(), cause })?;
        if !header::is_message_id(&mail.message_id) {
            return Err(Unwritable::MessageId(mail.message_id.escape_debug().to_string()));
        }
        let subject = header::subject(&mail.subject);
        let language = header::language(&mail.language);
        let page = html::page(&self.desk, &subject, language.as_deref(), &mail.body);
        let text = MultiPart::alternative()
            .boundary(boundary(key))
            .singlepart(SinglePart::plain(text::page(&mail.body)))
            .singlepart(SinglePart::html(page));

        let parts = match mail.files.is_empty() {
            true => text,
            false => with_files(text, &mail.files, attached, key),
        };

        let mut letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(mail.to_name.as_deref().and_then(header::name), address))
            .subject(subject)
            .date(SystemTime::from(date.clamp(DateTime::UNIX_EPOCH, LAST)))
            .message_id(Some(format!("<{}>", mail.message_id)));
        if let Some(parent) = mail.in_reply_to.as_ref().filter(|id| header::is_message_id(id)) {
            letter = letter.in_reply_to(format!("<{parent}>"));
        }
        if let Some(thread) = header::references(&mail.references) {
            letter = letter.references(thread);
        }
        letter = letter.header(AutoSubmitted).header(AutoResponseSuppress);
        if let Some(language) = language {
            letter = letter.header(ContentLanguage(language));
        }
        letter.multipart(parts).map_err(|e| Unwritable::Other(e.to_string()))
    }
}

/// The text, and behind it each file, to be saved and not to be shown.
fn with_files(text: MultiPart, files: &[FileRef], attached: &[Bytes], key: &str) -> MultiPart {
    let whole = MultiPart::mixed().boundary(format!("{}_", boundary(key))).multipart(text);
    files.iter().zip(attached).fold(whole, |whole, (file, bytes)| {
        let unknown = || ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN);
        let kind = ContentType::parse(&file.mime).ok().filter(|_| !holds_parts(&file.mime));
        let kind = kind.unwrap_or_else(unknown);
        let name = header::file(&file.name);
        let body = Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64);
        match body {
            Ok(body) => whole.singlepart(Attachment::new(name).body(body, kind)),
            // Base64 takes every byte.
            Err(_) => whole,
        }
    })
}

/// Whether a mail would show a file of this type as parts of its own; such a type can't stand over base64
/// (RFC 2046 §5).
fn holds_parts(mime: &str) -> bool {
    let mime = mime.trim_start().to_ascii_lowercase();
    mime.starts_with("multipart/") || mime.starts_with("message/")
}

/// What stands between the parts. `=_` occurs in no quoted-printable or base64 text, and nobody can
/// know the key beforehand to write it into a text.
fn boundary(key: &str) -> String {
    let key: String =
        key.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(40).collect();
    format!("=_{key}")
}

/// A header whose value is fixed and plain ASCII, or a checked language tag.
macro_rules! plain_header {
    ($(#[$doc:meta])* $name:literal, $type:ident $(($field:ty))?, |$self:ident| $value:expr, |$text:ident| $parsed:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        struct $type $(($field))?;

        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse($text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok($parsed)
            }

            fn display(&$self) -> HeaderValue {
                HeaderValue::new(Self::name(), $value)
            }
        }
    };
}

plain_header!(
    /// RFC 3834 §5.
    "Auto-Submitted", AutoSubmitted, |self| "auto-generated".to_owned(), |_text| Self
);
plain_header!(
    /// What Exchange looks for: all its automatic answers but the non-delivery report.
    "X-Auto-Response-Suppress", AutoResponseSuppress,
    |self| "DR, RN, NRN, OOF, AutoReply".to_owned(), |_text| Self
);
plain_header!(
    /// RFC 3282.
    "Content-Language", ContentLanguage(String), |self| self.0.clone(), |text| Self(text.to_owned())
);
