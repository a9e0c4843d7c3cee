//! Mail as one of the desk's outlets.

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Finding, Found, Mail, Operation, Outbound, Outlet, Platform, SendError, Sent, Threads, Uncertain,
};

use crate::folder::Folder;
use crate::message::Sender;
use crate::sendmail::Sendmail;
use crate::smtp::Smtp;
use crate::{MailError, MailSettings, PLATFORM, Transport, header};

/// The desk's outgoing mail.
pub struct MailOutlet {
    sender: Sender,
    way: Way,
}

/// How mails leave.
enum Way {
    Folder(Folder),
    Smtp(Smtp),
    Sendmail(Sendmail),
}

impl MailOutlet {
    /// Reads the settings; touches no network and makes no folder.
    ///
    /// # Errors
    /// [`MailError`] when mail can't be sent with these settings.
    pub fn new(settings: MailSettings) -> Result<Self, MailError> {
        let MailSettings { from, transport, desk } = settings;
        let from = header::sender(&from, &desk).map_err(|cause| MailError::From { from, cause })?;
        let way = match transport {
            Transport::Folder { path } => Way::Folder(Folder::new(path)),
            Transport::Smtp { url, password, ca_file } => {
                Way::Smtp(Smtp::new(&url, password, ca_file.as_deref())?)
            }
            Transport::Sendmail { command } => Way::Sendmail(Sendmail::new(command)),
        };
        Ok(Self { sender: Sender { from, desk }, way })
    }

    async fn send(&self, mail: &Mail, attempt: &Attempt) -> Result<Sent, SendError> {
        let letter = self
            .sender
            .write(mail, &attempt.attached, attempt.since, &attempt.key)
            .map_err(|e| SendError::Permanent { cause: e.to_string() })?;
        match &self.way {
            Way::Folder(folder) => return folder.put(mail, attempt, letter.formatted()).await,
            Way::Smtp(server) => server.put(letter.envelope(), &letter.formatted()).await?,
            Way::Sendmail(program) => program.put(letter).await?,
        }
        Ok(Sent::message(&mail.message_id))
    }
}

#[async_trait]
impl Outlet for MailOutlet {
    fn platform(&self) -> Platform {
        PLATFORM
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        outbound.operations(usize::MAX, Threads::Implicit)
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let Operation::Mail(mail) = operation else { return Err(no_mail(operation)) };
        let answer = self.send(mail, attempt).await;
        match &answer {
            Ok(_) => tracing::debug!(message_id = mail.message_id, "mail sent"),
            Err(error) => tracing::debug!(message_id = mail.message_id, %error, "mail not sent"),
        }
        answer
    }

    async fn find(&self, operation: &Operation, attempt: &Attempt) -> Result<Found, SendError> {
        match (operation, &self.way) {
            (Operation::Mail(mail), Way::Folder(folder)) => folder.find(mail, attempt).await,
            _ => Ok(Found::CannotTell),
        }
    }

    /// A file is the same file again. Twice is harmless elsewhere too: the Message-ID is the same, and many mail
    /// clients show such a mail once; but a server that takes each and never says so must not be sent it for days.
    fn policy(&self, _operation: &Operation) -> Uncertain {
        match self.way {
            Way::Folder(_) => Uncertain::Repeat,
            Way::Smtp(_) | Way::Sendmail(_) => Uncertain::RepeatOnce,
        }
    }

    async fn check(&self) -> Vec<Finding> {
        match &self.way {
            Way::Folder(folder) => vec![folder.check().await],
            Way::Smtp(server) => server.check().await,
            Way::Sendmail(program) => vec![program.check().await],
        }
    }
}

/// What a mailbox can't do.
fn no_mail(operation: &Operation) -> SendError {
    SendError::Permanent { cause: format!("a mailbox takes mails, not `{}`", operation.name()) }
}
