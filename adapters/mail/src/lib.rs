//! The desk's outgoing mail: by SMTP, through a local sendmail, or as files in a folder.
//!
//! A mail is always rendered to the same bytes, whatever the try: the date is that of the first try,
//! the boundary comes from the operation's key and the Message-ID from the desk. So a mail that went
//! out twice, because nobody could say whether the first one arrived, is one mail to a mail client.

mod folder;
mod header;
mod html;
mod markdown;
mod message;
mod outlet;
mod sendmail;
mod settings;
mod smtp;
mod smtp_check;
mod smtp_url;
mod text;

pub use outlet::MailOutlet;
pub use settings::{MailError, MailSettings, Transport};

/// The name of this platform.
pub const PLATFORM: sportello_chat::Platform = sportello_chat::Platform::new("mail");
